//! Warped MFCC distance of Hayes et al. (2025): tone colour compared after the best alignment in time.

use tonewright_audio::{Audio, Dct, FeatureError, Matrix, Reference};

use crate::dtw::symmetric2;
use crate::pair::Pair;
use crate::spectra::defined;
use crate::spectra::log_mel::{Scale, log_mels};
use crate::{Better, MeasureEntry, MeasureError};

const SCALE: Scale = Scale { window_secs: 0.050, hop_secs: 0.010, bands: 128 };
const COEFFICIENTS: usize = 20;

pub(crate) const ENTRY: MeasureEntry = MeasureEntry {
    name: "wmfcc",
    title: "Warped MFCC distance",
    summary: "How different the timbre and level are once small differences of timing are forgiven",
    source: "Hayes et al., ISMIR 2025: 20 MFCCs (50 ms windows, 10 ms hops, 128 mels), dynamic time warping with \
             symmetric2 steps, cost divided by the sum of lengths",
    unit: "",
    better: Better::Lower,
    identical: 0.0,
    symmetric: true,
    level_invariant: false,
    compute,
};

fn compute(target: &Audio, candidate: &Audio) -> Result<f64, MeasureError> {
    let pair = Pair::new(target, candidate)?;
    let frames = |channels| defined(ENTRY.name, frames(channels, pair.rate_hz));
    Ok(symmetric2(&frames(&pair.target)?, &frames(&pair.candidate)?, COEFFICIENTS * pair.target.len()))
}

/// MFCCs of all channels side by side: each frame holds 20 values per channel.
fn frames(channels: &[Vec<f32>], rate_hz: u32) -> Result<Vec<f32>, FeatureError> {
    let mels = log_mels(channels, SCALE.config(rate_hz), Reference::One)?;
    let dct = Dct::new(SCALE.bands, COEFFICIENTS);
    let count = mels.iter().map(Matrix::frames).min().unwrap_or(0);
    let mut out = vec![0.0; count * mels.len() * COEFFICIENTS];
    let mut cepstra = vec![0.0; count * COEFFICIENTS];
    for (channel, mel) in mels.iter().enumerate() {
        dct.rows_into(&mel.values()[..count * SCALE.bands], &mut cepstra);
        let slots = out.chunks_exact_mut(COEFFICIENTS).skip(channel).step_by(mels.len());
        slots.zip(cepstra.chunks_exact(COEFFICIENTS)).for_each(|(slot, frame)| slot.copy_from_slice(frame));
    }
    Ok(out)
}
