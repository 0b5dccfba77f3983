//! Any rate, note, velocity, gate and length gives a finite sound that is neither too loud nor needlessly silent.

use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};

use super::dx7_engine_voices::made_up_voices;

fn render(engine: &Engine, voice: &Voice, gesture: Gesture, len_samples: usize) -> Vec<f32> {
    let mut samples = vec![0.0; len_samples];
    engine.render_into(&[(voice, gesture)], &mut [&mut samples]);
    samples
}

#[test]
fn every_corner_is_finite() {
    let voices = made_up_voices();
    for mode in [Mode::MarkOne, Mode::Modern] {
        for rate_hz in [16_000, 44_100, 96_000] {
            let engine = Engine::new(mode, rate_hz);
            for (index, voice) in voices.iter().enumerate() {
                let note = [0, 60, 127][index % 3];
                let gate_secs = [0.0, 0.02, 1e9][index / 3 % 3];
                let velocity = [1, 127][index % 2];
                let sound = render(&engine, voice, Gesture { note, velocity, gate_secs }, 2_500);
                assert!(
                    sound.iter().all(|sample| sample.abs() < 2.0),
                    "{mode:?} {rate_hz} Hz, voice {index}"
                );
            }
        }
    }
}

#[test]
fn the_initial_voice_is_a_sine_at_the_plug_ins_level() {
    let gesture = Gesture { note: 69, velocity: 100, gate_secs: 1.0 };
    for mode in [Mode::MarkOne, Mode::Modern] {
        let sound = render(&Engine::new(mode, 44_100), &Voice::init(), gesture, 44_100);
        let steady = &sound[22_050..];
        let peak = steady.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((peak - 0.125).abs() < 0.001, "{mode:?}: one carrier peaks at 1/8, not {peak}");
        let crossings = steady.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        assert!((219..=221).contains(&crossings), "440 Hz for half a second: {crossings}");
    }
}

#[test]
fn master_tune_moves_the_pitch_and_output_the_level() {
    let gesture = Gesture { note: 69, velocity: 100, gate_secs: 1.0 };
    let engine = Engine::new(Mode::MarkOne, 44_100);
    let mut voice = Voice::init();
    voice.globals.master_tune_norm = 1.0;
    voice.globals.output_norm = 0.5;
    let sound = render(&engine, &voice, gesture, 44_100);
    let crossings = sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    assert!((465..=467).contains(&crossings), "a semitone above 440 Hz: {crossings}");
    let peak = sound[22_050..].iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    assert!((peak - 0.0625).abs() < 0.001);
}
