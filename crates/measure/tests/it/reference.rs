//! Every measure against its Python original (`tests/reference/measures/make.py`): on synthetic pairs that are
//! made again here, and on real pairs of published listening studies where those are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tonewright_audio::{Audio, read};
use tonewright_measure::{MEASURES, MeasureError};

use crate::signals::Sound;

type Values = BTreeMap<String, Option<f64>>;

#[derive(Deserialize)]
struct Reference {
    synthetic: Synthetic,
    real: Real,
}

#[derive(Deserialize)]
struct Synthetic {
    sounds: BTreeMap<String, Sound>,
    probes: BTreeMap<String, [f32; 3]>,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    values: Values,
}

#[derive(Deserialize)]
struct Real {
    secs: f64,
    pairs: Vec<RealPair>,
}

#[derive(Deserialize)]
struct RealPair {
    study: String,
    #[serde(flatten)]
    pair: Pair,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn reference() -> Reference {
    let path = root().join("tests/reference/measures/measures.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// How far a value may lie from the original's: (absolute, relative).
fn tolerance(measure: &str) -> (f64, f64) {
    match measure {
        // Bins that hold nothing but the rounding of a 32-bit transform (1e-7 of the frame's peak) are above
        // these measures' floors, and two libraries round differently.
        "lsd" | "ddsp-mss" => (2e-3, 2e-3),
        // The same, for pure tones only: neighbours 80 dB and more below the peak.
        "mcd" | "proxy-mfccd" | "proxy-mean" => (2e-3, 5e-4),
        // Relative to a target whose own spectrum is the floor: a ratio in the thousands, from 32-bit sums.
        "mr-stft" | "proxy-stft" | "proxy-mel" => (1e-4, 5e-4),
        // torchaudio's loudness is computed with filters designed in 32 bits, and its blocks end elsewhere.
        "loudness-db" => (0.1, 1e-2),
        // 32-bit transforms and logarithms, summed in another order.
        _ => (1e-4, 2e-4),
    }
}

/// Compares all measures that have an original; returns one line for each that is too far off.
fn compare(label: &str, target: &Audio, candidate: &Audio, values: &Values) -> Vec<String> {
    let mut failures = Vec::new();
    for entry in MEASURES {
        let Some(expected) = values.get(entry.name) else { continue };
        let found = (entry.compute)(target, candidate);
        let (absolute, relative) = tolerance(entry.name);
        let good = match (&found, expected) {
            (Ok(found), Some(expected)) => (found - expected).abs() <= absolute + relative * expected.abs(),
            (Err(MeasureError::Undefined { .. }), None) => true,
            _ => false,
        };
        if !good {
            failures.push(format!("{label}: {} is {found:?}, the original says {expected:?}", entry.name));
        }
    }
    failures
}

/// Every measure of the table with an original has reference values, but for those that can have none.
#[test]
fn no_measure_goes_unchecked() {
    let reference = reference();
    let checked = &reference.synthetic.pairs[0].values;
    // Ours (no original), or a pitch tracker of our own: checked on tones of known pitch instead.
    let without = ["objective", "f0-cents", "f0-hz"];
    for entry in MEASURES {
        assert!(
            checked.contains_key(entry.name) != without.contains(&entry.name),
            "{} has no reference value",
            entry.name
        );
    }
    assert!(reference.synthetic.pairs.len() >= 20 && reference.real.pairs.len() >= 20);
}

#[test]
fn synthetic_pairs_agree_with_the_originals() {
    let Reference { synthetic: Synthetic { sounds, probes, pairs }, .. } = reference();
    let sounds: BTreeMap<_, _> = sounds.iter().map(|(name, sound)| (name, sound.render())).collect();
    for (name, probe) in &probes {
        let channel = sounds[name].channel(0);
        assert_eq!([500, 2_000, 20_000].map(|i| channel[i]), *probe, "{name} is another sound");
    }
    let check = |pair: &Pair| {
        compare(&format!("{} / {}", pair.a, pair.b), &sounds[&pair.a], &sounds[&pair.b], &pair.values)
    };
    let failures = in_parallel(&pairs, check);
    assert!(failures.is_empty(), "{} values are off:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn real_pairs_agree_with_the_originals() {
    let data =
        std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let folder = data.join("listeners");
    if !folder.is_dir() {
        println!(
            "SKIPPED real_pairs_agree_with_the_originals: no listening studies in {}; set TONEWRIGHT_DATA to a \
             folder that holds `listeners` (the studies of timbremetrics, arXiv 2507.07764)",
            folder.display()
        );
        return;
    }
    let Real { secs, pairs } = reference().real;
    let check = |RealPair { study, pair }: &RealPair| {
        let load = |name: &str| {
            let sound = read::read(folder.join(study).join(name)).unwrap();
            let count = (secs * f64::from(sound.rate_hz())) as usize;
            let rate_hz = sound.rate_hz();
            let cut = sound.into_channels().into_iter().map(|c| c[..count.min(c.len())].to_vec()).collect();
            Audio::from_channels(cut, rate_hz)
        };
        compare(&format!("{study}: {} / {}", pair.a, pair.b), &load(&pair.a), &load(&pair.b), &pair.values)
    };
    let failures = in_parallel(&pairs, check);
    assert!(failures.is_empty(), "{} values are off:\n{}", failures.len(), failures.join("\n"));
}

/// All lines that a check returns, in order.
fn in_parallel<T: Sync>(items: &[T], check: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let chunk = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let check = &check;
        let handles: Vec<_> = items
            .chunks(chunk)
            .map(|part| scope.spawn(move || part.iter().flat_map(check).collect::<Vec<_>>()))
            .collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
    })
}
