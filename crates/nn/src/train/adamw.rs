//! AdamW (Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019), as PyTorch computes it, in one pass over
//! each parameter.
//!
//! Written as operations on tensors, a step reads and writes every parameter some twenty times; a network of a few
//! million weights and a small batch then waits for its optimizer. Here it reads and writes four numbers a weight, once.
//! What it remembers is plain numbers too, so that a run that goes on later goes on exactly.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor, TensorData};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::weights::values_of;

/// Its settings.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AdamWConfig {
    /// How slowly the mean of gradients follows.
    pub beta1: f64,
    /// How slowly the mean of their squares follows.
    pub beta2: f64,
    /// Added to the root of the latter.
    pub epsilon: f64,
    /// Share of a weight that goes with each step, times the rate.
    pub weight_decay: f64,
    /// The most that all gradients together may be long; longer ones are shortened.
    pub longest: Option<f64>,
    /// How slowly an average of the weights follows them (an exponential moving average), where one is kept.
    pub average: Option<f64>,
}

impl Default for AdamWConfig {
    /// PyTorch's, but for the decay of weights, which none of the published runs has.
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0, longest: None, average: None }
    }
}

/// What it remembers of a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// Means of gradients.
    pub first: Vec<f32>,
    /// Means of their squares.
    pub second: Vec<f32>,
    /// The average of the weights; empty where none is kept.
    pub average: Vec<f32>,
}

/// The optimizer.
#[derive(Clone, Debug)]
pub struct AdamW {
    config: AdamWConfig,
    /// Steps done.
    pub steps: u64,
    /// Of each parameter, in the network's order.
    pub moments: Vec<Moments>,
}

/// The gradients of a network, in its order; none where a parameter had no part in the loss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slopes {
    pub(super) of: Vec<Option<Vec<f32>>>,
}

/// Numbers that one task works on.
const PIECE: usize = 1 << 15;

impl Slopes {
    /// Takes them out of what a backward pass left.
    pub fn take(network: &impl Module, gradients: &mut Gradients) -> Self {
        let mut take = Take { gradients, slopes: Self::default() };
        network.visit(&mut take);
        take.slopes
    }

    /// Adds those of other rows.
    pub fn add(&mut self, more: Self) {
        for (slopes, more) in self.of.iter_mut().zip(more.of) {
            match (slopes.as_mut(), more) {
                (Some(slopes), Some(more)) => {
                    slopes.iter_mut().zip(more).for_each(|(sum, slope)| *sum += slope)
                }
                (None, more) => *slopes = more,
                (Some(_), None) => {}
            }
        }
    }

    /// How long all of them together are; no finite number after a step into nonsense.
    pub fn length(&self) -> f64 {
        let squares = |values: &[f32]| values.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        // By pieces, so that the sum is the same whatever the number of threads.
        let pieces: Vec<&[f32]> = self.of.iter().flatten().flat_map(|values| values.chunks(PIECE)).collect();
        pieces.into_par_iter().map(squares).collect::<Vec<f64>>().into_iter().sum::<f64>().sqrt()
    }
}

impl AdamW {
    /// One that has done no step.
    pub fn new(config: AdamWConfig) -> Self {
        Self { config, steps: 0, moments: Vec::new() }
    }

    /// A step of that rate against the slopes, whose length is told.
    pub fn step<M: Module>(&mut self, rate: f64, network: M, slopes: Slopes, length: f64) -> M {
        self.steps += 1;
        self.moments.resize(slopes.of.len(), Moments::default());
        let scale = self.config.longest.map_or(1.0, |longest| (longest / (length + 1e-6)).min(1.0));
        let rule = Rule::new(&self.config, rate, self.steps, scale);
        let mut apply = Apply { rule, slopes: slopes.of.into_iter(), moments: self.moments.iter_mut() };
        network.map(&mut apply)
    }

    /// The network with the average of its weights, where one is kept and a step was done.
    pub fn averaged<M: Module>(&self, network: M) -> M {
        network.map(&mut Average { moments: self.moments.iter() })
    }
}

