//! Sounds the synth can make: voices that no prior has seen, rendered by the judge: the real Dexed, or the house's
//! own engine where that is missing. A method that finds nothing here finds nothing anywhere; a perfect one scores zero.
//! Synths that can't play DX7 voices are asked for presets of their own prior.

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Preset, RenderSetup, Synth, seed};

use super::{ProtocolEntry, RATE_HZ, Setting, Target, Targets};
use crate::runner::{BenchError, judge, read_bank};

/// The protocol's entry in the table.
pub const ENTRY: ProtocolEntry = ProtocolEntry {
    name: "in-domain",
    summary: "Methods on 64 unseen DX7 voices, rendered and judged by the real Dexed where it is installed; on draws of other synths",
    targets,
};

const COUNT: usize = 64;
const SECS: f64 = 3.0;
const GESTURE: Gesture = Gesture { note: 60, velocity: 100, gate_secs: 2.0 };
/// The format of DX7 voices.
const VOICES: &str = "syx";
/// Most draws for each target that is wanted.
const DRAWS_MOST: usize = 16;
/// Voices below this peak (−54 dBFS) are drawn again: silence is no exam.
const SILENT_PEAK: f32 = 0.002;

fn targets(synth: &Arc<dyn Synth>, setting: &Setting) -> Result<Targets, BenchError> {
    if synth.own_format().name() != VOICES {
        return drawn(synth, setting);
    }
    let voices = read_bank(synth.as_ref(), &setting.data.join("dx7/voices-val.syx"))?;
    let mut judge = judge(synth, setting.python.as_deref())?;
    let setup = RenderSetup::of_secs(RATE_HZ, SECS);
    let mut targets = Targets::default();
    for index in order(voices.len(), setting.seed) {
        if targets.found.len() == setting.count.unwrap_or(COUNT) {
            break;
        }
        let audio = judge.hear(&file(synth.as_ref(), &voices[index])?, GESTURE, setup)?;
        if audio.peak() < SILENT_PEAK || !audio.is_finite() {
            targets.skipped.push(format!("voice {index} of voices-val is silent on this note"));
            continue;
        }
        targets.found.push(target(index, &voices[index], audio));
    }
    Ok(targets)
}

/// Presets of the synth's own prior, each with its sound; those that are silent or are no numbers are drawn again.
fn drawn(synth: &Arc<dyn Synth>, setting: &Setting) -> Result<Targets, BenchError> {
    let mut judge = judge(synth, setting.python.as_deref())?;
    let (setup, prior, count) =
        (RenderSetup::of_secs(RATE_HZ, SECS), synth.prior(), setting.count.unwrap_or(COUNT));
    let mut targets = Targets::default();
    for index in 0..(DRAWS_MOST * count) as u64 {
        if targets.found.len() == count {
            break;
        }
        let mut preset = prior.draw(&mut seed::stream(setting.seed, "in-domain draws", index));
        preset.snap(synth.spec());
        let audio = judge.hear(&file(synth.as_ref(), &preset)?, GESTURE, setup)?;
        if audio.peak() < SILENT_PEAK || !audio.is_finite() {
            targets.skipped.push(format!("draw {index} is silent on this note"));
            continue;
        }
        let id = format!("draw-{index:04}");
        targets.found.push(Target { id, audio: Arc::new(audio), gesture: GESTURE, truth: Some(preset) });
    }
    Ok(targets)
}

fn target(index: usize, voice: &Preset, audio: Audio) -> Target {
    Target {
        id: format!("val-{index:04}"),
        audio: Arc::new(audio),
        gesture: GESTURE,
        truth: Some(voice.clone()),
    }
}

fn file(synth: &dyn Synth, preset: &Preset) -> Result<Vec<u8>, BenchError> {
    synth.own_format().write(std::slice::from_ref(preset)).map_err(BenchError::from)
}

/// A seeded order of all voices: the first eight of 64 are the eight of a small run.
fn order(len: usize, seed: u64) -> Vec<usize> {
    use rand::RngExt as _;
    let mut rng = seed::stream(seed, "in-domain", 0);
    let mut order: Vec<usize> = (0..len).collect();
    for i in (1..len).rev() {
        order.swap(i, rng.random_range(0..=i));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_holds_every_voice_once_and_follows_the_seed() {
        let mut sorted = order(100, 1);
        assert_eq!(sorted, order(100, 1));
        assert_ne!(sorted, order(100, 2));
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    }
}
