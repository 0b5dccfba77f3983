//! EfficientAT (Schmid, Koutini and Widmer, ICASSP 2023): the body of MobileNetV3-Large (Howard and others 2019) over spectra
//! of bands × frames, and what synth-proxy takes of it: the means over each channel behind its blocks 5, 11, 13 and 15.

use burn::tensor::activation::{hard_swish, relu, sigmoid};
use burn::tensor::{Tensor, module::linear};

use super::conv::{Conv, ConvShape};
use super::{AudioEncoder, AudioEncoderEntry, Source};
use crate::weights::WeightsError;

/// What is added to variances in its norms.
const EPSILON: f64 = 1e-3;
/// Blocks behind which means are taken, counted from one.
const HEARD: [usize; 4] = [5, 11, 13, 15];
/// Share of the channels that the weighing of channels is squeezed to.
const SQUEEZE: usize = 4;
/// Widths of the layer behind the last block, in those of the block.
const TAIL: usize = 6;

/// The line of the table for a width of 0.4.
pub(super) const MN04: AudioEncoderEntry = AudioEncoderEntry {
    name: "mn04",
    summary: "EfficientAT's MobileNetV3 of width 0.4, means behind blocks 5, 11, 13 and 15: 192 dimensions",
    unused: &["classifier."],
    within: "",
    make: |source| Ok(Box::new(EfficientAt::new(source, 0.4)?)),
};

/// The line of the table for a width of 2.
pub(super) const MN20: AudioEncoderEntry = AudioEncoderEntry {
    name: "mn20",
    summary: "EfficientAT's MobileNetV3 of width 2.0, means behind blocks 5, 11, 13 and 15: 944 dimensions",
    unused: &["classifier."],
    within: "",
    make: |source| Ok(Box::new(EfficientAt::new(source, 2.0)?)),
};

/// A block at width 1, as table 1 of the MobileNetV3 paper has it.
struct Plan {
    kernel: usize,
    expanded: usize,
    outputs: usize,
    /// Whether its channels are weighed.
    weighs: bool,
    /// Whether it cuts by hard-swish and not at zero.
    swish: bool,
    stride: usize,
}

const fn plan(kernel: usize, expanded: usize, outputs: usize, marks: [bool; 2], stride: usize) -> Plan {
    Plan { kernel, expanded, outputs, weighs: marks[0], swish: marks[1], stride }
}

const PLANS: [Plan; 15] = [
    plan(3, 16, 16, [false, false], 1),
    plan(3, 64, 24, [false, false], 2),
    plan(3, 72, 24, [false, false], 1),
    plan(5, 72, 40, [true, false], 2),
    plan(5, 120, 40, [true, false], 1),
    plan(5, 120, 40, [true, false], 1),
    plan(3, 240, 80, [false, true], 2),
    plan(3, 200, 80, [false, true], 1),
    plan(3, 184, 80, [false, true], 1),
    plan(3, 184, 80, [false, true], 1),
    plan(3, 480, 112, [true, true], 1),
    plan(3, 672, 112, [true, true], 1),
    plan(5, 672, 160, [true, true], 2),
    plan(5, 960, 160, [true, true], 1),
    plan(5, 960, 160, [true, true], 1),
];
/// Channels before the first block, at width 1.
const FIRST: usize = 16;

/// The nearest multiple of eight that is not a tenth below: MobileNet's rule for widths.
fn in_eights(width: f64) -> usize {
    let nearest = (((width + 4.0) as usize) / 8 * 8).max(8);
    if (nearest as f64) < 0.9 * width { nearest + 8 } else { nearest }
}

/// The network.
struct EfficientAt {
    first: Conv,
    blocks: Vec<Block>,
}

impl EfficientAt {
    fn new(source: &mut dyn Source, width: f64) -> Result<Self, WeightsError> {
        let wide = |channels: usize| in_eights(channels as f64 * width);
        let mut inputs = wide(FIRST);
        let first = conv(source, "features.0", ConvShape { kernel: 3, stride: 2, ..pointwise(1, inputs) })?;
        let mut blocks = Vec::with_capacity(PLANS.len());
        for (index, plan) in PLANS.iter().enumerate() {
            let sizes = [inputs, wide(plan.expanded), wide(plan.outputs)];
            blocks.push(Block::new(source, &format!("features.{}.block", index + 1), sizes, plan)?);
            inputs = sizes[2];
        }
        // Behind the last block is one more layer, which the vectors do without: it has to fit all the same.
        conv(source, &format!("features.{}", PLANS.len() + 1), pointwise(inputs, TAIL * inputs))?;
        Ok(Self { first, blocks })
    }
}

impl AudioEncoder for EfficientAt {
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2> {
        let mut maps = hard_swish(self.first.forward(spectra.unsqueeze_dim(1)));
        let mut heard = Vec::with_capacity(HEARD.len());
        for (index, block) in self.blocks.iter().enumerate() {
            maps = block.forward(maps);
            if HEARD.contains(&(index + 1)) {
                heard.push(means(maps.clone()));
            }
        }
        Tensor::cat(heard, 1)
    }
}

