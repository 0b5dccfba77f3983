//! Vision transformers (Dosovitskiy and others, *An Image is Worth 16x16 Words*, ICLR 2021) of the size ViT-B/16, which hear
//! spectra as pictures: patches become tokens, and layers let them attend to each other. Tensors are called as timm calls them.

use burn::tensor::module::{attention, conv2d};
use burn::tensor::ops::{AttentionModuleOptions, ConvOptions};
use burn::tensor::{Tensor, s};

use super::Source;
use crate::fused::{Then, attend, mapped, rows_normed_by};
use crate::weights::WeightsError;

/// Dimensions of a token.
pub(super) const DIM: usize = 768;
/// Length of a patch's sides.
pub(super) const PATCH: usize = 16;
const HEADS: usize = 12;
const LAYERS: usize = 12;
/// Width of a layer's second half.
const FEED: usize = 4 * DIM;
/// What is added to variances in its norms.
const EPSILON: f32 = 1e-6;

/// What makes tokens of patches.
pub(super) struct Patches {
    weight: Tensor<4>,
    bias: Tensor<1>,
    options: ConvOptions<2>,
}

impl Patches {
    /// Patches that begin every `stride` rows and columns.
    pub(super) fn new(source: &mut dyn Source, stride: usize) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: source.tensor("patch_embed.proj.weight", [DIM, 1, PATCH, PATCH])?,
            bias: source.tensor("patch_embed.proj.bias", [DIM])?,
            options: ConvOptions::new([stride; 2], [0; 2], [1; 2], 1),
        })
    }

    /// Spectra × rows × columns to spectra × dimensions × rows × columns of patches.
    pub(super) fn forward(&self, spectra: Tensor<3>) -> Tensor<4> {
        conv2d(spectra.unsqueeze_dim(1), self.weight.clone(), Some(self.bias.clone()), self.options.clone())
    }
}

/// Patches one behind the other: spectra × tokens × dimensions.
pub(super) fn in_line(patches: Tensor<4>) -> Tensor<3> {
    let [spectra, dim, rows, columns] = patches.dims();
    patches.reshape([spectra, dim, rows * columns]).swap_dims(1, 2)
}

/// Tokens with those of `first` (one × tokens × dimensions) before them.
pub(super) fn with_first(first: &Tensor<3>, tokens: Tensor<3>) -> Tensor<3> {
    let [_, count, dim] = first.dims();
    let [spectra, ..] = tokens.dims();
    Tensor::cat(vec![first.clone().expand([spectra, count, dim]), tokens], 1)
}

/// The norm over a token's dimensions.
pub(super) struct Norm {
    gain: Tensor<1>,
    offset: Tensor<1>,
}

impl Norm {
    /// The norm of that name.
    pub(super) fn new(source: &mut dyn Source, name: &str) -> Result<Self, WeightsError> {
        let mut part = |part: &str| source.tensor(&format!("{name}.{part}"), [DIM]);
        Ok(Self { gain: part("weight")?, offset: part("bias")? })
    }

    /// Spectra × tokens × dimensions to the same.
    pub(super) fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        rows_normed_by([self.gain.clone(), self.offset.clone()], EPSILON, tokens)
    }
}

/// A linear map.
struct Map {
    weight: Tensor<2>,
    bias: Tensor<1>,
}

impl Map {
    fn new(source: &mut dyn Source, name: &str, [inputs, outputs]: [usize; 2]) -> Result<Self, WeightsError> {
        let weight = source.tensor(&format!("{name}.weight"), [outputs, inputs])?.transpose();
        let device = weight.device();
        // Laid anew, row after row, as products read it.
        let weight = Tensor::from_data(weight.into_data(), &device);
        Ok(Self { weight, bias: source.tensor(&format!("{name}.bias"), [outputs])? })
    }

    fn forward(&self, tokens: Tensor<3>, then: Then<'_>) -> Tensor<3> {
        mapped(tokens, &self.weight, &self.bias, then)
    }
}

/// A layer, normalised before each half.
pub(super) struct Layer {
    attention_norm: Norm,
    /// Queries, keys and values side by side.
    queries_keys_values: Map,
    output: Map,
    feed_norm: Norm,
    widen: Map,
    narrow: Map,
}

impl Layer {
    /// All layers of a network.
    pub(super) fn all(source: &mut dyn Source) -> Result<Vec<Self>, WeightsError> {
        (0..LAYERS).map(|index| Self::new(source, &format!("blocks.{index}"))).collect()
    }

    fn new(source: &mut dyn Source, name: &str) -> Result<Self, WeightsError> {
        let part = |part: &str| format!("{name}.{part}");
        Ok(Self {
            attention_norm: Norm::new(source, &part("norm1"))?,
            queries_keys_values: Map::new(source, &part("attn.qkv"), [DIM, 3 * DIM])?,
            output: Map::new(source, &part("attn.proj"), [DIM, DIM])?,
            feed_norm: Norm::new(source, &part("norm2"))?,
            widen: Map::new(source, &part("mlp.fc1"), [DIM, FEED])?,
            narrow: Map::new(source, &part("mlp.fc2"), [FEED, DIM])?,
        })
    }

    /// Spectra × tokens × dimensions to the same.
    pub(super) fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        let heard = self.attend(self.attention_norm.forward(tokens.clone()));
        let tokens = self.output.forward(heard, Then::Add(&tokens));
        let fed = self.widen.forward(self.feed_norm.forward(tokens.clone()), Then::Gelu);
        self.narrow.forward(fed, Then::Add(&tokens))
    }

    /// What the heads hear, side by side.
    fn attend(&self, tokens: Tensor<3>) -> Tensor<3> {
        let all = self.queries_keys_values.forward(tokens, Then::Stop);
        attend(&all, HEADS).unwrap_or_else(|| Self::attend_in_steps(all))
    }

    /// The same by the tensor library's own operations.
    fn attend_in_steps(all: Tensor<3>) -> Tensor<3> {
        let [spectra, count, _] = all.dims();
        let [queries, keys, values] = [0, 1, 2].map(|part| {
            let part = all.clone().slice(s![.., .., part * DIM..(part + 1) * DIM]);
            part.reshape([spectra, count, HEADS, DIM / HEADS]).swap_dims(1, 2)
        });
        let heard = attention(queries, keys, values, None, None, AttentionModuleOptions::default());
        heard.swap_dims(1, 2).reshape([spectra, count, DIM])
    }
}
