//! Notes beside the knobs: where a recipe draws notes, they are as much of a sound's cause as the knobs are, and stand as
//! further columns, each from 0 to 1, behind them (as synth-permutations has them).

use crate::recipe::{DrawnNotes, DrawnTime};

/// How a drawn note becomes numbers from 0 to 1.
pub(super) struct NoteColumns<'a> {
    drawn: &'a DrawnNotes,
}

impl<'a> NoteColumns<'a> {
    /// For notes that are drawn so.
    pub(super) fn of(drawn: &'a DrawnNotes) -> Self {
        Self { drawn }
    }

    /// Names of the columns.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let mut names = vec!["pitch"];
        if self.has_velocity() {
            names.push("velocity");
        }
        match self.drawn.time {
            DrawnTime::TwoWithinSecs(_) => names.extend(["note_start", "note_end"]),
            DrawnTime::GateSecs(..) => names.push("note_gate"),
        }
        names
    }

    /// The columns of a note: note, velocity, start and gate in seconds.
    pub(super) fn push(&self, note: &[f32], into: &mut Vec<f32>) {
        let within = |value: f32, low: f32, high: f32| {
            if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 }
        };
        let (pitch, velocity) = (self.drawn.note, self.drawn.velocity);
        into.push(within(note[0], pitch.0.into(), pitch.1.into()));
        if self.has_velocity() {
            into.push(within(note[1], velocity.0.into(), velocity.1.into()));
        }
        match self.drawn.time {
            DrawnTime::TwoWithinSecs(secs) => {
                into.push(within(note[2], 0.0, secs));
                into.push(within(note[2] + note[3], 0.0, secs));
            }
            DrawnTime::GateSecs(low, high) => into.push(within(note[3], low, high)),
        }
    }

    fn has_velocity(&self) -> bool {
        self.drawn.velocity.0 < self.drawn.velocity.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(drawn: &DrawnNotes, note: [f32; 4]) -> Vec<f32> {
        let mut into = Vec::new();
        let columns = NoteColumns::of(drawn);
        columns.push(&note, &mut into);
        assert_eq!(columns.names().len(), into.len());
        into
    }

    #[test]
    fn notes_are_encoded_as_in_synth_permutations() {
        // Pitch 48 to 72 as one number, two times within 4 s, each by the 4 s.
        let mut drawn = DrawnNotes {
            count: 1,
            note: (48, 72),
            velocity: (100, 100),
            time: DrawnTime::TwoWithinSecs(4.0),
        };
        assert_eq!(encoded(&drawn, [54.0, 100.0, 1.0, 2.0]), [0.25, 0.25, 0.75]);
        drawn.velocity = (1, 127);
        drawn.time = DrawnTime::GateSecs(1.0, 3.0);
        assert_eq!(encoded(&drawn, [72.0, 64.0, 0.0, 1.5]), [1.0, 0.5, 0.25]);
        drawn.note = (60, 60);
        assert_eq!(encoded(&drawn, [60.0, 1.0, 0.0, 3.0]), [0.0, 0.0, 1.0]);
    }
}
