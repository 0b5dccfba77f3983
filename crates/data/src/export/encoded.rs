//! What made a sound, as a row of numbers from 0 to 1 as synth-permutations has it: the knobs, and behind them the notes
//! where a recipe draws them, since those are as much of a sound's cause.

use tonewright_synth::{Kind, Norm, ParamSpec, Plain};

use super::ExportSettings;
use super::source::Source;
use crate::error::DataError;
use crate::recipe::{DrawnNotes, DrawnTime};

/// How the cause of a sound becomes a row.
pub(super) struct Encoding {
    knobs: Vec<Knob>,
    notes: Option<NoteColumns>,
}

/// The columns of a parameter.
enum Knob {
    /// One, the knob; the parameter by its id.
    Place(String),
    /// One for each value of a choice or toggle, of which one is 1.
    OneHot(ParamSpec),
}

impl Encoding {
    /// That of a data set; one-hot columns need a synth that is known.
    pub(super) fn of(source: &Source<'_>, settings: &ExportSettings) -> Result<Self, DataError> {
        let about = &source.about;
        let knobs = if settings.one_hot {
            let known = source.order.spec.filter(|spec| spec.params.len() == about.parameters.len());
            let lacking = || DataError::Setting {
                key: "one-hot",
                reason:
                    "needs the values of each choice, and the data set does not tell what its synth's are"
                        .to_owned(),
            };
            known.ok_or_else(lacking)?.params.iter().map(Knob::one_hot).collect()
        } else {
            about.parameters.iter().cloned().map(Knob::Place).collect()
        };
        let drawn = about.recipe.as_ref().and_then(|recipe| recipe.play.drawn.clone());
        Ok(Self { knobs, notes: drawn.map(|drawn| NoteColumns { drawn }) })
    }

    /// What the columns are called, and how many of them are the synth's.
    pub(super) fn names(&self) -> (Vec<String>, usize) {
        let mut names: Vec<String> = self.knobs.iter().flat_map(Knob::names).collect();
        let knobs = names.len();
        names.extend(self.notes.iter().flat_map(NoteColumns::names).map(str::to_owned));
        (names, knobs)
    }

    /// Appends a row: the knobs of an item, and a note of it as the column `notes` has it.
    pub(super) fn push(&self, knobs: &[f32], note: &[f32], into: &mut Vec<f32>) {
        self.knobs.iter().zip(knobs).for_each(|(knob, value)| knob.push(*value, into));
        if let Some(notes) = &self.notes {
            notes.push(note, into);
        }
    }
}

impl Knob {
    fn one_hot(param: &ParamSpec) -> Self {
        match param.kind {
            Kind::Choice { .. } | Kind::Toggle => Self::OneHot(param.clone()),
            Kind::Continuous | Kind::Stepped => Self::Place(param.id.to_string()),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Place(id) => vec![id.clone()],
            Self::OneHot(param) => {
                let text = |index| param.text(Self::knob(param, index));
                (0..Self::count(param)).map(|index| format!("{}={}", param.id, text(index))).collect()
            }
        }
    }

    fn push(&self, value: f32, into: &mut Vec<f32>) {
        match self {
            Self::Place(_) => into.push(value),
            Self::OneHot(param) => {
                let here = param.snap(Norm::saturating(value));
                let is_here = |index| f32::from(Self::knob(param, index) == here);
                into.extend((0..Self::count(param)).map(is_here));
            }
        }
    }

    fn count(param: &ParamSpec) -> usize {
        param.cardinality().unwrap_or(1)
    }

    /// The knob of a value, counted from the lowest.
    fn knob(param: &ParamSpec, index: usize) -> Norm {
        param.norm_from_plain(Plain(param.range.0 + index as f64))
    }
}

/// How a drawn note becomes numbers from 0 to 1.
struct NoteColumns {
    drawn: DrawnNotes,
}

impl NoteColumns {
    /// Names of the columns.
    fn names(&self) -> Vec<&'static str> {
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
    fn push(&self, note: &[f32], into: &mut Vec<f32>) {
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
        let columns = NoteColumns { drawn: drawn.clone() };
        columns.push(&note, &mut into);
        assert_eq!(columns.names().len(), into.len());
        into
    }

    #[test]
    fn choices_have_a_column_for_each_value() {
        let spec = tonewright_testkit::toy_synth::ToySynth::new();
        let spec = tonewright_synth::Synth::spec(&spec);
        let knobs: Vec<Knob> = spec.params.iter().map(Knob::one_hot).collect();
        let encoding = Encoding { knobs, notes: None };
        let (names, count) = encoding.names();
        let expected: usize = spec
            .params
            .iter()
            .map(|param| match param.kind {
                Kind::Choice { .. } | Kind::Toggle => param.cardinality().unwrap(),
                _ => 1,
            })
            .sum();
        assert_eq!((names.len(), count), (expected, expected));
        assert!(expected > spec.params.len(), "the toy has choices");
        for way in [0.0, 0.3, 0.5, 1.0] {
            let (mut row, mut rest) = (Vec::new(), names.iter());
            encoding.push(&vec![way; spec.params.len()], &[], &mut row);
            assert_eq!(row.len(), expected);
            let mut values = row.iter();
            for (param, knob) in spec.params.iter().zip(&encoding.knobs) {
                let width = knob.names().len();
                let (names, values): (Vec<_>, Vec<_>) =
                    (rest.by_ref().take(width).collect(), values.by_ref().take(width).collect());
                if width == 1 {
                    assert_eq!(*values[0], way);
                    continue;
                }
                // Exactly one is 1, and it is called what a person would read on the knob.
                let hot: Vec<usize> = (0..width).filter(|at| *values[*at] == 1.0).collect();
                assert_eq!((hot.len(), values.iter().copied().sum::<f32>()), (1, 1.0));
                let shown = param.text(param.snap(Norm::saturating(way)));
                assert_eq!(*names[hot[0]], format!("{}={shown}", param.id));
            }
        }
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
