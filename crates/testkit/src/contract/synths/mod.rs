//! What every synth promises, native or hosted: it describes itself truly, plays what it is asked, and a sound depends
//! on its inputs alone.

mod description;
mod files;
mod playing;
mod purity;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Preset, RenderError, RenderSetup, Synth, seed};

/// What of a synth's nature the suite must know, and how thoroughly it is to look.
#[derive(Clone, Copy, Debug)]
pub struct Nature {
    /// Whether its initial preset plays the pitch of the key.
    pub is_pitched: bool,
    /// Whether the moment of release is heard, in some preset at least; none where nobody knows.
    pub hears_release: Option<bool>,
    /// By how many samples a release may be early: some synths hear events block by block.
    pub release_slack_samples: usize,
    /// Whether it may fail where all knobs and keys are at their ends: strangers' synths do.
    pub corners_may_fail: bool,
    /// Presets that are drawn from the synth's prior.
    pub preset_count: u64,
    /// Sample rates it must run at, the usual one first.
    pub rates_hz: &'static [u32],
}

impl Default for Nature {
    /// A musical instrument, with eight presets, at the rates that recordings have.
    fn default() -> Self {
        Self {
            is_pitched: true,
            hears_release: Some(true),
            release_slack_samples: 0,
            corners_may_fail: false,
            preset_count: 8,
            rates_hz: &[44_100, 16_000, 22_050, 48_000, 96_000],
        }
    }
}

/// Sentences about promises that the synth breaks; empty when it keeps them all.
pub fn check(synth: &dyn Synth, nature: &Nature) -> Vec<String> {
    let mut bench = Bench { synth, nature, broken: Vec::new() };
    description::check(&mut bench);
    playing::check(&mut bench);
    purity::check(&mut bench);
    files::check(&mut bench);
    bench.broken
}

/// A synth under test.
struct Bench<'a> {
    synth: &'a dyn Synth,
    nature: &'a Nature,
    broken: Vec<String>,
}

impl Bench<'_> {
    fn claim(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if !holds {
            let sentence = format!("{}: {}", self.synth.spec().id, sentence());
            self.broken.push(sentence);
        }
    }

    /// The value, or a broken promise.
    fn expect<T, E: std::error::Error>(&mut self, what: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.claim(false, || format!("{what}: {}", tonewright_synth::in_one_line(&error)));
                None
            }
        }
    }

    fn init(&self) -> Preset {
        Preset::init(self.synth.spec())
    }

    /// The initial preset and some of the prior's.
    fn presets(&self) -> Vec<Preset> {
        let prior = self.synth.prior();
        let drawn =
            (0..self.nature.preset_count).map(|index| prior.draw(&mut seed::stream(5, "contract", index)));
        std::iter::once(self.init()).chain(drawn).collect()
    }

    /// One sound of a fresh renderer.
    fn fresh(&self, setup: RenderSetup, preset: &Preset, gesture: Gesture) -> Result<Audio, RenderError> {
        self.synth.open(setup)?.render(&Job { preset, gesture })
    }

    /// Half a second at the usual rate.
    fn usual(&self) -> RenderSetup {
        RenderSetup::of_secs(self.nature.rates_hz[0], 0.5)
    }
}

/// Half that setup's key press.
fn gesture() -> Gesture {
    Gesture { gate_secs: 0.3, ..Gesture::default() }
}
