//! The contract of every entry of `FEATURES`.

use tonewright_audio::features::FEATURES;
use tonewright_audio::{Audio, FeatureError};
use tonewright_testkit::signals;

#[test]
fn entries_describe_themselves_and_have_names_of_their_own() {
    let mut names: Vec<&str> = FEATURES.iter().map(|f| f.name).collect();
    assert!(FEATURES.iter().all(|f| !f.summary.is_empty() && !f.source.is_empty()));
    assert!(names.iter().all(|n| n.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FEATURES.len());
}

#[test]
fn every_file_of_the_room_is_in_the_table() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-"))
        .filter(|name| !["mod", "entry", "error", "shape"].contains(&name.as_str()))
        .collect();
    let mut listed: Vec<&str> = FEATURES.iter().map(|f| f.name).collect();
    found.sort_unstable();
    listed.sort_unstable();
    assert_eq!(found, listed);
}

#[test]
fn shape_as_promised_finite_and_the_same_again() {
    for rate_hz in [16_000, 44_100] {
        for signal in [vec![0.0; 9_000], signals::noise(5_000, 3), signals::sine(12_345, 440.0, rate_hz)] {
            let audio = Audio::mono(signal, rate_hz);
            for feature in FEATURES {
                let out = (feature.compute)(&audio).unwrap();
                let promised = (feature.shape)(audio.len_samples(), rate_hz).unwrap();
                assert_eq!((out.frames(), out.bins()), promised, "{}", feature.name);
                assert!(out.values().iter().all(|x| x.is_finite()), "{}", feature.name);
                assert_eq!((feature.compute)(&audio).unwrap(), out, "{}", feature.name);
            }
        }
    }
}

#[test]
fn channels_are_averaged() {
    let left = signals::noise(6_000, 1);
    let stereo = Audio::from_channels(vec![left.clone(), vec![0.0; 6_000]], 22_050);
    let half = Audio::mono(left.iter().map(|x| x * 0.5).collect(), 22_050);
    for feature in FEATURES {
        assert_eq!((feature.compute)(&stereo), (feature.compute)(&half), "{}", feature.name);
    }
}

#[test]
fn nothing_and_nonsense_are_refused_and_scraps_never_panic() {
    for feature in FEATURES {
        let empty = (feature.compute)(&Audio::mono(Vec::new(), 44_100));
        assert_eq!(empty, Err(FeatureError::Empty), "{}", feature.name);
        assert_eq!((feature.shape)(0, 44_100), Err(FeatureError::Empty), "{}", feature.name);
        let broken = (feature.compute)(&Audio::mono(vec![0.0, f32::NAN], 44_100));
        assert_eq!(broken, Err(FeatureError::NotFinite { index: 1 }), "{}", feature.name);
        for samples in [1, 2, 3, 100, 513, 1025] {
            let audio = Audio::mono(vec![0.25; samples], 8_000);
            match ((feature.compute)(&audio), (feature.shape)(samples, 8_000)) {
                (Ok(out), Ok(shape)) => assert_eq!((out.frames(), out.bins()), shape, "{}", feature.name),
                (Err(a), Err(b)) => {
                    assert!(a == b && matches!(a, FeatureError::TooShort { .. }), "{}: {a}", feature.name);
                }
                other => panic!("{} at {samples} samples: {other:?}", feature.name),
            }
        }
    }
}
