//! Counts over labelled sounds.

use tonewright_audio::pitch::{self, NotePitch};

use super::Labelled;

/// How notes were heard.
#[derive(Clone, Debug, Default)]
pub struct NoteScore {
    /// Sounds with a note.
    pub count: usize,
    /// Heard exactly.
    pub exact: usize,
    /// Heard one or more octaves away.
    pub octaves: usize,
    /// Heard as another note.
    pub wrong: usize,
    /// Not heard as a note.
    pub missed: usize,
    /// A line for each that was not exact.
    pub misses: Vec<String>,
}

impl NoteScore {
    /// The share heard exactly.
    pub fn accuracy(&self) -> f64 {
        self.exact as f64 / self.count.max(1) as f64
    }

    /// Figures in one line.
    pub fn line(&self) -> String {
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
pub fn heard(sound: &Labelled) -> Option<NotePitch> {
    pitch::note(&sound.audio.to_mono(), sound.audio.rate_hz())
}

/// Scores sounds that have notes.
pub fn notes(sounds: &[Labelled]) -> NoteScore {
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
pub fn false_alarms(sounds: &[Labelled]) -> Vec<String> {
    let alarm = |s: &Labelled| {
        heard(s).map(|h| format!("{}: heard {} with confidence {:.2}", s.name, h.name, h.confidence))
    };
    sounds.iter().filter(|s| s.note.is_none()).filter_map(alarm).collect()
}
