//! How long a corpus of a hundred thousand presets takes: drawn presets, each tenth a variant of another, a twentieth the
//! same as another; once for a synth with parts and once for one without.
//!
//! `cargo run --release -p tonewright-data --example group_many [COUNT]`

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

use std::time::Instant;

use rand::RngExt as _;
use tonewright_data::corpus::leaks::leaks;
use tonewright_data::corpus::{Gathering, SplitPlan};
use tonewright_synth::{Norm, Preset, SYNTHS, Synth, seed};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    for name in ["dx7", "subtractive"] {
        let entry = SYNTHS.iter().find(|entry| entry.name == name).ok_or("a native synth")?;
        let synth = (entry.build)();
        let presets = drawn(synth.as_ref(), count).ok_or("the synth draws its own presets")?;
        let start = Instant::now();
        let mut gathering = Gathering::new(synth.spec(), None)?;
        gathering.source("drawn", None);
        presets.into_iter().for_each(|preset| gathering.add(preset));
        let merged = start.elapsed();
        let corpus = gathering.finish(&SplitPlan::from_text("groups-80-10-10")?, None)?;
        let grouped = start.elapsed();
        let pairs = leaks(&corpus);
        println!(
            "{name}: {} presets in {} groups; merged in {:.2} s, grouped and split in {:.2} s, checked in {:.2} s ({} pairs)",
            corpus.entries.len(),
            corpus.group_sizes().len(),
            merged.as_secs_f64(),
            (grouped - merged).as_secs_f64(),
            (start.elapsed() - grouped).as_secs_f64(),
            pairs.len()
        );
    }
    Ok(())
}

/// So many presets of the synth; `None` when it does not draw its own.
fn drawn(synth: &dyn Synth, count: usize) -> Option<Vec<Preset>> {
    let prior = synth.own_prior()?;
    let mut presets: Vec<Preset> = Vec::with_capacity(count);
    for at in 0..count {
        let mut rng = seed::stream(1, "group-many", at as u64);
        let preset = match at % 20 {
            19 => presets[rng.random_range(0..at)].clone(),
            7 | 17 => {
                let mut variant = presets[rng.random_range(0..at)].clone();
                let knob = rng.random_range(0..variant.values.len());
                variant.values[knob] = Norm::saturating(rng.random());
                variant
            }
            _ => prior.draw(&mut rng),
        };
        presets.push(preset);
    }
    Some(presets)
}
