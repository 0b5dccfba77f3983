//! The objective that matching minimises: everything about the target is computed once, and a candidate
//! is scored at no more than the cost of its render.
//!
//! Five parts, added with weights ([`ObjectiveConfig`]): the mean absolute difference of band spectra in dB, over mel
//! bands at two resolutions and over narrow low bands with a long window, with a fixed reference (level counts) and a
//! floor below the target's own peak that follows the threshold of hearing (so that nobody matches a noise floor, or
//! rumble that no ear meets); the same spectra smoothed to 20 cepstra, as a root mean square; the shape of
//! the envelope; the level of the whole; and how far energy must move in frequency, which still slopes towards the
//! target where no partial overlaps. Pitch is the gesture's business: the fine resolutions only keep wrong octaves,
//! semitones and detuning from being rewarded.

mod config;
mod contour;
mod fold;
mod log2;
mod scale;
mod target;
mod thin;
mod threshold;

use std::sync::Arc;

use tonewright_audio::Audio;

pub use config::{BandsConfig, ObjectiveConfig, ScaleConfig};
use fold::{absolute_difference, cepstral_energy, cumulate, pool, subtract, to_db};
use scale::ScaleScratch;
use target::Target;

/// A target made ready for scoring. Cheap to share; each thread asks for its own [`Scorer`].
#[derive(Clone)]
pub struct Objective {
    target: Arc<Target>,
}

/// One thread's scratch space and the shared target.
pub struct Scorer {
    target: Arc<Target>,
    scratch: Vec<ScaleScratch>,
    /// Of the first scale's group: pooled magnitudes, their sums, cepstra.
    pools: Vec<f32>,
    sums: Vec<f32>,
    cepstra: Vec<f32>,
    envelope: Vec<f32>,
    /// The candidate as a resolution of low bands takes it.
    thinned: Vec<f32>,
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
        let scratch: Vec<ScaleScratch> = target.sides.iter().map(|side| side.scale.scratch()).collect();
        let lanes = scratch.first().map_or(1, ScaleScratch::lanes);
        Scorer {
            pools: vec![0.0; lanes * target.sides.first().map_or(0, |side| side.scale.pools())],
            sums: vec![0.0; lanes],
            cepstra: vec![0.0; lanes * target.dct.outputs()],
            envelope: vec![0.0; target.envelope.len()],
            thinned: Vec::new(),
            scratch,
            target,
        }
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
        score += target.config.level_weight * target.level_apart_db(energy);
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
        let frames = scale.frames(candidate.len()).max(side.frames);
        let heard = scale.heard(candidate, &mut self.thinned);
        let (bands, pools) = ((frames * scale.bands()).max(1) as f64, (frames * scale.pools()).max(1) as f64);
        let (mut apart, mut smooth, mut moved) = (0.0_f64, 0.0_f64, 0.0_f64);
        let sum = |apart: f64, smooth: f64, moved: f64| {
            let smooth = config.cepstral_weight * (smooth / bands).sqrt();
            config.scales[index].weight * apart / bands + smooth + config.transport_weight * moved / pools
        };
        for group in 0..frames.div_ceil(scratch.lanes()) {
            let powers = scale.analyse(heard, group, scratch);
            if first && config.transport_weight > 0.0 {
                pool(powers, &mut self.pools, &mut self.sums);
                cumulate(&mut self.pools, &self.sums, target.distributions.smallest_sum);
                moved += f64::from(transported(target.distributions.group(group), &self.pools));
            }
            to_db(&mut scratch.bands, &side.floor_powers);
            apart += f64::from(subtract(&mut scratch.bands, side.group(group)));
            if first && config.cepstral_weight > 0.0 {
                smooth += f64::from(cepstral_energy(&target.dct, &scratch.bands, &mut self.cepstra));
            }
            if sum(apart, smooth, moved) > limit {
                break;
            }
        }
        sum(apart, smooth, moved)
    }
}

/// The difference of two groups' distributions; beyond the target's end there is nothing on its side.
fn transported(target: Option<&[f32]>, candidate: &[f32]) -> f32 {
    target.map_or_else(|| candidate.iter().sum(), |target| absolute_difference(target, candidate))
}

#[cfg(test)]
mod tests;
