//! The objective that matching minimises: everything about the target is computed once, and a candidate
//! is scored at no more than the cost of its render.
//!
//! Four parts, added with weights ([`ObjectiveConfig`]): the mean absolute difference of log-mel spectra at two
//! resolutions, in dB, with a fixed reference (level counts) and a floor below the target's own peak (so that
//! nobody matches a noise floor); the same spectra smoothed to 20 cepstra, as a root mean square; the shape of
//! the envelope; and how far energy must move in frequency, which still slopes towards the target where no
//! partial overlaps. Pitch is the gesture's business: the fine resolution only keeps wrong octaves and detuning
//! from being rewarded.

mod config;
mod contour;
mod log2;
mod scale;

use std::sync::Arc;

use tonewright_audio::{Audio, Dct};

pub use config::{ObjectiveConfig, ScaleConfig};
use contour::Contour;
use scale::{Scale, ScaleScratch, absolute_difference, subtract, to_db};

/// Powers below this are silence even when the target is silent itself (−90 dB).
const SMALLEST_POWER: f32 = 1e-9;
/// Cepstra of the smoothed spectra, c0 first.
const CEPSTRA: usize = 20;
/// How many frames are scored between two looks at the limit.
const FRAMES_PER_LOOK: usize = 8;

/// A target made ready for scoring. Cheap to share; each thread asks for its own [`Scorer`].
#[derive(Clone)]
pub struct Objective {
    target: Arc<Target>,
}

/// All that is known of a target.
struct Target {
    config: ObjectiveConfig,
    sides: Vec<Side>,
    /// Cumulative distributions over frequency of the first scale's frames.
    distributions: Vec<f32>,
    /// The smallest magnitude sum a frame is divided by.
    smallest_sum: f32,
    /// From the first scale's bands to their cepstra.
    dct: Dct,
    contour: Contour,
    envelope: Vec<f32>,
}

/// What one scale hears of the target.
struct Side {
    scale: Scale,
    /// Band levels in dB, frame after frame.
    levels: Vec<f32>,
    /// The power that counts as silence.
    floor_power: f32,
    /// The levels of a silent frame.
    silence: Vec<f32>,
}

/// One thread's scratch space and the shared target.
pub struct Scorer {
    target: Arc<Target>,
    scratch: Vec<ScaleScratch>,
    pools: Vec<f32>,
    cepstra: Vec<f32>,
    envelope: Vec<f32>,
}

impl Objective {
    /// Prepares a target (mixed to mono; its rate is the rate of every candidate).
    pub fn new(target: &Audio) -> Self {
        Self::with_weights(target, ObjectiveConfig::default())
    }

    /// Prepares a target under other settings than the default. Without a scale only the envelope counts.
    pub fn with_weights(target: &Audio, config: ObjectiveConfig) -> Self {
        Self { target: Arc::new(Target::new(&target.to_mono(), target.rate_hz(), config)) }
    }

    /// The settings it was made with.
    pub fn config(&self) -> &ObjectiveConfig {
        &self.target.config
    }

    /// A scorer for one thread.
    pub fn scorer(&self) -> Scorer {
        let target = Arc::clone(&self.target);
        Scorer {
            scratch: target.sides.iter().map(|side| side.scale.scratch()).collect(),
            pools: vec![0.0; target.sides.first().map_or(0, |side| side.scale.pools())],
            cepstra: vec![0.0; target.dct.outputs()],
            envelope: vec![0.0; target.envelope.len()],
            target,
        }
    }
}

impl Target {
    fn new(signal: &[f32], rate_hz: u32, config: ObjectiveConfig) -> Self {
        let side = |scale| Side::new(Scale::new(scale, rate_hz), signal, config.range_db);
        let sides: Vec<Side> = config.scales.iter().map(side).collect();
        let contour = Contour::new(rate_hz);
        let mut envelope = vec![0.0; contour.frames(signal.len())];
        contour.process_into(signal, &mut envelope);
        let (distributions, smallest_sum) = match sides.first() {
            Some(side) => distributions(&side.scale, signal, config.range_db),
            None => (Vec::new(), SMALLEST_POWER),
        };
        let dct = Dct::new(sides.first().map_or(1, |side| side.scale.bands()), CEPSTRA);
        Self { config, sides, distributions, smallest_sum, dct, contour, envelope }
    }
}

impl Side {
    fn new(scale: Scale, signal: &[f32], range_db: f64) -> Self {
        let mut scratch = scale.scratch();
        let frames = scale.frames(signal.len());
        let mut levels = Vec::with_capacity(frames * scale.bands());
        for frame in 0..frames {
            scale.analyse(signal, frame, &mut scratch);
            levels.extend_from_slice(&scratch.bands);
        }
        let peak = levels.iter().copied().fold(0.0, f32::max);
        let floor_power = (peak * 10_f32.powf(-range_db as f32 / 10.0)).clamp(SMALLEST_POWER, f32::MAX);
        to_db(&mut levels, floor_power);
        let mut silence = vec![floor_power; scale.bands()];
        to_db(&mut silence, floor_power);
        Self { scale, levels, floor_power, silence }
    }

