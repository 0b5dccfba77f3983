//! One note at a time: a wave with an envelope, the same samples whatever the block size.

use std::f32::consts::TAU;

/// What the knobs say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Knobs {
    /// 0 a sine, 1 a saw of eight partials, 2 a square of eight.
    pub(crate) wave: usize,
    pub(crate) octave: i32,
    pub(crate) attack_secs: f32,
    pub(crate) release_secs: f32,
    pub(crate) cutoff_hz: f32,
    pub(crate) level: f32,
    /// Whole tones above the key.
    pub(crate) tones: u8,
}

/// A voice and what it remembers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Voice {
    rate_hz: f32,
    phase: f32,
    key: u8,
    velocity: f32,
    is_held: bool,
    envelope: f32,
    filtered: f32,
}

impl Voice {
    pub(crate) fn at(rate_hz: f32) -> Self {
        Self { rate_hz, ..Self::default() }
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        *self = Self::at(self.rate_hz);
    }

    /// Takes note of a key; `phase` is where the wave begins.
    pub(crate) fn press(&mut self, key: u8, velocity: f32, phase: f32) {
        (self.key, self.velocity, self.phase, self.is_held) = (key, velocity, phase, true);
    }

    pub(crate) fn release(&mut self, key: u8) {
        self.is_held &= self.key != key;
    }

    pub(crate) fn next(&mut self, knobs: Knobs) -> f32 {
        let goal = if self.is_held { 1.0 } else { 0.0 };
        let secs = if self.is_held { knobs.attack_secs } else { knobs.release_secs };
        self.envelope += (goal - self.envelope) * (1.0 - (-1.0 / (secs * self.rate_hz).max(1.0)).exp());
        let hz = 440.0
            * ((f32::from(self.key) - 69.0 + 2.0 * f32::from(knobs.tones)) / 12.0 + knobs.octave as f32)
                .exp2();
        self.phase = (self.phase + hz / self.rate_hz).fract();
        let partial = |k: usize| (TAU * self.phase * k as f32).sin() / k as f32;
        // What lies beyond half the rate is left out.
        let audible = |k: &usize| hz * (*k as f32) < 0.45 * self.rate_hz;
        let wave = match knobs.wave {
            0 => partial(1),
            1 => 0.6 * (1..=8).filter(audible).map(partial).sum::<f32>(),
            _ => 0.9 * (1..=8).step_by(2).filter(audible).map(partial).sum::<f32>(),
        };
        let share = 1.0 - (-TAU * knobs.cutoff_hz / self.rate_hz).exp();
        self.filtered += share * (wave - self.filtered);
        0.5 * knobs.level * self.velocity * self.envelope * self.filtered
    }
}
