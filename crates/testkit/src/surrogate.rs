//! Surrogates of the toy synth: one that knows it too well, and one that knows nothing.

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_matching::{Describer, Descriptor, Surrogate};
use tonewright_synth::{Gesture, Job, Norm, Preset, RenderSetup, Synth};

/// Guesses by rendering what it is asked about, and looking at small pictures of the sounds.
pub struct Imagined {
    synth: Arc<dyn Synth>,
    gesture: Gesture,
    setup: RenderSetup,
    wanted: Descriptor,
}

impl Imagined {
    /// That of a target which is played so.
    pub fn new(synth: Arc<dyn Synth>, target: &Audio, gesture: Gesture, setup: RenderSetup) -> Self {
        let wanted = Describer::new(setup.rate_hz).describe(&target.to_mono());
        Self { synth, gesture, setup, wanted }
    }
}

/// How far a descent looks to both sides of a knob.
const REACH: f32 = 0.05;

impl Surrogate for Imagined {
    fn distances(&self, presets: &[Preset]) -> Vec<f64> {
        let Ok(mut renderer) = self.synth.open(self.setup) else { return vec![f64::NAN; presets.len()] };
        let mut describer = Describer::new(self.setup.rate_hz);
        let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture: self.gesture }).collect();
        let mut far = |sound: Audio| describer.describe(&sound.to_mono()).distance_db(&self.wanted);
        let sounds = renderer.render_batch(&jobs).into_iter();
        sounds.map(|sound| sound.map_or(f64::NAN, &mut far)).collect()
    }

    /// One knob after the other goes where it is closer, if it is.
    fn descend(&self, presets: &[Preset], open: &[usize], steps: usize) -> Vec<Preset> {
        let mut moved = presets.to_vec();
        for index in open.iter().cycle().take(steps.min(open.len())) {
            for preset in &mut moved {
                let with = |by: f32| {
                    let mut other = preset.clone();
                    other.values[*index] = Norm::saturating(other.values[*index].get() + by);
                    other.snap(self.synth.spec());
                    other
                };
                let tried = [preset.clone(), with(REACH), with(-REACH)];
                let far = self.distances(&tried);
                let best = (0..tried.len()).min_by(|a, b| far[*a].total_cmp(&far[*b])).unwrap_or(0);
                preset.clone_from(&tried[best]);
            }
        }
        moved
    }
}

/// Guesses at random, but the same of the same preset.
pub struct Clueless;

impl Surrogate for Clueless {
    fn distances(&self, presets: &[Preset]) -> Vec<f64> {
        let mixed = |hash: u64, value: &Norm| {
            (hash ^ u64::from(value.get().to_bits())).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17)
        };
        let hash = |preset: &Preset| preset.values.iter().fold(0xcbf2_9ce4_8422_2325, mixed);
        presets.iter().map(|preset| (hash(preset) >> 11) as f64 / (1_u64 << 53) as f64).collect()
    }

    fn descend(&self, presets: &[Preset], _: &[usize], _: usize) -> Vec<Preset> {
        presets.to_vec()
    }
}
