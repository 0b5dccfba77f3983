//! The split rules that have a name: data, one entry each.

use super::{Deal, SplitRule};

/// All rules, the house's own first.
pub const SPLIT_RULES: &[SplitRule] = &[
    SplitRule {
        name: "groups-80-10-10",
        summary: "whole groups of near duplicates: 80 % train, 10 % val, 10 % test",
        source: "our own",
        differs: "",
        keeps_groups: true,
        seed: 0,
        splits: &["train", "val", "test"],
        deal: Deal::Shares(&[0.8, 0.1, 0.1]),
    },
    SplitRule {
        name: "synthrl",
        summary: "shuffled by NumPy: 64 % train, 16 % val, 20 % test, near duplicates wherever they fall",
        source: "SynthRL (IJCAI 2025): default_rng(0), the last fifth for tests, the first of five folds of the rest val",
        differs: "the papers' database has an order of its own; folds that can't be equal differ by one, the first larger",
        keeps_groups: false,
        seed: 0,
        splits: &["train", "val", "test"],
        deal: Deal::Folds { splits: [1, 0, 0, 0, 0, 2] },
    },
    SplitRule {
        name: "preset-gen-vae",
        summary: "shuffled by NumPy: five folds of 16 % for cross-validation and 20 % test",
        source: "preset-gen-vae (G. Le Vaillant and others, DAFx 2021): five folds, each in turn for validation",
        differs: "the paper's database has an order of its own; folds that can't be equal differ by one, the first larger",
        keeps_groups: false,
        seed: 0,
        splits: &["fold-0", "fold-1", "fold-2", "fold-3", "fold-4", "test"],
        deal: Deal::Folds { splits: [0, 1, 2, 3, 4, 5] },
    },
    SplitRule {
        name: "synth-proxy",
        summary: "shuffled: 10 % test, of the rest 11 % val, near duplicates wherever they fall",
        source: "synth-proxy (Combes et al., JAES 2025): 0.9 and 0.1 under seed 42, then 0.89 and 0.11 of the first part",
        differs: "sizes are the paper's to the preset; the order is ours, since theirs is PyTorch's generator",
        keeps_groups: false,
        seed: 42,
        splits: &["train", "val", "test"],
        deal: Deal::Twice { outer: [0.9, 0.1], inner: [0.89, 0.11] },
    },
];
