//! What a target sound is: level, where it starts and ends, how long the key was held, which note it plays.
//! [`analyse`] measures any sound; [`prepare()`] makes from a recording what a matcher compares with.

mod edges;
mod gate;
mod kind;
mod level;
mod prepare;
mod remarks;

use serde::{Deserialize, Serialize};

pub use gate::Gate;
pub use kind::Kind;
pub use level::Level;
pub use prepare::{LEAD_SECS, PrepareError, prepare};

use crate::Audio;
use crate::pitch::{self, NotePitch};

/// What is known of a target sound. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetAnalysis {
    /// What kind of sound it is.
    pub kind: Kind,
    /// How loud it is.
    pub level: Level,
    /// Where in the analysed sound it starts (for [`prepare()`]: in the recording).
    pub onset_secs: f64,
    /// From the onset to where it falls under the floor for good.
    pub length_secs: f64,
    /// How long the key was held, from the onset.
    pub gate: Gate,
    /// Its note, if it has one.
    pub pitch: Option<NotePitch>,
    /// A sentence for the user where [`note_to_play`](Self::note_to_play) is a guess; of no use to who chooses the note.
    pub note_remark: Option<String>,
    /// Sentences for the user, about what else is uncertain or was mended.
    pub remarks: Vec<String>,
}

/// The note that is played for sounds without one: middle C.
pub const DEFAULT_NOTE: u8 = 60;

impl TargetAnalysis {
    /// The MIDI note to play: the sound's own, or middle C.
    pub fn note_to_play(&self) -> u8 {
        self.pitch.as_ref().map_or(DEFAULT_NOTE, |p| p.note)
    }
}

/// Measures a sound. Channels are averaged for time and pitch; samples that are not numbers count as silence.
pub fn analyse(audio: &Audio) -> TargetAnalysis {
    let cleaned;
    let audio = if audio.is_finite() {
        audio
    } else {
        let clean = |c: Vec<f32>| c.into_iter().map(|s| if s.is_finite() { s } else { 0.0 }).collect();
        cleaned = Audio::from_channels(
            audio.clone().into_channels().into_iter().map(clean).collect(),
            audio.rate_hz(),
        );
        &cleaned
    };
    let level = level::measure(audio);
    let mono = audio.to_mono();
    let rate_hz = f64::from(audio.rate_hz());
    if level.peak_dbfs < kind::SILENCE_DBFS || mono.iter().all(|s| *s == 0.0) {
        return silence(level);
    }
    let edges = edges::find(&mono, rate_hz);
    let gate = gate::find(&edges);
    let at = |secs: f64| ((secs * rate_hz) as usize).min(mono.len());
    let sounding = &mono[at(edges.onset_secs)..at(edges.end_secs).max(at(edges.onset_secs))];
    let pitch = pitch::note(sounding, audio.rate_hz());
    let kind = kind::of(sounding, rate_hz, level.peak_dbfs, pitch.as_ref());
    let mut analysis = TargetAnalysis {
        kind,
        level,
        onset_secs: edges.onset_secs,
        length_secs: (edges.end_secs - edges.onset_secs).max(0.0),
        gate,
        pitch,
        note_remark: None,
        remarks: Vec::new(),
    };
    analysis.note_remark = remarks::note(&analysis);
    analysis.remarks = remarks::of(&analysis);
    analysis
}

/// The analysis of nothing.
fn silence(level: Level) -> TargetAnalysis {
    let mut analysis = TargetAnalysis {
        kind: Kind::Silence,
        level,
        onset_secs: 0.0,
        length_secs: 0.0,
        gate: Gate { secs: 0.0, release_seen: false },
        pitch: None,
        note_remark: None,
        remarks: Vec::new(),
    };
    analysis.remarks = remarks::of(&analysis);
    analysis
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64) -> Audio {
        let wave = |i: i32| {
            let t = f64::from(i) / 44_100.0;
            let gain = if (0.25..1.25).contains(&t) { 0.4 } else { 0.0 };
            (gain * (std::f64::consts::TAU * hz * t).sin()) as f32
        };
        Audio::mono((0..66_150).map(wave).collect(), 44_100)
    }

    #[test]
    fn a_tone_is_known_by_note_gate_and_level() {
        let found = analyse(&tone(220.5));
        assert_eq!((found.kind, found.note_to_play()), (Kind::Pitched, 57));
        assert!((found.pitch.as_ref().unwrap().cents_off - 3.9).abs() < 1.0);
        assert!((found.onset_secs - 0.25).abs() < 0.005 && (found.gate.secs - 1.0).abs() < 0.04, "{found:?}");
        assert!((found.level.peak_dbfs + 7.96).abs() < 0.05 && found.level.lufs.is_some());
        assert_eq!(found.remarks, [] as [String; 0]);
    }

    #[test]
    fn an_analysis_survives_json() {
        let found = analyse(&tone(440.0));
        let back: TargetAnalysis = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        assert!((back.onset_secs - found.onset_secs).abs() < 1e-9);
        assert_eq!((back.kind, back.remarks), (found.kind, found.remarks));
    }

    #[test]
    fn silence_noise_and_nonsense_are_named_and_play_middle_c() {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(state >> 8) / f64::from(1 << 24) - 0.5) as f32
        };
        let hiss = analyse(&Audio::mono((0..44_100).map(|_| noise()).collect(), 44_100));
        assert_eq!((hiss.kind, hiss.note_to_play()), (Kind::Noise, DEFAULT_NOTE));
        assert!(hiss.note_remark.as_ref().is_some_and(|r| r.contains("C3")), "{hiss:?}");
        for samples in [vec![], vec![0.0], vec![0.0; 5000], vec![f32::NAN; 500], vec![1e-6; 5000]] {
            let found = analyse(&Audio::mono(samples, 44_100));
            assert_eq!(found.kind, Kind::Silence);
            assert_eq!(found.remarks.len(), 1);
        }
        for samples in [vec![1.0], vec![0.5; 3], vec![f32::INFINITY, 0.3, 0.2, -0.9]] {
            assert!(analyse(&Audio::mono(samples, 44_100)).gate.secs >= 0.0);
        }
    }
}
