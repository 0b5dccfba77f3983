//! One vector for a whole sound: mean and standard deviation over time of its cepstra, level and shape.
//! For finding neighbours in a bank, not for judging a match: the order of events is lost.

use super::rows::rows;
use super::shape::SpectralShapes;
use super::{FeatureEntry, FeatureError, SpectralShape};
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
    rate_hz: None,
    plan: |setup| {
        let mut statistics = Statistics::new(setup.rate_hz)?;
        statistics.shapes.frames(setup.samples)?;
        let shape = [1, 2 * PER_FRAME];
        let axes = &["sounds", "statistics"];
        Ok(rows(setup, shape, axes, move |signal, out| statistics.process_into(signal, out)))
    },
};

/// What the statistics are taken of, planned.
struct Statistics {
    mfcc: Mfcc,
    cepstra: Matrix,
    shapes: SpectralShapes,
    found: Vec<SpectralShape>,
    levels: Matrix,
}

impl Statistics {
    fn new(rate_hz: u32) -> Result<Self, FeatureError> {
        Ok(Self {
            mfcc: Mfcc::new(MfccConfig::librosa(rate_hz))?,
            cepstra: Matrix::new(),
            shapes: SpectralShapes::new(rate_hz)?,
            found: Vec::new(),
            levels: Matrix::new(),
        })
    }

    fn process_into(&mut self, signal: &[f32], out: &mut [f32]) -> Result<(), FeatureError> {
        self.mfcc.process_into(signal, &mut self.cepstra)?;
        self.shapes.process_into(signal, &mut self.found)?;
        RmsConfig::default().process_into(signal, &mut self.levels)?;
        let (mut sums, mut squares) = ([0.0_f64; PER_FRAME], [0.0_f64; PER_FRAME]);
        for ((cepstrum, shape), level) in self.cepstra.rows().zip(&self.found).zip(self.levels.values()) {
            let level_db = 20.0 * level.max(1e-5).log10();
            let tail = [level_db, shape.centroid_hz, shape.bandwidth_hz, shape.rolloff_hz, shape.flatness];
            for (index, value) in cepstrum.iter().chain(&tail).map(|x| f64::from(*x)).enumerate() {
                sums[index] += value;
                squares[index] += value * value;
            }
        }
        let count = self.cepstra.frames() as f64;
        let mean = sums.map(|sum| sum / count);
        let deviation = |i: usize| (squares[i] / count - mean[i] * mean[i]).max(0.0).sqrt();
        let values = mean.iter().copied().chain((0..PER_FRAME).map(deviation));
        out.iter_mut().zip(values).for_each(|(slot, value)| *slot = value as f32);
        Ok(())
    }
}
