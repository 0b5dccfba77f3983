//! The subtractive synth's sound engine: notes in, samples out.
//!
//! Oscillators and mix run at twice the output's rate, the filter at four times it, the rest at the output's; envelopes, LFOs and what they
//! move are computed once in a block and go in straight lines between. One lane of a vector register is one note, so a
//! group of notes takes as long as one, and none hears of the others.

mod arithmetic;
mod chorus;
mod control;
mod decimator;
mod envelope;
mod group;
mod kaiser;
mod ladder;
mod lfo;
mod oscillators;
mod output;
mod reverb;
mod sheet;
mod steps;

use super::Patch;
use crate::Gesture;
use group::Group;
use sheet::Needs;

/// Samples of a block.
const BLOCK: usize = 32;
/// Steps a sample, of what runs faster than the output.
const OVERSAMPLING: usize = 2;
/// Steps of a block.
const STEPS: usize = OVERSAMPLING * BLOCK;
/// Pairs of taps of the filter from the steps to the samples, and its window's shape: 85 dB of attenuation from
/// 26.2 kHz on, at 44.1 kHz; what folds lies above 17.9 kHz.
const OUTPUT_PAIRS: usize = 16;
const OUTPUT_BETA: f64 = 8.5;
/// Steps a step of the ladder, whose saturation makes what would fold.
const LADDER_OVERSAMPLING: usize = 2;
/// Steps of the ladder in a block.
const LADDER_STEPS: usize = LADDER_OVERSAMPLING * STEPS;
/// The same of the filters to the ladder's rate and back: 87 dB, and what folds lies above 22 kHz.
const LADDER_PAIRS: usize = 6;
const LADDER_BETA: f64 = 8.6;
/// Steps from an oscillator's phase to the sample that is made of it. The first block is rendered for nothing but this:
/// with it, the sound begins at the phases that were asked for.
const LATENCY: usize =
    STEPS + OVERSAMPLING - decimator::delay(OUTPUT_PAIRS) - decimator::delay(LADDER_PAIRS) - steps::DELAY;
/// The ladder's rate.
fn ladder_hz(rate_hz: f64) -> f64 {
    rate_hz * (OVERSAMPLING * LADDER_OVERSAMPLING) as f64
}

/// Notes of a large group: the lanes of the widest register.
const MANY: usize = 16;
/// Notes of a small group.
const FEW: usize = 4;

/// The synth at one sample rate.
pub struct Engine {
    arch: pulp::Arch,
    many: Box<Group<MANY>>,
    few: Box<Group<FEW>>,
}

/// A note and where it goes.
struct Part<'a, 'b> {
    patch: &'a Patch,
    gesture: Gesture,
    sound: &'a mut &'b mut [f32],
}

impl Engine {
    /// Notes that fill the lanes of a call.
    pub const FULL_BATCH: usize = MANY;

    /// An engine with the tables and the memory of this sample rate.
    pub fn new(rate_hz: u32) -> Self {
        Self { arch: pulp::Arch::new(), many: Group::boxed(rate_hz), few: Group::boxed(rate_hz) }
    }

    /// Renders notes, one into each of `sounds` (overwritten), whose lengths are the lengths of the sounds.
    /// A note sounds the same in any company.
    ///
    /// # Panics
    /// When there are more or fewer sounds than notes.
    pub fn render_into(&mut self, notes: &[(&Patch, Gesture)], sounds: &mut [&mut [f32]]) {
        assert_eq!(notes.len(), sounds.len(), "one sound for each note");
        let mut parts: Vec<Part> = notes
            .iter()
            .zip(sounds)
            .map(|((patch, gesture), sound)| Part { patch, gesture: *gesture, sound })
            .collect();
        // Notes that need the same go together.
        parts.sort_by_key(|part| (part.sound.len(), Needs::of(part.patch)));
        let mut rest = parts.as_mut_slice();
        while !rest.is_empty() {
            let count = rest.len().min(if rest.len() > FEW { MANY } else { FEW });
            let (group, others) = rest.split_at_mut(count);
            if count > FEW {
                self.many.render(self.arch, group);
            } else {
                self.few.render(self.arch, group);
            }
            rest = others;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::subtractive::prior::Families;
    use crate::{Prior as _, seed};

    /// What the engine renders of some draws, by a certain vector unit.
    fn sounds(arch: pulp::Arch, count: u64) -> Vec<Vec<f32>> {
        let draw = |index| Families.draw(&mut seed::stream(2, "vector-units", index));
        let patches: Vec<Patch> = (0..count).map(|index| Patch::from_preset(&draw(index)).unwrap()).collect();
        let gesture = Gesture { gate_secs: 0.05, ..Gesture::default() };
        let notes: Vec<(&Patch, Gesture)> = patches.iter().map(|patch| (patch, gesture)).collect();
        let mut sounds = vec![vec![0.0; 4_000]; notes.len()];
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        let mut engine = Engine { arch, ..Engine::new(44_100) };
        engine.render_into(&notes, &mut channels);
        sounds
    }

    #[test]
    fn every_vector_unit_gives_the_same_samples() {
        let plain = sounds(pulp::Arch::Scalar, 40);
        assert!(plain.iter().flatten().any(|sample| sample.abs() > 0.05));
        assert!(plain == sounds(pulp::Arch::new(), 40));
        #[cfg(target_arch = "x86_64")]
        if let Some(unit) = pulp::x86::V3::try_new() {
            assert!(plain == sounds(pulp::Arch::V3(unit), 40));
        }
    }
}
