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
    /// Whether it has a bias of its own.
    pub(super) biased: bool,
    /// What is added to variances in the norm behind it.
    pub(super) epsilon: f64,
}

impl ConvShape {
    /// Every channel to every other, with no bias.
    pub(super) fn plain([inputs, outputs]: [usize; 2], kernel: usize) -> Self {
        Self { inputs, outputs, kernel, stride: 1, depthwise: false, biased: false, epsilon: 0.0 }
    }
}

impl Conv {
    /// The convolution called `conv` and the norm behind it: y = γ(x − μ) / √(σ² + ε) + β.
    pub(super) fn with_norm(
        source: &mut dyn Source,
        [conv, norm]: [&str; 2],
        shape: ConvShape,
    ) -> Result<Self, WeightsError> {
        let (mut weight, mut bias) = numbers(source, conv, shape)?;
        let affine = Affine::of_norm(source, norm, shape.outputs, shape.epsilon)?;
        let each = weight.len() / shape.outputs;
        let kernels = weight.chunks_mut(each);
        for ((kernels, bias), [factor, offset]) in kernels.zip(&mut bias).zip(affine.0) {
            kernels.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32);
            *bias = (f64::from(*bias) * factor + offset) as f32;
        }
        if weight.iter().chain(&bias).any(|value| !value.is_finite()) {
            return Err(WeightsError::Norm { name: norm.to_owned() });
        }
        Ok(Self::of(source, weight, bias, shape))
    }

    /// The convolution of that name, with no norm behind it.
    pub(super) fn alone(source: &mut dyn Source, name: &str, shape: ConvShape) -> Result<Self, WeightsError> {
        let (weight, bias) = numbers(source, name, shape)?;
        Ok(Self::of(source, weight, bias, shape))
    }

    fn of(source: &mut dyn Source, weight: Vec<f32>, bias: Vec<f32>, shape: ConvShape) -> Self {
        let ConvShape { inputs, outputs, kernel, stride, depthwise, .. } = shape;
        let device = source.device();
        let groups = if depthwise { inputs } else { 1 };
        Self {
            weight: Tensor::from_data(TensorData::new(weight, sizes(shape)), &device),
            bias: Tensor::from_data(TensorData::new(bias, [outputs]), &device),
            options: ConvOptions::new([stride; 2], [(kernel - 1) / 2; 2], [1; 2], groups),
        }
    }

    /// Spectra × channels × rows × columns.
    pub(super) fn forward(&self, spectra: Tensor<4>) -> Tensor<4> {
        conv2d(spectra, self.weight.clone(), Some(self.bias.clone()), self.options.clone())
    }
}

fn sizes(shape: ConvShape) -> [usize; 4] {
    let heard = if shape.depthwise { 1 } else { shape.inputs };
    [shape.outputs, heard, shape.kernel, shape.kernel]
}

/// The weights and biases of the convolution of that name.
fn numbers(
    source: &mut dyn Source,
    name: &str,
    shape: ConvShape,
) -> Result<(Vec<f32>, Vec<f32>), WeightsError> {
    let weight = source.take(&format!("{name}.weight"), &sizes(shape))?;
    let mut bias = || source.take(&format!("{name}.bias"), &[shape.outputs]);
    let bias = if shape.biased { bias()? } else { vec![0.0; shape.outputs] };
    Ok((weight, bias))
}

/// What a norm that sees nothing new does to each channel: a factor, then an offset.
pub(super) struct Affine(pub(super) Vec<[f64; 2]>);

impl Affine {
    /// The norm of that name.
    pub(super) fn of_norm(
        source: &mut dyn Source,
        name: &str,
        channels: usize,
        epsilon: f64,
    ) -> Result<Self, WeightsError> {
        let mut of = |what: &str| source.take(&format!("{name}.{what}"), &[channels]);
        let (gain, offset) = (of("weight")?, of("bias")?);
        let (mean, variance) = (of("running_mean")?, of("running_var")?);
        let channel = |index: usize| {
            let factor = f64::from(gain[index]) / (f64::from(variance[index]) + epsilon).sqrt();
            [factor, f64::from(offset[index]) - f64::from(mean[index]) * factor]
        };
        let channels: Vec<[f64; 2]> = (0..channels).map(channel).collect();
        if channels.iter().flatten().any(|value| !value.is_finite()) {
            return Err(WeightsError::Norm { name: name.to_owned() });
        }
        Ok(Self(channels))
    }
}
