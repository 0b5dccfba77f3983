//! One vector for a whole sound: mean and standard deviation over time of its cepstra, level and shape.
//! For finding neighbours in a bank, not for judging a match: the order of events is lost.

use super::entry::usable;
use super::{FeatureEntry, FeatureError, SpectralShape};
use crate::buffer::Audio;
use crate::envelope::RmsConfig;
use crate::matrix::Matrix;
use crate::mfcc::{Mfcc, MfccConfig};

/// 20 coefficients, the level in dB, and four numbers of shape.
const PER_FRAME: usize = 25;

/// The feature `statistics`.
pub(super) const ENTRY: FeatureEntry = FeatureEntry {
    name: "statistics",
    summary: "Means, then standard deviations, of 20 MFCCs, the level in dB and the spectral shape",
    source: "Tzanetakis and Cook 2002, with librosa's features",
    shape: |samples, rate_hz| {
        MfccConfig::librosa(rate_hz).mel.stft.frames(samples).map(|_| (1, 2 * PER_FRAME))
    },
    compute,
};

fn compute(audio: &Audio) -> Result<Matrix, FeatureError> {
    let signal = usable(audio)?;
    let cepstra = Mfcc::new(MfccConfig::librosa(audio.rate_hz()))?.process(&signal)?;
    let shapes = SpectralShape::librosa_of(&signal, audio.rate_hz())?;
    let levels = crate::envelope::rms(&signal, &RmsConfig::default())?;
    let (mut sums, mut squares) = ([0.0_f64; PER_FRAME], [0.0_f64; PER_FRAME]);
    for ((cepstrum, shape), level) in cepstra.rows().zip(&shapes).zip(&levels) {
        let level_db = 20.0 * level.max(1e-5).log10();
        let tail = [level_db, shape.centroid_hz, shape.bandwidth_hz, shape.rolloff_hz, shape.flatness];
        for (index, value) in cepstrum.iter().chain(&tail).map(|x| f64::from(*x)).enumerate() {
            sums[index] += value;
            squares[index] += value * value;
        }
    }
    let count = cepstra.frames() as f64;
    let mean = sums.map(|sum| sum / count);
    let deviation = |i: usize| (squares[i] / count - mean[i] * mean[i]).max(0.0).sqrt();
    let values = mean.iter().copied().chain((0..PER_FRAME).map(deviation)).map(|x| x as f32).collect();
    Ok(Matrix::from_values(values, 2 * PER_FRAME))
}
