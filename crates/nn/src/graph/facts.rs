//! What units and the synth as a whole begin with: their parameters, spread out, through two maps. Numbers are spread over
//! knots, so that one linear map can make any curve of them that is straight between its knots; envelopes and levels act
//! steeply, and a ratio of frequencies is another thing at each step. Knots lie at several scales: what is learned of one
//! value tells something of its neighbours at a coarse scale, and is its own at a fine one.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{relu, silu};
use burn::tensor::{Tensor, TensorData};
use tonewright_synth::{PresetLayout, Slot, Wiring};

use super::wires::{ROLES, Wired};
use crate::init::{Init, Weights};
use crate::input::{PresetBatch, chosen, indices};

/// The maps of units, shared among them, and of the synth as a whole.
#[derive(Module, Debug)]
pub(super) struct Facts {
    units: Maps,
    global: Maps,
    unit_count: usize,
    #[module(skip)]
    unit_spread: Spread,
    #[module(skip)]
    global_spread: Spread,
}

#[derive(Module, Debug)]
struct Maps {
    first: Linear,
    second: Linear,
}

impl Maps {
    /// Of so many parameters, spread over so many columns.
    fn new(parameters: usize, columns: usize, dim: usize, init: &mut Init) -> Self {
        // Most columns are nought: what comes out has a deviation of one or two.
        let deviation = (parameters.max(1) as f64).sqrt().recip();
        Self {
            first: init.biased([columns, dim], Weights::Normal(deviation), Some(0.0)),
            second: init.biased([dim, dim], Weights::KaimingRelu, Some(0.0)),
        }
    }

    fn forward<const D: usize>(&self, columns: Tensor<D>) -> Tensor<D> {
        self.second.forward(silu(self.first.forward(columns)))
    }
}

impl Facts {
    /// Of numbers at so many scales, with states of so many dimensions.
    pub(super) fn new(
        [scales, dim]: [usize; 2],
        (layout, wiring): (&PresetLayout, &Wiring),
        init: &mut Init,
    ) -> Self {
        let in_units: Vec<usize> = wiring.units.iter().flatten().copied().collect();
        let global: Vec<usize> =
            (0..layout.slots().len()).filter(|place| !in_units.contains(place)).collect();
        let each = wiring.units.first().map_or(0, Vec::len);
        let unit_count = wiring.units.len();
        let unit_spread = Spread::new(&in_units, layout, scales);
        let global_spread = Spread::new(&global, layout, scales);
        Self {
            units: Maps::new(each, unit_spread.width() / unit_count + ROLES, dim, init),
            global: Maps::new(global.len(), global_spread.width(), dim, init),
            unit_count,
            unit_spread,
            global_spread,
        }
    }

    /// Presets × units × dimensions, and presets × dimensions.
    pub(super) fn forward(&self, batch: &PresetBatch, wires: &Wired) -> (Tensor<3>, Tensor<2>) {
        let parts = self.unit_spread.parts(batch);
        let each = parts.into_iter().map(|columns| {
            let [count, width] = columns.dims();
            columns.reshape([count, self.unit_count, width / self.unit_count])
        });
        let units = Tensor::cat(each.chain([wires.roles.clone()]).collect(), 2);
        let global = Tensor::cat(self.global_spread.parts(batch), 1);
        (self.units.forward(units), self.global.forward(global))
    }
}

/// Some parameters of a preset as columns.
#[derive(Clone, Debug)]
struct Spread {
    /// Which of the numbers.
    numbers: Vec<usize>,
    /// The choice and the class of each column.
    columns: Vec<[usize; 2]>,
    scales: usize,
}

impl Spread {
    /// Of the parameters at these places, in their order.
    fn new(places: &[usize], layout: &PresetLayout, scales: usize) -> Self {
        let number_at = |place: usize| layout.numbers().take_while(|at| *at < place).count();
        let choice_at = |place: usize| layout.choices().take_while(|(at, _)| *at < place).count();
        let (mut numbers, mut columns) = (Vec::new(), Vec::new());
        for place in places {
            match layout.slots()[*place] {
                Slot::Number => numbers.push(number_at(*place)),
                Slot::Choice(classes) => {
                    let choice = choice_at(*place);
                    columns.extend((0..classes).map(|class| [choice, class]));
                }
            }
        }
        Self { numbers, columns, scales }
    }

    fn width(&self) -> usize {
        self.numbers.len() * (1 + self.knots().sum::<usize>()) + self.columns.len()
    }

    /// How many knots each scale has: one more than pieces, which are halved from one to the next.
    fn knots(&self) -> impl Iterator<Item = usize> {
        (1..=self.scales).map(|scale| (1 << scale) + 1)
    }

    /// The numbers, the numbers over the knots of each scale, and the classes: each presets × columns, those of a parameter
    /// together.
    fn parts(&self, batch: &PresetBatch) -> Vec<Tensor<2>> {
        let mut parts = Vec::new();
        if !self.numbers.is_empty() {
            let numbers = batch.numbers.clone().select(1, indices(&self.numbers, &batch.numbers.device()));
            parts.extend(self.knots().map(|knots| over_knots(numbers.clone(), knots)));
            parts.push(numbers);
        }
        if !self.columns.is_empty() {
            parts.push(chosen(&self.columns, batch));
        }
        parts
    }
}

/// Each knot has what is near it: 1 on it, falling to 0 at its neighbours.
fn over_knots(numbers: Tensor<2>, knots: usize) -> Tensor<2> {
    let ([count, wide], device) = (numbers.dims(), numbers.device());
    let at: Vec<f32> = (0..knots).map(|knot| knot as f32).collect();
    let at = Tensor::<1>::from_data(TensorData::from(at.as_slice()), &device);
    let scaled: Tensor<3> = (numbers * (knots - 1) as f64).unsqueeze_dim(2);
    let off = (scaled - at.unsqueeze::<3>()).abs();
    relu(off.neg() + 1.0).reshape([count, wide * knots])
}
