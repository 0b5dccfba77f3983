//! Where the oscillators are in their periods, at each step of a block, and at which steps something happens there.

use super::super::STEPS;
use super::super::arithmetic::{Lanes, floor, sine};
use super::super::control::Values;
use super::super::sheet::Sheet;
use super::Motion;

/// Bits of what happens: an edge of oscillator 1, of oscillator 2, of the sub, and oscillator 2 begun anew.
pub(super) const FIRST: u32 = 1;
pub(super) const SECOND: u32 = 2;
pub(super) const SUB: u32 = 4;
pub(super) const RESET: u32 = 8;

/// Where an oscillator is at each step; row 0 is the last one of the block before.
pub(super) struct Positions<const L: usize> {
    /// Periods, 0..=1.
    pub(super) phase: [Lanes<L>; STEPS + 1],
    /// 1 behind the second edge of the period.
    pub(super) side: [Lanes<L, u32>; STEPS + 1],
}

/// What became of the phases in a block.
pub(super) struct Track<const L: usize> {
    pub(super) first: Positions<L>,
    /// With the phase modulation.
    pub(super) second: Positions<L>,
    /// Periods begun by oscillator 2 since the step before, or since it was begun anew.
    pub(super) turns: [Lanes<L>; STEPS],
    /// Steps since oscillator 1 has begun its period, 0..1; only where it has just done so.
    pub(super) since: [Lanes<L>; STEPS],
    /// Where oscillator 2 was when it was begun anew, in periods since the beginning of the one it was in.
    pub(super) left: [Lanes<L>; STEPS],
    /// −1 or 1.
    pub(super) sub: [Lanes<L>; STEPS + 1],
    pub(super) events: [Lanes<L, u32>; STEPS],
    /// Steps at which anything happens.
    pub(super) has_events: [bool; STEPS],
}

impl<const L: usize> Track<L> {
    pub(super) fn new() -> Self {
        let positions =
            || Positions { phase: [Lanes::splat(0.0); STEPS + 1], side: [Lanes::splat(0); STEPS + 1] };
        Self {
            first: positions(),
            second: positions(),
            turns: [Lanes::splat(0.0); STEPS],
            since: [Lanes::splat(0.0); STEPS],
            left: [Lanes::splat(0.0); STEPS],
            sub: [Lanes::splat(1.0); STEPS + 1],
            events: [Lanes::splat(0); STEPS],
            has_events: [false; STEPS],
        }
    }

    /// Begins anew, in the same memory.
    pub(super) fn restart(&mut self, phases: &Phases<L>) {
        self.first.phase[0] = phases.first;
        self.second.phase[0] = phases.second_heard;
        self.first.side[0] = phases.sides[0];
        self.second.side[0] = phases.sides[1];
        self.sub[0] = Lanes::splat(1.0);
    }

    /// The last row becomes the first one.
    #[inline(always)]
    pub(super) fn carry(&mut self) {
        for positions in [&mut self.first, &mut self.second] {
            positions.phase[0] = positions.phase[STEPS];
            positions.side[0] = positions.side[STEPS];
        }
        self.sub[0] = self.sub[STEPS];
    }
}

/// Where the oscillators are between two blocks.
pub(super) struct Phases<const L: usize> {
    first: Lanes<L>,
    /// Without the phase modulation, 0..1.
    second: Lanes<L>,
    /// Whole periods in which oscillator 2's modulated phase lies.
    whole: Lanes<L>,
    /// The modulated phase without them.
    second_heard: Lanes<L>,
    sides: [Lanes<L, u32>; 2],
}

impl<const L: usize> Phases<L> {
    /// The phases `lead` steps before those of the key press.
    pub(super) fn new(sheet: &Sheet<L>, values: &Values<L>, lead: usize) -> Self {
        let mut phases = Self {
            first: Lanes::splat(0.0),
            second: Lanes::splat(0.0),
            whole: Lanes::splat(0.0),
            second_heard: Lanes::splat(0.0),
            sides: [Lanes::splat(0); 2],
        };
        for lane in 0..L {
            let earlier = |index: usize| {
                let start = sheet.oscillators[index].phase[lane];
                let phase = start - values.speeds[index][lane] * lead as f32;
                phase - floor(phase)
            };
            (phases.first[lane], phases.second[lane]) = (earlier(0), earlier(1));
            let modulated = phases.second[lane] + values.fm[lane] * sine(phases.first[lane]);
            phases.whole[lane] = floor(modulated);
            phases.second_heard[lane] = modulated - phases.whole[lane];
            for (index, phase) in [phases.first[lane], phases.second_heard[lane]].into_iter().enumerate() {
                let of = &sheet.oscillators[index];
                let mid = of.mid[lane] + of.mid_per_width[lane] * values.widths[index][lane];
                phases.sides[index][lane] = u32::from(phase >= mid);
            }
        }
        phases
    }

