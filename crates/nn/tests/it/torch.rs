//! Outputs and gradients against PyTorch's, for networks of every kind with the same weights
//! (`tests/reference/networks/make.py` makes the numbers).

use std::collections::BTreeMap;

use serde::Deserialize;
use tonewright_nn::burn::module::Module as _;
use tonewright_nn::burn::tensor::{Tensor, TensorData};
use tonewright_nn::train::{AdamW, AdamWConfig, Slopes};
use tonewright_nn::{BlockConfig, EncoderConfig, Init, PresetBatch, PresetEncoder, StackInput, device};
use tonewright_synth::{PresetLayout, Routing, Slot, Wiring};

use tonewright_testkit::mixed::{mixed, mixed_bits};

use crate::named::{Collect, Fill};

const VALUES: &str = include_str!("../../../../tests/reference/networks/values.json");
const PRESETS: usize = 6;
const OUTPUTS: usize = 5;

/// What PyTorch found.
#[derive(Deserialize)]
struct Reference {
    /// Of steps of AdamW, each before its step.
    losses: Vec<f64>,
    /// While training, row after row.
    output: Vec<f64>,
    loss: f64,
    /// Of each parameter the length of its gradient, and how far it goes in a direction of its own.
    gradients: BTreeMap<String, [f64; 2]>,
    /// Afterwards, with what the norms have seen.
    output_afterwards: Vec<f64>,
}

pub(crate) fn layout() -> PresetLayout {
    let choice =
        |place: usize| [(2, 3), (4, 2), (7, 4), (10, 2)].iter().find(|(at, _)| *at == place).map(|c| c.1);
    PresetLayout::from_slots((0..12).map(|place| choice(place).map_or(Slot::Number, Slot::Choice)).collect())
        .with_wiring(wiring())
        .unwrap()
}

/// Two units of two numbers and a choice, wired in four ways.
pub(crate) fn wiring() -> Wiring {
    let routing = |edges: &[(usize, usize)], heard: &[usize], feedback: &[(usize, usize)]| Routing {
        edges: edges.to_vec(),
        heard: heard.to_vec(),
        feedback: feedback.to_vec(),
    };
    let routings = vec![
        routing(&[(1, 0)], &[0], &[(1, 1)]),
        routing(&[(0, 1)], &[1], &[(1, 0)]),
        routing(&[], &[0, 1], &[(0, 0)]),
        routing(&[(1, 0)], &[0, 1], &[]),
    ];
    Wiring { units: vec![vec![0, 1, 4], vec![5, 9, 10]], selector: 7, routings }
}

pub(crate) fn batch(layout: &PresetLayout, device: &tonewright_nn::burn::tensor::Device) -> PresetBatch {
    let numbers = layout.numbers().count();
    let drawn: Vec<f32> = (0..PRESETS * numbers).map(|i| (mixed("numbers", i) + 0.5) as f32).collect();
    let choices: Vec<usize> = layout.choices().map(|(_, classes)| classes).collect();
    let class = |i: usize| i64::from(mixed_bits("classes", i)) % choices[i % choices.len()] as i64;
    let classes: Vec<i64> = (0..PRESETS * choices.len()).map(class).collect();
    PresetBatch {
        numbers: Tensor::from_data(TensorData::new(drawn, [PRESETS, numbers]), device),
        classes: Tensor::from_data(TensorData::new(classes, [PRESETS, choices.len()]), device),
    }
}

fn target(device: &tonewright_nn::burn::tensor::Device) -> Tensor<2> {
    let target: Vec<f32> = (0..PRESETS * OUTPUTS).map(|i| mixed("target", i) as f32).collect();
    Tensor::from_data(TensorData::new(target, [PRESETS, OUTPUTS]), device)
}

pub(crate) fn networks() -> Vec<(&'static str, EncoderConfig)> {
    let stack = |input, block| EncoderConfig::Stack { input, block, blocks: 3, width: 16 };
    vec![
        ("raw-mlp", stack(StackInput::Raw, BlockConfig::Mlp)),
        ("one-hot-mlp", stack(StackInput::OneHot, BlockConfig::Mlp)),
        ("one-hot-highway", stack(StackInput::OneHot, BlockConfig::Highway)),
        ("one-hot-residual", stack(StackInput::OneHot, BlockConfig::Residual)),
        ("tokens-highway", stack(StackInput::Tokens { dim: 8 }, BlockConfig::Highway)),
        ("tokens-gru-highway", stack(StackInput::TokensGru { dim: 8 }, BlockConfig::Highway)),
        ("recurrent", EncoderConfig::Recurrent { layers: 2, states: 8 }),
        ("transformer", EncoderConfig::Transformer { dim: 16, heads: 4, feed: 24, layers: 2 }),
        ("graph", EncoderConfig::Graph { scales: 2, dim: 16, feed: 24, rounds: 2, width: 20, blocks: 2 }),
    ]
}

