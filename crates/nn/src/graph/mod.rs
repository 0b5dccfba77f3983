//! A network that knows how a synth's units (operators) are wired: each has a state, and hears along the wires, in the
//! manner of message passing (Gilmer and others 2017) with weights of their own for each kind of wire (Schlichtkrull and
//! others 2018). All weights are shared among units: presets that differ only in what units are called, their wires with
//! them, are the same to it.

mod facts;
mod gated;
mod readout;
mod round;
mod wires;

use burn::module::Module;
use burn::tensor::Tensor;
use tonewright_synth::{PresetLayout, Wiring};

use crate::init::Init;
use crate::input::PresetBatch;
use facts::Facts;
use readout::Readout;
use round::Round;
use wires::Wires;

/// The network.
#[derive(Module, Debug)]
pub(crate) struct Graph {
    facts: Facts,
    wires: Wires,
    rounds: Vec<Round>,
    readout: Readout,
}

/// Its sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) scales: usize,
    pub(crate) dim: usize,
    pub(crate) feed: usize,
    pub(crate) rounds: usize,
    pub(crate) width: usize,
    pub(crate) blocks: usize,
}

impl Graph {
    pub(crate) fn new(
        sizes: Sizes,
        (layout, wiring): (&PresetLayout, &Wiring),
        outputs: usize,
        init: &mut Init,
    ) -> Self {
        let wires = Wires::new(wiring, layout);
        Self {
            facts: Facts::new([sizes.scales, sizes.dim], (layout, wiring), init),
            rounds: (0..sizes.rounds).map(|_| Round::new([sizes.dim, sizes.feed], init)).collect(),
            readout: Readout::new([sizes.dim, sizes.width, sizes.blocks, outputs], init),
            wires,
        }
    }

    /// Presets × outputs.
    pub(crate) fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        let wires = self.wires.of(batch);
        let (units, global) = self.facts.forward(batch, &wires);
        let units = self.rounds.iter().fold(units, |units, round| round.forward(units, &global, &wires));
        self.readout.forward(units, global, &wires)
    }
}