    /// Moves on by one block and writes down what happens.
    #[inline(always)]
    pub(super) fn advance(&mut self, sheet: &Sheet<L>, motion: &Motion<L>, track: &mut Track<L>) {
        let [one, two] = &sheet.oscillators;
        let (mut first, mut second, mut whole) = (self.first, self.second, self.whole);
        let [mut first_side, mut second_side] = self.sides;
        let mut sub = track.sub[0];
        for step in 0..STEPS {
            let at = (step + 1) as f32;
            let mut modulation = Lanes::<L>::splat(0.0);
            let mut wrapped = Lanes::<L, u32>::splat(0);
            let mut flags = Lanes::<L, u32>::splat(0);
            for lane in 0..L {
                let phase = first[lane] + motion.speeds[0].at(at, lane);
                let is_over = phase >= 1.0;
                first[lane] = if is_over { phase - 1.0 } else { phase };
                wrapped[lane] = u32::from(is_over);
                sub[lane] = if is_over { -sub[lane] } else { sub[lane] };
                let mid = one.mid[lane] + one.mid_per_width[lane] * motion.widths[0].at(at, lane);
                let side = u32::from(first[lane] >= mid);
                let is_edge = wrapped[lane] | (side ^ first_side[lane]);
                first_side[lane] = side;
                flags[lane] = (is_edge & one.has_edges[lane]) | ((wrapped[lane] & sheet.has_sub[lane]) * SUB);
            }
            if sheet.needs.fm {
                for lane in 0..L {
                    modulation[lane] = motion.fm.at(at, lane) * sine(first[lane]);
                }
            }
            let (mut left, mut since) = (Lanes::<L>::splat(0.0), Lanes::<L>::splat(0.0));
            let (mut turns, mut heard) = (Lanes::<L>::splat(0.0), Lanes::<L>::splat(0.0));
            for lane in 0..L {
                // All is loaded before anything is chosen: a load that may not happen keeps a loop from becoming vectors.
                let (before, periods, start) = (second[lane], whole[lane], two.phase[lane]);
                let speed = motion.speeds[1].at(at, lane);
                let past = first[lane] / motion.speeds[0].at(at, lane);
                let reset = wrapped[lane] & sheet.sync[lane];
                // Where the modulation of a new period begins, it is nothing.
                left[lane] = before + speed * (1.0 - past) - periods;
                since[lane] = past;
                let (on, anew) = (before + speed, start + past * speed);
                let phase = if reset != 0 { anew } else { on };
                let behind = if reset != 0 { 0.0 } else { periods };
                let over = if phase >= 1.0 { 1.0 } else { 0.0 };
                let plain = phase - over;
                let modulated = plain + modulation[lane];
                let now = floor(modulated);
                let place = modulated - now;
                let turned = now + over - behind;
                second[lane] = plain;
                whole[lane] = now;
                turns[lane] = turned;
                heard[lane] = place;
                let mid = two.mid[lane] + two.mid_per_width[lane] * motion.widths[1].at(at, lane);
                let side = u32::from(place >= mid);
                let is_edge = u32::from(turned != 0.0) | (side ^ second_side[lane]);
                second_side[lane] = side;
                flags[lane] |= ((is_edge & two.has_edges[lane]) * SECOND) | (reset * RESET);
            }
            track.left[step] = left;
            track.since[step] = since;
            track.turns[step] = turns;
            track.second.phase[step + 1] = heard;
            track.first.phase[step + 1] = first;
            track.first.side[step + 1] = first_side;
            track.second.side[step + 1] = second_side;
            track.sub[step + 1] = sub;
            let mut any = 0;
            for lane in 0..L {
                any |= flags[lane];
            }
            track.events[step] = flags;
            track.has_events[step] = any != 0;
        }
        (self.first, self.second, self.whole) = (first, second, whole);
        self.sides = [first_side, second_side];
    }
}
