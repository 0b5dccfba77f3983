//! What one split knows of another: presets that are the same or near in both, and how far the nearest ones are.

use std::collections::HashMap;

use rand::Rng as _;
use serde::Serialize;
use tonewright_synth::seed;

use super::near::{self, Codes};
use super::{Corpus, Entry};

/// Of how many presets the nearest is looked for; of more, so many are drawn.
const MOST_NEAREST: usize = 1000;

/// After how many parameters it is asked whether a preset can still be the nearest.
const CHUNK: usize = 16;

/// What two splits have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SplitPair {
    /// The smaller of both.
    pub of: String,
    /// The larger.
    pub against: String,
    /// How many presets the smaller has.
    pub presets: usize,
    /// How many of them are in the larger as well, parameter by parameter.
    pub exact: usize,
    /// How many have a near preset in the larger, exact ones included.
    pub near: usize,
    /// How many parameters differ from the nearest preset of the larger, as a share; `None` when one split is empty.
    pub nearest: Option<Nearest>,
}

/// Quartiles of the distance to the nearest preset: the share of parameters that differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Nearest {
    /// Of how many presets.
    pub presets: usize,
    /// The least, the quartiles, and the most.
    pub quartiles: [f64; 5],
}

/// Every two splits of a corpus. The groups that stand in the file are not trusted: nearness is looked for anew.
pub fn leaks(corpus: &Corpus) -> Vec<SplitPair> {
    let sizes = corpus.split_sizes();
    let mut by_size: Vec<usize> = (0..sizes.len()).collect();
    by_size.sort_by_key(|split| (sizes[*split], std::cmp::Reverse(*split)));
    let (exact, near) = (exact_of(corpus), near_of(corpus));
    let mut pairs = Vec::new();
    for (at, of) in by_size.iter().enumerate() {
        for against in &by_size[at + 1..] {
            let count = |known: &[Vec<bool>]| {
                let entries = corpus.entries.iter().zip(known);
                entries.filter(|(entry, known)| entry.split == *of && known[*against]).count()
            };
            pairs.push(SplitPair {
                of: corpus.dealt.splits[*of].clone(),
                against: corpus.dealt.splits[*against].clone(),
                presets: sizes[*of],
                exact: count(&exact),
                near: count(&near),
                nearest: nearest(corpus, *of, *against),
            });
        }
    }
    pairs
}

/// Whether anything is in two splits.
pub fn leaks_any(pairs: &[SplitPair]) -> bool {
    pairs.iter().any(|pair| pair.exact > 0 || pair.near > 0)
}

fn compared_bits(corpus: &Corpus) -> impl Fn(&Entry) -> Vec<u32> {
    let compared = corpus.compared();
    move |entry| compared.iter().map(|at| (entry.preset.values[*at].get() + 0.0).to_bits()).collect()
}

/// For each preset and each split: whether the same preset is in that split.
fn exact_of(corpus: &Corpus) -> Vec<Vec<bool>> {
    let bits = compared_bits(corpus);
    let mut known: HashMap<[u8; 32], Vec<bool>> = HashMap::new();
    let keys: Vec<[u8; 32]> = corpus
        .entries
        .iter()
        .map(|entry| {
            let bytes: Vec<u8> = bits(entry).iter().flat_map(|bits| bits.to_le_bytes()).collect();
            blake3::hash(&bytes).into()
        })
        .collect();
    for (entry, key) in corpus.entries.iter().zip(&keys) {
        known.entry(*key).or_insert_with(|| vec![false; corpus.dealt.splits.len()])[entry.split] = true;
    }
    keys.iter().map(|key| known[key].clone()).collect()
}

/// For each preset and each split: whether a near preset is in that split. Only within groups that lie in several splits
/// presets are compared.
fn near_of(corpus: &Corpus) -> Vec<Vec<bool>> {
    let knobs = |at: usize| corpus.entries[at].preset.values.as_slice();
    let codes = Codes::of(corpus.entries.len(), knobs, &corpus.kinship);
    let least = corpus.kinship.least;
    let splits = corpus.dealt.splits.len();
    let groups = near::groups(&codes, least);
    let mut members: Vec<Vec<Vec<usize>>> = Vec::new();
    for (preset, group) in groups.iter().enumerate() {
        if *group == members.len() {
            members.push(vec![Vec::new(); splits]);
        }
        members[*group][corpus.entries[preset].split].push(preset);
    }
    let is_near = |preset: usize, split: usize| {
        split != corpus.entries[preset].split
            && members[groups[preset]][split].iter().any(|other| codes.are_near(preset, *other, least))
    };
    (0..codes.len()).map(|preset| (0..splits).map(|split| is_near(preset, split)).collect()).collect()
}

/// How far the nearest presets of `against` are from those of `of`.
fn nearest(corpus: &Corpus, of: usize, against: usize) -> Option<Nearest> {
    let bits = compared_bits(corpus);
    let members =
        |split: usize| corpus.entries.iter().enumerate().filter(move |(_, entry)| entry.split == split);
    let mut asked: Vec<usize> = members(of).map(|(at, _)| at).collect();
    if asked.len() > MOST_NEAREST {
        asked.sort_by_cached_key(|at| seed::stream(0, "corpus-nearest", *at as u64).next_u64());
        asked.truncate(MOST_NEAREST);
    }
    let others: Vec<Vec<u32>> = members(against).map(|(_, entry)| bits(entry)).collect();
    let mut distances: Vec<f64> = Vec::with_capacity(asked.len());
    for at in &asked {
        let own = bits(&corpus.entries[*at]);
        let fewest = others.iter().fold(None, |fewest, other| Some(fewer(&own, other, fewest)));
        distances.push(fewest? as f64 / own.len().max(1) as f64);
    }
    distances.sort_by(f64::total_cmp);
    let quartile = |quarter: usize| distances[(distances.len() - 1) * quarter / 4];
    (!distances.is_empty())
        .then(|| Nearest { presets: distances.len(), quartiles: [0, 1, 2, 3, 4].map(quartile) })
}

/// In how many places two presets differ, if that is fewer than in `fewest`; else that.
fn fewer(a: &[u32], b: &[u32], fewest: Option<usize>) -> usize {
    let most = fewest.unwrap_or(usize::MAX);
    let mut differ = 0;
    for (a, b) in a.chunks(CHUNK).zip(b.chunks(CHUNK)) {
        differ += a.iter().zip(b).filter(|(a, b)| a != b).count();
        if differ >= most {
            return most;
        }
    }
    differ
}