    /// Number of the target's own frames.
    fn frames(&self) -> usize {
        self.levels.len() / self.scale.bands().max(1)
    }

    /// Levels of the target's frame; after its end, of silence.
    fn frame(&self, index: usize) -> &[f32] {
        let bands = self.scale.bands();
        self.levels.get(index * bands..(index + 1) * bands).unwrap_or(&self.silence)
    }
}

/// Each frame's cumulative distribution over frequency, and the smallest sum that a frame is divided by: quieter
/// frames keep less than a whole distribution, and so fade out of the comparison.
fn distributions(scale: &Scale, signal: &[f32], range_db: f64) -> (Vec<f32>, f32) {
    let mut scratch = scale.scratch();
    let mut rows = vec![0.0; scale.pools() * scale.frames(signal.len())];
    let mut sums = Vec::with_capacity(scale.frames(signal.len()));
    for (frame, row) in rows.chunks_exact_mut(scale.pools()).enumerate() {
        scale.analyse(signal, frame, &mut scratch);
        sums.push(scratch.pooled_into(row));
    }
    let loudest = sums.iter().copied().fold(0.0, f32::max);
    let smallest = (loudest * 10_f32.powf(-range_db as f32 / 20.0)).max(SMALLEST_POWER);
    for (row, sum) in rows.chunks_exact_mut(scale.pools()).zip(sums) {
        cumulate(row, 1.0 / sum.max(smallest));
    }
    (rows, smallest)
}

/// Turns masses into their scaled running sum.
fn cumulate(row: &mut [f32], scale: f32) {
    let mut sum = 0.0;
    for slot in row {
        sum += *slot * scale;
        *slot = sum;
    }
}

impl Scorer {
    /// How far the candidate is from the target, 0 for the target itself; never NaN (a broken candidate is
    /// infinitely far). The candidate is mono at the target's rate, and the shorter is padded with silence.
    pub fn score(&mut self, candidate: &[f32]) -> f64 {
        self.score_within(candidate, f64::INFINITY)
    }

    /// As [`Scorer::score`], given up as soon as the score is known to exceed `limit`: the answer is then some
    /// number above `limit`, no greater than the score.
    pub fn score_within(&mut self, candidate: &[f32], limit: f64) -> f64 {
        let frames = self.target.contour.frames(candidate.len()).max(self.target.envelope.len());
        self.envelope.resize(frames, 0.0);
        let energy = self.target.contour.process_into(candidate, &mut self.envelope);
        if !energy.is_finite() {
            return f64::INFINITY;
        }
        let target = Arc::clone(&self.target);
        let mut score = target.config.envelope_weight * contour::distance(&target.envelope, &self.envelope);
        for index in 0..target.sides.len() {
            if score > limit {
                break;
            }
            score += self.scale_part(&target, index, candidate, limit - score);
        }
        if score.is_nan() { f64::INFINITY } else { score }
    }

    /// One scale's part, with the first scale also the cepstral and the transport part; given up above `limit`.
    fn scale_part(&mut self, target: &Target, index: usize, candidate: &[f32], limit: f64) -> f64 {
        let (side, config, scratch) = (&target.sides[index], &target.config, &mut self.scratch[index]);
        let (scale, first) = (&side.scale, index == 0);
        let frames = scale.frames(candidate.len()).max(side.frames());
        let (bands, pools) = ((frames * scale.bands()).max(1) as f64, (frames * scale.pools()).max(1) as f64);
        let (mut apart, mut smooth, mut moved) = (0.0_f64, 0.0_f64, 0.0_f64);
        let sum = |apart: f64, smooth: f64, moved: f64| {
            let smooth = config.cepstral_weight * (smooth / bands).sqrt();
            config.scales[index].weight * apart / bands + smooth + config.transport_weight * moved / pools
        };
        for frame in 0..frames {
            scale.analyse(candidate, frame, scratch);
            if first && config.transport_weight > 0.0 {
                let mass = scratch.pooled_into(&mut self.pools);
                cumulate(&mut self.pools, 1.0 / mass.max(target.smallest_sum));
                let theirs = target.distributions.get(frame * self.pools.len()..).unwrap_or(&[]);
                moved += f64::from(transported(theirs, &self.pools));
            }
            to_db(&mut scratch.bands, side.floor_power);
            apart += f64::from(subtract(&mut scratch.bands, side.frame(frame)));
            if first && config.cepstral_weight > 0.0 {
                target.dct.process_into(&scratch.bands, &mut self.cepstra);
                smooth += f64::from(self.cepstra.iter().map(|c| c * c).sum::<f32>());
            }
            if frame % FRAMES_PER_LOOK == 0 && sum(apart, smooth, moved) > limit {
                break;
            }
        }
        sum(apart, smooth, moved)
    }
}

/// The difference of two distributions; beyond the target's frames there is nothing on its side.
fn transported(target: &[f32], candidate: &[f32]) -> f32 {
    match target.get(..candidate.len()) {
        Some(target) => absolute_difference(target, candidate),
        None => candidate.iter().sum(),
    }
}

#[cfg(test)]
mod tests;
