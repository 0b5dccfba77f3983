//! Every encoder learns: eight presets by heart.

use tonewright_nn::burn::tensor::{Tensor, TensorData};
use tonewright_nn::train::{AdamW, AdamWConfig, Slopes};
use tonewright_nn::{BlockConfig, EncoderConfig, Init, PresetBatch, StackInput, device};
use tonewright_synth::{Norm, SYNTHS, seed};

use tonewright_testkit::mixed::mixed;

#[test]
fn every_kind_of_encoder_learns_eight_presets_by_heart() {
    let synth = (SYNTHS.iter().find(|entry| entry.name == "subtractive").unwrap().build)();
    let layout = tonewright_synth::PresetLayout::of(synth.spec());
    let presets: Vec<Vec<Norm>> =
        (0..8).map(|item| synth.prior().draw(&mut seed::stream(3, "by-heart", item)).values).collect();
    let stack = |input, block| EncoderConfig::Stack { input, block, blocks: 2, width: 32 };
    let configs = [
        stack(StackInput::Raw, BlockConfig::Mlp),
        stack(StackInput::OneHot, BlockConfig::Highway),
        stack(StackInput::Tokens { dim: 8 }, BlockConfig::Residual),
        stack(StackInput::TokensGru { dim: 16 }, BlockConfig::Highway),
        EncoderConfig::Recurrent { layers: 1, states: 64 },
        EncoderConfig::Transformer { dim: 32, heads: 4, feed: 64, layers: 2 },
    ];
    for config in configs {
        let device = device::training(device::cpu());
        let batch = PresetBatch::new(&layout, presets.iter().map(Vec::as_slice), &device);
        let target: Vec<f32> = (0..8 * 4).map(|i| 4.0 * mixed("by-heart", i) as f32).collect();
        let target = Tensor::<2>::from_data(TensorData::new(target, [8, 4]), &device);
        let mut network = config.init(&layout, 4, &mut Init::new(1, &device)).unwrap();
        let mut optimizer = AdamW::new(AdamWConfig::default());
        let (mut first, mut last) = (None, f32::INFINITY);
        // Reading a preset number by number takes its time.
        let is_slow = matches!(config, EncoderConfig::Recurrent { .. });
        for _ in 0..if is_slow { 300 } else { 120 } {
            let loss = (network.forward(&batch) - target.clone()).abs().mean();
            last = loss.clone().into_scalar();
            first.get_or_insert(last);
            let slopes = Slopes::take(&network, &mut loss.backward());
            let length = slopes.length();
            network = optimizer.step(1e-2, network, slopes, length);
        }
        let first = first.unwrap();
        assert!(last < if is_slow { 0.6 } else { 0.2 } * first, "{config:?}: from {first} to {last}");
    }
}