/// The largest difference, relative to the largest value.
fn difference(found: &Tensor<2>, expected: &[f64]) -> f64 {
    let found: Vec<f32> = found.to_data().try_to_vec::<f32>().unwrap();
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    found.iter().zip(expected).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max) / largest
}

#[test]
fn outputs_and_gradients_are_those_of_torch() {
    let references: BTreeMap<String, Reference> = serde_json::from_str(VALUES).unwrap();
    let layout = layout();
    for (name, config) in networks() {
        let reference = &references[name];
        let device = device::training(device::cpu());
        let network = filled(&config);
        let output = network.forward(&batch(&layout, &device));
        assert!(
            difference(&output, &reference.output) < 2e-5,
            "{name}: {}",
            difference(&output, &reference.output)
        );

        let loss = (output - target(&device)).abs().mean();
        let found: f32 = loss.clone().into_scalar();
        assert!((f64::from(found) - reference.loss).abs() < 1e-5 * reference.loss, "{name}: {found}");

        let gradients = loss.backward();
        let found = Collect::of(&network, &gradients);
        let names: Vec<&String> = found.iter().map(|(name, ..)| name).collect();
        assert_eq!(names.len(), reference.gradients.len(), "{name}: {names:#?}");
        for (parameter, _, [length, along]) in &found {
            let [expected_length, expected_along] = reference.gradients[parameter];
            let within = 2e-4 * expected_length + 1e-7;
            assert!(
                (length - expected_length).abs() < within,
                "{name} {parameter}: {length} for {expected_length}"
            );
            assert!(
                (along - expected_along).abs() < within,
                "{name} {parameter}: {along} for {expected_along}"
            );
        }

        let network = network.valid();
        let afterwards = network.forward(&batch(&layout, &device::cpu()));
        let off = difference(&afterwards, &reference.output_afterwards);
        assert!(off < 2e-5, "{name} afterwards: {off}");
    }
}

/// A network that is filled by rule, as PyTorch's.
pub(crate) fn filled(config: &EncoderConfig) -> PresetEncoder {
    let device = device::training(device::cpu());
    config.init(&layout(), OUTPUTS, &mut Init::new(1, &device)).unwrap().map(&mut Fill::default())
}

/// Steps of an optimizer on the one batch; the loss before each.
pub(crate) fn taught(
    mut network: PresetEncoder,
    adam: &mut AdamW,
    steps: usize,
) -> (PresetEncoder, Vec<f64>) {
    let device = device::training(device::cpu());
    let (batch, target) = (batch(&layout(), &device), target(&device));
    let mut losses = Vec::new();
    for _ in 0..steps {
        let loss = (network.forward(&batch) - target.clone()).abs().mean();
        losses.push(f64::from(loss.clone().into_scalar::<f32>()));
        let slopes = Slopes::take(&network, &mut loss.backward());
        let length = slopes.length();
        network = adam.step(3e-3, network, slopes, length);
    }
    (network, losses)
}

/// The optimizer that PyTorch's losses are of.
pub(crate) fn adam() -> AdamW {
    AdamW::new(AdamWConfig {
        beta1: 0.9,
        beta2: 0.98,
        epsilon: 1e-7,
        weight_decay: 0.01,
        longest: Some(0.5),
        average: None,
    })
}

#[test]
fn losses_while_they_learn_are_those_of_torch() {
    let references: BTreeMap<String, Reference> = serde_json::from_str(VALUES).unwrap();
    for (name, config) in networks() {
        let expected = &references[name].losses;
        let (_, losses) = taught(filled(&config), &mut adam(), expected.len());
        for (step, (found, expected)) in losses.iter().zip(expected).enumerate() {
            assert!((found / expected - 1.0).abs() < 1e-3, "{name}, step {step}: {found} for {expected}");
        }
    }
}
