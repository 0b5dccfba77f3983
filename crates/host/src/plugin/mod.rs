//! Plug-ins as their formats have them: what a worker process needs of one to describe and to play it. Nothing here is
//! safe from what a plug-in does; that is why it runs in a process of its own.

mod address;
#[cfg(feature = "clap")]
mod clap;
#[cfg(unix)]
mod dssi;
mod grouping;
#[cfg(feature = "lv2")]
mod lv2;
pub(crate) mod naming;
#[cfg(any(unix, feature = "clap", feature = "vst3"))]
mod places;
#[cfg(any(feature = "clap", feature = "vst3"))]
mod texts;
#[cfg(feature = "vst3")]
mod vst3;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::told::{ToldKind, ToldParam};

pub use address::Address;

/// Frames that a plug-in is asked for at once: all formats are given the same, always.
pub(crate) const BLOCK: usize = 512;

/// A plug-in format: how it is found and loaded.
pub struct PluginFormat {
    /// How addresses of it begin: `lv2`.
    pub name: &'static str,
    /// How files or bundles of it end.
    pub extension: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// The preset files that plug-ins of it write and read themselves.
    pub(crate) presets: Option<PresetKind>,
    /// What a build lacks that can't host it, and what to do.
    pub missing: Option<&'static str>,
    /// Where plug-ins of it lie, in the usual places or in that folder; none is loaded.
    pub(crate) places: fn(Option<PathBuf>) -> Vec<String>,
    /// The instruments at such a place.
    pub(crate) inside: fn(&str) -> Result<Vec<Found>, PluginError>,
    /// Loads what an address says behind the format's name.
    pub(crate) open: fn(&str) -> Result<Box<dyn Plugin>, PluginError>,
}

impl PluginFormat {
    /// Whether plug-ins of it keep more in preset files than their parameters.
    pub fn keeps_more_than_parameters(&self) -> bool {
        self.presets.is_some()
    }
}

/// A kind of preset file that plug-ins write and read themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PresetKind {
    /// What users type.
    pub(crate) name: &'static str,
    /// File extensions without the dot.
    pub(crate) extensions: &'static [&'static str],
    /// One line for lists.
    pub(crate) summary: &'static str,
    /// Where hosts look for a folder with a file in it: how the folder ends, and what the file is called.
    pub(crate) folder: Option<(&'static str, &'static str)>,
}

/// All formats, in the order of the docs.
pub const FORMATS: &[PluginFormat] = &[
    #[cfg(feature = "clap")]
    clap::FORMAT,
    #[cfg(not(feature = "clap"))]
    lacking("clap", "CLAP instruments", "build with `--features clap`"),
    #[cfg(feature = "vst3")]
    vst3::FORMAT,
    #[cfg(not(feature = "vst3"))]
    lacking("vst3", "VST3 instruments", "build with `--features vst3` (on Linux it needs libxcb1-dev)"),
    #[cfg(feature = "lv2")]
    lv2::FORMAT,
    #[cfg(not(feature = "lv2"))]
    lacking("lv2", "LV2 instruments", "build with `--features lv2` (needs liblilv-dev)"),
    #[cfg(unix)]
    dssi::FORMAT,
    #[cfg(not(unix))]
    lacking("dssi", "DSSI instruments", "DSSI is a format of Unix systems"),
];

/// A format that this build has not.
#[allow(dead_code, reason = "a build may have all formats")]
const fn lacking(name: &'static str, summary: &'static str, missing: &'static str) -> PluginFormat {
    PluginFormat {
        name,
        extension: name,
        summary,
        presets: None,
        missing: Some(missing),
        places: |_| Vec::new(),
        inside: |_| Err(PluginError::NotBuilt),
        open: |_| Err(PluginError::NotBuilt),
    }
}

/// A plug-in that was found.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Found {
    /// What an address says behind the format's name.
    pub(crate) place: String,
    /// What people call it.
    pub(crate) name: String,
}

/// Why a plug-in does not do what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PluginError {
    /// This build can't host the format.
    #[error("this build can't host that format")]
    NotBuilt,
    /// It can't be found or loaded.
    #[error("it can't be loaded: {0}")]
    Load(String),
    /// It can't be played as a host plays instruments.
    #[error("it is no instrument that can be played here: {0}")]
    Unfit(String),
    /// It refused.
    #[error("it refused: {0}")]
    Refused(String),
}

/// One parameter, and what the plug-in is told for a value of it.
#[derive(Clone, Debug)]
pub(crate) struct PluginParam {
    pub(crate) told: ToldParam,
    /// The plug-in's own number for each label of a choice; elsewhere it is the plain value.
    pub(crate) raws: Vec<f64>,
}

