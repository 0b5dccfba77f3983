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
#[derive(Clone)]
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
        let mut now = self.clone();
        let mut sub = track.sub[0];
        for step in 0..STEPS {
            let at = (step + 1) as f32;
            let mut modulation = Lanes::<L>::splat(0.0);
            let (wrapped, mut events) = now.move_first(sheet, motion, at, &mut sub);
            if sheet.needs.fm {
                for lane in 0..L {
                    modulation[lane] = motion.fm.at(at, lane) * sine(now.first[lane]);
                }
            }
            let moved = now.move_second(sheet, motion, at, (&wrapped, &modulation), &mut events);
            track.left[step] = moved.left;
            track.since[step] = moved.since;
            track.turns[step] = moved.turns;
            track.first.phase[step + 1] = now.first;
            track.first.side[step + 1] = now.sides[0];
            track.second.phase[step + 1] = now.second_heard;
            track.second.side[step + 1] = now.sides[1];
            track.sub[step + 1] = sub;
            let mut any = 0;
            for lane in 0..L {
                any |= events[lane];
            }
            track.events[step] = events;
            track.has_events[step] = any != 0;
        }
        *self = now;
    }

    /// One step of oscillator 1 and the sub: where a period began, and what happened.
    #[inline(always)]
    fn move_first(
        &mut self,
        sheet: &Sheet<L>,
        motion: &Motion<L>,
        at: f32,
        sub: &mut Lanes<L>,
    ) -> (Lanes<L, u32>, Lanes<L, u32>) {
        let of = &sheet.oscillators[0];
        let (mut wrapped, mut events) = (Lanes::splat(0), Lanes::splat(0));
        for lane in 0..L {
            let phase = self.first[lane] + motion.speeds[0].at(at, lane);
            let is_over = phase >= 1.0;
            let now = if is_over { phase - 1.0 } else { phase };
            self.first[lane] = now;
            let over = u32::from(is_over);
            wrapped[lane] = over;
            sub[lane] = if is_over { -sub[lane] } else { sub[lane] };
            let mid = of.mid[lane] + of.mid_per_width[lane] * motion.widths[0].at(at, lane);
            let side = u32::from(now >= mid);
            let is_edge = over | (side ^ self.sides[0][lane]);
            self.sides[0][lane] = side;
            events[lane] = (is_edge & of.has_edges[lane]) | ((over & sheet.has_sub[lane]) * SUB);
        }
        (wrapped, events)
    }

    /// One step of oscillator 2, of which what happened is added to `events`.
    #[inline(always)]
    fn move_second(
        &mut self,
        sheet: &Sheet<L>,
        motion: &Motion<L>,
        at: f32,
        (wrapped, modulation): (&Lanes<L, u32>, &Lanes<L>),
        events: &mut Lanes<L, u32>,
    ) -> Moved<L> {
        let of = &sheet.oscillators[1];
        let none = Lanes::splat(0.0);
        let mut moved = Moved { left: none, since: none, turns: none };
        for lane in 0..L {
            // All is loaded before anything is chosen: a load that may not happen keeps a loop from becoming vectors.
            let (before, periods, start) = (self.second[lane], self.whole[lane], of.phase[lane]);
            let speed = motion.speeds[1].at(at, lane);
            let since = self.first[lane] / motion.speeds[0].at(at, lane);
            let reset = wrapped[lane] & sheet.sync[lane];
            // Where the modulation of a new period begins, it is nothing.
            moved.left[lane] = before + speed * (1.0 - since) - periods;
            moved.since[lane] = since;
            let (on, anew) = (before + speed, start + since * speed);
            let phase = if reset != 0 { anew } else { on };
            let behind = if reset != 0 { 0.0 } else { periods };
            let over = if phase >= 1.0 { 1.0 } else { 0.0 };
            let plain = phase - over;
            let modulated = plain + modulation[lane];
            let whole = floor(modulated);
            let heard = modulated - whole;
            let turns = whole + over - behind;
            self.second[lane] = plain;
            self.whole[lane] = whole;
            self.second_heard[lane] = heard;
            moved.turns[lane] = turns;
            let mid = of.mid[lane] + of.mid_per_width[lane] * motion.widths[1].at(at, lane);
            let side = u32::from(heard >= mid);
            let is_edge = u32::from(turns != 0.0) | (side ^ self.sides[1][lane]);
            self.sides[1][lane] = side;
            events[lane] |= ((is_edge & of.has_edges[lane]) * SECOND) | (reset * RESET);
        }
        moved
    }
}

/// What a step of oscillator 2 leaves beside its phase: see [`Track`].
struct Moved<const L: usize> {
    left: Lanes<L>,
    since: Lanes<L>,
    turns: Lanes<L>,
}
