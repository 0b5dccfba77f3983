//! Counts over labelled sounds.

use tonewright_audio::pitch::{self, NotePitch};
use tonewright_audio::target::prepare;

use super::Labelled;

/// How notes were heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoteScore {
    /// Sounds with a note.
    pub(crate) count: usize,
    /// Heard exactly.
    pub(crate) exact: usize,
    /// Heard one or more octaves away.
    pub(crate) octaves: usize,
    /// Heard as another note.
    pub(crate) wrong: usize,
    /// Not heard as a note.
    pub(crate) missed: usize,
    /// A line for each that was not exact.
    pub(crate) misses: Vec<String>,
}

impl NoteScore {
    /// The share heard exactly.
    pub(crate) fn accuracy(&self) -> f64 {
        self.exact as f64 / self.count.max(1) as f64
    }

    /// Figures in one line.
    pub(crate) fn line(&self) -> String {
        format!(
            "{} notes: {:.1} % exact, {} octave errors, {} wrong, {} unheard",
            self.count,
            100.0 * self.accuracy(),
            self.octaves,
            self.wrong,
            self.missed
        )
    }
}

/// What the house hears as the note.
pub(crate) fn heard(sound: &Labelled) -> Option<NotePitch> {
    pitch::note(&sound.audio.to_mono(), sound.audio.rate_hz())
}

/// Scores sounds that have notes.
pub(crate) fn notes(sounds: &[Labelled]) -> NoteScore {
    let mut score = NoteScore::default();
    for sound in sounds {
        let Some(truth) = sound.note else { continue };
        score.count += 1;
        let heard = heard(sound);
        match &heard {
            Some(h) if h.note == truth => {
                score.exact += 1;
                continue;
            }
            Some(h) if h.note % 12 == truth % 12 => score.octaves += 1,
            Some(_) => score.wrong += 1,
            None => score.missed += 1,
        }
        let what = heard.map_or("nothing".to_owned(), |h| {
            format!("{} {:+.0} cents, confidence {:.2}", h.note, h.cents_off, h.confidence)
        });
        score.misses.push(format!("{}: {truth} heard as {what}", sound.name));
    }
    score
}

/// Names of the unpitched sounds in which a note was heard.
pub(crate) fn false_alarms(sounds: &[Labelled]) -> Vec<String> {
    let alarm = |s: &Labelled| {
        heard(s).map(|h| format!("{}: heard {} with confidence {:.2}", s.name, h.name, h.confidence))
    };
    sounds.iter().filter(|s| s.note.is_none()).filter_map(alarm).collect()
}

/// How gates were heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct GateScore {
    /// Sounds with a known gate that still sounded when the key was let go.
    pub(crate) count: usize,
    /// In how many of them a release was seen.
    pub(crate) seen: usize,
    /// Of those, how many within 50 ms.
    pub(crate) near: usize,
    /// Errors of the seen ones in seconds, sorted by size.
    pub(crate) errors: Vec<f64>,
    /// A line for each that was far off or not seen.
    pub(crate) misses: Vec<String>,
}

impl GateScore {
    /// Figures in one line.
    pub(crate) fn line(&self) -> String {
        let median = self.errors.get(self.errors.len() / 2).copied().unwrap_or(f64::NAN);
        format!(
            "{} gates: release seen in {}, of these within 50 ms {:.1} %, median error {:.0} ms",
            self.count,
            self.seen,
            100.0 * self.near as f64 / self.seen.max(1) as f64,
            1e3 * median
        )
    }
}

/// Scores sounds that have gates and were loud (within 30 dB of their loudest) until then.
pub(crate) fn gates(sounds: &[Labelled]) -> GateScore {
    let mut score = GateScore::default();
    for sound in sounds {
        let Some(truth) = sound.gate_secs.filter(|g| rings_at(sound, *g)) else { continue };
        let Ok((_, found)) = prepare(&sound.audio, sound.audio.rate_hz(), 10.0) else { continue };
        score.count += 1;
        let error = found.onset_secs + found.gate.secs - truth;
        if found.gate.release_seen {
            score.seen += 1;
            score.near += usize::from(error.abs() <= 0.05);
            score.errors.push(error.abs());
        }
        if !found.gate.release_seen || error.abs() > 0.05 {
            let seen = if found.gate.release_seen { "seen" } else { "not seen" };
            score.misses.push(format!("{}: release {seen}, gate {error:+.2} s off", sound.name));
        }
    }
    score.errors.sort_by(f64::total_cmp);
    score
}

/// Whether the sound is within 30 dB of its loudest tenth of a second just before that time.
fn rings_at(sound: &Labelled, secs: f64) -> bool {
    let mono = sound.audio.to_mono();
    let step = (0.1 * f64::from(sound.audio.rate_hz())) as usize;
    let power = |part: &[f32]| part.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>();
    let loudest = mono.chunks(step).map(power).fold(0.0, f64::max);
    let end = (secs * f64::from(sound.audio.rate_hz())) as usize;
    power(&mono[end - step..end]) > 1e-3 * loudest
}
