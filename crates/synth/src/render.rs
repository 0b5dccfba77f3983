//! How a preset becomes sound: the two traits every synth of the house implements.

use serde::{Deserialize, Serialize};
use tonewright_audio::Audio;

use crate::preset::json::Json;
use crate::prior::{AroundDefault, Prior, TableRule, Uniform};
use crate::{FileError, Preset, PresetFormat, SynthSpec};

/// What a player does: one note, held for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gesture {
    /// MIDI note, 0..=127; 60 is middle C.
    pub note: u8,
    /// MIDI velocity, 1..=127.
    pub velocity: u8,
    /// How long the key is held.
    pub gate_secs: f64,
}

impl Default for Gesture {
    /// Middle C, velocity 100, held for 2 s.
    fn default() -> Self {
        Self { note: 60, velocity: 100, gate_secs: 2.0 }
    }
}

/// What the sound is wanted as: sample rate and length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenderSetup {
    /// Samples per second, 16 000..=96 000 for native engines.
    pub rate_hz: u32,
    /// Length of the sound in samples.
    pub len_samples: usize,
}

impl RenderSetup {
    /// A setup of `secs` seconds (rounded to whole samples).
    pub fn of_secs(rate_hz: u32, secs: f64) -> Self {
        Self { rate_hz, len_samples: (secs * f64::from(rate_hz)).round() as usize }
    }
}

/// One thing to render.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// What the knobs are at.
    pub preset: &'a Preset,
    /// What is played.
    pub gesture: Gesture,
}

impl Gesture {
    /// Whether a MIDI keyboard can play this.
    ///
    /// # Errors
    /// [`RenderError::Gesture`] with what it can't.
    pub fn check(&self) -> Result<(), RenderError> {
        let within = |what, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(RenderError::Gesture { what, value, low, high })
            }
        };
        within("note", f64::from(self.note), 0.0, 127.0)?;
        within("velocity", f64::from(self.velocity), 1.0, 127.0)?;
        within("gate", self.gate_secs, 0.0, f64::MAX)
    }
}

impl Job<'_> {
    /// Whether the gesture is playable and the preset has a value for each parameter.
    ///
    /// # Errors
    /// [`RenderError::Gesture`] or [`RenderError::PresetSize`].
    pub fn check(&self, spec: &SynthSpec) -> Result<(), RenderError> {
        self.gesture.check()?;
        let (found, wanted) = (self.preset.values.len(), spec.params.len());
        if found == wanted {
            return Ok(());
        }
        let (preset, synth) = (self.preset.name.clone(), spec.id.to_string());
        Err(RenderError::PresetSize { preset, synth, found, wanted })
    }
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The setup asks for what the synth can't do.
    #[error("{synth} can't render at {rate_hz} Hz: it takes {low_hz} to {high_hz} Hz")]
    Rate {
        /// Which synth.
        synth: String,
        /// What was asked.
        rate_hz: u32,
        /// Lowest rate.
        low_hz: u32,
        /// Highest rate.
        high_hz: u32,
    },
    /// The gesture is outside MIDI.
    #[error("{what} {value} is not playable: MIDI takes {low} to {high}")]
    Gesture {
        /// `note`, `velocity` or `gate`.
        what: &'static str,
        /// What was asked.
        value: f64,
        /// Lowest value.
        low: f64,
        /// Highest value.
        high: f64,
    },
    /// The preset is of another synth or another version of it.
    #[error("the preset `{preset}` has {found} values, but {synth} has {wanted} parameters")]
    PresetSize {
        /// The preset's name.
        preset: String,
        /// Which synth.
        synth: String,
        /// Values in the preset.
        found: usize,
        /// Parameters of the synth.
        wanted: usize,
    },
    /// A synth that is not ours failed. It is started again for the next render.
    #[error("{synth} failed on the preset `{preset}`")]
    Hosted {
        /// Which synth.
        synth: String,
        /// The preset's name.
        preset: String,
        /// What went wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Describes; cheap; shared between threads.
pub trait Synth: Send + Sync {
    /// Identity and parameters.
    fn spec(&self) -> &SynthSpec;

    /// A renderer for sounds of this rate and length. Tables are built here, not in `render`.
    ///
    /// # Errors
    /// [`RenderError::Rate`] when the synth can't run at that rate.
    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError>;

    /// Its preset files, at least one, its own first. A synth without one has the house's JSON.
    fn formats(&self) -> Vec<Box<dyn PresetFormat + '_>> {
        vec![Box::new(Json(self.spec()))]
    }

    /// Its own preset file: what a match hands out.
    fn own_format(&self) -> Box<dyn PresetFormat + '_> {
        self.formats().swap_remove(0)
    }

    /// The presets that it comes with, in its own order; most synths of ours come with none.
    ///
    /// # Errors
    /// [`FileError::FactoryPresets`] when a synth that is not ours does not give them.
    fn factory_presets(&self) -> Result<Vec<Preset>, FileError> {
        Ok(Vec::new())
    }

    /// What the synth's own display shows for the values of a preset, in the order of its parameters: `1.2 kHz` where the
    /// parameter is only known to go from 0 to 1. None where it shows nothing, or nothing beyond [`crate::ParamSpec::text`].
    fn texts(&self, _preset: &Preset) -> Option<Vec<Option<String>>> {
        None
    }

    /// How presets of it are drawn when nothing is known of the target, where it knows that.
    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        None
    }

    /// Each parameter drawn alone, as the synth's table says: uniform over its values where there is none.
    fn table_prior(&self, _rule: TableRule) -> Box<dyn Prior> {
        Box::new(Uniform::new(self.spec()))
    }

    /// How presets are drawn when nothing is known of the target: as the synth knows, else around the initial preset.
    fn prior(&self) -> Box<dyn Prior> {
        self.own_prior().unwrap_or_else(|| Box::new(AroundDefault::new(self.spec())))
    }
}

/// Sounds; holds state; one thread at a time.
pub trait Renderer: Send {
    /// The sound of one job: a pure function of job and setup.
    ///
    /// # Errors
    /// When the job can't be played; the renderer stays usable.
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError>;

    /// The sounds of many jobs, in order, the same samples as one by one. One failure never sinks a batch.
    fn render_batch(&mut self, jobs: &[Job]) -> Vec<Result<Audio, RenderError>> {
        jobs.iter().map(|job| self.render(job)).collect()
    }

    /// So many sounds one batch makes at the best price, or a multiple of them: those whose lanes lie side by side.
    fn full_batch(&self) -> usize {
        1
    }

    /// Takes back a sound that is no longer needed: the next ones are written into its memory. Who renders many
    /// sounds and keeps few should give them back: a fast synth spends a third of its time on fresh memory.
    fn recycle(&mut self, sound: Audio) {
        drop(sound);
    }
}
