//! Audio models: a sound goes in, a vector comes out for each moment of it that stands for what one hears; sounds that are
//! alike have vectors that are near. Published models, one file each, and the table that lists them.
//!
//! Their weights do not ship: whoever has the file that its authors published gives it once ([`weights::read`]), and
//! nothing of that file is run.

mod aisfx;
mod audiomae;
pub mod described;
mod ear;
mod efficient_at;
mod error;
mod front_end;
mod kind;
mod many;
mod openl3;
mod over_time;
mod passt;
mod published;
pub mod weights;
mod windows;

pub use ear::{Ear, Facts, Listening};
pub use error::HearingError;
pub use front_end::FrontEnd;
pub use many::side_by_side;
pub use over_time::OverTime;

/// A line of the table.
pub struct AudioModelEntry {
    /// What users type, and the feature's name in data sets.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Who made it, and where they say how.
    pub source: &'static str,
    /// What its weights may be used for, as their authors say.
    pub licence: &'static str,
    /// How one comes by its weights.
    pub obtain: &'static str,
    /// Where its weights lie in the published wheel, if there is one.
    pub in_wheel: Option<&'static str>,
    /// The network, by its name in [`tonewright_nn::audio::AUDIO_ENCODERS`]: models of one network share its weights.
    pub encoder: &'static str,
    /// Rate of the sounds that it was taught with; others are resampled.
    pub rate_hz: u32,
    /// Time from one vector to the next.
    pub hop_secs: f64,
    /// Numbers of a vector.
    pub dims: usize,
    /// Vectors of each spectrum that its network is given.
    pub moments: usize,
    /// What stands for a whole sound.
    pub over_time: OverTime,
    /// Plans what the network is given.
    pub front_end: fn() -> Box<dyn FrontEnd>,
}

/// All of them, in the order of the docs.
pub const AUDIO_MODELS: &[AudioModelEntry] = &[
    aisfx::ENTRY,
    efficient_at::MN04,
    efficient_at::MN04_MEL,
    efficient_at::MN20,
    efficient_at::MN20_MEL,
    openl3::ENTRY,
    passt::ENTRY,
    audiomae::ENTRY,
];

/// How the feature is called that has a model's vectors moment by moment, and not what stands for all of them.
pub const IN_TIME: &str = "-frames";

/// The model of that name.
pub fn by_name(name: &str) -> Option<&'static AudioModelEntry> {
    AUDIO_MODELS.iter().find(|entry| entry.name == name)
}

/// The model that a feature of that name is of, and whether the feature is moment by moment.
pub fn of_feature(name: &str) -> Option<(&'static AudioModelEntry, bool)> {
    let in_time = || name.strip_suffix(IN_TIME).and_then(by_name).map(|entry| (entry, true));
    by_name(name).map(|entry| (entry, false)).or_else(in_time)
}
