//! What is played on each preset: a list of notes, or notes that are drawn for each preset anew.

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use tonewright_synth::Gesture;
use tonewright_synth::seed::Rng;

use super::SoundSetup;
use crate::error::DataError;

/// A note of a data set. Times are 32-bit, so that what is stored is what was played.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Note {
    /// MIDI note, 0 to 127; 60 is middle C.
    pub note: u8,
    /// MIDI velocity, 1 to 127.
    pub velocity: u8,
    /// When the key goes down.
    pub start_secs: f32,
    /// How long it is held.
    pub gate_secs: f32,
}

impl Default for Note {
    fn default() -> Self {
        Self { note: 60, velocity: 100, start_secs: 0.0, gate_secs: 2.0 }
    }
}

impl Note {
    /// As a player does it; when it begins is the sound's affair.
    pub fn gesture(&self) -> Gesture {
        Gesture { note: self.note, velocity: self.velocity, gate_secs: f64::from(self.gate_secs) }
    }
}

/// What is played on each preset.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Play {
    /// Each preset is played with each of these.
    pub notes: Vec<Note>,
    /// Or with notes that are drawn for it.
    pub drawn: Option<DrawnNotes>,
}

impl Default for Play {
    fn default() -> Self {
        Self { notes: vec![Note::default()], drawn: None }
    }
}

/// Notes that are drawn.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DrawnNotes {
    /// How many for each preset.
    #[serde(default = "one")]
    pub count: usize,
    /// Lowest and highest note, both included, all as likely.
    pub note: (u8, u8),
    /// Lowest and highest velocity, both included, all as likely.
    #[serde(default = "usual_velocity")]
    pub velocity: (u8, u8),
    /// When the key goes down and up.
    pub time: DrawnTime,
}

/// How the time of a drawn note comes about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum DrawnTime {
    /// Two times, each uniform from 0 to this many seconds: the earlier is the start, the later the end
    /// (synth-permutations' law).
    TwoWithinSecs(f32),
    /// The key goes down at 0 and is held for a time between these, uniform.
    GateSecs(f32, f32),
}

fn one() -> usize {
    1
}

fn usual_velocity() -> (u8, u8) {
    (100, 100)
}

/// Most notes for each preset.
const NOTES_MOST: usize = 128;

impl Play {
    /// How many sounds each preset has.
    pub fn count(&self) -> usize {
        self.drawn.as_ref().map_or(self.notes.len(), |drawn| drawn.count)
    }

    /// The notes for one preset.
    pub fn notes(&self, rng: &mut Rng) -> Vec<Note> {
        match &self.drawn {
            None => self.notes.clone(),
            Some(drawn) => (0..drawn.count).map(|_| drawn.draw(rng)).collect(),
        }
    }

    pub(super) fn check(&self, sound: &SoundSetup) -> Result<(), DataError> {
        let fault = |reason: String| Err(DataError::recipe("play.notes", reason));
        if !(1..=NOTES_MOST).contains(&self.count()) {
            return fault(format!("are {}: each preset has 1 to {NOTES_MOST}", self.count()));
        }
        if let Some(drawn) = &self.drawn {
            return drawn.check();
        }
        for note in &self.notes {
            if let Err(error) = note.gesture().check() {
                return fault(format!("can't be played: {error}"));
            }
            if !(0.0..sound.secs).contains(&f64::from(note.start_secs)) {
                return fault(format!("begin at {} s of a sound of {} s", note.start_secs, sound.secs));
            }
        }
        Ok(())
    }
}

impl DrawnNotes {
    fn draw(&self, rng: &mut Rng) -> Note {
        let note = rng.random_range(self.note.0..=self.note.1);
        let velocity = rng.random_range(self.velocity.0..=self.velocity.1);
        let (start_secs, gate_secs) = match self.time {
            DrawnTime::TwoWithinSecs(secs) => {
                let (one, two) = (secs * rng.random::<f32>(), secs * rng.random::<f32>());
                (one.min(two), one.max(two) - one.min(two))
            }
            DrawnTime::GateSecs(low, high) => (0.0, low + (high - low) * rng.random::<f32>()),
        };
        Note { note, velocity, start_secs, gate_secs }
    }

    fn check(&self) -> Result<(), DataError> {
        let fault = |key: &str, reason: &str| Err(DataError::recipe(format!("play.drawn.{key}"), reason));
        let (low, high) = self.note;
        if low > high || high > 127 {
            return fault("note", "is no range: write lowest and highest, 0 to 127");
        }
        let (low, high) = self.velocity;
        if low < 1 || low > high || high > 127 {
            return fault("velocity", "is no range: write lowest and highest, 1 to 127");
        }
        let is_range = match self.time {
            DrawnTime::TwoWithinSecs(secs) => secs > 0.0 && secs <= 3600.0,
            DrawnTime::GateSecs(low, high) => low >= 0.0 && low <= high && high <= 3600.0,
        };
        if is_range { Ok(()) } else { fault("time", "is no length of time up to an hour") }
    }
}

#[cfg(test)]
mod tests {
    use tonewright_synth::seed;

    use super::*;

    #[test]
    fn two_times_have_the_law_of_their_source() {
        // synth-permutations: two uniform times in 4 s, sorted: length 1.333 s on the mean, below 0.1 s in 4.9 %.
        let drawn = DrawnNotes {
            count: 1,
            note: (48, 72),
            velocity: (100, 100),
            time: DrawnTime::TwoWithinSecs(4.0),
        };
        let notes: Vec<Note> =
            (0..20_000).map(|index| drawn.draw(&mut seed::stream(1, "notes-test", index))).collect();
        let mean = notes.iter().map(|note| f64::from(note.gate_secs)).sum::<f64>() / 20_000.0;
        let short = notes.iter().filter(|note| note.gate_secs < 0.1).count() as f64 / 20_000.0;
        assert!((mean - 4.0 / 3.0).abs() < 0.02, "{mean}");
        assert!((short - 0.049).abs() < 0.005, "{short}");
        assert!(notes.iter().all(|note| (48..=72).contains(&note.note) && note.velocity == 100));
        assert!([48, 60, 72].iter().all(|wanted| notes.iter().any(|note| note.note == *wanted)));
    }
}
