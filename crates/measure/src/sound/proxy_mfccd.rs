//! synth-proxy's MFCC distance: 39 coefficients of Kaldi mel bands of the pre-emphasised sound.

use tonewright_audio::{
    Audio, Compression, DbConfig, FeatureError, Matrix, MelConfig, MelSpectrogramConfig, Mfcc, MfccConfig,
    StftConfig, Window,
};

use crate::pair::Pair;
use crate::spectra::{mean_abs_difference, of_mono};
use crate::{Better, MeasureEntry, MeasureError};

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "proxy-mfccd",
    title: "synth-proxy's MFCC distance",
    summary: "How different the fine spectral shape is, level aside",
    source: "synth-proxy: a quarter of the mean difference of MFCCs 1 to 39 of 128 Kaldi bands (pre-emphasis 0.97, \
             FFT 1024/512, symmetric Hann, dB of powers floored at 1e-8)",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    of_mono(ENTRY.name, target, candidate, distance)
}

pub(super) fn distance(pair: &Pair) -> Result<f64, FeatureError> {
    let mut mfcc = Mfcc::new(config(pair.rate_hz))?;
    let (target, candidate) = pair.sides();
    let (target, candidate) = (mfcc.process(target)?, mfcc.process(candidate)?);
    Ok(0.25 * mean_abs_difference(&without_level(&target), &without_level(&candidate)))
}

fn config(rate_hz: u32) -> MfccConfig {
    let stft = StftConfig { window: Window::HannSymmetric, ..StftConfig::torchaudio(1024, 512) };
    let db = DbConfig { amin: 1e-8, top_db: None, ..DbConfig::default() };
    let mel = MelSpectrogramConfig {
        stft,
        mel: MelConfig::kaldi(128, 0.0, f64::from(rate_hz) / 2.0),
        compression: Compression::Db(db),
        pre_emphasis: Some(0.97),
        ..MelSpectrogramConfig::librosa(rate_hz, 1024, 512, 128)
    };
    MfccConfig { mel, coefficients: 40, lifter: 0 }
}

/// Every frame without its coefficient 0.
fn without_level(mfcc: &Matrix) -> Vec<f32> {
    mfcc.rows().flat_map(|row| row[1..].iter().copied()).collect()
}
