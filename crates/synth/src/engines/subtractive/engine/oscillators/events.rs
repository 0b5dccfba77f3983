//! Jumps and kinks of the waves: when within a step they happen, how large they are, and the residuals that round them.

use super::super::STEPS;
use super::super::arithmetic::{Lanes, sine};
use super::super::sheet::Sheet;
use super::super::steps::{Residuals, TAPS};
use super::phases::{FIRST, Positions, RESET, SECOND, SUB, Track};
use super::{Motion, Wave as Buffer};
use crate::engines::subtractive::patch::Wave;

/// Where an oscillator is: the phase within a period, which edges of it lie behind (two a period), and where the second
/// edge lies.
#[derive(Clone, Copy)]
struct Place {
    phase: f32,
    edges: i32,
    mid: f32,
}

/// A way of a phase in a part of a step.
#[derive(Clone, Copy)]
struct Way {
    /// When it begins and ends; 0 is the beginning of the step.
    begin: f32,
    end: f32,
    /// Periods in all.
    periods: f32,
    modulation: Option<Modulation>,
}

/// What bends a way: the phase modulation.
#[derive(Clone, Copy)]
struct Modulation {
    /// Periods either way.
    depth: f32,
    /// Phase of the modulating sine at the beginning of the way, and its periods a step.
    phase: f32,
    speed: f32,
    /// Periods a step of the modulated phase itself.
    own_speed: f32,
}

impl Way {
    /// Periods a step at so much of the way.
    #[inline(always)]
    fn speed(&self, share: f32) -> f32 {
        let span = self.end - self.begin;
        match &self.modulation {
            None if span > 0.0 => self.periods / span,
            None => 0.0,
            Some(by) => {
                let slope = sine(by.phase + by.speed * share * span + 0.25);
                by.own_speed + std::f32::consts::TAU * by.depth * by.speed * slope
            }
        }
    }

    /// At how much of the way the phase has come so far; a bent way is walked by Newton's steps from a straight one's
    /// answer.
    #[inline(always)]
    fn share_at(&self, distance: f32, drift: f32) -> f32 {
        let relative = self.periods - drift;
        let mut share = if relative.abs() > 1e-9 { (distance / relative).clamp(0.0, 1.0) } else { 1.0 };
        if let Some(by) = &self.modulation {
            let span = self.end - self.begin;
            for _ in 0..3 {
                let moved = sine(by.phase + by.speed * share * span) - sine(by.phase);
                let come = by.own_speed * share * span + by.depth * moved - drift * share;
                let speed = self.speed(share) * span - drift;
                if speed.abs() > 1e-6 {
                    share = (share - (come - distance) / speed).clamp(0.0, 1.0);
                }
            }
        }
        share
    }
}

/// A jump and a kink, `since` steps before the step that is computed.
#[derive(Clone, Copy)]
struct Event {
    since: f32,
    step: f32,
    /// Change of slope a step.
    kink: f32,
}

/// Adds the residuals of a block's events; row `n` of a residue belongs to the wave that leaves at step `n`.
#[inline(always)]
pub(super) fn add_residuals<const L: usize>(
    residuals: &Residuals,
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    track: &Track<L>,
    residue: &mut [Buffer<L, { STEPS + TAPS }>; 3],
) {
    let [first, second, sub] = residue;
    for step in 0..STEPS {
        if !track.has_events[step] {
            continue;
        }
        for lane in 0..L {
            let flags = track.events[step][lane];
            if flags & FIRST != 0 {
                let (from, to) = places(sheet, motion, &track.first, 0, step, lane);
                let turns = if to.phase < from.phase { 1 } else { 0 };
                let to = Place { edges: to.edges + 2 * turns, ..to };
                let periods = to.phase + turns as f32 - from.phase;
                let way = Way { begin: 0.0, end: 1.0, periods, modulation: None };
                each_edge(sheet.oscillators[0].wave[lane], from, to, way, |event| {
                    add(residuals, event, step, lane, first);
                });
            }
            if flags & SUB != 0 {
                let jump = track.sub[step + 1][lane] - track.sub[step][lane];
                let event = Event { since: track.since[step][lane], step: jump, kink: 0.0 };
                add(residuals, event, step, lane, sub);
            }
            if flags & RESET != 0 {
                reset(sheet, motion, track, (step, lane), |event| add(residuals, event, step, lane, second));
            } else if flags & SECOND != 0 {
                let (from, to) = places(sheet, motion, &track.second, 1, step, lane);
                let turns = track.turns[step][lane];
                let to = Place { edges: to.edges + 2 * turns as i32, ..to };
                let periods = to.phase + turns - from.phase;
                let modulation = modulation(sheet, motion, track, step, lane);
                let way = Way { begin: 0.0, end: 1.0, periods, modulation };
                each_edge(sheet.oscillators[1].wave[lane], from, to, way, |event| {
                    add(residuals, event, step, lane, second);
                });
            }
        }
    }
}

/// Where an oscillator was before a step and after it, in the period that each of the two lies in.
#[inline(always)]
fn places<const L: usize>(
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    positions: &Positions<L>,
    index: usize,
    step: usize,
    lane: usize,
) -> (Place, Place) {
    let of = &sheet.oscillators[index];
    let place = |row: usize| Place {
        phase: positions.phase[row][lane],
        edges: positions.side[row][lane] as i32,
        mid: of.mid[lane] + of.mid_per_width[lane] * motion.widths[index].at(row as f32, lane),
    };
    (place(step), place(step + 1))
}

