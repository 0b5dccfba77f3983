//! What a match needs to know before it starts: built-in defaults < config file < flags < `--set key=value`.
//!
//! The struct is the only place where a setting is named, defaulted and explained; the file format, the
//! refusal of unknown keys, `--set` and the run folder's `run.toml` are all derived from it.

mod budget;
mod gate;
mod layers;
mod level;
mod lock;
mod note;
mod share;
mod threads;

pub use budget::budget_from_text;
pub use gate::Gate;
pub use layers::Layers;
pub use level::Level;
pub(crate) use lock::values_of;
pub use lock::{Lock, locks_from_text};
pub use note::Note;
pub use share::share_from_text;
pub use threads::threads_or_all;

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Everything a match depends on except its target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MatchConfig {
    /// The synth to program.
    pub synth: String,
    /// The search method.
    pub method: String,
    /// How much it may spend: seconds (`20s`, `2m`), renders (`5000`), both (`2m,5000`), or `none`.
    pub budget: String,
    /// The seed every random stream derives from.
    pub seed: u64,
    /// Threads that render; 0 means one per core. The answer does not depend on it.
    pub threads: usize,
    /// Preset files or folders of the synth to retrieve from and start at.
    pub banks: Vec<String>,
    /// A proxy of the synth that guesses at presets before they are rendered: a checkpoint, or the folder of a run; empty for
    /// none.
    pub proxy: String,
    /// Parameters that stay as they are: `PARAM` or `PARAM=VALUE`, where PARAM may hold `*`.
    pub locks: Vec<String>,
    /// A preset file to start at and to take locked values from; empty for none.
    pub start: String,
    /// Which voice of the start file, counted from 1.
    pub start_voice: usize,
    /// What is played.
    pub gesture: GestureConfig,
    /// How the target is prepared.
    pub sound: SoundConfig,
    /// Settings of the method; `tonewright methods show NAME` lists them.
    pub method_config: toml::Table,
}

/// What is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GestureConfig {
    /// `auto` (the target's pitch), a MIDI number, or a name such as `C3` (60) or `F#2`.
    pub note: Note,
    /// MIDI velocity, 1 to 127.
    pub velocity: u8,
    /// `auto` (where the target's release starts) or seconds.
    pub gate: Gate,
}

/// How the target is prepared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SoundConfig {
    /// Sample rate of every render, in Hz.
    pub rate_hz: u32,
    /// How much of the target is matched, in seconds from its onset.
    pub max_secs: f64,
    /// `auto` (as it is if the synth reaches it, else the synth's usual level), `keep`, or a gain as `-6dB`.
    pub level: Level,
}

impl MatchConfig {
    /// Where the proxy lies, where there is one.
    pub fn proxy(&self) -> Option<&Path> {
        (!self.proxy.is_empty()).then(|| Path::new(&self.proxy))
    }
}

impl Default for MatchConfig {
    fn default() -> Self {
        Self {
            synth: "dx7".to_owned(),
            method: tonewright_matching::METHODS.first().map_or("search", |entry| entry.name).to_owned(),
            budget: "20s".to_owned(),
            seed: 1,
            threads: 0,
            banks: Vec::new(),
            proxy: String::new(),
            locks: Vec::new(),
            start: String::new(),
            start_voice: 1,
            gesture: GestureConfig { note: Note::Auto, velocity: 100, gate: Gate::Auto },
            sound: SoundConfig { rate_hz: 44_100, max_secs: 4.0, level: Level::Auto },
            method_config: toml::Table::new(),
        }
    }
}
