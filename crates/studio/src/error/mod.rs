//! Why a question could not be answered, and what to do about it.
//!
//! Messages say what happened; the cause below them says why; [`StudioError::hints`] says what to do.

mod hints;

use std::io;
use std::path::PathBuf;

use tonewright_bench::curves::CurvesError;
use tonewright_bench::map::LabelsError;
use tonewright_bench::results::ResultsError;
use tonewright_data::DataError;
use tonewright_launch::LaunchError;
use tonewright_matching::MatchError;
use tonewright_measure::MeasureError;
use tonewright_synth::RenderError;

/// A cause from a lower room.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a question could not be answered, by what can be done about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudioError {
    /// A name that is in no table: type another.
    #[error("there is no {what} `{name}`")]
    UnknownName {
        /// `synth`, `method`, `parameter`, `setting`.
        what: &'static str,
        /// What was typed.
        name: String,
        /// The known name that was perhaps meant.
        near: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
    /// A setting whose value makes no sense: give another.
    #[error("`{key}` can't be used: {reason}")]
    Setting {
        /// Which setting, as in the config file.
        key: String,
        /// What is wrong with its value.
        reason: String,
        /// What to write instead.
        hint: Option<String>,
    },
    /// A config file that can't be understood: mend it.
    #[error("the config file can't be used: `{}`", path.display())]
    ConfigFile {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        source: Cause,
    },
    /// A recipe that can't be understood: mend it.
    #[error("the recipe can't be used: `{}`", path.display())]
    RecipeFile {
        /// Which file, or name.
        path: PathBuf,
        /// Where and why.
        source: Cause,
    },
    /// A program that was to take a run's numbers and does not.
    #[error("`{name}` does not take the run's numbers")]
    Tracker {
        /// Which one.
        name: &'static str,
        /// What it said.
        source: Cause,
    },
    /// The numbers of a run that can't be read.
    #[error(transparent)]
    Curves(#[from] CurvesError),
    /// Results of exams that can't be put together.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// Labels that can't be read.
    #[error(transparent)]
    Labels(#[from] LabelsError),
    /// A sound that can't be read: give another file.
    #[error("the sound can't be read: `{}`", path.display())]
    Sound {
        /// Which file.
        path: PathBuf,
        /// What the reader says.
        source: Cause,
    },
    /// A preset file that can't be read: give another file.
    #[error("the presets can't be read: `{}`", path.display())]
    PresetFile {
        /// Which file.
        path: PathBuf,
        /// What the reader says.
        source: Cause,
    },
    /// A corpus that can't be read: make it anew.
    #[error("the corpus can't be used: `{}`", path.display())]
    Corpus {
        /// Which file.
        path: PathBuf,
        /// Which line, and what is wrong with it.
        source: Cause,
    },
    /// Presets that can't be written in the wanted format: choose another.
    #[error("the preset can't be written as {format}")]
    PresetWrite {
        /// Which format.
        format: &'static str,
        /// What the writer says.
        source: Cause,
    },
    /// The system refused a file operation: mend rights, path or space.
    #[error("could not {doing}: `{}`", path.display())]
    Io {
        /// What was being done: `write the report`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something is already there and is never overwritten: choose another place.
    #[error("there is already something at `{}`", path.display())]
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// The search failed.
    #[error("the search failed")]
    Match(#[from] MatchError),
    /// The synth can't play this.
    #[error("the synth can't play this")]
    Render(#[from] RenderError),
    /// A synth that is not ours can't be used.
    #[error("the synth `{synth}` can't be used")]
    Hosted {
        /// Which one.
        synth: String,
        /// What went wrong.
        source: Cause,
        /// What to do about it.
        hint: String,
    },
    /// A synth definition that can't be used: mend it.
    #[error("the synth definition `{name}` can't be used")]
    Definition {
        /// Its name or file.
        name: String,
        /// What is wrong with it.
        source: Cause,
    },
    /// None of the synths is here that a definition can lie on: install one.
    #[error("`{definition}` is played by {}, which is not here", wanted.join(" or "))]
    NothingUnderneath {
        /// Which definition.
        definition: String,
        /// The synths that it can lie on.
        wanted: Vec<String>,
    },
    /// A synth about which nothing can be found out.
    #[error("the synth `{synth}` can't be learned")]
    Learn {
        /// Which one.
        synth: String,
        /// Why.
        source: Cause,
        /// What to do about it, where there is something.
        hint: Option<String>,
    },
    /// Somebody asked for an end before there was an answer.
    #[error("stopped while {doing}; nothing was written")]
    Stopped {
        /// What was being done.
        doing: &'static str,
    },
    /// A measure failed.
    #[error("the sounds can't be compared")]
    Measure(#[from] MeasureError),
    /// The written preset does not sound like the match: a fault of ours.
    #[error("the written preset does not give the sound that was found: `{}`", path.display())]
    NotTheSame {
        /// The preset file.
        path: PathBuf,
        /// The largest difference of a sample.
        difference: f32,
    },
    /// The result could not be written to its folder, but the preset was saved elsewhere.
    #[error("the result could not be written, but the preset was saved: `{}`", rescued.display())]
    Rescued {
        /// Where the preset is now.
        rescued: PathBuf,
        /// Why the result could not be written.
        #[source]
        source: Box<StudioError>,
    },
    /// A data set can't be made, read or proved.
    #[error("the data set can't be {doing}")]
    Data {
        /// `rendered`, `verified`.
        doing: &'static str,
        /// Why.
        source: DataError,
    },
    /// A model can't be taught or used.
    #[error("the model can't be {doing}")]
    Model {
        /// `taught`.
        doing: &'static str,
        /// Why.
        source: Cause,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// An object store refused, or can't be reached.
    #[error("the object store failed")]
    Store {
        /// What it says.
        source: Cause,
        /// What can be done about it.
        hints: Vec<String>,
    },
    /// Work can't be run on many machines, or what became of it can't be told.
    #[error("{doing} failed")]
    Launch {
        /// `the launch`, `the look at the launch`.
        doing: &'static str,
        /// Why.
        source: LaunchError,
    },
    /// A benchmark failed.
    #[error("the benchmark `{protocol}` failed")]
    Bench {
        /// Which one.
        protocol: String,
        /// Why.
        source: Cause,
    },
}
