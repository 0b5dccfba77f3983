//! How presets become numbers for a model: a knob that is a number stays one, a choice among things becomes one of so
//! many classes, since the distance between two of those means nothing.

use serde::{Deserialize, Serialize};

use crate::wiring::{Wiring, WiringError};
use crate::{Kind, Norm, PLAYED_KNOBS, SynthSpec};

/// What a parameter is to a model.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// A number from 0 to 1, the knob: continuous and stepped parameters, and toggles (0 or 1).
    Number,
    /// One of so many things; at least one.
    Choice(usize),
}

/// What each parameter of a synth is to a model, in the synth's own order, and how its units are wired where that is known.
/// In files it is a list of slots, or slots with a wiring.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct PresetLayout {
    slots: Vec<Slot>,
    wiring: Option<Wiring>,
}

/// A layout as files keep it.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Stored {
    Slots(Vec<Slot>),
    Wired { slots: Vec<Slot>, wiring: Wiring },
}

/// A choice of a file has no more classes than this.
const MOST_CLASSES: usize = 1 << 16;

impl From<PresetLayout> for Stored {
    fn from(layout: PresetLayout) -> Self {
        let PresetLayout { slots, wiring } = layout;
        match wiring {
            None => Self::Slots(slots),
            Some(wiring) => Self::Wired { slots, wiring },
        }
    }
}

impl TryFrom<Stored> for PresetLayout {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let (slots, wiring) = match stored {
            Stored::Slots(slots) => (slots, None),
            Stored::Wired { slots, wiring } => (slots, Some(wiring)),
        };
        let is_none =
            |slot: &Slot| matches!(slot, Slot::Choice(count) if !(1..=MOST_CLASSES).contains(count));
        if let Some(place) = slots.iter().position(is_none) {
            return Err(format!("the parameter {place} is a choice among 1 to {MOST_CLASSES} classes"));
        }
        let bare = Self::from_slots(slots);
        match wiring {
            None => Ok(bare),
            Some(wiring) => bare.with_wiring(wiring).map_err(|error| error.to_string()),
        }
    }
}

impl PresetLayout {
    /// That of a synth.
    pub fn of(spec: &SynthSpec) -> Self {
        let slot = |kind: &Kind| match kind {
            Kind::Choice { labels } => Slot::Choice(labels.len().max(1)),
            Kind::Continuous | Kind::Stepped | Kind::Toggle => Slot::Number,
        };
        let slots: Vec<Slot> = spec.params.iter().map(|param| slot(&param.kind)).collect();
        let wiring = Wiring::of(spec).filter(|wiring| wiring.check(&slots).is_ok());
        Self { slots, wiring }
    }

    /// One of these slots.
    pub fn from_slots(slots: Vec<Slot>) -> Self {
        Self { slots, wiring: None }
    }

    /// The same with its units wired so.
    ///
    /// # Errors
    /// [`WiringError`] for a wiring that can't be that of these slots.
    pub fn with_wiring(self, wiring: Wiring) -> Result<Self, WiringError> {
        wiring.check(&self.slots)?;
        Ok(Self { wiring: Some(wiring), ..self })
    }

    /// How its units are wired, where that is known. What is in no unit is of the synth as a whole.
    pub fn wiring(&self) -> Option<&Wiring> {
        self.wiring.as_ref()
    }

    /// The same with what is played behind the parameters ([`crate::played`]).
    #[must_use]
    pub fn with_played(mut self) -> Self {
        self.slots.extend([Slot::Number; PLAYED_KNOBS]);
        self
    }

    /// What each parameter is.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The places of the numbers among the parameters, in order.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        let is_number = |(_, slot): &(usize, &Slot)| **slot == Slot::Number;
        self.slots.iter().enumerate().filter(is_number).map(|(place, _)| place)
    }

    /// The places of the choices among the parameters, in order, and how many classes each has.
    pub fn choices(&self) -> impl Iterator<Item = (usize, usize)> {
        self.slots.iter().enumerate().filter_map(|(place, slot)| match slot {
            Slot::Number => None,
            Slot::Choice(classes) => Some((place, *classes)),
        })
    }

    /// The classes of all choices together.
    pub fn class_count(&self) -> usize {
        self.choices().map(|(_, classes)| classes).sum()
    }

    /// How wide a row is that has a column for each number and one for each class.
    pub fn one_hot_len(&self) -> usize {
        self.numbers().count() + self.class_count()
    }

    /// Appends a preset's numbers, and of each choice its class.
    ///
    /// # Panics
    /// When there is not a knob for each parameter.
    pub fn encode_into(&self, knobs: &[Norm], numbers: &mut Vec<f32>, classes: &mut Vec<u32>) {
        assert_eq!(knobs.len(), self.slots.len(), "a knob for each parameter");
        for (slot, knob) in self.slots.iter().zip(knobs) {
            match slot {
                Slot::Number => numbers.push(knob.get()),
                Slot::Choice(count) => classes.push((knob.get() * (count - 1) as f32).round() as u32),
            }
        }
    }

    /// The knobs that numbers (held within 0 and 1; nought for what is no number) and classes stand for.
    ///
    /// # Panics
    /// When there are fewer of them than the layout has.
    pub fn decode(&self, numbers: &[f32], classes: &[u32]) -> Vec<Norm> {
        let (mut numbers, mut classes) = (numbers.iter(), classes.iter());
        let knob = |slot: &Slot| match slot {
            Slot::Number => Norm::saturating(*numbers.next().expect("a number for each slot")),
            Slot::Choice(count) => {
                let class = *classes.next().expect("a class for each choice");
                Norm::saturating(class as f32 / (count.max(&2) - 1) as f32)
            }
        };
        self.slots.iter().map(knob).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SYNTHS;
    use crate::seed;

    #[test]
    fn presets_of_every_synth_come_back() {
        for entry in SYNTHS {
            let synth = (entry.build)();
            let layout = PresetLayout::of(synth.spec());
            assert_eq!(layout.slots().len(), synth.spec().params.len());
            assert_eq!(layout.numbers().count() + layout.choices().count(), layout.slots().len());
            let mut rng = seed::stream(5, "layout-test", 0);
            for _ in 0..20 {
                let preset = synth.prior().draw(&mut rng);
                let (mut numbers, mut classes) = (Vec::new(), Vec::new());
                layout.encode_into(&preset.values, &mut numbers, &mut classes);
                for ((_, count), class) in layout.choices().zip(&classes) {
                    assert!((*class as usize) < count);
                }
                let decoded = layout.decode(&numbers, &classes);
                for ((param, was), is) in synth.spec().params.iter().zip(&preset.values).zip(decoded) {
                    assert!((was.get() - is.get()).abs() < 1e-6, "{}: {was:?} {is:?}", param.id);
                }
            }
        }
    }

    #[test]
    fn widths_are_those_of_the_published_dexed() {
        // synth-proxy: 92 numbers, the algorithm, the wave of the LFO and the mode of six operators.
        let mut slots = vec![Slot::Number; 92];
        slots.extend([Slot::Choice(32), Slot::Choice(5)]);
        slots.extend([Slot::Choice(2); 6]);
        let layout = PresetLayout::from_slots(slots);
        assert_eq!((layout.class_count(), layout.one_hot_len()), (49, 141));
    }
}
