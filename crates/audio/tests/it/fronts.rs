//! The mel front ends of published systems against librosa and NumPy (`tests/reference/features/fronts.json`, made by
//! the script beside it), and against the figures that descriptions of those systems state.

use serde_json::Value;
use tonewright_audio::features::by_name;
use tonewright_audio::{
    Audio, Compression, DbConfig, FeatureArray, FeatureError, MelConfig, MelFilterbank, MelSpectrogram,
    MelSpectrogramConfig, PlanSetup, StftConfig, Window,
};
use tonewright_testkit::{signals, tolerance::LEVEL};

const FRONTS: &str = include_str!("../../../../tests/reference/features/fronts.json");

fn compute(name: &str, sound: &Audio) -> Result<FeatureArray, FeatureError> {
    by_name(name).expect("a feature of the table").compute(sound)
}

/// How many decibels (or other values that `LEVEL` is for) one of the feature's values stands for.
fn levels_per_value(feature: &str) -> f64 {
    match feature {
        "mel-synthrl" => 12.0,
        "mel-synth-match" => 80.0,
        "mel-efficient-at" => 5.0,
        _ => 1.0,
    }
}

#[test]
fn every_front_end_is_that_of_its_source() {
    let values: Value = serde_json::from_str(FRONTS).unwrap();
    let signal = signals::glide(values["signal"]["samples"].as_u64().unwrap() as usize);
    let sum: f64 = signal.iter().map(|x| f64::from(*x)).sum();
    assert_eq!(sum, values["signal"]["sum"].as_f64().unwrap(), "the signal is not the script's");
    let cases = values["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let (feature, rate_hz) = (case["feature"].as_str().unwrap(), case["rate_hz"].as_u64().unwrap());
        let halved_reverse = signal.iter().rev().map(|x| x / 2.0).collect();
        let mut channels = vec![signal.clone(), halved_reverse];
        channels.truncate(case["channels"].as_u64().unwrap() as usize);
        let found = compute(feature, &Audio::from_channels(channels, rate_hz as u32)).unwrap();
        let shape: Vec<u64> = found.shape.iter().map(|len| *len as u64).collect();
        assert_eq!(Value::from(shape), case["shape"], "{feature}");
        let scale = levels_per_value(feature);
        let (mut worst, note) = (0.0_f64, |label: &str, ours: f64, theirs: f64| {
            let excess = LEVEL.excess(ours * scale, theirs * scale, 0.0);
            assert!(excess <= 1.0, "{feature} {label}: {ours} for {theirs}, {excess:.2} of the tolerance");
            excess
        });
        for pick in case["picks"].as_array().unwrap() {
            let (index, theirs) = (pick[0].as_u64().unwrap() as usize, pick[1].as_f64().unwrap());
            worst = worst.max(note(&format!("[{index}]"), found.values[index].into(), theirs));
        }
        let mean = found.values.iter().map(|x| f64::from(*x)).sum::<f64>() / found.values.len() as f64;
        worst = worst.max(note("mean", mean, case["mean"].as_f64().unwrap()));
        println!("{worst:8.4} of the tolerance: {feature}");
    }
}

/// Two decaying sines that begin after 0.1 s, the louder one on the left.
fn two_decaying_sines() -> Audio {
    let channel = |peak: f64, hz: f64| {
        let sample = |n: usize| {
            let t = n as f64 / 44_100.0;
            let level = if t < 0.1 { 0.0 } else { peak * (-3.0 * t).exp() };
            (level * (std::f64::consts::TAU * hz * t).sin()) as f32
        };
        (0..176_400).map(sample).collect()
    };
    Audio::from_channels(vec![channel(0.5, 440.0), channel(0.4, 442.0)], 44_100)
}

