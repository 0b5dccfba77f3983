//! Any preset, rate, note, velocity, gate and length gives a finite sound within ±2.

use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::engines::subtractive::{Engine, Patch};
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::{Gesture, Preset, seed};

use super::preset;

/// What no sample exceeds, by the last stage of the engine.
const BOUND: f32 = 2.0;

fn render_all(presets: &[Preset], rate_hz: u32, gesture: impl Fn(usize) -> Gesture, len: usize) {
    let patches: Vec<Patch> = presets.iter().map(|preset| Patch::from_preset(preset).unwrap()).collect();
    let notes: Vec<(&Patch, Gesture)> =
        patches.iter().enumerate().map(|(index, patch)| (patch, gesture(index))).collect();
    let mut sounds = vec![vec![0.0_f32; len]; notes.len()];
    let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
    Engine::new(rate_hz).render_into(&notes, &mut channels);
    for (index, sound) in sounds.iter().enumerate() {
        let worst = sound.iter().find(|sample| sample.is_nan() || sample.abs() > BOUND);
        assert_eq!(worst, None, "preset {index} at {rate_hz} Hz");
    }
}

#[test]
fn uniform_presets_stay_within_the_bound() {
    let uniform = Uniform::new(spec());
    let presets: Vec<Preset> =
        (0..512).map(|index| uniform.draw(&mut seed::stream(21, "subtractive-range", index))).collect();
    for rate_hz in [16_000, 44_100, 96_000] {
        let gesture = |index: usize| Gesture {
            note: [0, 36, 60, 84, 127][index % 5],
            velocity: [1, 64, 127][index % 3],
            gate_secs: [0.0, 0.05, 1e9][index / 3 % 3],
        };
        render_all(&presets, rate_hz, gesture, (0.15 * f64::from(rate_hz)) as usize);
    }
}

#[test]
fn a_filter_that_is_shaken_stays_stable() {
    let mut presets = Vec::new();
    for kind in 0..12 {
        for wave in 0..6 {
            presets.push(preset(&[
                ("filter.type", f64::from(kind)),
                ("filter.resonance", 100.0),
                ("filter.drive", f64::from(5 * wave)),
                ("filter.cutoff", 2_000.0),
                ("lfo1.wave", f64::from(wave)),
                ("lfo1.rate", 50.0),
                ("lfo1.amount", 100.0),
                ("lfo1.destination", 1.0),
                ("lfo2.wave", 4.0),
                ("lfo2.rate", 37.0),
                ("lfo2.amount", 100.0),
                ("lfo2.destination", 1.0),
                ("osc2.level", 100.0),
                ("ring", 100.0),
            ]));
        }
    }
    for rate_hz in [16_000, 44_100, 96_000] {
        render_all(&presets, rate_hz, |_| Gesture::default(), rate_hz as usize / 2);
    }
}
