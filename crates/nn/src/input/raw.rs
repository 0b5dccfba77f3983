//! Knobs as they are: a choice is the place of its class among the others.

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};
use tonewright_synth::PresetLayout;

use super::{PresetBatch, indices, order};

/// Presets as rows of knobs, in the synth's own order.
#[derive(Module, Debug)]
pub(crate) struct Raw {
    #[module(skip)]
    steps: Vec<f32>,
    #[module(skip)]
    order: Vec<usize>,
}

impl Raw {
    pub(crate) fn new(layout: &PresetLayout) -> Self {
        let step = |(_, classes): (usize, usize)| 1.0 / (classes.max(2) - 1) as f32;
        Self { steps: layout.choices().map(step).collect(), order: order(layout) }
    }

    pub(crate) fn width(&self) -> usize {
        self.order.len()
    }

    /// Presets × parameters.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        if self.steps.is_empty() {
            return batch.numbers.clone();
        }
        let device = batch.numbers.device();
        let steps = Tensor::<1>::from_data(TensorData::from(self.steps.as_slice()), &device);
        let choices = batch.classes.clone().float() * steps.unsqueeze();
        Tensor::cat(vec![batch.numbers.clone(), choices], 1).select(1, indices(&self.order, &device))
    }
}