#[test]
fn the_data_sets_of_synth_permutations_as_measured() {
    let sound = two_decaying_sines();
    let mel = compute("mel-synth-permutations", &sound).unwrap();
    assert_eq!(mel.shape, [2, 128, 401]);
    assert_eq!(mel.axes, ["channels", "bands", "frames"]);
    let at = |channel: usize, band: usize, frame: usize| mel.values[(channel * 128 + band) * 401 + frame];
    let stated = [
        ([0, 13, 11], 0.0),
        ([0, 14, 50], -14.416_15),
        ([0, 14, 200], -53.502_66),
        ([1, 14, 50], -16.101_87),
        ([0, 12, 11], -6.236_62),
    ];
    for ([channel, band, frame], stated) in stated {
        let found = at(channel, band, frame);
        assert!((found - stated).abs() < 1e-3, "[{channel}, {band}, {frame}]: {found} for {stated}");
    }
    let mean = mel.values.iter().map(|x| f64::from(*x)).sum::<f64>() / mel.values.len() as f64;
    assert!((mean + 78.643_94).abs() < 1e-4, "mean {mean}");
    assert!(mel.values.iter().all(|x| (-80.0..=0.0).contains(x)));
    let above = mel.values.iter().filter(|x| **x > -80.0).count();
    assert_eq!(above, 6_722, "bins above the floor");
    let stft = StftConfig { window: Window::HammingPeriodic, ..StftConfig::librosa(1102, 441) };
    let config = MelSpectrogramConfig { stft, ..MelSpectrogramConfig::librosa(44_100, 1102, 441, 128) };
    let powers = MelSpectrogram::new(config).unwrap().process(sound.channel(0)).unwrap();
    assert!((powers.max() - 284.242_65).abs() < 1e-3, "peak power {}", powers.max());
}

/// Most of a sound that dies away is not transformed; its values are those of whole spectrograms.
#[test]
fn what_is_passed_over_has_the_values_of_the_floor() {
    let sound = two_decaying_sines();
    let mono = sound.to_mono();
    let faded: Vec<f32> = mono.iter().enumerate().map(|(n, x)| x * (-2e-4 * n as f32).exp()).collect();
    let faded = Audio::mono(faded, 44_100);
    let librosa = MelSpectrogramConfig::librosa(44_100, 2048, 512, 128);
    let config = librosa.with_compression(Compression::Db(DbConfig::default()));
    let whole = MelSpectrogram::new(config).unwrap().process(faded.channel(0)).unwrap();
    let floor = whole.max() - 80.0;
    let at_floor = whole.rows().filter(|row| row.iter().all(|x| (x - floor).abs() < 1e-4)).count();
    assert!(at_floor > whole.frames() / 3, "{at_floor} frames of nothing but floor");
    let found = compute("mel-slaney", &faded).unwrap();
    let worst = found.values.iter().zip(whole.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 5e-5, "{worst} dB apart");
}

#[test]
fn shapes_are_those_that_the_systems_state() {
    let shape = |name: &str, rate_hz, channels, samples| {
        let planned = (by_name(name).unwrap().plan)(PlanSetup { rate_hz, channels, samples }).unwrap();
        planned.shape().to_vec()
    };
    assert_eq!(shape("mel-synthrl", 22_050, 1, 88_200), [128, 345]);
    assert_eq!(shape("mel-preset-gen-vae", 22_050, 1, 173 * 512), [257, 347]);
    assert_eq!(shape("mel-synth-match", 44_100, 1, 44_100), [128, 87]);
    assert_eq!(shape("mel-synth-proxy", 32_000, 1, 160_000), [128, 313]);
    assert_eq!(shape("mel-synth-proxy", 44_100, 1, 220_500), [128, 431]);
    // A segment of 160 ms.
    assert_eq!(shape("mel-efficient-at", 32_000, 2, 5_120), [128, 16]);
}

#[test]
fn the_bank_of_synth_proxy_has_the_stated_sums() {
    let bank = MelFilterbank::new(&MelConfig::kaldi(128, 0.0, 16_000.0), 1024, 32_000).unwrap();
    let sum = |row: usize| bank.band(row).1.iter().sum::<f32>();
    for (row, stated) in [(0, 0.223_85), (1, 0.776_15), (127, 12.829_89)] {
        assert!((sum(row) - stated).abs() < 2e-4, "row {row}: {}", sum(row));
    }
    let at_44100 = MelFilterbank::new(&MelConfig::kaldi(128, 0.0, 22_050.0), 1024, 44_100).unwrap();
    assert!(at_44100.band(0).1.is_empty());
}
