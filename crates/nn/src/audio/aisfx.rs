//! aiSFX (Ma and Lerch, *Representation Learning for the Automatic Indexing of Sound Effects Libraries*, ISMIR 2022): eight
//! convolutions of the kind of PANNs' Cnn10 (Kong and others 2020), the mean over bands, then the largest over time.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;

use super::conv::{Conv, ConvShape};
use super::{AudioEncoder, AudioEncoderEntry, Source};
use crate::weights::WeightsError;

/// Channels after each pair of convolutions.
const WIDTHS: [usize; 4] = [64, 128, 256, 512];

/// The line of the table.
pub(super) const ENTRY: AudioEncoderEntry = AudioEncoderEntry {
    name: "aisfx",
    summary: "Eight 3x3 convolutions over frames x bands, mean over bands, maximum over time: 512 dimensions",
    unused: &["fc."],
    within: "",
    make: |source| Ok(Box::new(AiSfx::new(source)?)),
};

/// The network.
struct AiSfx {
    pairs: Vec<[Conv; 2]>,
}

impl AiSfx {
    fn new(source: &mut dyn Source) -> Result<Self, WeightsError> {
        let mut pairs = Vec::with_capacity(WIDTHS.len());
        let mut inputs = 1;
        for (index, outputs) in WIDTHS.into_iter().enumerate() {
            let mut conv = |number: usize, inputs: usize| {
                let block = format!("embedding_net.conv_block{}", index + 1);
                let shape = ConvShape { epsilon: 1e-5, ..ConvShape::plain([inputs, outputs], 3) };
                let names = [format!("{block}.conv{number}"), format!("{block}.bn{number}")];
                Conv::with_norm(source, [&names[0], &names[1]], shape)
            };
            pairs.push([conv(1, inputs)?, conv(2, outputs)?]);
            inputs = outputs;
        }
        Ok(Self { pairs })
    }
}

impl AudioEncoder for AiSfx {
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2> {
        let mut maps: Tensor<4> = spectra.unsqueeze_dim(1);
        for (index, [first, second]) in self.pairs.iter().enumerate() {
            maps = relu(second.forward(relu(first.forward(maps))));
            if index + 1 < self.pairs.len() {
                maps = max_pool2d(maps, MaxPoolOptions::new([2, 2]).with_stride([2, 2]));
            }
        }
        let over_bands: Tensor<3> = maps.mean_dim(3).squeeze_dim(3);
        over_bands.max_dim(2).squeeze_dim(2)
    }
}
