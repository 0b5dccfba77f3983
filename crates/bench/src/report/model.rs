//! What a match leaves behind, as data: the content of `result.json`, and all that the page, the
//! Markdown and the terminal lines are made from. It holds values and words, never sounds.

use serde::{Deserialize, Deserializer, Serialize};
use tonewright_audio::Audio;
use tonewright_matching::TracePoint;
use tonewright_measure::{Better, MEASURES};

use super::ParamValue;

/// Rises whenever a reader of `result.json` must change.
pub const FORMAT_VERSION: u32 = 1;

/// A finished match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchReport {
    /// Version of this layout, [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Version of the program that made it.
    pub tonewright_version: String,
    /// The command that makes it again, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The synth that was programmed.
    pub synth: SynthIdentity,
    /// The search method.
    pub method: String,
    /// The seed every random stream came from.
    pub seed: u64,
    /// What the search was allowed to spend.
    pub budget: BudgetLimits,
    /// MIDI note that was played for every candidate.
    pub note: u8,
    /// MIDI velocity that was played.
    pub velocity: u8,
    /// How long the key was held.
    pub gate_secs: f64,
    /// Sample rate of every render.
    pub rate_hz: u32,
    /// Length of every render.
    pub duration_secs: f64,
    /// Candidates rendered.
    pub renders: u64,
    /// Renders that failed.
    pub failed: u64,
    /// Wall-clock seconds of the search.
    pub secs: f64,
    /// What ended it: `renders`, `time`, `interrupted`, `converged`, `finished`.
    pub stopped_by: String,
    /// The sound that was asked for.
    pub target: TargetReport,
    /// The closest preset.
    pub best: MatchEntry,
    /// Other presets that sound close but are made differently, closest first.
    pub alternatives: Vec<MatchEntry>,
    /// How the best score fell.
    pub trace: Vec<TraceEntry>,
}

/// Which synth, and which version of its sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SynthIdentity {
    /// What users type: `dx7`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Rises whenever the same preset sounds different than before.
    pub sound_version: u32,
}

/// Limits of a search; both absent where it ran until nothing improved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BudgetLimits {
    /// Most candidates rendered.
    pub renders: Option<u64>,
    /// Most seconds of wall-clock time.
    pub secs: Option<f64>,
}

/// The target: where it came from, what was heard in it, what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetReport {
    /// The file's name, without folders.
    pub name: String,
    /// The file as the user named it.
    pub path: Option<String>,
    /// What was heard in it.
    pub analysis: TargetAnalysis,
    /// What a user should know of how it was read, one sentence each.
    pub remarks: Vec<String>,
    /// Gain applied to the file before matching.
    pub gain_db: f64,
}

/// What was heard in a target; absent where it could not be told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetAnalysis {
    /// Fundamental frequency.
    pub pitch_hz: Option<f64>,
    /// How sure the pitch is, 0..=1.
    pub pitch_confidence: Option<f64>,
    /// Largest absolute sample.
    pub peak_db: Option<f64>,
    /// Integrated loudness.
    pub loudness_lufs: Option<f64>,
    /// Silence cut from the start.
    pub onset_secs: Option<f64>,
    /// Where the release starts, after the onset.
    pub gate_secs: Option<f64>,
    /// Length of the file.
    pub duration_secs: Option<f64>,
    /// Sample rate of the file.
    pub rate_hz: Option<u32>,
    /// Channels of the file.
    pub channels: Option<u32>,
}

/// One preset of the result and how close it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchEntry {
    /// The preset's name.
    pub name: String,
    /// The objective's value, lower is closer.
    #[serde(deserialize_with = "number_or_infinite")]
    pub score: f64,
    /// Every measure of (target, this preset's sound), in the order of the table.
    pub measures: Vec<MeasureValue>,
    /// Every parameter, in the synth's own order.
    pub parameters: Vec<ParamValue>,
    /// The files it was written to, relative to the run folder.
    pub files: EntryFiles,
}

/// The value of one measure, with all that is needed to read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureValue {
    /// `mss`.
    pub name: String,
    /// Its full name.
    pub title: String,
    /// What it means, for a musician.
    pub summary: String,
    /// Unit of the value, empty where it has none.
    pub unit: String,
    /// Which way it improves.
    pub better: Direction,
    /// The value; absent where this pair has none.
    pub value: Option<f64>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Which way a measure improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A distance.
    Lower,
    /// A similarity.
    Higher,
}

/// Where an entry was written, relative to the run folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFiles {
    /// The preset in the synth's own format.
    #[serde(alias = "syx")]
    pub preset: Option<String>,
    /// The preset as JSON.
    pub json: Option<String>,
    /// Its sound.
    pub wav: Option<String>,
}

/// The best score at one moment of the search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceEntry {
    /// Candidates rendered so far.
    pub renders: u64,
    /// Seconds since the start.
    pub secs: f64,
    /// Lowest score so far.
    #[serde(deserialize_with = "number_or_infinite")]
    pub best: f64,
}

/// The sounds a page embeds, all of one rate; `alternatives` in the order of the report's.
#[derive(Clone, Copy, Debug)]
pub struct ReportSounds<'a> {
    /// The target as it was matched.
    pub target: &'a Audio,
    /// The best preset's sound.
    pub best: &'a Audio,
    /// The alternatives' sounds; fewer than the report's entries is fine.
    pub alternatives: &'a [Audio],
}

impl From<Better> for Direction {
    fn from(better: Better) -> Self {
        match better {
            Better::Lower => Self::Lower,
            Better::Higher => Self::Higher,
        }
    }
}

impl From<&TracePoint> for TraceEntry {
    fn from(point: &TracePoint) -> Self {
        Self { renders: point.renders, secs: point.secs, best: point.best }
    }
}

/// Every measure of a pair: same rate, any lengths. A measure without a value says why.
pub fn measure_values(target: &Audio, candidate: &Audio) -> Vec<MeasureValue> {
    let one = |entry: &tonewright_measure::MeasureEntry| {
        let (value, note) = match (entry.compute)(target, candidate) {
            Ok(value) if value.is_finite() => (Some(value), None),
            Ok(value) => (None, Some(format!("the value is {value}"))),
            Err(error) => (None, Some(error.to_string())),
        };
        MeasureValue {
            name: entry.name.to_owned(),
            title: entry.title.to_owned(),
            summary: entry.summary.to_owned(),
            unit: entry.unit.to_owned(),
            better: entry.better.into(),
            value,
            note,
        }
    };
    MEASURES.iter().map(one).collect()
}

/// JSON has no infinity and writes `null` for it.
fn number_or_infinite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
}
