//! A column for each number, then one for each class of each choice.

use burn::module::Module;
use burn::tensor::{Int, Tensor};
use tonewright_synth::PresetLayout;

use super::{PresetBatch, indices};

/// Presets as rows of numbers and classes, one of each choice being 1.
#[derive(Module, Debug)]
pub(crate) struct OneHot {
    numbers: usize,
    /// The choice and the class of each of its columns.
    #[module(skip)]
    columns: Vec<[usize; 2]>,
}

impl OneHot {
    pub(crate) fn new(layout: &PresetLayout) -> Self {
        let of =
            |(choice, (_, classes)): (usize, (usize, usize))| (0..classes).map(move |class| [choice, class]);
        Self {
            numbers: layout.numbers().count(),
            columns: layout.choices().enumerate().flat_map(of).collect(),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.numbers + self.columns.len()
    }

    /// Presets × columns.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        if self.columns.is_empty() {
            return batch.numbers.clone();
        }
        Tensor::cat(vec![batch.numbers.clone(), chosen(&self.columns, batch)], 1)
    }
}

/// Presets × columns, each of which has the number of a choice and a class of it: 1 where that one is chosen.
pub(crate) fn chosen(columns: &[[usize; 2]], batch: &PresetBatch) -> Tensor<2> {
    let device = batch.numbers.device();
    let part = |part: usize| columns.iter().map(|column| column[part]).collect::<Vec<_>>();
    let chosen = batch.classes.clone().select(1, indices(&part(0), &device));
    let classes: Tensor<2, Int> = indices(&part(1), &device).unsqueeze();
    chosen.equal(classes.expand([batch.len(), columns.len()])).float()
}
