//! First weights. They are drawn on the processor from one seed, in the order in which a network is built, so that they
//! are the same on every device and in every thread.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt as _;
use tonewright_synth::seed::{self, Rng, normal};

/// Draws first weights.
pub struct Init {
    rng: Rng,
    device: Device,
}

/// How the weights of a linear map are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weights {
    /// Uniform within `1 / √inputs`: what a linear map of PyTorch begins with, its bias too.
    Usual,
    /// Normal with a deviation of `√(2 / inputs)` (He and others 2015): before a ReLU.
    KaimingRelu,
    /// Normal with a deviation of `√(1 / inputs)`: the same where nothing is cut off behind it.
    KaimingLinear,
    /// Normal with a deviation of `√(2 / (inputs + outputs))` (Glorot and Bengio 2010).
    Xavier,
    /// Normal with this deviation, nothing beyond ±2.
    Normal(f64),
}

impl Init {
    /// Draws under this seed, for that device.
    pub fn new(seed: u64, device: &Device) -> Self {
        Self { rng: seed::stream(seed, "weights", 0), device: device.clone() }
    }

    /// Where the weights go.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Weights of any shape, one after the other.
    fn drawn<const D: usize>(
        &mut self,
        shape: [usize; D],
        mut draw: impl FnMut(&mut Rng) -> f64,
    ) -> Param<Tensor<D>> {
        let count = shape.iter().product();
        let values: Vec<f32> = (0..count).map(|_| draw(&mut self.rng) as f32).collect();
        Param::from_data(TensorData::new(values, shape), &self.device)
    }

    /// The same number everywhere.
    pub fn constant<const D: usize>(&mut self, shape: [usize; D], value: f64) -> Param<Tensor<D>> {
        self.drawn(shape, |_| value)
    }

    /// Normal with this deviation; what lies beyond ±2 is drawn anew.
    pub fn normal<const D: usize>(&mut self, shape: [usize; D], deviation: f64) -> Param<Tensor<D>> {
        self.drawn(shape, |rng| {
            loop {
                let drawn = deviation * normal(rng);
                if drawn.abs() <= 2.0 {
                    return drawn;
                }
            }
        })
    }

    /// Uniform within ± this.
    pub fn uniform<const D: usize>(&mut self, shape: [usize; D], bound: f64) -> Param<Tensor<D>> {
        self.drawn(shape, |rng| bound * (2.0 * rng.random::<f64>() - 1.0))
    }

    /// A matrix of inputs × outputs.
    pub fn matrix(&mut self, [inputs, outputs]: [usize; 2], weights: Weights) -> Param<Tensor<2>> {
        let (shape, fan) = ([inputs, outputs], inputs.max(1) as f64);
        match weights {
            Weights::Usual => self.uniform(shape, fan.sqrt().recip()),
            Weights::KaimingRelu => self.gaussian(shape, (2.0 / fan).sqrt()),
            Weights::KaimingLinear => self.gaussian(shape, fan.sqrt().recip()),
            Weights::Xavier => self.gaussian(shape, (2.0 / (fan + outputs as f64)).sqrt()),
            Weights::Normal(deviation) => self.normal(shape, deviation),
        }
    }

    fn gaussian(&mut self, shape: [usize; 2], deviation: f64) -> Param<Tensor<2>> {
        self.drawn(shape, |rng| deviation * normal(rng))
    }

    /// A linear map without bias.
    pub fn linear(&mut self, shape: [usize; 2], weights: Weights) -> Linear {
        Linear { weight: self.matrix(shape, weights), bias: None }
    }

    /// A linear map whose bias is this everywhere; none is as usual: drawn as the weights are.
    pub fn biased(&mut self, shape: [usize; 2], weights: Weights, bias: Option<f64>) -> Linear {
        let weight = self.matrix(shape, weights);
        let bias = match bias {
            Some(value) => self.constant([shape[1]], value),
            None => self.uniform([shape[1]], (shape[0].max(1) as f64).sqrt().recip()),
        };
        Linear { weight, bias: Some(bias) }
    }

    /// A matrix with rows of length 1 that are at right angles to each other; needs no more rows than columns.
    pub fn orthogonal(&mut self, [rows, columns]: [usize; 2]) -> Param<Tensor<2>> {
        assert!(rows <= columns, "{rows} rows can't be at right angles in {columns} dimensions");
        let mut all: Vec<Vec<f64>> = Vec::with_capacity(rows);
        for _ in 0..rows {
            let mut row: Vec<f64> = (0..columns).map(|_| normal(&mut self.rng)).collect();
            // Twice is enough: what rounding left of the others the first time goes the second.
            for other in all.iter().chain(&all) {
                let along: f64 = row.iter().zip(other).map(|(x, y)| x * y).sum();
                row.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
            }
            let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
            row.iter_mut().for_each(|x| *x /= length);
            all.push(row);
        }
        let mut values = all.into_iter().flatten();
        self.drawn([rows, columns], |_| values.next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device;

    fn values<const D: usize>(param: &Param<Tensor<D>>) -> Vec<f32> {
        param.val().into_data().try_to_vec::<f32>().unwrap()
    }

    #[test]
    fn weights_have_the_deviations_that_they_are_said_to_have() {
        let mut init = Init::new(1, &device::cpu());
        let mut deviation = |weights| {
            let drawn = values(&init.matrix([400, 200], weights));
            (drawn.iter().map(|x| f64::from(x * x)).sum::<f64>() / drawn.len() as f64).sqrt()
        };
        let cases = [
            (Weights::Usual, (1.0_f64 / 400.0 / 3.0).sqrt()),
            (Weights::KaimingRelu, (2.0_f64 / 400.0).sqrt()),
            (Weights::KaimingLinear, 0.05),
            (Weights::Xavier, (2.0_f64 / 600.0).sqrt()),
            (Weights::Normal(0.02), 0.02),
        ];
        for (weights, expected) in cases {
            let found = deviation(weights);
            assert!((found / expected - 1.0).abs() < 0.02, "{weights:?}: {found} for {expected}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_weights_and_another_gives_others() {
        let of = |seed| values(&Init::new(seed, &device::cpu()).matrix([4, 4], Weights::Xavier));
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }

    #[test]
    fn rows_are_at_right_angles() {
        let drawn = values(&Init::new(3, &device::cpu()).orthogonal([20, 60]));
        let rows: Vec<&[f32]> = drawn.chunks_exact(60).collect();
        for (i, one) in rows.iter().enumerate() {
            for (j, other) in rows.iter().enumerate() {
                let along: f32 = one.iter().zip(*other).map(|(x, y)| x * y).sum();
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((along - expected).abs() < 1e-5, "rows {i} and {j}: {along}");
            }
        }
    }
}
