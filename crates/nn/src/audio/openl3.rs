//! OpenL3 (Cramer, Wu, Salamon and Bello, *Look, Listen, and Learn More*, ICASSP 2019): the eight convolutions with which L3-Net
//! (Arandjelović and Zisserman, ICCV 2017) listens, taught to tell whether a sound and a picture belong together. Tensors are
//! called as the package torchopenl3 calls them.

use std::f64::consts::LN_10;

use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::{linear, max_pool2d};
use burn::tensor::ops::MaxPoolOptions;

use super::conv::{Affine, Conv, ConvShape};
use super::{AudioEncoder, AudioEncoderEntry, Source};
use crate::weights::WeightsError;

/// Bins of a spectrum, and the mel bands that they are summed to.
const BINS: usize = 1025;
const BANDS: usize = 256;
/// Channels behind each convolution but the last; every second is followed by a maximum over squares of two.
const WIDTHS: [usize; 7] = [64, 64, 128, 128, 256, 256, 512];
/// Channels behind the last, and the sides of the squares over which their maximum is taken.
const LAST: usize = 512;
const SQUARE: usize = 8;
/// What is added to variances in its norms.
const EPSILON: f64 = 1e-3;
/// The least power of a band, and the range in decibels below the largest that is kept.
const LEAST: f64 = 1e-20;
const RANGE_DB: f64 = 80.0;

/// The line of the table.
pub(super) const ENTRY: AudioEncoderEntry = AudioEncoderEntry {
    name: "openl3-mel256-music-6144",
    summary: "Eight 3x3 convolutions over 256 mel bands of powers, maxima over squares of eight: 6144 dimensions",
    unused: &["speclayer.dft_"],
    within: "",
    make: |source| Ok(Box::new(OpenL3::new(source)?)),
};

/// The network.
struct OpenL3 {
    /// Bins to mel bands: the file has them, and they differ between versions of what made them.
    bands: Tensor<2>,
    /// What the first norm does to levels.
    levels: [f64; 2],
    convs: Vec<Conv>,
    last: Conv,
}

impl OpenL3 {
    fn new(source: &mut dyn Source) -> Result<Self, WeightsError> {
        let bands = source.tensor("speclayer.mel_basis", [BANDS, BINS])?.transpose();
        let Affine(levels) = Affine::of_norm(source, "batch_normalization_1", 1, EPSILON)?;
        let shape = |inputs, outputs| {
            let plain = ConvShape::plain([inputs, outputs], 3);
            ConvShape { biased: true, epsilon: EPSILON, ..plain }
        };
        let mut convs = Vec::with_capacity(WIDTHS.len());
        let mut inputs = 1;
        for (index, outputs) in WIDTHS.into_iter().enumerate() {
            let names = [format!("conv2d_{}", index + 1), format!("batch_normalization_{}", index + 2)];
            convs.push(Conv::with_norm(source, [&names[0], &names[1]], shape(inputs, outputs))?);
            inputs = outputs;
        }
        let last = Conv::alone(source, "audio_embedding_layer", shape(inputs, LAST))?;
        Ok(Self { bands, levels: levels[0], convs, last })
    }

    /// Mel bands in what its authors call decibels, of the roots of their powers, below the largest of each spectrum: spectra ×
    /// bands × frames.
    fn levels(&self, powers: Tensor<3>) -> Tensor<3> {
        let bands = linear(powers, self.bands.clone(), None);
        let levels = bands.clamp_min(LEAST).log() * (5.0 / LN_10);
        let [spectra, frames, bands] = levels.dims();
        let largest = levels.clone().reshape([spectra, frames * bands]).max_dim(1);
        (levels - largest.unsqueeze_dim(2)).clamp_min(-RANGE_DB).swap_dims(1, 2)
    }
}

impl AudioEncoder for OpenL3 {
    /// Spectra of frames × bins, powers.
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2> {
        let [factor, offset] = self.levels;
        let mut maps: Tensor<4> = (self.levels(spectra) * factor + offset).unsqueeze_dim(1);
        for (index, conv) in self.convs.iter().enumerate() {
            maps = relu(conv.forward(maps));
            if index % 2 == 1 {
                maps = largest(maps, 2);
            }
        }
        let maps = largest(self.last.forward(maps), SQUARE);
        let [spectra, channels, rows, columns] = maps.dims();
        maps.permute([0, 2, 3, 1]).reshape([spectra, rows * columns * channels])
    }
}

/// The maxima over squares that do not overlap; what is left at the ends is left out.
fn largest(maps: Tensor<4>, side: usize) -> Tensor<4> {
    max_pool2d(maps, MaxPoolOptions::new([side; 2]).with_stride([side; 2]))
}
