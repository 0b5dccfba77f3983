//! What kind of values a parameter takes, from what the synth tells, what was heard and what it is called; and why that
//! is so, for people. What the synth tells is right; where it tells nothing, the name has the word before the ear.

use tonewright_synth::{Kind, ParamSpec};

use super::names::{self, Hint};
use crate::probe::{ParamFindings, Plateau, Ways};

/// Values that sound further apart the further apart they lie on the knob are a scale from this rank correlation on.
const ORDERED: f64 = 0.5;
/// Most values of what is taken for a choice by its sound alone, and by its name.
const CHOICE_MOST: usize = 8;
const CHOICE_MOST_BY_NAME: usize = 64;
/// Most values of a row that counts them.
const COUNTED_MOST: usize = 1_000;
/// How far from a plateau's edges a value must lie, as a share of its width.
const MARGIN: f64 = 0.1;

/// The values of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RowValues {
    /// Any number.
    Number,
    /// Ordered numbers.
    Steps(Few),
    /// Unordered things, with their names where the synth tells any.
    Choice(Few, Vec<String>),
    /// Off and on.
    Toggle,
}

/// A handful of knob values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Few {
    /// Evenly spread from 0 to 1.
    Even(usize),
    /// These.
    Knobs(Vec<f64>),
}

impl RowValues {
    /// The knob values of a handful.
    pub(super) fn knobs(&self) -> Option<Vec<f64>> {
        match self {
            Self::Number => None,
            Self::Toggle => Some(vec![0.0, 1.0]),
            Self::Steps(few) | Self::Choice(few, _) => Some(few.knobs()),
        }
    }
}

impl Few {
    fn knobs(&self) -> Vec<f64> {
        match self {
            Self::Even(count) => even(*count),
            Self::Knobs(knobs) => knobs.clone(),
        }
    }
}

fn even(count: usize) -> Vec<f64> {
    (0..count).map(|step| step as f64 / (count - 1) as f64).collect()
}

/// The values of a parameter, and how that is known where the synth does not tell it.
pub(super) fn values(param: &ParamSpec, found: &ParamFindings) -> (RowValues, String) {
    let hint = names::hint(&param.name);
    match (&param.kind, &found.ways) {
        (Kind::Toggle, _) => (RowValues::Toggle, String::new()),
        (Kind::Choice { labels }, _) if (2..=COUNTED_MOST).contains(&labels.len()) => {
            let labels = labels.iter().map(ToString::to_string).collect();
            (RowValues::Choice(Few::Even(param.cardinality().unwrap_or(2)), labels), String::new())
        }
        (Kind::Stepped, _) => stepped(param, hint),
        (Kind::Continuous, Ways::Few(plateaus)) => heard(plateaus, found.ordered, hint),
        _ => (RowValues::Number, String::new()),
    }
}

/// Of what says that it takes whole numbers: names tell choices among them.
fn stepped(param: &ParamSpec, hint: Option<Hint>) -> (RowValues, String) {
    match param.cardinality().unwrap_or(0) {
        2 if param.range == (0.0, 1.0) => (RowValues::Toggle, String::new()),
        count @ 3..=CHOICE_MOST_BY_NAME if hint == Some(Hint::Choice) => {
            (RowValues::Choice(Few::Even(count), Vec::new()), "a choice by its name".to_owned())
        }
        count @ 2..=COUNTED_MOST => (RowValues::Steps(Few::Even(count)), String::new()),
        _ => (RowValues::Number, String::new()),
    }
}

/// Of what was heard to take few values.
fn heard(plateaus: &[Plateau], ordered: Option<f64>, hint: Option<Hint>) -> (RowValues, String) {
    let count = plateaus.len();
    if count == 2 {
        return (RowValues::Toggle, "heard to be a switch".to_owned());
    }
    let few = few(plateaus);
    let is_choice = match (hint, ordered) {
        (Some(hint), _) => hint == Hint::Choice && count <= CHOICE_MOST_BY_NAME,
        (None, Some(ordered)) => ordered < ORDERED && count <= CHOICE_MOST,
        (None, None) => false,
    };
    let how = match (hint, ordered) {
        (Some(_), _) => "by its name".to_owned(),
        (None, Some(ordered)) => format!("by its sound (rank correlation {ordered:.2})"),
        (None, None) => "as there are many".to_owned(),
    };
    if is_choice {
        (RowValues::Choice(few, Vec::new()), format!("heard to take {count} values, a choice {how}"))
    } else {
        (RowValues::Steps(few), format!("heard to take {count} values, a scale {how}"))
    }
}

/// The knob values of plateaus: evenly spread ones where each lies well within its plateau.
fn few(plateaus: &[Plateau]) -> Few {
    let is_even =
        even(plateaus.len()).iter().zip(plateaus).all(|(knob, plateau)| plateau.holds(*knob, MARGIN));
    if is_even { Few::Even(plateaus.len()) } else { Few::Knobs(plateaus.iter().map(Plateau::knob).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plateaus(edges: &[f64]) -> Vec<Plateau> {
        let lows = std::iter::once(0.0).chain(edges.iter().copied());
        let highs = edges.iter().copied().chain([1.0]);
        lows.zip(highs).map(|(low, high)| Plateau { low, high }).collect()
    }

    #[test]
    fn rounding_and_cutting_are_even_and_other_ways_are_lists() {
        assert_eq!(few(&plateaus(&[0.25, 0.75])), Few::Even(3));
        assert_eq!(few(&plateaus(&[0.2, 0.4, 0.6, 0.8])), Few::Even(5));
        assert_eq!(few(&plateaus(&[0.1, 0.2])), Few::Knobs(vec![0.0, 0.15, 1.0]));
        assert_eq!(few(&plateaus(&[0.7, 0.8, 0.9])), Few::Knobs(vec![0.0, 0.75, 0.85, 1.0]));
    }

    #[test]
    fn the_name_has_the_word_before_the_ear() {
        let three = plateaus(&[0.3, 0.6]);
        let is_choice = |ordered, hint| matches!(heard(&three, ordered, hint).0, RowValues::Choice(..));
        assert!(is_choice(Some(0.9), Some(Hint::Choice)) && !is_choice(Some(-0.9), Some(Hint::Scale)));
        assert!(is_choice(Some(0.1), None) && !is_choice(Some(0.9), None) && !is_choice(None, None));
        assert_eq!(heard(&plateaus(&[0.5]), None, None).0, RowValues::Toggle);
        let many = plateaus(&(1..12).map(|edge| f64::from(edge) / 12.0).collect::<Vec<_>>());
        assert!(matches!(heard(&many, Some(0.0), None).0, RowValues::Steps(_)));
    }
}
