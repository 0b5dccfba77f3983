//! Envelopes: straight up, then exponentially down. Each value is computed from the time alone, so that the sample rate
//! only changes how often that is done.

use super::arithmetic::{Lanes, exp2, max};
use crate::engines::subtractive::patch::{Envelope, FreeEnvelope};

/// Octaves of 60 dB.
const OCTAVES_OF_60_DB: f64 = 9.965_784_284_662_087;

/// One envelope of each note; times are in blocks.
#[derive(Clone)]
pub(super) struct EnvelopeSheet<const L: usize> {
    attack_blocks: Lanes<L>,
    rise_a_block: Lanes<L>,
    sustain: Lanes<L>,
    /// Octaves by which the way to the sustain level changes in a block, below zero.
    decay_octaves: Lanes<L>,
    release_octaves: Lanes<L>,
    release_block: Lanes<L>,
}

impl<const L: usize> EnvelopeSheet<L> {
    pub(super) fn new() -> Self {
        let zero = Lanes::splat(0.0);
        Self {
            attack_blocks: zero,
            rise_a_block: zero,
            sustain: zero,
            decay_octaves: zero,
            release_octaves: zero,
            release_block: zero,
        }
    }

    /// Writes the envelope of one lane; the key goes up at `release_block`.
    pub(super) fn set(&mut self, lane: usize, envelope: &Envelope, release_block: f32, block_secs: f64) {
        let fall = |secs: f64| (-OCTAVES_OF_60_DB * block_secs / secs) as f32;
        self.attack_blocks[lane] = (envelope.attack_secs / block_secs) as f32;
        self.rise_a_block[lane] = (block_secs / envelope.attack_secs) as f32;
        self.sustain[lane] = envelope.sustain as f32;
        self.decay_octaves[lane] = fall(envelope.decay_secs);
        self.release_octaves[lane] = fall(envelope.release_secs);
        self.release_block[lane] = release_block;
    }

    /// Writes an envelope that runs to its end, whatever the key does.
    pub(super) fn set_free(&mut self, lane: usize, envelope: &FreeEnvelope, block_secs: f64) {
        let (attack_secs, decay_secs) = (envelope.attack_secs, envelope.decay_secs);
        let as_envelope = Envelope { attack_secs, decay_secs, sustain: 0.0, release_secs: 1.0 };
        self.set(lane, &as_envelope, f32::MAX, block_secs);
    }

    /// The levels, 0..=1, after so many blocks. `held` keeps what they were while the keys were down.
    #[inline(always)]
    pub(super) fn at(&self, block: f32, held: &mut Lanes<L>) -> Lanes<L> {
        let mut levels = Lanes::splat(0.0);
        for lane in 0..L {
            let rise = block * self.rise_a_block[lane];
            let since_peak = max(block - self.attack_blocks[lane], 0.0);
            let way = exp2(since_peak * self.decay_octaves[lane]);
            let fall = self.sustain[lane] + (1.0 - self.sustain[lane]) * way;
            let now = if block < self.attack_blocks[lane] { rise } else { fall };
            let since_release = max(block - self.release_block[lane], 0.0);
            held[lane] = if since_release > 0.0 { held[lane] } else { now };
            levels[lane] = held[lane] * exp2(since_release * self.release_octaves[lane]);
        }
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK_SECS: f64 = 0.001;

    fn levels(envelope: Envelope, release_block: f32) -> impl FnMut(usize) -> f32 {
        let mut sheet = EnvelopeSheet::<1>::new();
        sheet.set(0, &envelope, release_block, BLOCK_SECS);
        let mut held = Lanes::splat(0.0);
        move |block| sheet.at(block as f32, &mut held)[0]
    }

    #[test]
    fn stages_take_their_times() {
        let envelope = Envelope { attack_secs: 0.1, decay_secs: 0.3, sustain: 0.25, release_secs: 0.2 };
        let mut level = levels(envelope, 1_000.0);
        let all: Vec<f32> = (0..1_500).map(&mut level).collect();
        assert_eq!(all[0], 0.0);
        assert!((all[50] - 0.5).abs() < 1e-4 && (all[100] - 1.0).abs() < 1e-4, "{} {}", all[50], all[100]);
        // After the decay time, a thousandth of the way is left.
        assert!((all[400] - 0.25 - 0.000_75).abs() < 1e-5, "{}", all[400]);
        assert!((all[1_000] - 0.25).abs() < 1e-4);
        assert!((all[1_200] / all[1_000] - 0.001).abs() < 1e-5, "{}", all[1_200]);
    }

    #[test]
    fn a_release_begins_from_where_the_level_is() {
        let envelope = Envelope { attack_secs: 0.1, decay_secs: 1.0, sustain: 1.0, release_secs: 0.6 };
        let mut level = levels(envelope, 50.0);
        let all: Vec<f32> = (0..200).map(&mut level).collect();
        assert!((all[50] - 0.5).abs() < 1e-4 && all[51] < all[50]);
        assert!((all[150] / all[50] - 0.316_23).abs() < 1e-3, "a sixth of 60 dB: {}", all[150]);
    }
}
