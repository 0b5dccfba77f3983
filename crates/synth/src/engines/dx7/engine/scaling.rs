//! What a key, its velocity and the keyboard do to an operator's level and rates.
//!
//! Numbers: the velocity, exponential-scaling and low-level tables were measured on a DX7 and published with
//! Google's music-synthesizer-for-android (Apache-2.0, wiki page `Dx7Envelope`). Levels are in steps of
//! 0.75 dB here and in microsteps of 0.0235 dB (1/32 of a step) once velocity has been added.

/// Level of an operator (0..=127, 0.75 dB each) for the panel's 0..=19, where the panel is not linear.
const LOW_LEVELS: [i32; 20] = [0, 5, 9, 13, 17, 20, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 42, 43, 45, 46];

/// Loudness of a velocity, two MIDI velocities an entry; 239 is neutral.
const VELOCITY: [u8; 64] = [
    0, 70, 86, 97, 106, 114, 121, 126, 132, 138, 142, 148, 152, 156, 160, 163, 166, 170, 173, 174, 178, 181,
    184, 186, 189, 190, 194, 196, 198, 200, 202, 205, 206, 209, 211, 214, 216, 218, 220, 222, 224, 225, 227,
    229, 230, 232, 233, 235, 237, 238, 240, 241, 242, 243, 244, 246, 246, 248, 249, 250, 251, 252, 253, 254,
];

/// The exponential keyboard curve, one entry for three keys away from the break point.
const EXPONENTIAL_CURVE: [u8; 33] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 16, 19, 23, 27, 33, 39, 47, 56, 66, 80, 94, 110, 126, 142, 158,
    174, 190, 206, 222, 238, 250,
];

/// The highest level, in steps of 0.75 dB.
const LEVEL_MAX: i32 = 127;

/// The level of a panel value 0..=99, in steps of 0.75 dB (0..=127).
pub(super) fn level_from_panel(panel: u8) -> i32 {
    let panel = panel.min(99);
    LOW_LEVELS.get(usize::from(panel)).copied().unwrap_or(28 + i32::from(panel))
}

/// How an operator's level follows the keyboard.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyboardScaling {
    /// Panel value of the break point: MIDI note minus 21.
    pub(super) break_point: u8,
    /// Depth and curve below the break point.
    pub(super) left: (u8, u8),
    /// Depth and curve above it.
    pub(super) right: (u8, u8),
}

impl KeyboardScaling {
    /// Steps of 0.75 dB to add to the level at this note.
    fn level_offset(self, note: i32) -> i32 {
        let distance = note - i32::from(self.break_point) - 17;
        let ((depth, curve), thirds) =
            if distance >= 0 { (self.right, (distance + 1) / 3) } else { (self.left, (1 - distance) / 3) };
        let depth = i32::from(depth);
        let size = match curve {
            0 | 3 => (thirds * depth * 329) >> 12,
            _ => (exponential(thirds) * depth * 329) >> 15,
        };
        if curve < 2 { -size } else { size }
    }
}

/// The exponential curve at `thirds` groups of three keys.
fn exponential(thirds: i32) -> i32 {
    let last = EXPONENTIAL_CURVE.len() - 1;
    i32::from(EXPONENTIAL_CURVE[(thirds as usize).min(last)])
}

/// What velocity adds to the level, in microsteps (below or above zero).
fn velocity_offset(velocity: u8, sensitivity: u8) -> i32 {
    let value = i32::from(VELOCITY[usize::from(velocity.min(127) >> 1)]) - 239;
    ((i32::from(sensitivity) * value + 7) >> 3) << 4
}

/// The operator's output level at this key and velocity, in microsteps (0 or more).
pub(super) fn output_level(
    panel: u8,
    keyboard: KeyboardScaling,
    note: i32,
    velocity: u8,
    sensitivity: u8,
) -> i32 {
    let steps = (level_from_panel(panel) + keyboard.level_offset(note)).min(LEVEL_MAX);
    ((steps << 5) + velocity_offset(velocity, sensitivity)).max(0)
}

/// What rate scaling adds to an envelope's rates (of 0..=63) at this key.
pub(super) fn rate_offset(note: i32, sensitivity: u8) -> i32 {
    let position = (note / 3 - 7).clamp(0, 31);
    (i32::from(sensitivity) * position) >> 3
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: KeyboardScaling = KeyboardScaling { break_point: 39, left: (0, 0), right: (0, 0) };

    #[test]
    fn levels_rise_with_the_panel() {
        let levels: Vec<i32> = (0..=99).map(level_from_panel).collect();
        assert!(levels.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((levels[0], levels[19], levels[20], levels[99]), (0, 46, 48, 127));
    }

    #[test]
    fn velocity_is_neutral_near_101_and_off_without_sensitivity() {
        assert_eq!(output_level(99, FLAT, 60, 1, 0), output_level(99, FLAT, 60, 127, 0));
        assert!(output_level(80, FLAT, 60, 127, 7) > output_level(80, FLAT, 60, 40, 7));
        assert_eq!(output_level(80, FLAT, 60, 98, 7), 108 << 5);
        assert_eq!(output_level(0, FLAT, 60, 1, 7), 0);
    }

    #[test]
    fn curves_bend_away_from_the_break_point() {
        // C3 (60) is break point 39 + 21; both sides of the four curves, depth 99.
        let at = |note, left, right| {
            KeyboardScaling { break_point: 39, left: (99, left), right: (99, right) }.level_offset(note)
        };
        for curve in 0..4 {
            assert_eq!(at(57, curve, curve), 0, "no change at the break point");
            let (low, high) = (at(21, curve, curve), at(93, curve, curve));
            assert_eq!(low, high, "curve {curve} is symmetric");
            assert_eq!(low < 0, curve < 2, "curves 0 and 1 attenuate");
        }
        assert!(at(93, 0, 3).abs() > at(93, 0, 2).abs(), "near the break point the linear curve is steeper");
    }

    #[test]
    fn rates_follow_the_key() {
        assert_eq!(rate_offset(60, 0), 0);
        assert_eq!(rate_offset(21, 7), 0);
        assert_eq!(rate_offset(127, 7), 27);
        assert_eq!(rate_offset(-24, 7), 0);
    }
}
