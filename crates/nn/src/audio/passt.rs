//! PaSST-S (Koutini, Schlüter, Eghbal-zadeh and Widmer, *Efficient Training of Audio Transformers with Patchout*, Interspeech
//! 2022): a vision transformer with places in time and in frequency apart, and a token of what it is and one of what its
//! teacher says. Its vectors are those of its authors' HEAR package at two levels: of a short and of a long window.

use burn::tensor::{Tensor, s};

use super::vit::{DIM, Layer, Norm, Patches, in_line, with_first};
use super::{AudioEncoder, AudioEncoderEntry, Source};
use crate::weights::WeightsError;

/// Rows, or columns, from one patch to the next.
const STRIDE: usize = 10;
/// Rows of patches, and the columns of them that it has places for: those of ten seconds.
const PLACES: [usize; 2] = [12, 99];
/// Columns of the short window and of the long one behind it.
const WINDOWS: [usize; 2] = [16, 64];

/// The line of the table.
pub(super) const ENTRY: AudioEncoderEntry = AudioEncoderEntry {
    name: "passt-s",
    summary: "PaSST's ViT-B/16 over windows of 16 and of 64 frames of 128 bands, and what stands behind them: 1536 dimensions and those",
    unused: &["head.", "head_dist."],
    within: "",
    make: |source| Ok(Box::new(Passt::new(source)?)),
};

/// The network.
struct Passt {
    patches: Patches,
    /// What stands before the patches, with its places.
    first: Tensor<3>,
    rows: Tensor<4>,
    columns: Tensor<4>,
    layers: Vec<Layer>,
    norm: Norm,
}

impl Passt {
    fn new(source: &mut dyn Source) -> Result<Self, WeightsError> {
        let class = source.tensor("cls_token", [1, 1, DIM])?;
        let teacher = source.tensor("dist_token", [1, 1, DIM])?;
        let places = source.tensor("new_pos_embed", [1, 2, DIM])?;
        Ok(Self {
            patches: Patches::new(source, STRIDE)?,
            first: Tensor::cat(vec![class, teacher], 1) + places,
            rows: source.tensor("freq_new_pos_embed", [1, DIM, PLACES[0], 1])?,
            columns: source.tensor("time_new_pos_embed", [1, DIM, 1, PLACES[1]])?,
            layers: Layer::all(source)?,
            norm: Norm::new(source, "norm")?,
        })
    }

    /// The mean of the two first tokens behind the last layer.
    fn hear(&self, window: Tensor<3>) -> Tensor<2> {
        let patches = self.patches.forward(window);
        let [.., columns] = patches.dims();
        let places = self.columns.clone().slice(s![.., .., .., 0..columns]);
        let tokens = with_first(&self.first, in_line(patches + places + self.rows.clone()));
        let tokens = self.layers.iter().fold(tokens, |tokens, layer| layer.forward(tokens));
        self.norm.forward(tokens.slice(s![.., 0..2, ..])).mean_dim(1).squeeze_dim(1)
    }
}

impl AudioEncoder for Passt {
    /// What stands behind the two windows is said as it is.
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2> {
        let [count, rows, columns] = spectra.dims();
        let [short, long] = WINDOWS;
        let behind = short + long;
        Tensor::cat(
            vec![
                self.hear(spectra.clone().slice(s![.., .., 0..short])),
                self.hear(spectra.clone().slice(s![.., .., short..behind])),
                spectra.slice(s![.., .., behind..columns]).reshape([count, rows * (columns - behind)]),
            ],
            1,
        )
    }
}
