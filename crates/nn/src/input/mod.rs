//! Presets on their way into a network: as they are, with a column for each class, or as tokens.

mod one_hot;
mod positions;
mod raw;
mod tokens;
mod tokens_gru;

use burn::tensor::{Device, Int, Tensor, TensorData};
use tonewright_synth::{Norm, PresetLayout};

pub(crate) use one_hot::{OneHot, chosen};
pub(crate) use positions::positions;
pub(crate) use raw::Raw;
pub(crate) use tokens::{Extras, Tokens, flat};
pub(crate) use tokens_gru::TokensGru;

/// Some presets as tensors.
#[derive(Clone, Debug)]
pub struct PresetBatch {
    /// Presets × numbers: the knobs that are numbers, from 0 to 1.
    pub numbers: Tensor<2>,
    /// Presets × choices: which class each choice is.
    pub classes: Tensor<2, Int>,
}

impl PresetBatch {
    /// These presets, each a knob for each parameter, on a device.
    ///
    /// # Panics
    /// When a preset has not a knob for each parameter of the layout.
    pub fn new<'a>(
        layout: &PresetLayout,
        presets: impl IntoIterator<Item = &'a [Norm]>,
        device: &Device,
    ) -> Self {
        let (mut numbers, mut classes, mut count) = (Vec::new(), Vec::new(), 0);
        for preset in presets {
            layout.encode_into(preset, &mut numbers, &mut classes);
            count += 1;
        }
        let (wide, choices) = (layout.numbers().count(), layout.choices().count());
        let classes: Vec<i64> = classes.into_iter().map(i64::from).collect();
        Self {
            numbers: Tensor::from_data(TensorData::new(numbers, [count, wide]), device),
            classes: Tensor::from_data(TensorData::new(classes, [count, choices]), device),
        }
    }

    /// How many presets.
    pub fn len(&self) -> usize {
        self.numbers.dims()[0]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where each parameter lies when numbers come first and choices behind them.
pub(crate) fn order(layout: &PresetLayout) -> Vec<usize> {
    let mut order = vec![0; layout.slots().len()];
    let places = layout.numbers().chain(layout.choices().map(|(place, _)| place));
    places.enumerate().for_each(|(at, place)| order[place] = at);
    order
}

/// Indices as a tensor.
pub(crate) fn indices(of: &[usize], device: &Device) -> Tensor<1, Int> {
    let of: Vec<i64> = of.iter().map(|index| *index as i64).collect();
    Tensor::from_data(TensorData::from(of.as_slice()), device)
}
