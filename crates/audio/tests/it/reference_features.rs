//! Spectra, mel bands, cepstra and descriptors against librosa's and torchaudio's values
//! (`tests/reference/features`, made by the script beside them).

#![expect(clippy::unwrap_used, reason = "a case that can't be read fails its test")]

use serde_json::Value;
use tonewright_audio::features::SpectralShape;
use tonewright_audio::{
    BinGrid, ComplexSpectrogram, Compression, DbConfig, Matrix, MelConfig, MelNorm, MelScale, MelSpectrogram,
    MelSpectrogramConfig, Mfcc, MfccConfig, Padding, Quantity, Reference, RmsConfig, Scaling, Stft,
    StftConfig, TrueEnvelope, Window,
};
use tonewright_testkit::{signals, tolerance, tolerance::Tolerance};

const VALUES: &str = include_str!("../../../../tests/reference/features/values.json");

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("{key} in {case}"))
}

fn count(case: &Value, key: &str) -> usize {
    case[key].as_u64().unwrap_or_else(|| panic!("{key} in {case}")) as usize
}

fn stft_config(case: &Value) -> StftConfig {
    StftConfig {
        fft_len: count(case, "fft_len"),
        win_len: count(case, "win_len"),
        hop: count(case, "hop"),
        window: match text(case, "window") {
            "hann-periodic" => Window::HannPeriodic,
            "hann-symmetric" => Window::HannSymmetric,
            "hamming-periodic" => Window::HammingPeriodic,
            "rectangular" => Window::Rectangular,
            other => panic!("window {other}"),
        },
        center: match text(case, "center") {
            "zeros" => Some(Padding::Zeros),
            "reflect" => Some(Padding::Reflect),
            _ => None,
        },
        quantity: Quantity::Power,
        scaling: if case["scaling"].is_null() { Scaling::None } else { Scaling::WindowEnergy },
    }
}

fn mel_config(case: &Value) -> MelSpectrogramConfig {
    let (of_librosa, db) = (text(case, "library") == "librosa", &case["db_reference"]);
    MelSpectrogramConfig {
        rate_hz: count(case, "rate_hz") as u32,
        stft: stft_config(case),
        mel: MelConfig {
            scale: if text(case, "scale") == "slaney" { MelScale::Slaney } else { MelScale::Htk },
            norm: match text(case, "norm") {
                "slaney" => MelNorm::Slaney,
                "l1" => MelNorm::L1,
                _ => MelNorm::None,
            },
            bands: count(case, "bands"),
            low_hz: case["low_hz"].as_f64().unwrap(),
            high_hz: case["high_hz"].as_f64(),
            grid: if of_librosa { BinGrid::Exact } else { BinGrid::UpToHalfRate },
        },
        compression: match db.as_str() {
            None => Compression::None,
            Some(reference) => Compression::Db(DbConfig {
                reference: match reference {
                    "one" => Reference::One,
                    "max" => Reference::Max,
                    _ => Reference::Value(0.25),
                },
                amin: 1e-10,
                top_db: case["top_db"].as_f64().map(|x| x as f32),
            }),
        },
        pre_emphasis: None,
    }
}

fn mfcc_config(case: &Value) -> MfccConfig {
    let rate_hz = count(case, "rate_hz") as u32;
    let (fft_len, hop) = (count(case, "fft_len"), count(case, "hop"));
    let of_librosa = text(case, "library") == "librosa";
    let preset = if of_librosa { MfccConfig::librosa(rate_hz) } else { MfccConfig::torchaudio(rate_hz) };
    let mut config = preset.with_frames(fft_len, hop).with_coefficients(count(case, "coefficients"));
    config.lifter = case["lifter"].as_u64().unwrap_or(0) as usize;
    if case["log_mels"].as_bool() == Some(true) { config.with_log_mels() } else { config }
}

