//! Parts of networks, a file each.

mod attention;
mod gru;
mod highway;
mod two_maps;

pub use attention::AttentionLayer;
pub use gru::{BiGru, BiGruLayer};
pub use highway::Highway;
pub use two_maps::TwoMaps;

use burn::module::Module;
use burn::tensor::Tensor;

use crate::config::BlockConfig;
use crate::init::Init;

/// A block of a stack: rows go in, rows come out.
#[derive(Module, Debug)]
pub enum Block {
    /// Two linear maps.
    Mlp(TwoMaps),
    /// A gated one.
    Highway(Highway),
    /// Two whose input is added again.
    Residual(TwoMaps),
}

impl Block {
    /// A block of that kind.
    pub fn new(kind: BlockConfig, shape: [usize; 2], init: &mut Init) -> Self {
        match kind {
            BlockConfig::Mlp => Self::Mlp(TwoMaps::new(shape, init)),
            BlockConfig::Highway => Self::Highway(Highway::new(shape, init)),
            BlockConfig::Residual => Self::Residual(TwoMaps::residual(shape, init)),
        }
    }

    /// Rows × inputs to rows × outputs.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Mlp(block) | Self::Residual(block) => block.forward(rows),
            Self::Highway(block) => block.forward(rows),
        }
    }
}
