//! What a network says of many presets, and how its answers change with each number of a preset: for those who use one.

use burn::module::Module as _;
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;
use tonewright_synth::{Norm, PresetLayout};

use crate::device;
use crate::encoder::PresetEncoder;
use crate::input::PresetBatch;

/// Presets of a piece: a number of its own, so that answers are the same whatever the number of cores.
const ROWS: usize = 128;

/// A network that learns no more, to be asked from any thread.
#[derive(Clone, Debug)]
pub struct Asked {
    layout: PresetLayout,
    outputs: usize,
    plain: PresetEncoder,
    sloped: PresetEncoder,
}

/// How far presets are, and how that changes with their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sloped {
    /// One for each preset.
    pub distances: Vec<f32>,
    /// Presets × numbers of the layout: by how much the distance grows with each.
    pub of_numbers: Vec<f32>,
}

impl Asked {
    /// A network for presets of that layout, to vectors of so many dimensions.
    pub fn new(network: &PresetEncoder, layout: PresetLayout, outputs: usize) -> Self {
        let plain = network.valid().to_device(&device::cpu());
        // Norms over batches are those of what was learned, and not of what is asked.
        let sloped = plain.clone().to_device(&device::training(device::cpu())).freeze();
        Self { layout, outputs, plain, sloped }
    }

    /// What presets are to it.
    pub fn layout(&self) -> &PresetLayout {
        &self.layout
    }

    /// Presets × dimensions.
    pub fn vectors(&self, presets: &[Vec<Norm>]) -> Vec<f32> {
        let cpu = device::cpu();
        let piece = |presets: &[Vec<Norm>]| values(self.plain.forward(&self.batch(presets, &cpu)));
        presets.par_chunks(ROWS).flat_map_iter(piece).collect()
    }

    /// How far presets are from a vector, and how that changes: the mean over dimensions of absolute differences, each times
    /// its weight.
    ///
    /// # Panics
    /// When vector or weights have not as many dimensions as the network has outputs.
    pub fn slopes(&self, presets: &[Vec<Norm>], vector: &[f32], weights: &[f32]) -> Sloped {
        assert_eq!([vector.len(), weights.len()], [self.outputs; 2], "a number for each dimension");
        let piece = |presets: &[Vec<Norm>]| self.slopes_of_piece(presets, vector, weights);
        let pieces: Vec<Sloped> = presets.par_chunks(ROWS).map(piece).collect();
        pieces.into_iter().fold(Sloped::default(), |mut all, piece| {
            all.distances.extend(piece.distances);
            all.of_numbers.extend(piece.of_numbers);
            all
        })
    }

    fn slopes_of_piece(&self, presets: &[Vec<Norm>], vector: &[f32], weights: &[f32]) -> Sloped {
        let training = device::training(device::cpu());
        let mut batch = self.batch(presets, &training);
        let numbers = batch.numbers.clone().require_grad();
        batch.numbers = numbers.clone();
        let row = |of: &[f32]| Tensor::<2>::from_data(TensorData::new(of.to_vec(), [1, of.len()]), &training);
        // A copy of its own, or backward passes would wait for each other.
        let network = self.sloped.clone().fork(&training).freeze();
        let off = (network.forward(&batch) - row(vector)).abs() * row(weights);
        let distances: Tensor<2> = off.mean_dim(1);
        let slopes = numbers.grad(&distances.clone().sum().backward());
        let wide = self.layout.numbers().count();
        Sloped {
            distances: values(distances),
            of_numbers: slopes.map_or_else(|| vec![0.0; presets.len() * wide], values),
        }
    }

    fn batch(&self, presets: &[Vec<Norm>], device: &Device) -> PresetBatch {
        PresetBatch::new(&self.layout, presets.iter().map(Vec::as_slice), device)
    }
}

fn values(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as::<f32>().expect("networks compute in 32-bit floating point")
}

#[cfg(test)]
mod tests {
    use tonewright_synth::Slot;

