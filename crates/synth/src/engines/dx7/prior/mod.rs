//! Voices as people make them: a distribution learned offline from some twenty thousand real voices, of which
//! only the statistics in `table.json` are shipped. `docs/synths/dx7.md` tells how it was made and how good it is.

pub mod blocks;
mod categorical;
mod model;
mod operator;
mod perturb;
mod table;

use std::sync::LazyLock;

pub use categorical::{Categorical, Choice, Sketch};
pub use model::Model;
pub use table::{Kind, Motion, Part, Table};

use super::Voice;
use super::structure::Algorithm;
use crate::seed::Rng;
use crate::{Preset, Prior};

/// Draws before a voice that can hardly be heard is let pass.
const TRIES: usize = 16;
/// Output level and highest envelope level of a carrier, added, from which a voice is heard: 99 + 99 is the
/// loudest, and each step less is about 0.75 dB.
const AUDIBLE: u8 = 99 + 50;
/// Rate of an envelope's stage below which its level is not reached within a second or so.
const SLOWEST: u8 = 18;
/// Lowest fixed frequency of a carrier that is heard.
const LOWEST_HEARD_HZ: f64 = 15.0;

/// The prior learned from real voices.
#[derive(Clone, Copy)]
pub struct RealVoices {
    model: &'static Model,
}

impl RealVoices {
    /// The shipped prior.
    ///
    /// # Panics
    /// When the shipped table is broken, which a test rules out.
    pub fn new() -> Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            let table = serde_json::from_str(include_str!("table.json"));
            Model::new(&table.expect("the shipped table is whole"))
        });
        Self { model: &MODEL }
    }

    /// A prior with another table, as the tool that makes tables needs it. The table stays in memory for ever.
    pub fn with_table(table: &Table) -> Self {
        Self { model: Box::leak(Box::new(Model::new(table))) }
    }
}

impl Default for RealVoices {
    fn default() -> Self {
        Self::new()
    }
}

impl Prior for RealVoices {
    /// Voices of which no carrier gets loud in time, at a frequency that is heard, are drawn again.
    fn draw(&self, rng: &mut Rng) -> Preset {
        let mut voice = self.model.draw(rng);
        for _ in 1..TRIES {
            if is_audible(&voice) {
                break;
            }
            voice = self.model.draw(rng);
        }
        Preset { name: "DRAWN".to_owned(), ..voice.to_preset() }
    }

    fn perturb(&self, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
        match Voice::from_preset(preset) {
            Ok(voice) => perturb::perturb(self.model, voice, strength, rng).to_preset(),
            // Not a DX7 preset, so there is nothing of it to keep.
            Err(_) => self.draw(rng),
        }
    }

    fn log_density(&self, preset: &Preset) -> Option<f64> {
        Voice::from_preset(preset).ok().map(|voice| self.model.log_probability(&voice.bytes))
    }
}

/// Whether some carrier that is on gets loud in time, at a frequency that is heard.
fn is_audible(voice: &Voice) -> bool {
    let algorithm: &Algorithm = model::algorithm_of(&voice.bytes);
    (0..6).any(|operator| {
        let bytes = voice.operator(operator);
        let (rates, levels) = bytes[..8].split_at(4);
        // What a slow stage leads to, or the release, comes too late.
        let in_time = rates[..3].iter().zip(levels).take_while(|(rate, _)| **rate >= SLOWEST);
        let peak = in_time.map(|(_, level)| *level).max().unwrap_or(0);
        voice.operators_on[operator]
            && algorithm.is_carrier(operator as u8 + 1)
            && bytes[blocks::OUTPUT_LEVEL] + peak >= AUDIBLE
            && !is_below_hearing(&bytes[blocks::FREQUENCY.0..])
    })
}

