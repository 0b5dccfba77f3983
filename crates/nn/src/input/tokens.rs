//! A token for each parameter: a number times a direction of its own, or a row of a table for each class. Tokens of
//! numbers come first, those of choices behind them; where a token stands is told by its position and not by its place.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use tonewright_synth::PresetLayout;

use super::{PresetBatch, indices, order, positions};
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

    /// Presets × tokens × dimensions in the synth's own order, behind the token that stands before all others where
    /// there is one, with their positions where those are added.
    pub(crate) fn in_order(&self, batch: &PresetBatch) -> Tensor<3> {
        let bare = self.bare(batch);
        let device = bare.device();
        let is_sorted = self.order.iter().enumerate().all(|(place, at)| place == *at);
        let tokens = if is_sorted { bare } else { bare.select(1, indices(&self.order, &device)) };
        self.dressed(tokens, (0..self.count()).collect())
    }

    /// The same in an order that is cheaper to have: for networks to which only positions tell places.
    pub(crate) fn in_any_order(&self, batch: &PresetBatch) -> Tensor<3> {
        let mut places = vec![0; self.count()];
        self.order.iter().enumerate().for_each(|(place, at)| places[*at] = place);
        self.dressed(self.bare(batch), places)
    }

    /// With positions, and the token before all others; `places` tells where each token belongs.
    fn dressed(&self, tokens: Tensor<3>, places: Vec<usize>) -> Tensor<3> {
        let ([count, _, dim], device) = (tokens.dims(), tokens.device());
        let first = usize::from(self.cls.is_some());
        let cls = self.cls.as_ref().map(|cls| cls.val().unsqueeze_dim::<3>(0).expand([count, 1, dim]));
        let tokens = match cls {
            Some(cls) => Tensor::cat(vec![cls, tokens], 1),
            None => tokens,
        };
        if !self.has_positions {
            return tokens;
        }
        let rows: Vec<usize> = (0..first).chain(places.iter().map(|place| place + first)).collect();
        let waves = positions(rows.len(), dim, &device).select(0, indices(&rows, &device));
        tokens + waves.unsqueeze_dim::<3>(0)
    }
}

/// Tokens as one row each.
pub(crate) fn flat(tokens: Tensor<3>) -> Tensor<2> {
    let [count, tokens_each, dim] = tokens.dims();
    tokens.reshape([count, tokens_each * dim])
}
