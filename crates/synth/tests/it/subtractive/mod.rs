//! The subtractive synth: what its tests share.

mod aliasing;
mod batch;
mod effects;
mod envelopes;
mod filter;
mod goldens;
mod modulation;
mod oscillators;
mod prior;
mod range;
mod spectrum;

use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::engines::subtractive::{Engine, Patch, Subtractive};
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::{Gesture, Plain, Preset, Synth as _, seed};

const RATE_HZ: u32 = 44_100;

/// The initial preset with some parameters at plain values.
fn preset(moved: &[(&str, f64)]) -> Preset {
    let mut preset = Preset::init(spec());
    for (id, plain) in moved {
        let index = spec().index_of(id).unwrap_or_else(|| panic!("`{id}` is a parameter"));
        preset.values[index] = spec().params[index].norm_from_plain(Plain(*plain));
    }
    preset
}

/// The sound of such a preset.
fn render(moved: &[(&str, f64)], gesture: Gesture, rate_hz: u32, secs: f64) -> Vec<f32> {
    let patch = Patch::from_preset(&preset(moved)).unwrap();
    let mut sound = vec![0.0; (secs * f64::from(rate_hz)) as usize];
    Engine::new(rate_hz).render_into(&[(&patch, gesture)], &mut [&mut sound]);
    sound
}

/// A key held to the end.
fn held(note: u8) -> Gesture {
    Gesture { note, velocity: 127, gate_secs: 1e9 }
}

/// The frequency of a key.
fn hz_of(note: u8) -> f64 {
    440.0 * 2_f64.powf((f64::from(note) - 69.0) / 12.0)
}

fn db(ratio: f64) -> f64 {
    20.0 * ratio.max(1e-30).log10()
}

fn rms(samples: &[f32]) -> f64 {
    (samples.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / samples.len().max(1) as f64).sqrt()
}

/// Forty presets that between them use everything: half as people would make them, half by chance.
fn made_up_presets() -> Vec<Preset> {
    let (prior, uniform) = (Subtractive.prior(), Uniform::new(spec()));
    let draw = |index: u64| {
        let mut rng = seed::stream(7, "made-up-subtractive-presets", index);
        if index.is_multiple_of(2) { prior.draw(&mut rng) } else { uniform.draw(&mut rng) }
    };
    (0..40).map(draw).collect()
}