/// What bends the way of oscillator 2 in a step.
#[inline(always)]
fn modulation<const L: usize>(
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    track: &Track<L>,
    step: usize,
    lane: usize,
) -> Option<Modulation> {
    let at = (step + 1) as f32;
    let depth = motion.fm.at(at, lane);
    (sheet.needs.fm && depth != 0.0).then(|| Modulation {
        depth,
        phase: track.first.phase[step][lane],
        speed: motion.speeds[0].at(at, lane),
        own_speed: motion.speeds[1].at(at, lane),
    })
}

/// The edges that are crossed on a way.
#[inline(always)]
fn each_edge(wave: Wave, from: Place, to: Place, way: Way, mut emit: impl FnMut(Event)) {
    let is_forward = to.edges > from.edges;
    let sign = if is_forward { 1.0 } else { -1.0 };
    let mut edges = from.edges;
    while edges != to.edges {
        let crossed = if is_forward { edges + 1 } else { edges };
        let is_second = crossed & 1 == 1;
        // The second edge may itself be moving.
        let (start, drift) = if is_second { (from.mid, to.mid - from.mid) } else { (0.0, 0.0) };
        let share = way.share_at((crossed >> 1) as f32 + start - from.phase, drift);
        let since = 1.0 - (way.begin + share * (way.end - way.begin));
        match wave {
            Wave::Saw if !is_second => emit(Event { since, step: -2.0 * sign, kink: 0.0 }),
            Wave::Pulse => {
                let jump = if is_second { -2.0 } else { 2.0 };
                emit(Event { since, step: jump * sign, kink: 0.0 });
            }
            Wave::Triangle => {
                let bend = if is_second { -8.0 } else { 8.0 };
                emit(Event { since, step: 0.0, kink: bend * way.speed(share).abs() });
            }
            _ => (),
        }
        edges += if is_forward { 1 } else { -1 };
    }
}

/// Oscillator 2 begun anew: what it crosses before, the jump itself, and what it crosses after.
#[inline(always)]
fn reset<const L: usize>(
    sheet: &Sheet<L>,
    motion: &Motion<L>,
    track: &Track<L>,
    (step, lane): (usize, usize),
    mut emit: impl FnMut(Event),
) {
    let of = &sheet.oscillators[1];
    let wave = of.wave[lane];
    if wave == Wave::Noise {
        return;
    }
    let (from, to) = places(sheet, motion, &track.second, 1, step, lane);
    let since = track.since[step][lane];
    let moment = 1.0 - since;
    let unwrapped = track.left[step][lane];
    let turns = unwrapped.floor();
    let left_phase = unwrapped - turns;
    let left_edges = i32::from(left_phase >= to.mid) + 2 * turns as i32;
    let left = Place { phase: left_phase, edges: left_edges, mid: to.mid };
    let before = modulation(sheet, motion, track, step, lane);
    let periods = unwrapped - from.phase;
    each_edge(wave, from, left, Way { begin: 0.0, end: moment, periods, modulation: before }, &mut emit);
    let start_phase = of.phase[lane];
    let at = (step + 1) as f32;
    // At the beginning of its period the modulating sine is at its steepest.
    let bend = std::f32::consts::TAU * motion.fm.at(at, lane) * motion.speeds[0].at(at, lane);
    let speed = motion.speeds[1].at(at, lane) + bend;
    let (value, slope) = shape(wave, left_phase, to.mid);
    let (new_value, new_slope) = shape(wave, start_phase, to.mid);
    emit(Event { since, step: new_value - value, kink: (new_slope - slope) * speed });
    let start = Place { phase: start_phase, edges: i32::from(start_phase >= to.mid), mid: to.mid };
    let turns = track.turns[step][lane];
    let end = Place { edges: to.edges + 2 * turns as i32, ..to };
    let after = before.map(|by| Modulation { phase: 0.0, ..by });
    let periods = to.phase + turns - start_phase;
    each_edge(wave, start, end, Way { begin: moment, end: 1.0, periods, modulation: after }, &mut emit);
}

/// The value of a wave and its slope a period.
fn shape(wave: Wave, phase: f32, mid: f32) -> (f32, f32) {
    match wave {
        Wave::Saw => (2.0 * phase - 1.0, 2.0),
        Wave::Pulse => (if phase < mid { 1.0 } else { -1.0 }, 0.0),
        Wave::Triangle if phase < 0.5 => (4.0 * phase - 1.0, 4.0),
        Wave::Triangle => (3.0 - 4.0 * phase, -4.0),
        Wave::Sine => (sine(phase), std::f32::consts::TAU * sine(phase + 0.25)),
        Wave::Noise => (0.0, 0.0),
    }
}

#[inline(always)]
fn add<const L: usize>(
    residuals: &Residuals,
    event: Event,
    step: usize,
    lane: usize,
    residue: &mut [Lanes<L>; STEPS + TAPS],
) {
    let values = residuals.residual(event.since, event.step, event.kink);
    for (row, value) in residue[step..step + TAPS].iter_mut().zip(values) {
        row[lane] += value;
    }
}
