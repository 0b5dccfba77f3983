//! All that is known of a target before the first candidate is heard.

use tonewright_audio::Dct;

use super::config::ObjectiveConfig;
use super::contour::Contour;
use super::fold::{cumulate, pool, to_db};
use super::scale::Scale;

/// Powers below this are silence even when the target is silent itself (−90 dB).
const SMALLEST_POWER: f32 = 1e-9;
/// Cepstra of the smoothed spectra, c0 first.
const CEPSTRA: usize = 20;

/// A target made ready for scoring.
pub(super) struct Target {
    pub(super) config: ObjectiveConfig,
    pub(super) sides: Vec<Side>,
    pub(super) distributions: Distributions,
    /// From the first scale's bands to their cepstra.
    pub(super) dct: Dct,
    pub(super) contour: Contour,
    pub(super) envelope: Vec<f32>,
}

/// What one scale hears of the target.
pub(super) struct Side {
    pub(super) scale: Scale,
    /// Number of the target's own frames.
    pub(super) frames: usize,
    /// Band levels in dB, group after group.
    levels: Vec<f32>,
    /// The power that counts as silence.
    pub(super) floor_power: f32,
    /// The levels of a silent group.
    silence: Vec<f32>,
}

/// Cumulative distributions over frequency of the first scale's frames.
pub(super) struct Distributions {
    /// Group after group; none of them beyond the target's end, where all is zero.
    groups: Vec<f32>,
    per_group: usize,
    /// The smallest magnitude sum a frame is divided by: quieter frames keep less than a whole distribution, and
    /// so fade out of the comparison.
    pub(super) smallest_sum: f32,
}

impl Target {
    pub(super) fn new(signal: &[f32], rate_hz: u32, config: ObjectiveConfig) -> Self {
        let side = |scale| Side::new(Scale::new(scale, rate_hz), signal, config.range_db);
        let sides: Vec<Side> = config.scales.iter().map(side).collect();
        let contour = Contour::new(rate_hz);
        let mut envelope = vec![0.0; contour.frames(signal.len())];
        contour.process_into(signal, &mut envelope);
        let distributions = match sides.first() {
            Some(side) => Distributions::new(&side.scale, signal, config.range_db),
            None => Distributions { groups: Vec::new(), per_group: 1, smallest_sum: SMALLEST_POWER },
        };
        let dct = Dct::new(sides.first().map_or(1, |side| side.scale.bands()), CEPSTRA);
        Self { config, sides, distributions, dct, contour, envelope }
    }
}

impl Side {
    fn new(scale: Scale, signal: &[f32], range_db: f64) -> Self {
        let mut scratch = scale.scratch();
        let frames = scale.frames(signal.len());
        let mut levels = Vec::new();
        for group in 0..frames.div_ceil(scratch.lanes()) {
            scale.analyse(signal, group, &mut scratch);
            levels.extend_from_slice(&scratch.bands);
        }
        let peak = levels.iter().copied().fold(0.0, f32::max);
        let floor_power = (peak * 10_f32.powf(-range_db as f32 / 10.0)).clamp(SMALLEST_POWER, f32::MAX);
        to_db(&mut levels, floor_power);
        let mut silence = vec![floor_power; scratch.bands.len()];
        to_db(&mut silence, floor_power);
        Self { scale, frames, levels, floor_power, silence }
    }

    /// Levels of the target's group; after its end, of silence.
    pub(super) fn group(&self, index: usize) -> &[f32] {
        let len = self.silence.len();
        self.levels.get(index * len..(index + 1) * len).unwrap_or(&self.silence)
    }
}

impl Distributions {
    fn new(scale: &Scale, signal: &[f32], range_db: f64) -> Self {
        let mut scratch = scale.scratch();
        let lanes = scratch.lanes();
        let (count, per_group) = (scale.frames(signal.len()).div_ceil(lanes), scale.pools() * lanes);
        let (mut groups, mut sums) = (vec![0.0; per_group * count], vec![0.0; lanes * count]);
        let rows = groups.chunks_exact_mut(per_group).zip(sums.chunks_exact_mut(lanes));
        for (index, (row, sums)) in rows.enumerate() {
            let powers = scale.analyse(signal, index, &mut scratch);
            pool(powers, row, sums);
        }
        let loudest = sums.iter().copied().fold(0.0, f32::max);
        let smallest_sum = (loudest * 10_f32.powf(-range_db as f32 / 20.0)).max(SMALLEST_POWER);
        for (row, sums) in groups.chunks_exact_mut(per_group).zip(sums.chunks_exact(lanes)) {
            cumulate(row, sums, smallest_sum);
        }
        Self { groups, per_group, smallest_sum }
    }

    /// The distributions of the target's group; `None` after its end.
    pub(super) fn group(&self, index: usize) -> Option<&[f32]> {
        self.groups.get(index * self.per_group..(index + 1) * self.per_group)
    }
}
