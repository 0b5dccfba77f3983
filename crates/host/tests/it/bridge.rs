//! A synth in a few lines of Python: what arrives on the other side, what comes back, and that nothing depends on what
//! was rendered before or where.

use std::sync::Arc;

use tonewright_host::Bridge;
use tonewright_synth::{Gesture, Job, Norm, Preset, RenderSetup, Synth};

use crate::{SETUP, open, play};

/// Samples: the note, velocity, gate, rate and number of samples, then the values, then zeros.
const ECHO: &str = r#"
from tonewright_bridge import serve
print("a library says hello")
def render(values, note, velocity, gate_secs, rate_hz, samples):
    print("and prints while it renders")
    told = [note, velocity, gate_secs, rate_hz / 1e3, samples, *values]
    sound = [x / 512 for x in told] + [0.0] * (samples - len(told))
    return [sound, [-x for x in sound]] if values[3] else sound
serve({"id": "echo", "name": "Echo", "sound_version": 7, "rates_hz": [8000, 48000], "parameters": [
    {"id": "level", "kind": "continuous", "low": -12.0, "high": 12.0, "default": 0.0, "unit": " dB"},
    {"id": "octave", "kind": "stepped", "low": -2, "high": 2, "default": 1},
    {"id": "wave", "kind": "choice", "labels": ["sine", "saw", "square"], "default": 2},
    {"id": "stereo", "kind": "toggle"}]}, render)
"#;

#[test]
fn what_is_asked_arrives_and_what_is_answered_comes_back() {
    let Some(bridge) = open(ECHO) else { return };
    let bridge = bridge.unwrap();
    assert_eq!((bridge.spec().name.as_ref(), bridge.spec().sound_version), ("Echo", 7));
    let heard: Vec<f32> = play(&bridge, 61).unwrap().iter().take(9).map(|x| x * 512.0).collect();
    assert_eq!(heard, [61.0, 100.0, 0.02, 8.0, 400.0, 0.0, 1.0, 2.0, 0.0]);

    let mut preset = Preset::init(bridge.spec());
    preset.values = [0.25, 0.0, 0.5, 1.0].map(Norm::saturating).to_vec();
    let mut renderer = bridge.open(SETUP).unwrap();
    let sound = renderer.render(&Job { preset: &preset, gesture: Gesture::default() }).unwrap();
    assert_eq!((sound.channel_count(), sound.rate_hz(), sound.len_samples()), (2, 8_000, 400));
    let values: Vec<f32> = sound.channel(0)[5..9].iter().map(|x| x * 512.0).collect();
    assert_eq!(values, [-6.0, -2.0, 1.0, 1.0]);
    assert!(sound.channel(0).iter().zip(sound.channel(1)).all(|(left, right)| *left == -*right));
}

#[test]
fn threads_have_processes_of_their_own_and_hear_the_same() {
    let Some(bridge) = open(ECHO) else { return };
    let bridge: Arc<Bridge> = Arc::new(bridge.unwrap());
    let alone: Vec<_> = (0..40).map(|note| play(&bridge, note).unwrap()).collect();
    let threads: Vec<_> = (0..4_usize)
        .map(|thread| {
            let bridge = Arc::clone(&bridge);
            std::thread::spawn(move || {
                (0..40_usize).map(|i| play(&bridge, ((i * 7 + thread) % 40) as u8).unwrap()).collect()
            })
        })
        .collect();
    for (thread, handle) in threads.into_iter().enumerate() {
        let heard: Vec<Vec<f32>> = handle.join().unwrap();
        for (i, sound) in heard.iter().enumerate() {
            assert_eq!(*sound, alone[(i * 7 + thread) % 40]);
        }
    }
}

#[test]
fn what_cannot_be_played_is_refused_before_it_is_asked() {
    let Some(bridge) = open(ECHO) else { return };
    let bridge = bridge.unwrap();
    assert!(
        bridge.open(RenderSetup::of_secs(96_000, 0.1)).err().unwrap().to_string().contains("8000 to 48000")
    );
    let short = Preset { name: "short".into(), values: vec![Norm::ZERO] };
    let error = bridge.open(SETUP).unwrap().render(&Job { preset: &short, gesture: Gesture::default() });
    assert!(error.unwrap_err().to_string().contains("1 values, but echo has 4"));
    assert!(play(&bridge, 200).unwrap_err().contains("note 200 is not playable"));
}
