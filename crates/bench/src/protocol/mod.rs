//! Which targets make an exam, and how they are heard: one file per protocol, and the table that lists them.

mod in_domain;
mod real_notes;
mod setting;

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Preset, Synth};

pub use in_domain::ENTRY as IN_DOMAIN;
pub use real_notes::ENTRY as REAL_NOTES;
pub use setting::Setting;

use crate::runner::BenchError;
pub use crate::runner::{Event, Examinee, RunConfig, examinees, run};

/// Rate of every target and render.
pub const RATE_HZ: u32 = 44_100;

/// One sound that is to be matched.
#[derive(Clone, Debug)]
pub struct Target {
    /// Names it in the results, the same in every run.
    pub id: String,
    /// The sound: mono, at [`RATE_HZ`].
    pub audio: Arc<Audio>,
    /// What is played for every candidate.
    pub gesture: Gesture,
    /// The preset that made it, where one did.
    pub truth: Option<Preset>,
}

/// What a protocol found to examine with, and what it had to leave out.
#[derive(Debug, Default)]
pub struct Targets {
    /// The targets, in the same order in every run.
    pub found: Vec<Target>,
    /// One sentence for each target or source that is missing here.
    pub skipped: Vec<String>,
}

/// A protocol: what it is called and where its targets come from.
pub struct ProtocolEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Makes its targets.
    pub targets: fn(&Arc<dyn Synth>, &Setting) -> Result<Targets, BenchError>,
}

/// All protocols, in the order of the docs.
pub const PROTOCOLS: &[ProtocolEntry] = &[IN_DOMAIN, REAL_NOTES];

/// The protocol of that name.
pub fn by_name(name: &str) -> Option<&'static ProtocolEntry> {
    PROTOCOLS.iter().find(|entry| entry.name == name)
}
