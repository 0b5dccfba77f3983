//! Low-frequency oscillators: one value a block, and straight lines between.

use super::arithmetic::{Lanes, hash, noise_of, sine};
use crate::engines::subtractive::patch::Lfo;

/// One LFO of each note.
#[derive(Clone)]
pub(super) struct LfoSheet<const L: usize> {
    /// 1 for the wave that is played, by [`LfoWave`](crate::engines::subtractive::patch::LfoWave).
    weights: [Lanes<L>; 6],
    periods_a_block: Lanes<L>,
    phase: Lanes<L>,
}

impl<const L: usize> LfoSheet<L> {
    pub(super) fn new() -> Self {
        let zero = Lanes::splat(0.0);
        Self { weights: [zero; 6], periods_a_block: zero, phase: zero }
    }

    /// Writes the LFO of one lane.
    pub(super) fn set(&mut self, lane: usize, lfo: &Lfo, block_secs: f64) {
        for (index, weight) in self.weights.iter_mut().enumerate() {
            weight[lane] = if index == lfo.wave as usize { 1.0 } else { 0.0 };
        }
        self.periods_a_block[lane] = (lfo.rate_hz * block_secs) as f32;
        self.phase[lane] = lfo.phase.fract() as f32;
    }
}

/// Where the LFOs of the notes are.
#[derive(Clone)]
pub(super) struct LfoState<const L: usize> {
    phase: Lanes<L>,
    /// Periods begun, mixed with what tells the LFOs of a note apart.
    period: Lanes<L, u32>,
}

impl<const L: usize> LfoState<L> {
    /// The beginning; random values differ with `index`.
    pub(super) fn new(sheet: &LfoSheet<L>, index: u32) -> Self {
        Self { phase: sheet.phase, period: Lanes::splat(index << 24) }
    }

    /// The values now, −1..=1.
    #[inline(always)]
    pub(super) fn values(&self, sheet: &LfoSheet<L>) -> Lanes<L> {
        let mut values = Lanes::splat(0.0);
        for lane in 0..L {
            let phase = self.phase[lane];
            let quarter_on = if phase < 0.25 { phase + 0.75 } else { phase - 0.25 };
            let triangle = 4.0 * (quarter_on - 0.5).abs() - 1.0;
            let up = 2.0 * phase - 1.0;
            let square = if phase < 0.5 { 1.0 } else { -1.0 };
            let random = noise_of(hash(self.period[lane]));
            values[lane] = sheet.weights[0][lane] * sine(phase)
                + sheet.weights[1][lane] * triangle
                + sheet.weights[2][lane] * up
                - sheet.weights[3][lane] * up
                + sheet.weights[4][lane] * square
                + sheet.weights[5][lane] * random;
        }
        values
    }

    /// Moves on by one block.
    #[inline(always)]
    pub(super) fn advance(&mut self, sheet: &LfoSheet<L>) {
        for lane in 0..L {
            let phase = self.phase[lane] + sheet.periods_a_block[lane];
            let is_over = phase >= 1.0;
            self.phase[lane] = if is_over { phase - 1.0 } else { phase };
            self.period[lane] = self.period[lane].wrapping_add(u32::from(is_over));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::subtractive::patch::{Destination, LfoWave};

    /// Values at each hundredth of a period, for three periods.
    fn wave(wave: LfoWave, phase: f64) -> Vec<f32> {
        let lfo = Lfo { wave, rate_hz: 1.0, amount: 1.0, phase, destination: Destination::None };
        let mut sheet = LfoSheet::<1>::new();
        sheet.set(0, &lfo, 0.01);
        let mut state = LfoState::new(&sheet, 1);
        let mut next = || {
            let value = state.values(&sheet)[0];
            state.advance(&sheet);
            value
        };
        (0..300).map(|_| next()).collect()
    }

    #[test]
    fn waves_have_their_shapes() {
        let at = |kind, phase| wave(kind, phase)[0];
        let near = |a: f32, b: f32| (a - b).abs() < 1e-5;
        assert!(near(at(LfoWave::Sine, 0.25), 1.0) && near(at(LfoWave::Sine, 0.5), 0.0));
        assert!(near(at(LfoWave::Triangle, 0.0), 0.0) && near(at(LfoWave::Triangle, 0.125), 0.5));
        assert!(near(at(LfoWave::Triangle, 0.25), 1.0) && near(at(LfoWave::Triangle, 0.75), -1.0));
        assert!(near(at(LfoWave::SawUp, 0.0), -1.0) && near(at(LfoWave::SawUp, 0.5), 0.0));
        assert!(near(at(LfoWave::SawDown, 0.0), 1.0) && near(at(LfoWave::SawDown, 0.75), -0.5));
        assert!(near(at(LfoWave::Square, 0.4), 1.0) && near(at(LfoWave::Square, 0.6), -1.0));
        assert!(near(at(LfoWave::Sine, 1.0), 0.0), "360 degrees are none");
    }

    #[test]
    fn random_holds_for_a_period() {
        let values = wave(LfoWave::Random, 0.0);
        let changes = values.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!((2..=3).contains(&changes), "{changes}");
    }
}
