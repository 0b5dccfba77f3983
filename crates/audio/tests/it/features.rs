//! The contract of every entry of `FEATURES`.

use tonewright_audio::features::{FEATURES, by_name};
use tonewright_audio::{Audio, Feature, FeatureEntry, FeatureError, PlanSetup};
use tonewright_testkit::signals;

/// The one feature that looks at each channel.
const OF_EACH_CHANNEL: &str = "mel-synth-permutations";

fn mono(rate_hz: u32, samples: usize) -> PlanSetup {
    PlanSetup { rate_hz, channels: 1, samples }
}

fn planned(feature: &FeatureEntry, setup: PlanSetup) -> (Box<dyn Feature>, Vec<f32>) {
    let planned = (feature.plan)(setup).expect("a sound that is long enough");
    let values = vec![f32::NAN; planned.shape().iter().product()];
    (planned, values)
}

#[test]
fn entries_describe_themselves_and_have_names_of_their_own() {
    let mut names: Vec<&str> = FEATURES.iter().map(|f| f.name).collect();
    assert!(FEATURES.iter().all(|f| !f.summary.is_empty() && !f.source.is_empty()));
    assert!(names.iter().all(|n| n.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    assert!(names.iter().all(|n| by_name(n).is_some_and(|f| f.name == *n)));
    assert!(by_name("mel").is_none());
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FEATURES.len());
}

#[test]
fn every_file_of_the_room_is_in_the_table() {
    let parts = ["mod", "bands", "entry", "error", "kind", "plan", "rows", "shape"];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-"))
        .filter(|name| !parts.contains(&name.as_str()))
        .collect();
    let mut listed: Vec<&str> = FEATURES.iter().map(|f| f.name).collect();
    found.sort_unstable();
    listed.sort_unstable();
    assert_eq!(found, listed);
}

#[test]
fn one_axis_per_length_finite_and_the_same_again() {
    for rate_hz in [16_000, 44_100] {
        for signal in [vec![0.0; 9_000], signals::noise(5_000, 3), signals::sine(12_345, 440.0, rate_hz)] {
            let audio = Audio::mono(signal, rate_hz);
            for feature in FEATURES {
                let (mut planned, mut values) = planned(feature, PlanSetup::like(&audio));
                assert_eq!(planned.shape().len(), planned.axes().len(), "{}", feature.name);
                planned.process_into(&audio, &mut values).unwrap();
                assert!(values.iter().all(|x| x.is_finite()), "{}", feature.name);
                let first = values.clone();
                values.fill(f32::NAN);
                planned.process_into(&audio, &mut values).unwrap();
                assert!(values == first, "{}", feature.name);
                let computed = feature.compute(&audio).unwrap();
                assert!(computed.values == first, "{}", feature.name);
                assert_eq!((&computed.shape[..], computed.axes), (planned.shape(), planned.axes()));
            }
        }
    }
}

#[test]
fn one_sound_leaves_nothing_for_the_next() {
    let (loud, soft) = (signals::noise(8_000, 1), signals::sine(8_000, 700.0, 44_100));
    let (loud, soft) = (Audio::mono(loud, 44_100), Audio::mono(soft, 44_100));
    for feature in FEATURES {
        let (mut planned, mut values) = planned(feature, PlanSetup::like(&loud));
        planned.process_into(&loud, &mut values).unwrap();
        planned.process_into(&soft, &mut values).unwrap();
        assert!(values == feature.compute(&soft).unwrap().values, "{}", feature.name);
    }
}

#[test]
fn channels_are_averaged_but_where_each_is_looked_at() {
    let left = signals::noise(6_000, 1);
    let stereo = Audio::from_channels(vec![left.clone(), vec![0.0; 6_000]], 22_050);
    let half = Audio::mono(left.iter().map(|x| x * 0.5).collect(), 22_050);
    let alone = Audio::mono(left, 22_050);
    for feature in FEATURES.iter().filter(|feature| feature.name != OF_EACH_CHANNEL) {
        assert!(feature.compute(&stereo) == feature.compute(&half), "{}", feature.name);
    }
    let each = by_name(OF_EACH_CHANNEL).unwrap().compute(&stereo).unwrap();
    assert_eq!((each.shape[0], each.axes[0]), (2, "channels"));
    let (left, right) = each.values.split_at(each.values.len() / 2);
    assert!(left == by_name(OF_EACH_CHANNEL).unwrap().compute(&alone).unwrap().values);
    assert!(right.iter().all(|x| *x == -80.0), "silence lies at the floor of the louder channel");
}

#[test]
fn other_sounds_than_planned_and_other_room_are_refused() {
    let audio = Audio::mono(signals::noise(9_000, 3), 22_050);
    for feature in FEATURES {
        let (mut planned, mut values) = planned(feature, PlanSetup::like(&audio));
        for other in [
            Audio::mono(vec![0.0; 9_001], 22_050),
            Audio::mono(vec![0.0; 9_000], 44_100),
            Audio::from_channels(vec![vec![0.0; 9_000]; 2], 22_050),
        ] {
            let refused = planned.process_into(&other, &mut values).unwrap_err();
            assert!(matches!(refused, FeatureError::NotPlanned { .. }), "{}: {refused}", feature.name);
        }
        let needed = values.len();
        let refused = planned.process_into(&audio, &mut values[1..]).unwrap_err();
        assert_eq!(refused, FeatureError::Room { needed, given: needed - 1 }, "{}", feature.name);
    }
}

#[test]
fn nothing_and_nonsense_are_refused_and_scraps_never_panic() {
    for feature in FEATURES {
        let empty = feature.compute(&Audio::mono(Vec::new(), 44_100));
        assert_eq!(empty, Err(FeatureError::Empty), "{}", feature.name);
        let broken = feature.compute(&Audio::mono(vec![0.0, f32::NAN], 44_100));
        assert_eq!(broken, Err(FeatureError::NotFinite { index: 1 }), "{}", feature.name);
        for samples in [1, 2, 3, 100, 513, 1025] {
            let audio = Audio::mono(vec![0.25; samples], 8_000);
            match (feature.compute(&audio), (feature.plan)(mono(8_000, samples))) {
                (Ok(out), Ok(planned)) => assert_eq!(out.shape, planned.shape(), "{}", feature.name),
                (Err(a), Err(b)) => {
                    assert!(a == b && matches!(a, FeatureError::TooShort { .. }), "{}: {a}", feature.name);
                }
                (computed, _) => panic!("{} at {samples} samples: {computed:?}", feature.name),
            }
        }
        // No channel, and rates at which nothing is a whole sample.
        for (rate_hz, channels) in [(44_100, 0), (0, 1), (1, 1), (50, 1), (99, 1), (u32::MAX, 1)] {
            if let Ok(planned) = (feature.plan)(PlanSetup { rate_hz, channels, samples: 5_000 }) {
                assert!(planned.shape().iter().all(|len| *len > 0), "{} at {rate_hz} Hz", feature.name);
            }
        }
    }
}
