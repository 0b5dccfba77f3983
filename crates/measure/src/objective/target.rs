//! All that is known of a target before the first candidate is heard.

use tonewright_audio::Dct;

use super::config::{BandsConfig, ObjectiveConfig};
use super::contour::Contour;
use super::fold::{cumulate, pool, to_db};
use super::scale::Scale;
use super::threshold::rise_db;

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
    /// Its energy in dB.
    pub(super) level_db: f64,
    /// Energies below this are silence.
    least_energy: f64,
}

/// What one scale hears of the target.
pub(super) struct Side {
    pub(super) scale: Scale,
    /// Number of the target's own frames.
    pub(super) frames: usize,
    /// Band levels in dB, group after group.
    levels: Vec<f32>,
    /// The powers of a group's bands that count as silence.
    pub(super) floor_powers: Vec<f32>,
    /// The levels of a silent group.
    silence: Vec<f32>,
    /// The loudest band's power as a density, which resolutions share.
    loudest_density: f32,
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
        let mut sides: Vec<Side> = Vec::new();
        for scale in &config.scales {
            let whole = sides.first().filter(|_| matches!(scale.bands, BandsConfig::Low { .. }));
            let side = Side::new(Scale::new(scale, rate_hz), signal, &config, whole);
            sides.push(side);
        }
        let contour = Contour::new(rate_hz);
        let mut envelope = vec![0.0; contour.frames(signal.len())];
        let energy = contour.process_into(signal, &mut envelope);
        let least_energy = (energy * 10_f64.powf(-config.range_db / 10.0)).max(f64::from(SMALLEST_POWER));
        let level_db = level_db(energy, least_energy);
        let distributions = match sides.first() {
            Some(side) => Distributions::new(&side.scale, signal, config.range_db),
            None => Distributions { groups: Vec::new(), per_group: 1, smallest_sum: SMALLEST_POWER },
        };
        let dct = Dct::new(sides.first().map_or(1, |side| side.scale.bands()), CEPSTRA);
        Self { config, sides, distributions, dct, contour, envelope, level_db, least_energy }
    }

    /// How far a sound of some energy is from the target's level, in dB.
    pub(super) fn level_apart_db(&self, energy: f64) -> f64 {
        (level_db(energy, self.least_energy) - self.level_db).abs()
    }
}

/// An energy in dB, none below the least.
fn level_db(energy: f64, least: f64) -> f64 {
    10.0 * energy.max(least).log10()
}

impl Side {
    /// `whole` is what a resolution of all frequencies heard: what is silence there is silence here.
    fn new(scale: Scale, signal: &[f32], config: &ObjectiveConfig, whole: Option<&Self>) -> Self {
        let (mut scratch, mut thinned) = (scale.scratch(), Vec::new());
        let frames = scale.frames(signal.len());
        let heard = scale.heard(signal, &mut thinned);
        let mut levels = Vec::new();
        for group in 0..frames.div_ceil(scratch.lanes()) {
            scale.analyse(heard, group, &mut scratch);
            levels.extend_from_slice(&scratch.bands);
        }
        let loudest = levels.iter().copied().fold(0.0, f32::max) / scale.power_per_density();
        let loudest_density = whole.map_or(loudest, |whole| loudest.max(whole.loudest_density));
        let floor = loudest_density * scale.power_per_density();
        let floor_power = |hz| {
            let below_db = config.threshold_share * rise_db(hz) - config.range_db;
            (floor * 10_f32.powf(below_db as f32 / 10.0)).clamp(SMALLEST_POWER, f32::MAX)
        };
        let lanes = scratch.lanes();
        let floor_powers: Vec<f32> =
            scale.centres_hz().flat_map(|hz| std::iter::repeat_n(floor_power(hz), lanes)).collect();
        let mut silence = floor_powers.clone();
        for group in levels.chunks_exact_mut(silence.len().max(1)) {
            to_db(group, &floor_powers);
        }
        to_db(&mut silence, &floor_powers);
        Self { scale, frames, levels, floor_powers, silence, loudest_density }
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
