//! Which note is played for a target, how hard and how long, and why, in words.

use tonewright_audio::pitch::name_of_note;
use tonewright_audio::target::TargetAnalysis;
use tonewright_synth::Gesture;

use crate::config::{Gate, GestureConfig, Note};

/// What is played when the target has no pitch: middle C.
const UNPITCHED_NOTE: u8 = 60;
/// The keys of the largest keyboards a DX7 is played from; outside, scaling and aliasing take over.
const PLAYABLE: std::ops::RangeInclusive<u8> = 12..=120;
/// From here on the analysis itself says how far the target is off.
const TOLD_CENTS: f64 = 25.0;
/// The shortest press of a key: below, the first envelope stage never leaves the ground.
const SHORTEST_GATE_SECS: f64 = 0.02;

/// A gesture and what to tell the user of how it was found.
pub(in crate::ask) struct Played {
    pub(in crate::ask) gesture: Gesture,
    pub(in crate::ask) remarks: Vec<String>,
}

/// The gesture for a target of `duration_secs`.
pub(in crate::ask) fn played(
    config: &GestureConfig,
    analysis: &TargetAnalysis,
    duration_secs: f64,
) -> Played {
    let mut remarks = Vec::new();
    let note = match config.note {
        Note::Midi(note) => note,
        Note::Auto => auto_note(analysis, &mut remarks),
    };
    let gate_secs = match config.gate {
        Gate::Secs(secs) => secs,
        // The last whole millisecond: a sound is not held for longer than it lasts.
        Gate::Auto => {
            let most = ((1000.0 * duration_secs).floor() / 1000.0).max(SHORTEST_GATE_SECS);
            analysis.gate.secs.clamp(SHORTEST_GATE_SECS, most)
        }
    };
    // Whole milliseconds: what is shown is what is played.
    let gate_secs = (gate_secs * 1000.0).round() / 1000.0;
    Played { gesture: Gesture { note, velocity: config.velocity, gate_secs }, remarks }
}

/// The note nearest to the target's pitch.
fn auto_note(analysis: &TargetAnalysis, remarks: &mut Vec<String>) -> u8 {
    let Some(pitch) = &analysis.pitch else {
        remarks.push(format!(
            "no pitch was heard, so {} ({UNPITCHED_NOTE}) is played; choose another with `--note`",
            name_of_note(i32::from(UNPITCHED_NOTE))
        ));
        return UNPITCHED_NOTE;
    };
    remarks.extend(analysis.note_remark.clone());
    let mut note = pitch.note;
    while !PLAYABLE.contains(&note) {
        note = if note < *PLAYABLE.start() { note + 12 } else { note - 12 };
    }
    if note != pitch.note {
        remarks.push(format!(
            "the pitch, {:.1} Hz, lies outside the keyboard: {} ({note}) is played and the synth transposes",
            pitch.hz,
            name_of_note(i32::from(note))
        ));
    } else if (10.0..=TOLD_CENTS).contains(&pitch.cents_off.abs()) {
        let way = if pitch.cents_off > 0.0 { "above" } else { "below" };
        remarks.push(format!(
            "the target is {:.0} cents {way} {}: tune the synth by that much to play along with other instruments",
            pitch.cents_off.abs(),
            name_of_note(i32::from(note))
        ));
    }
    note
}

/// `plays C3 (60) at velocity 100, held 1.2 s of 2 s`.
pub(in crate::ask) fn words(gesture: &Gesture, duration_secs: f64) -> String {
    let name = name_of_note(i32::from(gesture.note));
    let Gesture { note, velocity, gate_secs } = gesture;
    format!("plays {name} ({note}) at velocity {velocity}, held {gate_secs:.2} s of {duration_secs:.2} s")
}

#[cfg(test)]
mod tests {
    use tonewright_audio::Audio;
    use tonewright_audio::target::analyse;

    use super::*;
    use crate::config::MatchConfig;

    #[test]
    fn a_guessed_note_is_said_once_and_a_chosen_one_not_at_all() {
        let click = Audio::mono([vec![0.9], vec![0.0; 2000]].concat(), 44_100);
        let analysis = analyse(&click);
        assert!(analysis.note_remark.is_some() && analysis.pitch.is_none(), "{analysis:?}");
        let mut config = MatchConfig::default().gesture;
        assert_eq!(played(&config, &analysis, 1.0).remarks.len(), 1);
        config.note = Note::Midi(40);
        assert_eq!(played(&config, &analysis, 1.0).remarks, [] as [String; 0]);
    }
}
