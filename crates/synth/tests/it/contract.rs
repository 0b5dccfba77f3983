//! Every native synth keeps every promise.

use tonewright_synth::{SYNTHS, SynthEntry};
use tonewright_testkit::contract::synths::{Nature, check};

/// What the suite must know of a synth.
fn nature(entry: &SynthEntry) -> Nature {
    let Some(family) = entry.toy else { return Nature::default() };
    Nature {
        is_pitched: family.plays_keys,
        hears_release: Some(family.plays_keys),
        rates_hz: &[44_100, 8_000, 11_025, 16_000, 48_000, 192_000],
        ..Nature::default()
    }
}

#[test]
fn every_synth_keeps_its_promises() {
    let broken: Vec<String> =
        SYNTHS.iter().flat_map(|entry| check((entry.build)().as_ref(), &nature(entry))).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