/// Whether an operator with these frequency bytes stays at a frequency that is not heard by itself.
fn is_below_hearing(frequency: &[u8]) -> bool {
    let (is_fixed, coarse, fine) = (frequency[0] == 1, frequency[1] & 3, frequency[2]);
    is_fixed && 10_f64.powf(f64::from(coarse) + f64::from(fine) / 100.0) < LOWEST_HEARD_HZ
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::dx7::spec::{OPERATOR_BYTES, operator_offset, spec};
    use crate::prior::Uniform;
    use crate::seed;

    fn draws(count: u64) -> Vec<Preset> {
        let prior = RealVoices::new();
        (0..count).map(|index| prior.draw(&mut seed::stream(3, "prior-test", index))).collect()
    }

    #[test]
    fn the_shipped_table_is_whole_and_small() {
        let text = include_str!("table.json");
        assert!(text.len() < 250_000, "{}", text.len());
        let table: Table = serde_json::from_str(text).unwrap();
        assert_eq!(table.parts.len(), blocks::PARTS);
        for part in &table.parts {
            assert!(part.tones.iter().all(|tone| tone.len() == blocks::TONE.1));
            assert!(part.bodies.iter().all(|body| body.len() == blocks::BODY.len()));
            assert_eq!((part.copied.len(), part.repeated.len()), (blocks::COPIED.len(), OPERATOR_BYTES));
        }
        assert!(table.kinds.iter().all(|kind| kind.tones.len() == blocks::SEAT_PARTS.len()));
        assert!(table.motions.iter().all(|motion| motion.bodies.len() == blocks::SEAT_PARTS.len()));
        // A kind or motion of a few voices would give those voices away.
        let weights = table.kinds.iter().map(|kind| kind.weight);
        let rarest = weights.chain(table.motions.iter().map(|motion| motion.weight)).min();
        assert!(rarest > Some(10), "{rarest:?}");
    }

    #[test]
    fn carriers_that_come_late_or_stay_below_hearing_are_not_audible() {
        let mut voice = Voice::init();
        assert!(is_audible(&voice));
        let first = operator_offset(0);
        voice.bytes[first] = SLOWEST - 1;
        assert!(!is_audible(&voice), "the level comes too late");
        voice.bytes[first] = SLOWEST;
        voice.bytes[first + blocks::FREQUENCY.0..][..3].copy_from_slice(&[1, 0, 99]);
        assert!(!is_audible(&voice), "fixed at 9.8 Hz");
        voice.bytes[first + blocks::FREQUENCY.0 + 1] = 2;
        assert!(is_audible(&voice), "fixed at 977 Hz");
    }

    #[test]
    fn draws_are_repeatable_different_and_audible() {
        let (once, again) = (draws(50), draws(50));
        assert_eq!(once, again);
        for (index, preset) in once.iter().enumerate() {
            assert!(is_audible(&Voice::from_preset(preset).unwrap()));
            assert!(once[..index].iter().all(|other| other.values != preset.values));
        }
    }

    #[test]
    fn what_no_voice_file_holds_keeps_its_default() {
        let init = Preset::init(spec());
        for preset in draws(20) {
            for (index, param) in spec().params.iter().enumerate().filter(|(_, p)| !p.in_preset_file) {
                assert_eq!(preset.values[index], init.values[index], "{}", param.id);
            }
        }
    }

    #[test]
    fn draws_are_likelier_than_uniform_presets() {
        let prior = RealVoices::new();
        let uniform = Uniform::new(spec());
        let density = |preset: &Preset| prior.log_density(preset).unwrap();
        let lowest_drawn = draws(50).iter().map(density).fold(f64::INFINITY, f64::min);
        let highest_uniform = (0..50)
            .map(|index| density(&uniform.draw(&mut seed::stream(4, "prior-test", index))))
            .fold(f64::NEG_INFINITY, f64::max);
        assert!(lowest_drawn > highest_uniform + 50.0, "{lowest_drawn} {highest_uniform}");
    }

    #[test]
    fn perturbing_changes_more_with_strength_and_leaves_the_plug_in_alone() {
        let prior = RealVoices::new();
        let mut changed = [0, 0];
        for (index, mut preset) in draws(40).into_iter().enumerate() {
            preset.values[0] = crate::Norm::saturating(0.3);
            for (count, strength) in changed.iter_mut().zip([0.0, 1.0]) {
                let mut rng = seed::stream(5, "perturb-test", index as u64);
                let varied = prior.perturb(&preset, strength, &mut rng);
                let differs = varied.values.iter().zip(&preset.values).filter(|(a, b)| a != b).count();
                assert!(differs > 0, "something changes");
                *count += differs;
                assert_eq!(varied.values[0], preset.values[0]);
                assert!(is_audible(&Voice::from_preset(&varied).unwrap()));
            }
        }
        assert!(changed[1] > 4 * changed[0], "{changed:?}");
    }
}
