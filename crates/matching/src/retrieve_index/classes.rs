//! The few gestures at which a library of presets is listened to, so that what was heard once serves every target.

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, RenderSetup};

use super::Look;

/// Notes are an octave apart: a target lies at most half an octave from one of them. C1 to C7.
const NOTES: [u8; 7] = [24, 36, 48, 60, 72, 84, 96];
/// Targets that are held for less are compared with a short press of the key, whole; others with a long one, as long as they
/// are held.
const SHORT_SECS: f64 = 0.35;
/// Gate and length of both.
const SHORT: (f64, f64) = (0.15, 1.0);
const LONG: (f64, f64) = (2.0, 2.0);

/// At what a library is listened to for a target, and how the target is looked up there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// What is played.
    pub gesture: Gesture,
    /// How long.
    pub setup: RenderSetup,
    /// How the target is compared.
    pub look: Look,
}

/// The class of a target that is played so: one of fourteen for each velocity and rate.
pub fn class_of(gesture: Gesture, target: &Audio) -> Class {
    let apart = |note: &u8| note.abs_diff(gesture.note);
    let note = NOTES.into_iter().min_by_key(apart).unwrap_or(gesture.note);
    let is_short = gesture.gate_secs < SHORT_SECS;
    let (gate_secs, secs) = if is_short { SHORT } else { LONG };
    let until_secs = if is_short { f64::INFINITY } else { gesture.gate_secs.min(target.duration_secs()) };
    Class {
        gesture: Gesture { note, gate_secs, ..gesture },
        setup: RenderSetup::of_secs(target.rate_hz(), secs),
        look: Look { semitones: f64::from(gesture.note) - f64::from(note), until_secs },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_share_classes() {
        let target = Audio::mono(vec![0.0; 44_100], 44_100);
        let class = |note, gate_secs| class_of(Gesture { note, velocity: 90, gate_secs }, &target);
        let held = class(62, 0.8);
        assert_eq!((held.gesture.note, held.gesture.velocity, held.gesture.gate_secs), (60, 90, 2.0));
        assert_eq!(held.look, Look { semitones: 2.0, until_secs: 0.8 });
        assert_eq!(held.setup.len_samples, 88_200);
        let low = class(55, 1.4);
        assert_eq!((low.gesture, low.setup), (class(60, 0.5).gesture, held.setup));
        // It lasts for a second, whatever is said of its gate.
        assert_eq!(low.look, Look { semitones: -5.0, until_secs: 1.0 });
        let struck = class(127, 0.05);
        assert_eq!(
            (struck.gesture.note, struck.gesture.gate_secs, struck.setup.len_samples),
            (96, 0.15, 44_100)
        );
        assert_eq!((struck.look.semitones, struck.look.until_secs), (31.0, f64::INFINITY));
    }
}
