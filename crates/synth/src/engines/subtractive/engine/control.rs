//! What moves slowly: once a block, all modulators and what they move; in between everything goes in straight lines.

use super::arithmetic::{Lanes, exp2, max, min, tan_of_half_turns};
use super::lfo::LfoState;
use super::sheet::Sheet;
use crate::engines::subtractive::patch::Destination;

/// Both LFOs, the free envelope and the filter's.
pub(super) const MODULATORS: usize = 4;
/// How many things are moved.
pub(super) const TARGETS: usize = 6;
/// Fastest oscillator, 0.45 periods a step, in octaves of the oversampled rate.
const FASTEST_OCTAVES: f32 = -1.152_003_1;
/// Where the side bands of FM end at the most, in periods a step: 23.8 kHz at 44.1 kHz.
const WIDEST: f32 = 0.27;
/// Lowest cutoff that modulation reaches.
const LOWEST_CUTOFF_HZ: f64 = 5.0;
/// Highest cutoff that modulation reaches, at every rate.
const HIGHEST_CUTOFF_HZ: f64 = 20_000.0;
/// Widths of a pulse.
const WIDTHS: (f32, f32) = (0.02, 0.98);

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Octaves of the ladder's rate.
    Cutoff,
    /// Octaves of the oversampled rate.
    FirstPitch,
    /// Octaves of the oversampled rate.
    SecondPitch,
    /// Shares of a period.
    Width,
    /// Radians.
    Fm,
    /// A gain.
    Volume,
}

impl Target {
    pub(super) const ALL: [Self; TARGETS] =
        [Self::Cutoff, Self::FirstPitch, Self::SecondPitch, Self::Width, Self::Fm, Self::Volume];

    /// How far an LFO of full amount moves this either way when it is sent to `destination`.
    pub(super) fn depth_of_lfo(self, destination: Destination) -> f64 {
        match (self, destination) {
            (Self::Cutoff, Destination::Cutoff) => 4.0,
            (Self::FirstPitch, Destination::Pitch | Destination::FirstPitch)
            | (Self::SecondPitch, Destination::Pitch | Destination::SecondPitch) => 1.0,
            (Self::Width, Destination::PulseWidth) => 0.45,
            (Self::Fm, Destination::Fm) => 5.0,
            (Self::Volume, Destination::Volume) => 0.5,
            _ => 0.0,
        }
    }

    /// How far the free envelope's peak of full amount moves this when it is sent to `destination`.
    pub(super) fn depth_of_free(self, destination: Destination) -> f64 {
        match (self, destination) {
            (Self::Cutoff, Destination::Cutoff) => 5.0,
            (Self::FirstPitch, Destination::FirstPitch) | (Self::SecondPitch, Destination::SecondPitch) => {
                2.0
            }
            (Self::Width, Destination::PulseWidth) => 0.45,
            (Self::Fm, Destination::Fm) => 10.0,
            _ => 0.0,
        }
    }
}

/// The moved values at one moment.
#[derive(Clone)]
pub(super) struct Values<const L: usize> {
    /// Periods a step of both oscillators.
    pub(super) speeds: [Lanes<L>; 2],
    /// Widths of both pulses.
    pub(super) widths: [Lanes<L>; 2],
    /// Largest phase modulation of oscillator 2, in periods.
    pub(super) fm: Lanes<L>,
    /// The ladder's coefficient g / (1 + g).
    pub(super) cutoff: Lanes<L>,
    /// Gain of the amplifier.
    pub(super) gain: Lanes<L>,
}

/// A straight line over the steps of a block.
#[derive(Clone, Copy)]
pub(super) struct Ramp<const L: usize> {
    from: Lanes<L>,
    slope: Lanes<L>,
}

impl<const L: usize> Ramp<L> {
    /// From one value to another in `steps`.
    #[inline(always)]
    pub(super) fn new(from: &Lanes<L>, to: &Lanes<L>, steps: usize) -> Self {
        let share = 1.0 / steps as f32;
        let mut slope = Lanes::splat(0.0);
        for lane in 0..L {
            slope[lane] = (to[lane] - from[lane]) * share;
        }
        Self { from: *from, slope }
    }

