//! What a player does, as knobs: for models that are told what was played beside the preset.

use crate::{Gesture, Norm};

/// Knobs of a gesture: note, velocity, how long the key is held.
pub const PLAYED_KNOBS: usize = 3;

/// Holds are told apart on a logarithmic scale, linear below this.
const SHORT_SECS: f64 = 0.05;
/// The longest hold that is told from longer ones.
const LONGEST_SECS: f64 = 10.0;

/// A gesture as knobs: note and velocity as shares of 127, the gate as `ln(1 + gate / 50 ms)` as a share of that of 10 s.
pub fn played(gesture: Gesture) -> [Norm; PLAYED_KNOBS] {
    let share = |of_127: u8| Norm::saturating(f32::from(of_127) / 127.0);
    let steps = |secs: f64| (secs.max(0.0) / SHORT_SECS).ln_1p();
    let gate = Norm::saturating((steps(gesture.gate_secs) / steps(LONGEST_SECS)) as f32);
    [share(gesture.note), share(gesture.velocity), gate]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gestures_are_told_apart_where_they_sound_different() {
        let of = |note, velocity, gate_secs| played(Gesture { note, velocity, gate_secs }).map(Norm::get);
        assert_eq!(of(127, 127, 10.0), [1.0; 3]);
        assert_eq!(of(0, 0, 0.0), [0.0; 3]);
        assert_eq!(of(60, 100, 99.0)[2], 1.0);
        // Twice as long is as much further, whether it is short or long.
        let gates = [0.5, 1.0, 2.0, 4.0].map(|secs| of(60, 100, secs)[2]);
        for pair in gates.windows(3) {
            let steps = [pair[1] - pair[0], pair[2] - pair[1]];
            assert!((steps[0] - steps[1]).abs() < 0.02 && steps[0] > 0.1, "{gates:?}");
        }
    }
}
