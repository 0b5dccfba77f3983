//! How long the key was held: a held sound's level bends down where its release begins. Plucked and struck
//! sounds that ring out have no such bend, and then the gate is their whole length.

use serde::{Deserialize, Serialize};

use super::edges::{Edges, HOP_SECS};

/// How long the key was held, as far as the sound shows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// From the onset to the release; where no release is seen, to the end of the sound.
    pub secs: f64,
    /// Whether a release is seen.
    pub release_seen: bool,
}

/// How far before a bend the sound must have been steady in its course, at most and at least.
const BEFORE_SECS: (f64, f64) = (0.4, 0.1);
/// How far behind a bend the level is compared with the old course: short releases, and slow ones.
const AFTER_SECS: [f64; 3] = [0.06, 0.15, 0.4];
/// The least fall below the old course, in decibels, at each of those distances.
const LEAST_FALL_DB: [f64; 3] = [9.0, 12.0, 20.0];
/// After a release a sound does not come back to within this of where it was.
const NO_RETURN_DB: f64 = 4.0;

/// A bend this near to the end of the file is the file's.
const AT_THE_END_SECS: f64 = 0.06;
/// The attack is over when the level is this near to its highest.
const ATTACK_DB: f64 = 2.0;

/// Estimates the gate from the level curve.
pub(super) fn find(edges: &Edges) -> Gate {
    let frame = |secs: f64| (secs / HOP_SECS).round() as usize;
    let (start, end) = (frame(edges.onset_secs), frame(edges.end_secs).min(edges.levels.len()));
    let length_secs = (edges.end_secs - edges.onset_secs).max(0.0);
    let whole = Gate { secs: length_secs, release_seen: false };
    let Some(course) = edges.levels.get(start..end).filter(|c| c.len() > frame(BEFORE_SECS.1)) else {
        return whole;
    };
    let course: Vec<f64> = course.iter().map(|l| l.max(edges.floor_db)).collect();
    let Some(at) = bend(&course, edges.floor_db) else { return whole };
    // A file that stops while the sound goes on shows no release.
    if end == edges.levels.len() && at + frame(AT_THE_END_SECS) >= course.len() {
        return whole;
    }
    Gate { secs: (at as f64 * HOP_SECS).min(length_secs), release_seen: true }
}

/// The frame where the course bends down the most, if it does.
fn bend(course: &[f64], floor_db: f64) -> Option<usize> {
    let frames = |secs: f64| (secs / HOP_SECS).round() as usize;
    // The highest level still to come, for the check that nothing returns.
    let mut to_come = vec![floor_db; course.len() + 1];
    for at in (0..course.len()).rev() {
        to_come[at] = to_come[at + 1].max(course[at]);
    }
    let attack = course.iter().position(|l| *l > to_come[0] - ATTACK_DB).unwrap_or(0);
    let mut best: Option<(usize, f64)> = None;
    for at in attack + frames(BEFORE_SECS.1)..course.len() {
        let line = Line::through(&course[at.saturating_sub(frames(BEFORE_SECS.0)).max(attack)..at]);
        for (after, least) in AFTER_SECS.into_iter().zip(LEAST_FALL_DB) {
            let later = at + frames(after);
            let level = course.get(later).copied().unwrap_or(floor_db);
            let due = (line.end + line.slope.min(0.0) * frames(after) as f64)
                .clamp(floor_db, line.end.max(floor_db));
            let returns = to_come[later.min(course.len())] > line.end - NO_RETURN_DB;
            // How well the old course was kept matters: a bend out of a wobble is none.
            let fall = (due - level - line.wobble) / least;
            if !returns && fall > 1.0 && best.is_none_or(|b| fall > b.1) {
                best = Some((at, fall));
            }
        }
    }
    best.map(|(at, _)| foot(course, at))
}

/// Moves from the steepest place back up to where the level first leaves its course.
fn foot(course: &[f64], at: usize) -> usize {
    let mut foot = at.min(course.len() - 1);
    while foot > 1 && course[foot - 1] - course[foot] > 0.25 && course[foot - 1] > course[foot] {
        foot -= 1;
    }
    foot
}

/// A straight line through levels.
struct Line {
    /// Decibels per frame.
    slope: f64,
    /// Its value behind the last frame.
    end: f64,
    /// How far the levels are from it (root mean square).
    wobble: f64,
}

impl Line {
    fn through(levels: &[f64]) -> Self {
        let n = levels.len() as f64;
        let (mean_x, mean_y) = (0.5 * (n - 1.0), levels.iter().sum::<f64>() / n);
        let (mut xy, mut xx) = (0.0, 0.0);
        for (x, y) in levels.iter().enumerate() {
            xy += (x as f64 - mean_x) * (y - mean_y);
            xx += (x as f64 - mean_x).powi(2);
        }
        let slope = if xx > 0.0 { xy / xx } else { 0.0 };
        let at = |x: f64| mean_y + slope * (x - mean_x);
        let square: f64 = levels.iter().enumerate().map(|(x, y)| (y - at(x as f64)).powi(2)).sum();
        Self { slope, end: at(n), wobble: (square / n).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::edges;

    /// A tone that decays at `decay_db` per second while held for `gate_secs`, and at `release_db` after.
    fn tone(gate_secs: f64, decay_db: f64, release_db: f64) -> Vec<f32> {
        let sample = |i: usize| {
            let t = i as f64 / 44_100.0;
            let db = -decay_db * t.min(gate_secs) - release_db * (t - gate_secs).max(0.0);
            (0.5 * (t / 0.005).min(1.0) * 10_f64.powf(db / 20.0) * (2764.6 * t).sin()) as f32
        };
        (0..132_300).map(sample).collect()
    }

    fn gate(samples: &[f32]) -> Gate {
        find(&edges::find(samples, 44_100.0))
    }

    #[test]
    fn a_release_is_found_where_it_begins() {
        for gate_secs in [0.3, 1.0, 1.8] {
            for (decay, release) in [(0.0, 60.0), (0.0, 300.0), (6.0, 100.0), (12.0, 2000.0), (0.0, 5000.0)] {
                let found = gate(&tone(gate_secs, decay, release));
                let off = found.secs - gate_secs;
                assert!(found.release_seen, "gate {gate_secs}, decay {decay}, release {release}: not seen");
                assert!(off.abs() < 0.05, "gate {gate_secs}, decay {decay}, release {release}: {off:+.3} s");
            }
        }
    }

    #[test]
    fn what_rings_out_has_no_release_and_its_length_is_the_gate() {
        let found = gate(&tone(10.0, 30.0, 0.0));
        assert!(!found.release_seen);
        assert!((found.secs - 2.0).abs() < 0.1, "60 dB at 30 dB/s: {}", found.secs);
        let slowing: Vec<f32> =
            tone(10.0, 60.0, 0.0).iter().zip(tone(10.0, 12.0, 0.0)).map(|(a, b)| a + 0.1 * b).collect();
        assert!(!gate(&slowing).release_seen, "a decay in two stages slows down, it does not bend down");
    }

    #[test]
    fn a_sound_held_to_the_end_of_the_file_is_held_to_its_end() {
        let found = gate(&tone(10.0, 0.0, 0.0));
        assert!((found.secs - 3.0).abs() < 0.03, "{found:?}");
    }
}
