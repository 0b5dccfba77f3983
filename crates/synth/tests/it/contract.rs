//! Every native synth keeps every promise.

use tonewright_synth::SYNTHS;
use tonewright_testkit::contract::synths::{Nature, check};

#[test]
fn every_synth_keeps_its_promises() {
    let broken: Vec<String> =
        SYNTHS.iter().flat_map(|entry| check((entry.build)().as_ref(), &Nature::default())).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