    /// The value of a lane at a step: 0 is where the line begins.
    #[inline(always)]
    pub(super) fn at(&self, step: f32, lane: usize) -> f32 {
        self.from[lane] + self.slope[lane] * step
    }
}

/// Where the modulators of a group are.
pub(super) struct Control<const L: usize> {
    block: u32,
    lfos: [LfoState<L>; 2],
    held: [Lanes<L>; 3],
    /// Lowest and highest cutoff, in octaves of the ladder's rate.
    cutoffs: (f32, f32),
    /// The values at the beginning of the block and at its end.
    pub(super) before: Values<L>,
    pub(super) now: Values<L>,
}

impl<const L: usize> Control<L> {
    /// The moment of the key presses.
    pub(super) fn new(sheet: &Sheet<L>) -> Self {
        let zero = Lanes::splat(0.0);
        let none = Values { speeds: [zero; 2], widths: [zero; 2], fm: zero, cutoff: zero, gain: zero };
        let steps_hz = super::ladder_hz(sheet.rate_hz);
        let mut control = Self {
            block: 0,
            lfos: [0, 1].map(|index| LfoState::new(&sheet.lfos[index], index as u32)),
            held: [zero; 3],
            cutoffs: (
                libm::log2(LOWEST_CUTOFF_HZ / steps_hz) as f32,
                libm::log2(HIGHEST_CUTOFF_HZ / steps_hz) as f32,
            ),
            before: none.clone(),
            now: none,
        };
        control.now = control.values(sheet);
        control.before = control.now.clone();
        control
    }

    /// Moves on by one block.
    #[inline(always)]
    pub(super) fn advance(&mut self, sheet: &Sheet<L>) {
        self.block += 1;
        for (lfo, of) in self.lfos.iter_mut().zip(&sheet.lfos) {
            lfo.advance(of);
        }
        let now = self.values(sheet);
        self.before = std::mem::replace(&mut self.now, now);
    }

    #[inline(always)]
    fn values(&mut self, sheet: &Sheet<L>) -> Values<L> {
        let time = self.block as f32;
        let [filter, amp, free] = &mut self.held;
        let amp = sheet.amp_envelope.at(time, amp);
        let modulators = [
            self.lfos[0].values(&sheet.lfos[0]),
            self.lfos[1].values(&sheet.lfos[1]),
            sheet.free_envelope.at(time, free),
            sheet.filter_envelope.at(time, filter),
        ];
        let mut moved = sheet.bases;
        for (target, depths) in moved.iter_mut().zip(&sheet.depths) {
            for (modulator, depth) in modulators.iter().zip(depths) {
                for lane in 0..L {
                    target[lane] += depth[lane] * modulator[lane];
                }
            }
        }
        let [cutoff, first, second, width, fm, volume] = &moved;
        let mut values = self.now.clone();
        for lane in 0..L {
            let speeds = [exp2(min(first[lane], FASTEST_OCTAVES)), exp2(min(second[lane], FASTEST_OCTAVES))];
            for (index, speed) in speeds.into_iter().enumerate() {
                values.speeds[index][lane] = speed;
                let width = sheet.oscillators[index].width[lane] + width[lane];
                values.widths[index][lane] = min(max(width, WIDTHS.0), WIDTHS.1);
            }
            // Carson's rule: the sidebands reach (index + 1) times the modulator's frequency.
            let most = max((WIDEST - speeds[1]) / speeds[0] - 1.0, 0.0);
            values.fm[lane] = min(max(fm[lane], -most), most) * (0.5 * std::f32::consts::FRAC_1_PI);
            let octaves = min(max(cutoff[lane], self.cutoffs.0), self.cutoffs.1);
            let g = tan_of_half_turns(exp2(octaves));
            values.cutoff[lane] = g / (1.0 + g);
            values.gain[lane] = amp[lane] * sheet.gain[lane] * max(volume[lane], 0.0);
        }
        values
    }
}
