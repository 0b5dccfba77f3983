//! Both oscillators and the sub: phases, the events in them, and the waves made of both.
//!
//! A wave is its naive shape plus a residual for each jump and kink ([`steps`](super::steps)), so it costs what a naive
//! one does and some more for each event. Residuals begin before their events: waves come [`DELAY`] steps late.

mod events;
mod phases;
mod waves;

use super::arithmetic::Lanes;
use super::control::{Ramp, Values};
use super::sheet::Sheet;
use super::steps::{DELAY, Residuals, TAPS};
use super::{LATENCY, STEPS};
use phases::{Phases, Track};
use waves::Noise;

/// A wave in the making: a block, and what reaches into the next one.
type Wave<const L: usize, const LEN: usize> = [Lanes<L>; LEN];

/// The three oscillators of each note.
pub(super) struct Oscillators<const L: usize> {
    residuals: &'static Residuals,
    phases: Phases<L>,
    track: Track<L>,
    noise: [Noise<L>; 3],
    /// Naive waves: those of the last [`DELAY`] steps, and the block's.
    naive: [Wave<L, { DELAY + STEPS }>; 3],
    /// Residuals: the block's, and what reaches into the next.
    residue: [Wave<L, { STEPS + TAPS }>; 3],
}

/// How the oscillators are moved in a block.
pub(super) struct Motion<const L: usize> {
    pub(super) speeds: [Ramp<L>; 2],
    pub(super) widths: [Ramp<L>; 2],
    pub(super) fm: Ramp<L>,
}

impl<const L: usize> Motion<L> {
    /// From one moment's values to another's.
    #[inline(always)]
    pub(super) fn new(before: &Values<L>, now: &Values<L>) -> Self {
        let ramp = |from, to| Ramp::new(from, to, STEPS);
        Self {
            speeds: [ramp(&before.speeds[0], &now.speeds[0]), ramp(&before.speeds[1], &now.speeds[1])],
            widths: [ramp(&before.widths[0], &now.widths[0]), ramp(&before.widths[1], &now.widths[1])],
            fm: ramp(&before.fm, &now.fm),
        }
    }
}

impl<const L: usize> Oscillators<L> {
    pub(super) fn new(sheet: &Sheet<L>, values: &Values<L>) -> Self {
        let zero = Lanes::splat(0.0);
        Self {
            residuals: Residuals::get(),
            phases: Phases::new(sheet, values, LATENCY),
            track: Track::new(),
            noise: [1, 2, 3].map(Noise::new),
            naive: [[zero; DELAY + STEPS]; 3],
            residue: [[zero; STEPS + TAPS]; 3],
        }
    }

    /// Begins anew, in the same memory.
    pub(super) fn restart(&mut self, sheet: &Sheet<L>, values: &Values<L>) {
        self.phases = Phases::new(sheet, values, LATENCY);
        self.track.restart(&self.phases);
        self.noise = [1, 2, 3].map(Noise::new);
        let zero = Lanes::splat(0.0);
        self.naive.iter_mut().for_each(|wave| wave.fill(zero));
        self.residue.iter_mut().for_each(|wave| wave.fill(zero));
    }

    /// Renders the mix of the next block.
    #[inline(always)]
    pub(super) fn render(&mut self, sheet: &Sheet<L>, motion: &Motion<L>, mix: &mut [Lanes<L>]) {
        self.phases.advance(sheet, motion, &mut self.track);
        events::add_residuals(self.residuals, sheet, motion, &self.track, &mut self.residue);
        waves::naive(sheet, motion, &self.track, &mut self.noise, &mut self.naive);
        waves::mix(sheet, &self.naive, &self.residue, &mut self.noise[2], mix);
        for (naive, residue) in self.naive.iter_mut().zip(&mut self.residue) {
            naive.copy_within(STEPS.., 0);
            residue.copy_within(STEPS.., 0);
            residue[TAPS..].fill(Lanes::splat(0.0));
        }
        self.track.carry();
    }
}
