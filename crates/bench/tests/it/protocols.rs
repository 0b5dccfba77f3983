//! The protocols on what they are really made of; skipped, and said, where that is missing.

use std::path::Path;

use tonewright_bench::protocol::{PROTOCOLS, RATE_HZ, Setting, by_name};
use tonewright_bench::runner::BenchError;

use crate::exam::dx7;

fn setting() -> Setting {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Setting { count: Some(3), ..Setting::of_workspace(&root) }
}

#[test]
fn every_protocol_has_a_name_of_its_own() {
    for entry in PROTOCOLS {
        assert_eq!(by_name(entry.name).unwrap().summary, entry.summary);
    }
}

#[test]
fn protocols_make_the_same_usable_targets_twice() {
    let synth = dx7();
    for entry in PROTOCOLS {
        let targets = match (entry.targets)(&synth, &setting()) {
            Err(BenchError::Missing { what, how }) => {
                eprintln!(
                    "SKIPPED protocols_make_the_same_usable_targets_twice({}): {what} is missing: {how}",
                    entry.name
                );
                continue;
            }
            other => other.unwrap(),
        };
        let again = (entry.targets)(&synth, &setting()).unwrap();
        assert_eq!(targets.found.len(), 3);
        for (target, same) in targets.found.iter().zip(&again.found) {
            assert_eq!((&target.id, &target.audio), (&same.id, &same.audio));
            assert_eq!(target.audio.rate_hz(), RATE_HZ);
            assert!(target.audio.is_finite() && target.audio.peak() > 0.001, "{}", target.id);
            assert!(target.gesture.gate_secs > 0.0, "{}", target.id);
        }
    }
}
