//! How a preset is a vector that a model learns: a place and a width for each used parameter.

use serde::{Deserialize, Serialize};

use super::file::NoteRange;
use super::model::{DefinedParam, Definition};
use super::values::Values;

/// A rule that turns presets into vectors.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Encoding {
    /// What users type.
    pub name: String,
    /// One line.
    #[serde(default)]
    pub summary: String,
    /// What becomes of choices.
    #[serde(default)]
    pub choices: Choices,
    /// Stepped numbers with at most so many values become classes as well.
    #[serde(default)]
    pub classes_up_to: usize,
    /// Whether numbers are first sorted into the table's `bins`.
    #[serde(default)]
    pub binned: bool,
    /// In what unit numbers are.
    #[serde(default)]
    pub numbers: Numbers,
}

impl Default for Encoding {
    fn default() -> Self {
        Self {
            name: "one-hot".to_owned(),
            summary: "choices one-hot, everything else a number".to_owned(),
            choices: Choices::OneHot,
            classes_up_to: 0,
            binned: false,
            numbers: Numbers::Interval,
        }
    }
}

/// What becomes of choices.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choices {
    /// As many numbers as there are classes, one of them 1 and the others 0.
    #[default]
    OneHot,
    /// One number: the knob value.
    Knob,
    /// One number: the class, from 0.
    Class,
}

/// In what unit numbers are.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// 0 and 1 are the ends of the parameter's interval.
    #[default]
    Interval,
    /// On the knob.
    Knob,
}

/// Where everything lies in a vector.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layout {
    /// The encoding's name.
    pub encoding: String,
    /// One for each used parameter, in their order.
    pub slots: Vec<Slot>,
    /// What is learned of the note; it lies behind the parameters, pitch first, then start and end.
    pub note: Option<NoteRange>,
    /// Numbers in all, those of the note included.
    pub width: usize,
}

/// Where one parameter lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slot {
    /// The parameter's id.
    pub id: String,
    /// The parameter's name in the table.
    pub name: String,
    /// Its first number.
    pub offset: usize,
    /// How many numbers it is.
    pub width: usize,
    /// What the numbers mean.
    pub meaning: As,
}

/// What the numbers of a slot mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum As {
    /// A share of the way between two knob values.
    Number {
        /// The knob value at 0.
        low: f64,
        /// The knob value at 1.
        high: f64,
    },
    /// The class, from 0.
    Class(Vec<f64>),
    /// A 1 among zeros, for one of these knob values.
    OneHot(Vec<f64>),
}

impl Layout {
    /// Numbers of the note: pitch, start and end.
    pub const NOTE_WIDTH: usize = 3;

    /// Numbers of the parameters alone.
    pub fn param_width(&self) -> usize {
        self.slots.iter().map(|slot| slot.width).sum()
    }

    /// Parameters that are classes, and those that are numbers.
    pub fn classes_and_numbers(&self) -> (usize, usize) {
        let classes = self.slots.iter().filter(|slot| !matches!(slot.meaning, As::Number { .. })).count();
        (classes, self.slots.len() - classes)
    }
}

impl Definition {
    /// Where everything lies in the vectors of that encoding.
    pub fn layout(&self, encoding: &Encoding) -> Layout {
        let mut width = 0;
        let mut slot = |param: &DefinedParam| {
            let meaning = encoding.of(param);
            let (offset, own) = (width, if let As::OneHot(knobs) = &meaning { knobs.len() } else { 1 });
            width += own;
            Slot { id: param.id.clone(), name: param.name.clone(), offset, width: own, meaning }
        };
        let slots: Vec<Slot> = self.used().map(&mut slot).collect();
        let note_width = self.note.map_or(0, |_| Layout::NOTE_WIDTH);
        Layout { encoding: encoding.name.clone(), slots, note: self.note, width: width + note_width }
    }
}

impl Encoding {
    fn of(&self, param: &DefinedParam) -> As {
        let ends = |few: &[f64]| (few.first().copied().unwrap_or(0.0), few.last().copied().unwrap_or(1.0));
        let number = |(low, high)| match self.numbers {
            Numbers::Interval => As::Number { low, high },
            Numbers::Knob => As::Number { low: 0.0, high: 1.0 },
        };
        let binned = param.bins.filter(|_| self.binned);
        match (&param.values, binned) {
            (Values::Choice(few), _) => match self.choices {
                Choices::OneHot => As::OneHot(few.knobs.clone()),
                Choices::Class => As::Class(few.knobs.clone()),
                Choices::Knob => As::Number { low: 0.0, high: 1.0 },
            },
            (Values::Stepped(_) | Values::Continuous { .. }, Some(bins)) if bins <= self.classes_up_to => {
                As::OneHot((0..bins).map(|bin| bin as f64 / (bins - 1) as f64).collect())
            }
            (Values::Stepped(few), None) if few.knobs.len() <= self.classes_up_to => {
                As::OneHot(few.knobs.clone())
            }
            (Values::Stepped(few) | Values::Toggle(few), _) => number(ends(&few.knobs)),
            (Values::Continuous { interval, .. }, _) => number(*interval),
        }
    }
}