/// A step's constants.
#[derive(Clone, Copy)]
struct Rule {
    scale: f32,
    kept: f32,
    follow1: f32,
    beta2: f32,
    follow2: f32,
    root2: f32,
    epsilon: f32,
    pace: f32,
    follow: f32,
}

impl Rule {
    fn new(config: &AdamWConfig, rate: f64, steps: u64, scale: f64) -> Self {
        // Means begin at 0; these undo what they lack for that.
        let correction = |beta: f64| 1.0 - beta.powf(steps as f64);
        Self {
            scale: scale as f32,
            kept: (1.0 - rate * config.weight_decay) as f32,
            follow1: (1.0 - config.beta1) as f32,
            beta2: config.beta2 as f32,
            follow2: (1.0 - config.beta2) as f32,
            root2: correction(config.beta2).sqrt() as f32,
            epsilon: config.epsilon as f32,
            pace: (rate / correction(config.beta1)) as f32,
            // Young averages follow faster, or the first weights would be in them for long.
            follow: config.average.map_or(0.0, |slow| 1.0 - slow.min(steps as f64 / (steps as f64 + 9.0)))
                as f32,
        }
    }

    fn average(self, values: &[f32], average: &mut [f32]) {
        average.iter_mut().zip(values).for_each(|(mean, value)| *mean += self.follow * (value - *mean));
    }

    fn apply(self, values: &mut [f32], slopes: &[f32], first: &mut [f32], second: &mut [f32]) {
        for (((value, slope), first), second) in values.iter_mut().zip(slopes).zip(first).zip(second) {
            let slope = self.scale * slope;
            *first += self.follow1 * (slope - *first);
            *second = self.beta2 * *second + self.follow2 * slope * slope;
            *value = self.kept * *value - self.pace * *first / (second.sqrt() / self.root2 + self.epsilon);
        }
    }
}

struct Take<'a> {
    gradients: &'a mut Gradients,
    slopes: Slopes,
}

impl ModuleVisitor for Take<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.slopes.of.push(param.val().grad_remove(self.gradients).map(values_of));
    }
}

struct Apply<'a> {
    rule: Rule,
    slopes: std::vec::IntoIter<Option<Vec<f32>>>,
    moments: std::slice::IterMut<'a, Moments>,
}

impl ModuleMapper for Apply<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (Some(Some(slopes)), Some(moments)) = (self.slopes.next(), self.moments.next()) else {
            return param;
        };
        moments.first.resize(slopes.len(), 0.0);
        moments.second.resize(slopes.len(), 0.0);
        param.map(|tensor| {
            let (shape, device) = (tensor.dims(), tensor.device());
            let mut values = values_of(tensor);
            let means = moments.first.par_chunks_mut(PIECE).zip(moments.second.par_chunks_mut(PIECE));
            let pieces = values.par_chunks_mut(PIECE).zip(slopes.par_chunks(PIECE)).zip(means);
            pieces.for_each(|((values, slopes), (first, second))| {
                self.rule.apply(values, slopes, first, second);
            });
            if self.rule.follow > 0.0 {
                if moments.average.is_empty() {
                    moments.average.clone_from(&values);
                }
                let pieces = moments.average.par_chunks_mut(PIECE).zip(values.par_chunks(PIECE));
                pieces.for_each(|(average, values)| self.rule.average(values, average));
            }
            Tensor::from_data(TensorData::new(values, shape), &device).require_grad()
        })
    }
}

struct Average<'a> {
    moments: std::slice::Iter<'a, Moments>,
}

impl ModuleMapper for Average<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.moments.next().map(|moments| &moments.average).filter(|average| !average.is_empty()) {
            None => param,
            Some(average) => param.map(|tensor| {
                let data = TensorData::new(average.clone(), tensor.dims());
                let made = Tensor::from_data(data, &tensor.device());
                if tensor.is_require_grad() { made.require_grad() } else { made }
            }),
        }
    }
}
