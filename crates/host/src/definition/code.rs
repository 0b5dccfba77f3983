//! Presets to vectors and back, as a layout says.

use super::encoding::{As, Layout};

/// What was played, where that is learned too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// MIDI note.
    pub pitch: f64,
    /// When the key is pressed.
    pub start_secs: f64,
    /// When it is let go.
    pub end_secs: f64,
}

impl Layout {
    /// The vector of a preset, given as knob values of the synth underneath in the order of the slots. A note that is
    /// wanted and not given is zeros.
    ///
    /// # Panics
    /// When there is not one knob value for each slot.
    pub fn encode(&self, knobs: &[f64], played: Option<Played>) -> Vec<f32> {
        assert_eq!(knobs.len(), self.slots.len(), "a preset has one value per parameter");
        let mut vector = vec![0.0; self.width];
        for (slot, knob) in self.slots.iter().zip(knobs) {
            match &slot.meaning {
                As::Number { low, high } => vector[slot.offset] = ((knob - low) / (high - low)) as f32,
                As::Class(known) => vector[slot.offset] = nearest(known, *knob) as f32,
                As::OneHot(known) => vector[slot.offset + nearest(known, *knob)] = 1.0,
            }
        }
        if let (Some(range), Some(played)) = (self.note, played) {
            let (low, high) = (f64::from(range.pitch.0), f64::from(range.pitch.1));
            let at = self.width - Self::NOTE_WIDTH;
            vector[at] = ((played.pitch - low) / (high - low)) as f32;
            vector[at + 1] = (played.start_secs / range.until_secs) as f32;
            vector[at + 2] = (played.end_secs / range.until_secs) as f32;
        }
        vector
    }

    /// The knob values and the note that a vector means, whatever is in it: the nearest values that exist, the largest
    /// of a one-hot's numbers (the first of equals), a whole note, and no end before its start.
    ///
    /// # Panics
    /// When the vector is not as long as the layout.
    pub fn decode(&self, vector: &[f32]) -> (Vec<f64>, Option<Played>) {
        assert_eq!(vector.len(), self.width, "a vector is as long as its layout");
        let number = |at: usize| f64::from(vector[at]).clamp(0.0, 1.0);
        let knob = |slot: &super::encoding::Slot| match &slot.meaning {
            As::Number { low, high } => low + number(slot.offset) * (high - low),
            As::Class(known) => known[(vector[slot.offset].round().max(0.0) as usize).min(known.len() - 1)],
            As::OneHot(known) => known[largest(&vector[slot.offset..slot.offset + slot.width])],
        };
        let knobs = self.slots.iter().map(knob).collect();
        let played = self.note.map(|range| {
            let (low, high) = (f64::from(range.pitch.0), f64::from(range.pitch.1));
            let at = self.width - Self::NOTE_WIDTH;
            let (one, other) = (number(at + 1) * range.until_secs, number(at + 2) * range.until_secs);
            // Rounded, not cut: what is a little below a note is that note.
            let pitch = (low + number(at) * (high - low)).round();
            Played { pitch, start_secs: one.min(other), end_secs: one.max(other) }
        });
        (knobs, played)
    }
}

fn nearest(known: &[f64], knob: f64) -> usize {
    let distances = known.iter().map(|value| (value - knob).abs()).enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(class, _)| class)
}

fn largest(logits: &[f32]) -> usize {
    let mut best = 0;
    for (at, logit) in logits.iter().enumerate() {
        if *logit > logits[best] {
            best = at;
        }
    }
    best
}
