//! Who hears whom, for each preset of a batch.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use tonewright_synth::{PresetLayout, Routing, Wiring};

use crate::input::PresetBatch;

/// Kinds of wires: from modulators, from what is modulated, and back.
pub(super) const KINDS: usize = 3;
/// What is told of a unit's part in a routing: whether it is heard, how many modulate it, how many it modulates, and whether
/// feedback reaches and leaves it.
pub(super) const ROLES: usize = 5;

/// The wires of all routings.
#[derive(Module, Debug)]
pub(super) struct Wires {
    units: usize,
    /// Which of the choices is the selector.
    selector: usize,
    /// Routings × hearing units × heard units × kinds.
    #[module(skip)]
    heard_by: Vec<f32>,
    /// Routings × units × roles.
    #[module(skip)]
    roles: Vec<f32>,
}

/// The wires of some presets.
pub(super) struct Wired {
    /// Presets × hearing units × (heard units × kinds): 1 where there is a wire.
    pub(super) heard_by: Tensor<3>,
    /// Presets × units × roles.
    pub(super) roles: Tensor<3>,
}

impl Wired {
    /// Presets × units × 1: 1 where a unit is heard.
    pub(super) fn carriers(&self) -> Tensor<3> {
        self.roles.clone().slice_dim(2, 0..1)
    }
}

impl Wires {
    pub(super) fn new(wiring: &Wiring, layout: &PresetLayout) -> Self {
        let units = wiring.units.len();
        let selector = layout.choices().take_while(|(place, _)| *place != wiring.selector).count();
        let heard_by = wiring.routings.iter().flat_map(|routing| heard_by(routing, units)).collect();
        let roles = wiring.routings.iter().flat_map(|routing| roles(routing, units)).collect();
        Self { units, selector, heard_by, roles }
    }

    /// Those of the presets' routings.
    pub(super) fn of(&self, batch: &PresetBatch) -> Wired {
        let (count, units, device) = (batch.len(), self.units, batch.numbers.device());
        let routings = batch.classes.clone().slice_dim(1, self.selector..self.selector + 1).squeeze_dim(1);
        let heard_by = table(&self.heard_by, units * units * KINDS, &device).select(0, routings.clone());
        let roles = table(&self.roles, units * ROLES, &device).select(0, routings);
        Wired {
            heard_by: heard_by.reshape([count, units, units * KINDS]),
            roles: roles.reshape([count, units, ROLES]),
        }
    }
}

fn table(values: &[f32], width: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len() / width, width]), device)
}

fn heard_by(routing: &Routing, units: usize) -> Vec<f32> {
    let mut table = vec![0.0; units * units * KINDS];
    let mut wire = |hearing: usize, heard: usize, kind: usize| {
        table[(hearing * units + heard) * KINDS + kind] = 1.0;
    };
    for (from, to) in &routing.edges {
        wire(*to, *from, 0);
        wire(*from, *to, 1);
    }
    routing.feedback.iter().for_each(|(from, to)| wire(*to, *from, 2));
    table
}

fn roles(routing: &Routing, units: usize) -> Vec<f32> {
    let mut table = vec![0.0; units * ROLES];
    let mut add = |unit: usize, role: usize| table[unit * ROLES + role] += 1.0;
    routing.heard.iter().for_each(|unit| add(*unit, 0));
    for (from, to) in &routing.edges {
        add(*to, 1);
        add(*from, 2);
    }
    for (from, to) in &routing.feedback {
        add(*to, 3);
        add(*from, 4);
    }
    table
}