/// A convolution over channels alone, with its norm.
fn pointwise(inputs: usize, outputs: usize) -> ConvShape {
    ConvShape { epsilon: EPSILON, ..ConvShape::plain([inputs, outputs], 1) }
}

/// The convolution of that name with its norm, as torchvision calls them.
fn conv(source: &mut dyn Source, name: &str, shape: ConvShape) -> Result<Conv, WeightsError> {
    Conv::with_norm(source, [&format!("{name}.0"), &format!("{name}.1")], shape)
}

/// The mean of each channel: spectra × channels.
fn means(maps: Tensor<4>) -> Tensor<2> {
    let [spectra, channels, rows, columns] = maps.dims();
    maps.reshape([spectra, channels, rows * columns]).mean_dim(2).squeeze_dim(2)
}

/// Wider, each channel alone, weighed, narrower: an inverted residual.
struct Block {
    expand: Option<Conv>,
    alone: Conv,
    weigh: Option<Weigh>,
    project: Conv,
    swish: bool,
    adds: bool,
}

impl Block {
    fn new(
        source: &mut dyn Source,
        name: &str,
        [inputs, expanded, outputs]: [usize; 3],
        plan: &Plan,
    ) -> Result<Self, WeightsError> {
        let mut places = 0..;
        let mut next = || format!("{name}.{}", places.next().unwrap_or_default());
        let expand = (expanded != inputs).then(|| conv(source, &next(), pointwise(inputs, expanded)));
        let expand = expand.transpose()?;
        let alone = ConvShape {
            kernel: plan.kernel,
            stride: plan.stride,
            depthwise: true,
            ..pointwise(expanded, expanded)
        };
        let alone = conv(source, &next(), alone)?;
        let weigh = plan.weighs.then(|| Weigh::new(source, &next(), expanded)).transpose()?;
        let project = conv(source, &next(), pointwise(expanded, outputs))?;
        let adds = plan.stride == 1 && inputs == outputs;
        Ok(Self { expand, alone, weigh, project, swish: plan.swish, adds })
    }

    fn forward(&self, maps: Tensor<4>) -> Tensor<4> {
        let cut = |maps| if self.swish { hard_swish(maps) } else { relu(maps) };
        let mut inner = maps.clone();
        if let Some(expand) = &self.expand {
            inner = cut(expand.forward(inner));
        }
        inner = cut(self.alone.forward(inner));
        if let Some(weigh) = &self.weigh {
            inner = weigh.forward(inner);
        }
        let inner = self.project.forward(inner);
        if self.adds { inner + maps } else { inner }
    }
}

/// How much each channel counts, by what all of them say: squeeze and excitation (Hu and others 2018).
struct Weigh {
    maps: [(Tensor<2>, Tensor<1>); 2],
}

impl Weigh {
    fn new(source: &mut dyn Source, name: &str, channels: usize) -> Result<Self, WeightsError> {
        let squeezed = in_eights((channels / SQUEEZE) as f64);
        let mut map = |which: &str, [inputs, outputs]: [usize; 2]| {
            let name = format!("{name}.conc_se_layers.0.{which}");
            let weight = source.tensor(&format!("{name}.weight"), [outputs, inputs])?;
            Ok((weight.transpose(), source.tensor(&format!("{name}.bias"), [outputs])?))
        };
        Ok(Self { maps: [map("fc1", [channels, squeezed])?, map("fc2", [squeezed, channels])?] })
    }

    fn forward(&self, maps: Tensor<4>) -> Tensor<4> {
        let [(squeeze, squeeze_bias), (excite, excite_bias)] = self.maps.clone();
        let squeezed = relu(linear(means(maps.clone()), squeeze, Some(squeeze_bias)));
        let shares = sigmoid(linear(squeezed, excite, Some(excite_bias)));
        let [spectra, channels] = shares.dims();
        maps * shares.reshape([spectra, channels, 1, 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The widths that the networks are published with.
    #[test]
    fn widths_are_the_published_ones() {
        let wide =
            |width: f64| PLANS.map(|plan| [plan.expanded, plan.outputs].map(|n| in_eights(n as f64 * width)));
        let expected_04 =
            [[8, 8], [24, 16], [32, 16], [32, 16], [48, 16], [48, 16], [96, 32], [80, 32], [72, 32]];
        assert_eq!(wide(0.4)[..9], expected_04);
        assert_eq!(wide(0.4)[10..], [[192, 48], [272, 48], [272, 64], [384, 64], [384, 64]]);
        assert_eq!(wide(2.0)[12..], [[1344, 320], [1920, 320], [1920, 320]]);
        assert_eq!([8.0, 12.0, 18.0, 120.0].map(in_eights), [8, 16, 24, 120]);
    }
}
