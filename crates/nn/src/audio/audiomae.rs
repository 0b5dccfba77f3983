//! AudioMAE (Huang and others, *Masked Autoencoders that Listen*, NeurIPS 2022): the vision transformer that was taught to
//! fill in hidden patches of spectra, then to tell sounds. Its vectors are those of synth-proxy: what the patches have become
//! behind its last four layers, normalised and averaged, and of that the largest of each column of patches.

use burn::tensor::{Tensor, s};

use super::vit::{DIM, Layer, Norm, PATCH, Patches, in_line, with_first};
use super::{AudioEncoder, AudioEncoderEntry, Source};
use crate::weights::WeightsError;

/// Patches of a spectrum of 1024 frames and 128 bands: moments, and patches of each.
const MOMENTS: usize = 64;
const ROWS: usize = 8;
/// The first layer behind which patches are heard, counted from none.
const FIRST_HEARD: usize = 8;

/// The line of the table.
pub(super) const ENTRY: AudioEncoderEntry = AudioEncoderEntry {
    name: "audiomae",
    summary: "AudioMAE's ViT-B/16 over 1024 frames of 128 bands, means of its last four layers, maxima over bands: 64 moments of 768 dimensions",
    unused: &["head."],
    within: "model.",
    make: |source| Ok(Box::new(AudioMae::new(source)?)),
};

/// The network.
struct AudioMae {
    patches: Patches,
    /// What stands before the patches, with its place.
    first: Tensor<3>,
    places: Tensor<3>,
    layers: Vec<Layer>,
    norm: Norm,
}

impl AudioMae {
    fn new(source: &mut dyn Source) -> Result<Self, WeightsError> {
        let class = source.tensor("cls_token", [1, 1, DIM])?;
        let places = source.tensor("pos_embed", [1, 1 + MOMENTS * ROWS, DIM])?;
        Ok(Self {
            patches: Patches::new(source, PATCH)?,
            first: class + places.clone().slice(s![.., 0..1, ..]),
            places: places.slice(s![.., 1..1 + MOMENTS * ROWS, ..]),
            layers: Layer::all(source)?,
            norm: Norm::new(source, "fc_norm")?,
        })
    }
}

impl AudioEncoder for AudioMae {
    /// Spectra of frames × bands to moments × dimensions, one moment behind the other.
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2> {
        let patches = in_line(self.patches.forward(spectra)) + self.places.clone();
        let mut tokens = with_first(&self.first, patches);
        let mut heard: Option<Tensor<3>> = None;
        for (index, layer) in self.layers.iter().enumerate() {
            tokens = layer.forward(tokens);
            if index >= FIRST_HEARD {
                let said = self.norm.forward(tokens.clone());
                heard = Some(match heard {
                    Some(heard) => heard + said,
                    None => said,
                });
            }
        }
        let mean = heard.unwrap_or(tokens) / (self.layers.len() - FIRST_HEARD) as f64;
        let [spectra, count, dim] = mean.dims();
        let patches = mean.slice(s![.., 1..count, ..]).reshape([spectra, MOMENTS, ROWS, dim]);
        patches.max_dim(2).reshape([spectra, MOMENTS * dim])
    }
}