/// Our matrix for a case and the tolerance it is held to.
fn ours(case: &Value, signal: &[f32]) -> (Matrix, Tolerance) {
    let shape = |which: fn(&mut SpectralShape) -> f32| {
        let mut shapes = SpectralShape::librosa_of(signal, 44_100).unwrap();
        Matrix::from_values(shapes.iter_mut().map(which).collect(), 1)
    };
    match text(case, "op") {
        "spectrogram" => {
            (Stft::new(stft_config(case)).unwrap().process(signal).unwrap(), tolerance::BAND_POWER)
        }
        "mel" => {
            let mel = MelSpectrogram::new(mel_config(case)).unwrap().process(signal).unwrap();
            let linear = if text(case, "library") == "librosa" {
                tolerance::BAND_POWER
            } else {
                tolerance::BAND_POWER_F32_BANK
            };
            (mel, if case["db_reference"].is_null() { linear } else { tolerance::LEVEL })
        }
        "efficient-at" => {
            let mut mel = MelSpectrogram::new(MelSpectrogramConfig::efficient_at()).unwrap();
            (mel.process(signal).unwrap(), tolerance::LEVEL)
        }
        "mfcc" => (Mfcc::new(mfcc_config(case)).unwrap().process(signal).unwrap(), tolerance::CEPSTRUM),
        "rms" => {
            let config = RmsConfig {
                frame: count(case, "frame"),
                hop: count(case, "hop"),
                centred: case["centred"].as_bool().unwrap(),
            };
            let values = tonewright_audio::envelope::rms(signal, &config).unwrap();
            (Matrix::from_values(values, 1), tolerance::DESCRIPTOR)
        }
        "centroid" => (shape(|s| s.centroid_hz), tolerance::DESCRIPTOR),
        "bandwidth" => (shape(|s| s.bandwidth_hz), tolerance::DESCRIPTOR),
        "rolloff" => (shape(|s| s.rolloff_hz), tolerance::DESCRIPTOR),
        "flatness" => (shape(|s| s.flatness), tolerance::DESCRIPTOR),
        "spectral-envelope" => {
            let mut envelope = TrueEnvelope::new(StftConfig::librosa(2048, 512), 60).unwrap();
            let mut out = Matrix::new();
            envelope.process_into(signal, &mut out).unwrap();
            (out, tolerance::LEVEL)
        }
        other => panic!("no such operation: {other}"),
    }
}

/// Everything that is wrong with a case, and its largest excess over the tolerance.
fn check(case: &Value, signal: &[f32]) -> (f64, Vec<String>) {
    let name = case.as_object().unwrap().iter().filter(|(key, _)| *key != "picks");
    let name: Vec<String> = name.map(|(key, value)| format!("{key}={value}")).collect();
    let (peak, mut worst, mut wrong) = (case["peak"].as_f64().unwrap(), 0.0_f64, Vec::new());
    let shape = (count(case, "frames"), count(case, "bins"));
    let mut note = |label: String, ours: f64, theirs: f64, tolerance: &Tolerance, peak: f64| {
        let excess = tolerance.excess(ours, theirs, peak);
        worst = worst.max(if excess.is_nan() { f64::INFINITY } else { excess });
        if !tolerance.accepts(ours, theirs, peak) {
            wrong.push(format!(
                "{} {label}: {ours} for {theirs}, {excess:.2} × {}",
                name.join(" "),
                tolerance.name
            ));
        }
    };
    let picks = case["picks"].as_array().unwrap();
    let at = |pick: &Value| (pick[0].as_u64().unwrap() as usize, pick[1].as_u64().unwrap() as usize);
    let cells = (shape.0 * shape.1) as f64;
    let sum = if text(case, "op") == "stft" {
        let mut out = ComplexSpectrogram::new();
        Stft::new(stft_config(case)).unwrap().complex_into(signal, &mut out).unwrap();
        assert_eq!((out.frames(), out.bins()), shape, "{}", name.join(" "));
        for pick in picks {
            let (frame, bin) = at(pick);
            let value = out.frame(frame)[bin];
            let pair = [(value.re, 0), (value.im, 1)];
            for (ours, part) in pair {
                let theirs = pick[2][part].as_f64().unwrap();
                note(format!("[{frame}, {bin}].{part}"), ours.into(), theirs, &tolerance::SPECTRUM, peak);
            }
        }
        let rows = (0..out.frames()).flat_map(|f| out.frame(f).iter().map(|x| f64::from(x.norm())));
        (rows.sum::<f64>(), tolerance::SPECTRUM)
    } else {
        let (out, tolerance) = ours(case, signal);
        assert_eq!((out.frames(), out.bins()), shape, "{}", name.join(" "));
        for pick in picks {
            let ((frame, bin), theirs) = (at(pick), pick[2].as_f64().unwrap());
            note(format!("[{frame}, {bin}]"), out.frame(frame)[bin].into(), theirs, &tolerance, peak);
        }
        (out.values().iter().map(|x| f64::from(x.abs())).sum::<f64>(), tolerance)
    };
    let theirs = case["sum_of_magnitudes"].as_f64().unwrap();
    note("mean magnitude".into(), sum.0 / cells, theirs / cells, &sum.1, peak);
    (worst, wrong)
}

#[test]
fn every_feature_equals_librosa_and_torchaudio() {
    let values: Value = serde_json::from_str(VALUES).unwrap();
    let signal = signals::glide(count(&values["signal"], "samples"));
    let sum: f64 = signal.iter().map(|x| f64::from(*x)).sum();
    assert_eq!(sum, values["signal"]["sum"].as_f64().unwrap(), "the signal is not the script's");
    let cases = values["cases"].as_array().unwrap();
    assert!(cases.len() >= 80, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (worst, found) = check(case, &signal);
        println!("{worst:8.4} of the tolerance: {} {} {}", case["op"], case["library"], case["fft_len"]);
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "{} values differ:\n{}", wrong.len(), wrong.join("\n"));
}
