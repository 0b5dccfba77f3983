//! Where a token stands, as waves of many lengths (Vaswani and others 2017, section 3.5).

use burn::tensor::{Device, Tensor, TensorData};

/// The longest wave is about so many positions (times 2π).
const BASE: f64 = 10_000.0;

/// Positions × dimensions: sines at even dimensions, cosines at odd ones.
pub(crate) fn positions(count: usize, dim: usize, device: &Device) -> Tensor<2> {
    let value = |index: usize| {
        let (position, at) = ((index / dim) as f64, index % dim);
        let angle = position * BASE.powf(-((at - at % 2) as f64) / dim as f64);
        (if at % 2 == 0 { angle.sin() } else { angle.cos() }) as f32
    };
    let values: Vec<f32> = (0..count * dim).map(value).collect();
    Tensor::from_data(TensorData::new(values, [count, dim]), device)
}
