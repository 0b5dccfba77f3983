//! A graphics processor answers as the processor does. Where there is none, a software one does (Debian: `mesa-vulkan-drivers`).

use tonewright_nn::burn::module::Module as _;
use tonewright_nn::burn::tensor::{Device, Tensor};
use tonewright_nn::device;
use tonewright_nn::train::{AdamW, AdamWConfig, loss_and_slopes};
use tonewright_nn::{BlockConfig, EncoderConfig, Init, PresetBatch, StackInput};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Norm, PresetLayout, Synth, seed};
use tonewright_testkit::ToySynth;

use crate::named::Fill;

const OUTPUTS: usize = 7;

fn gpu() -> Option<Device> {
    match device::by_name("gpu").unwrap().open() {
        Ok(opened) => Some(opened.device),
        Err(error) => {
            eprintln!("SKIPPED networks on a graphics processor: {error}");
            None
        }
    }
}

/// The largest difference, relative to the largest value.
fn apart(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    let most = |values: &mut dyn Iterator<Item = f32>| values.fold(0.0_f32, |most, x| most.max(x.abs()));
    most(&mut one.iter().zip(other).map(|(a, b)| a - b)) / most(&mut one.iter().copied())
}

/// What a network says before and after two steps, with the losses and lengths of slopes of these.
fn taught(
    config: &EncoderConfig,
    (layout, presets): (&PresetLayout, &[Vec<Norm>]),
    device: &Device,
) -> (Vec<f32>, Vec<f32>) {
    let device = device::training(device.clone());
    let network = config.init(layout, OUTPUTS, &mut Init::new(5, &device)).unwrap();
    let mut network = network.map(&mut Fill::default());
    let batch = |device: &Device| PresetBatch::new(layout, presets.iter().map(Vec::as_slice), device);
    let truth: Vec<f32> = (0..presets.len() * OUTPUTS).map(|n| (n as f32 * 0.7).sin()).collect();
    let truth = Tensor::<1>::from_floats(truth.as_slice(), &device).reshape([presets.len(), OUTPUTS]);
    let mut optimizer = AdamW::new(AdamWConfig { epsilon: 1e-3, ..AdamWConfig::default() });
    let values = |tensor: Tensor<2>| tensor.into_data().try_to_vec::<f32>().unwrap();
    let plain = device.clone().inner();
    let mut said = values(network.valid().forward(&batch(&plain)));
    let mut losses = Vec::new();
    for _ in 0..2 {
        let (loss, slopes) = loss_and_slopes(&network, &batch(&device), &truth, |off| off.abs().mean());
        let length = slopes.length();
        losses.extend([loss as f32, length as f32]);
        network = optimizer.step(1e-3, network, slopes, length);
    }
    said.extend(values(network.valid().forward(&batch(&plain))));
    (said, losses)
}

/// Norms over batches, attention, and messages along wires, small: what networks are made of is compiled for the device
/// first, which takes longer than all else.
fn small() -> [(&'static str, EncoderConfig); 3] {
    let (input, block) = (StackInput::OneHot, BlockConfig::Highway);
    [
        ("highway", EncoderConfig::Stack { input, block, blocks: 1, width: 16 }),
        ("transformer", EncoderConfig::Transformer { dim: 16, heads: 2, feed: 24, layers: 1 }),
        ("graph", EncoderConfig::Graph { scales: 2, dim: 8, feed: 12, rounds: 1, width: 16, blocks: 1 }),
    ]
}

#[test]
fn encoders_say_and_learn_the_same_there() {
    let Some(gpu) = gpu() else { return };
    let drawn = |synth: &dyn Synth| -> (PresetLayout, Vec<Vec<Norm>>) {
        let draw = |item| synth.prior().draw(&mut seed::stream(3, "gpu", item)).values;
        (PresetLayout::of(synth.spec()), (0..40).map(draw).collect())
    };
    let (toy, wired) = (drawn(&ToySynth::new()), drawn(&Dx7::mark_one()));
    for (name, config) in small() {
        let (layout, presets) = if name == "graph" { &wired } else { &toy };
        let [one, other] = [device::cpu(), gpu.clone()].map(|on| taught(&config, (layout, presets), &on));
        let (said, losses) = (apart(&one.0, &other.0), apart(&one.1, &other.1));
        eprintln!("{name}: answers {said:.1e} apart, losses and slopes {losses:.1e}");
        assert!(said < 1e-4 && losses < 1e-4, "{name}");
    }
}
