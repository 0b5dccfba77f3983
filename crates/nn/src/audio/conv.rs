//! Convolutions whose norms, which see nothing new any more, have become part of them.

use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Tensor, TensorData};

use super::Source;
use crate::weights::WeightsError;

/// A convolution with square kernels.
pub(super) struct Conv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    options: ConvOptions<2>,
}

/// What a convolution is, but for its numbers.
#[derive(Clone, Copy)]
pub(super) struct ConvShape {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// Length of the kernel's sides; as much is laid around the input as leaves its size as it is, at a stride of one.
    pub(super) kernel: usize,
    pub(super) stride: usize,
    /// Whether each channel is heard alone.
    pub(super) depthwise: bool,
    /// What is added to variances in the norm behind it.
    pub(super) epsilon: f64,
}

impl Conv {
    /// The convolution called `conv`, which has no bias, and the norm behind it: y = γ(x − μ) / √(σ² + ε) + β.
    pub(super) fn with_norm(
        source: &mut dyn Source,
        [conv, norm]: [&str; 2],
        shape: ConvShape,
    ) -> Result<Self, WeightsError> {
        let ConvShape { inputs, outputs, kernel, stride, depthwise, epsilon } = shape;
        let heard = if depthwise { 1 } else { inputs };
        let sizes = [outputs, heard, kernel, kernel];
        let mut weight = source.take(&format!("{conv}.weight"), &sizes)?;
        let mut of_norm = |what: &str| source.take(&format!("{norm}.{what}"), &[outputs]);
        let (gain, offset) = (of_norm("weight")?, of_norm("bias")?);
        let (mean, variance) = (of_norm("running_mean")?, of_norm("running_var")?);
        let mut bias = Vec::with_capacity(outputs);
        for (channel, kernels) in weight.chunks_mut(heard * kernel * kernel).enumerate() {
            let factor = f64::from(gain[channel]) / (f64::from(variance[channel]) + epsilon).sqrt();
            kernels.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32);
            bias.push((f64::from(offset[channel]) - f64::from(mean[channel]) * factor) as f32);
        }
        if weight.iter().chain(&bias).any(|value| !value.is_finite()) {
            return Err(WeightsError::Norm { name: norm.to_owned() });
        }
        let device = source.device();
        let groups = if depthwise { inputs } else { 1 };
        Ok(Self {
            weight: Tensor::from_data(TensorData::new(weight, sizes), &device),
            bias: Tensor::from_data(TensorData::new(bias, [outputs]), &device),
            options: ConvOptions::new([stride; 2], [(kernel - 1) / 2; 2], [1; 2], groups),
        })
    }

    /// Spectra × channels × rows × columns.
    pub(super) fn forward(&self, spectra: Tensor<4>) -> Tensor<4> {
        conv2d(spectra, self.weight.clone(), Some(self.bias.clone()), self.options.clone())
    }
}
