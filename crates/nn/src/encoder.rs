//! Preset encoders: a preset goes in, a vector comes out that stands for its sound.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use tonewright_synth::PresetLayout;

use crate::config::{ConfigError, EncoderConfig};
use crate::graph::{self, Graph};
use crate::init::Init;
use crate::input::PresetBatch;
use crate::recurrent::Recurrent;
use crate::stack::Stack;
use crate::transformer::{Sizes, Transformer};
use crate::weights::Path;

/// A preset encoder.
#[derive(Module, Debug)]
pub struct PresetEncoder {
    network: Network,
}

#[derive(Module, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "an encoder has one of them, and burn's modules can't be boxed"
)]
enum Network {
    Stack(Stack),
    Transformer(Transformer),
    Recurrent(Recurrent),
    Graph(Graph),
}

impl EncoderConfig {
    /// The network for presets of that layout, to vectors of so many dimensions, with first weights.
    ///
    /// # Errors
    /// [`ConfigError`] when no network can be made of it.
    pub fn init(
        &self,
        layout: &PresetLayout,
        outputs: usize,
        init: &mut Init,
    ) -> Result<PresetEncoder, ConfigError> {
        self.check()?;
        if layout.slots().is_empty() || outputs == 0 {
            let reason = "are none: presets have parameters and vectors have dimensions".to_owned();
            return Err(ConfigError { key: "inputs or outputs", reason });
        }
        let network = match *self {
            Self::Stack { input, block, blocks, width } => {
                Network::Stack(Stack::new((input, block), [blocks, width], (layout, outputs), init))
            }
            Self::Transformer { dim, heads, feed, layers } => {
                let sizes = Sizes { dim, heads, feed, layers };
                Network::Transformer(Transformer::new(sizes, layout, outputs, init))
            }
            Self::Recurrent { layers, states } => {
                Network::Recurrent(Recurrent::new([layers, states], layout, outputs, init))
            }
            Self::Graph { scales, dim, feed, rounds, width, blocks } => {
                let sizes = graph::Sizes { scales, dim, feed, rounds, width, blocks };
                let wiring = layout.wiring().ok_or_else(unwired)?;
                Network::Graph(Graph::new(sizes, (layout, wiring), outputs, init))
            }
        };
        Ok(PresetEncoder { network })
    }
}

/// There are no wires to hear along.
fn unwired() -> ConfigError {
    let reason = "is `graph`, which needs a synth whose wiring is known (a DX7, or a view of one that uses `algorithm`); \
                  take another encoder for this one";
    ConfigError { key: "network", reason: reason.to_owned() }
}

impl PresetEncoder {
    /// How many numbers it learns; what its norms have seen is not counted.
    pub fn parameter_count(&self) -> usize {
        let mut count = Count::default();
        self.visit(&mut count);
        count.learned
    }

    /// Whether what it says of a preset is the same whatever other presets are in a batch, also while it learns: nothing in
    /// it is normalised over batches.
    pub fn judges_rows_alone(&self) -> bool {
        match &self.network {
            Network::Stack(_) => false,
            Network::Transformer(_) | Network::Recurrent(_) | Network::Graph(_) => true,
        }
    }

    /// Presets × dimensions.
    pub fn forward(&self, batch: &PresetBatch) -> Tensor<2> {
        match &self.network {
            Network::Stack(network) => network.forward(batch),
            Network::Transformer(network) => network.forward(batch),
            Network::Recurrent(network) => network.forward(batch),
            Network::Graph(network) => network.forward(batch),
        }
    }
}

/// Adds up what is learned.
#[derive(Default)]
struct Count {
    path: Path,
    learned: usize,
}

impl ModuleVisitor for Count {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _: &str, kind: &str) {
        self.path.exit(kind);
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if !self.path.is_seen() {
            self.learned += param.lazy_shape().num_elements();
        }
    }
}