    use super::*;
    use crate::{BlockConfig, EncoderConfig, Init, StackInput};

    const DIMS: usize = 5;

    fn layout() -> PresetLayout {
        PresetLayout::from_slots(vec![Slot::Number, Slot::Choice(3), Slot::Number, Slot::Number])
    }

    fn asked(config: EncoderConfig) -> Asked {
        let cpu = device::cpu();
        Asked::new(&config.init(&layout(), DIMS, &mut Init::new(3, &cpu)).unwrap(), layout(), DIMS)
    }

    fn presets(count: usize) -> Vec<Vec<Norm>> {
        let at = |row: usize, column: usize| ((row * 7 + column * 13) % 19) as f32 / 19.0;
        let preset = |row| vec![at(row, 0), (row % 3) as f32 / 2.0, at(row, 1), at(row, 2)];
        (0..count).map(|row| preset(row).into_iter().map(Norm::saturating).collect()).collect()
    }

    const STACK: EncoderConfig =
        EncoderConfig::Stack { input: StackInput::OneHot, block: BlockConfig::Highway, blocks: 2, width: 12 };
    const TRANSFORMER: EncoderConfig = EncoderConfig::Transformer { dim: 16, heads: 2, feed: 24, layers: 2 };

    #[test]
    fn answers_are_those_of_each_preset_alone() {
        for config in [STACK, TRANSFORMER] {
            let (asked, presets) = (asked(config), presets(ROWS + 7));
            let all = asked.vectors(&presets);
            for row in [0, ROWS - 1, ROWS + 6] {
                let alone = asked.vectors(&presets[row..=row]);
                for (one, other) in alone.iter().zip(&all[row * DIMS..]) {
                    assert!((one - other).abs() < 1e-5, "{row}: {one} {other}");
                }
            }
        }
    }

    #[test]
    fn slopes_are_what_distances_do_when_a_number_moves() {
        let (vector, weights) = ([0.3, -0.2, 0.1, 0.5, -0.4], [1.0, 0.0, 2.0, 1.0, 0.5]);
        for config in [STACK, TRANSFORMER] {
            let (asked, presets) = (asked(config), presets(ROWS + 3));
            let slopes = asked.slopes(&presets, &vector, &weights);
            let far = |presets: &[Vec<Norm>]| -> Vec<f64> {
                let off = |(at, x): (usize, &f32)| f64::from((x - vector[at]).abs() * weights[at]);
                let of = |row: &[f32]| row.iter().enumerate().map(off).sum::<f64>() / DIMS as f64;
                asked.vectors(presets).chunks(DIMS).map(of).collect()
            };
            let now = far(&presets);
            assert_eq!((slopes.distances.len(), slopes.of_numbers.len()), (presets.len(), presets.len() * 3));
            for (row, far) in now.iter().enumerate() {
                assert!((far - f64::from(slopes.distances[row])).abs() < 1e-5);
            }
            for (number, column) in [0, 2, 3].into_iter().enumerate() {
                let step = 1e-2_f32;
                let by = |by: f32| {
                    let mut moved = presets.clone();
                    moved
                        .iter_mut()
                        .for_each(|p| p[column] = Norm::saturating(p[column].get().clamp(0.1, 0.9) + by));
                    moved
                };
                let (up, down) = (far(&by(step)), far(&by(-step)));
                let at = asked.slopes(&by(0.0), &vector, &weights);
                let is_off = |row: &usize| {
                    let measured = (up[*row] - down[*row]) / f64::from(2.0 * step);
                    let said = f64::from(at.of_numbers[row * 3 + number]);
                    (measured - said).abs() > 0.03 * said.abs().max(0.05)
                };
                // Where an edge lies within the step, no slope is right.
                let off = (0..presets.len()).filter(is_off).count();
                assert!(off < presets.len() / 8, "{column}: {off} of {}", presets.len());
            }
        }
    }
}
