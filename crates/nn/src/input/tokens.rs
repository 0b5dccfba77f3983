//! A token for each parameter: a number times a direction of its own, or a row of a table for each class.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use tonewright_synth::PresetLayout;

use super::{PresetBatch, indices, order, positions};
use crate::fused::{Made, Source, tokens};
use crate::init::Init;

/// Deviation of first weights.
const DEVIATION: f64 = 0.02;

/// The tokenizer.
#[derive(Module, Debug)]
pub(crate) struct Tokens {
    /// Numbers × dimensions.
    directions: Param<Tensor<2>>,
    /// Classes of all choices × dimensions.
    table: Param<Tensor<2>>,
    /// A token that stands before all others, 1 × dimensions.
    cls: Option<Param<Tensor<2>>>,
    /// Where the classes of each choice begin in the table.
    #[module(skip)]
    starts: Vec<usize>,
    /// Where each parameter lies among the tokens.
    #[module(skip)]
    order: Vec<usize>,
    has_positions: bool,
}

/// What a tokenizer adds to the tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extras {
    /// A learned token before all others.
    pub(crate) cls: bool,
    /// Waves that say where each stands.
    pub(crate) positions: bool,
}

impl Tokens {
    pub(crate) fn new(layout: &PresetLayout, dim: usize, extras: Extras, init: &mut Init) -> Self {
        let starts = layout.choices().scan(0, |next, (_, classes)| {
            let start = *next;
            *next += classes;
            Some(start)
        });
        Self {
            directions: init.normal([layout.numbers().count(), dim], DEVIATION),
            table: init.normal([layout.class_count(), dim], DEVIATION),
            cls: extras.cls.then(|| init.normal([1, dim], DEVIATION)),
            starts: starts.collect(),
            order: order(layout),
            has_positions: extras.positions,
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.order.len()
    }

    /// Presets × tokens × dimensions: of the numbers, then of the choices.
    fn bare(&self, batch: &PresetBatch) -> Tensor<3> {
        let dim = self.table.dims()[1];
        let directions: Tensor<3> = self.directions.val().unsqueeze_dim(0);
        let numbers = batch.numbers.clone().unsqueeze_dim(2) * directions;
        if self.starts.is_empty() {
            return numbers;
        }
        let (count, choices) = (batch.len(), self.starts.len());
        let starts = indices(&self.starts, &batch.classes.device()).unsqueeze();
        let rows = (batch.classes.clone() + starts).reshape([count * choices]);
        let choices = self.table.val().select(0, rows).reshape([count, choices, dim]);
        Tensor::cat(vec![numbers, choices], 1)
    }

    /// The same as [`Self::in_order`], where one operation can do it.
    fn at_once(&self, batch: &PresetBatch) -> Option<Tensor<3>> {
        let numbers = self.count() - self.starts.len();
        let source = |at: &usize| match at.checked_sub(numbers) {
            None => Source::Number(*at),
            Some(index) => Source::Choice { index, start: self.starts[index] },
        };
        let sources = self.order.iter().map(source).collect();
        let made = Made {
            numbers: batch.numbers.clone(),
            classes: batch.classes.clone(),
            directions: self.directions.val(),
            table: self.table.val(),
        };
        tokens(made, sources).map(|tokens| self.dressed(tokens))
    }

    /// Presets × tokens × dimensions in the synth's own order, behind the token that stands before all others where
    /// there is one, with their positions where those are added.
    pub(crate) fn in_order(&self, batch: &PresetBatch) -> Tensor<3> {
        self.at_once(batch).unwrap_or_else(|| self.in_steps(batch))
    }

    /// The same by the tensor library's own operations.
    fn in_steps(&self, batch: &PresetBatch) -> Tensor<3> {
        let bare = self.bare(batch);
        let device = bare.device();
        let is_sorted = self.order.iter().enumerate().all(|(place, at)| place == *at);
        let tokens = if is_sorted { bare } else { bare.select(1, indices(&self.order, &device)) };
        self.dressed(tokens)
    }

    /// With positions, and the token before all others.
    fn dressed(&self, tokens: Tensor<3>) -> Tensor<3> {
        let [count, _, dim] = tokens.dims();
        let cls = self.cls.as_ref().map(|cls| cls.val().unsqueeze_dim::<3>(0).expand([count, 1, dim]));
        let tokens = match cls {
            Some(cls) => Tensor::cat(vec![cls, tokens], 1),
            None => tokens,
        };
        if !self.has_positions {
            return tokens;
        }
        let waves = positions(tokens.dims()[1], dim, &tokens.device());
        tokens + waves.unsqueeze_dim::<3>(0)
    }
}

/// Tokens as one row each.
pub(crate) fn flat(tokens: Tensor<3>) -> Tensor<2> {
    let [count, tokens_each, dim] = tokens.dims();
    tokens.reshape([count, tokens_each * dim])
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;
    use tonewright_synth::Slot;

    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn tokens_made_at_once_are_those_made_in_steps() {
        let number_first = vec![Slot::Number, Slot::Choice(3), Slot::Choice(2), Slot::Number, Slot::Number];
        for slots in
            [number_first, vec![Slot::Choice(4), Slot::Number, Slot::Choice(2)], vec![Slot::Number; 2]]
        {
            let layout = PresetLayout::from_slots(slots);
            let (wide, choices) = (layout.numbers().count(), layout.choices().count());
            let numbers = numbers([70, wide], 1);
            let device = numbers.device();
            let counts: Vec<usize> = layout.choices().map(|(_, classes)| classes).collect();
            let classes = (0..70 * choices).map(|at| (at * 5 / 3 % counts[at % choices]) as i64).collect();
            let batch = PresetBatch {
                numbers: numbers.clone(),
                classes: Tensor::from_data(TensorData::new::<i64, _>(classes, [70, choices]), &device),
            };
            let extras = Extras { cls: true, positions: true };
            let tokens = Tokens::new(&layout, 6, extras, &mut Init::new(1, &device));
            let mut leaves = vec![along(numbers), along(tokens.directions.val())];
            if choices > 0 {
                leaves.push(along(tokens.table.val()));
            }
            assert_same(|| tokens.in_order(&batch), || tokens.in_steps(&batch), &leaves);
        }
    }
}