impl PluginParam {
    /// What the plug-in is told.
    pub(crate) fn raw_from_plain(&self, plain: f64) -> f64 {
        if self.raws.is_empty() {
            plain
        } else {
            self.raws[(plain.max(0.0) as usize).min(self.raws.len() - 1)]
        }
    }

    /// What the plug-in tells, in the parameter's unit: the nearest label of a choice.
    pub(crate) fn plain_from_raw(&self, raw: f64) -> f64 {
        let distances = self.raws.iter().map(|known| (known - raw).abs()).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(raw, |(index, _)| index as f64)
    }

    /// Makes what the plug-in tells the default.
    pub(crate) fn start_at(&mut self, raw: f64) {
        let (low, high) = (self.told.low, self.told.high.unwrap_or(1.0));
        let plain = self.plain_from_raw(raw).clamp(low, high);
        let is_continuous = self.told.kind == ToldKind::Continuous;
        self.told.default = Some(if is_continuous { plain } else { plain.round() });
    }
}

/// A kind of preset file that a plug-in reads and never writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileKind {
    /// Without the dot, in lower case.
    pub(crate) extension: String,
    /// The plug-in's own words for it.
    pub(crate) summary: String,
}

/// What a plug-in is.
pub(crate) struct PluginSheet {
    /// A short lower-case name.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// Rises with the plug-in's own version; 1 where it has none.
    pub(crate) sound_version: u32,
    /// Its parameters.
    pub(crate) params: Vec<PluginParam>,
}

/// A plug-in that is loaded: it describes itself and makes instances.
pub(crate) trait Plugin {
    /// What it is.
    fn sheet(&self) -> &PluginSheet;
    /// The presets that it comes with, in its own order.
    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        Ok(Vec::new())
    }
    /// Kinds of preset files that it reads beside the format's own.
    fn file_kinds(&self) -> Result<Vec<FileKind>, PluginError> {
        Ok(Vec::new())
    }
    /// The presets in a file of such a kind.
    fn presets_in(&self, _file: &Path) -> Result<Vec<PluginPreset>, PluginError> {
        Err(PluginError::Unfit("it reads no files but those of its format".into()))
    }
    /// Whether it shows texts for values of which its parameters tell no unit.
    fn tells_texts(&self) -> bool {
        false
    }
    /// What it shows for those raw numbers of all parameters; none where it shows nothing.
    fn texts(&self, _raws: &[f64]) -> Result<Vec<Option<String>>, PluginError> {
        Ok(Vec::new())
    }
    /// A fresh instance, ready to play.
    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError>;
}

/// Most presets that a plug-in is believed to come with.
#[cfg(any(unix, feature = "clap", feature = "lv2", feature = "vst3"))]
const PRESETS_MOST: usize = 10_000;

/// A preset that a plug-in comes with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PluginPreset {
    pub(crate) name: String,
    /// The plug-in's own numbers for all parameters.
    pub(crate) raws: Vec<f64>,
}

#[cfg(any(unix, feature = "vst3"))]
impl PluginPreset {
    /// All programs, or none: those that move no parameter are kept where no parameter tells (or not selected at all:
    /// amsynth 1.13.2).
    fn that_move_something(programs: Vec<Self>) -> Vec<Self> {
        let is_told = programs.windows(2).any(|two| two[0].raws != two[1].raws);
        if is_told { programs } else { Vec::new() }
    }
}

/// The number that a single-precision one was written as: 0.9 is not 0.8999999761581421.
#[cfg(any(unix, feature = "lv2"))]
pub(crate) fn as_written(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}

/// What is played, and when within a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Event {
    /// Frame of the block.
    pub(crate) at: usize,
    pub(crate) key: u8,
    /// Velocity 1..=127, or none where the key is let go.
    pub(crate) velocity: Option<u8>,
}

/// A living plug-in.
pub(crate) trait Instance {
    /// Sets all parameters, each to its own raw number.
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError>;
    /// All parameters, as the plug-in has them.
    fn values(&mut self) -> Result<Vec<f64>, PluginError>;
    /// Channels of its sound.
    fn channels(&self) -> usize;
    /// Frames by which its sound is late.
    fn latency(&mut self) -> usize {
        0
    }
    /// Plays [`BLOCK`] frames into each channel.
    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError>;
    /// The format's own way of starting anew.
    fn reset(&mut self) -> Result<(), PluginError>;
    /// Its whole state, as the format keeps it, under that name where the format has names.
    fn save(&mut self, name: &str) -> Result<Vec<u8>, PluginError>;
    /// Takes back what [`Instance::save`] gave, and tells its name where there is one.
    fn load(&mut self, state: &[u8]) -> Result<String, PluginError>;
}
