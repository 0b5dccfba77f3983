//! Why a question could not be answered, and what to do about it.
//!
//! Messages say what happened; the cause below them says why; [`StudioError::hints`] says what to do.

use std::io;
use std::path::PathBuf;

use tonewright_bench::curves::CurvesError;
use tonewright_bench::runner::BenchError;
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

impl StudioError {
    /// What to do about it, one sentence each, without a full stop.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::UnknownName { what, near: Some(near), .. } => {
                vec![format!("did you mean `{near}`?"), listing(what)]
                    .into_iter()
                    .filter(|h| !h.is_empty())
                    .collect()
            }
            Self::UnknownName { what, near: None, known, .. } => unknown_hints(what, known),
            Self::Setting { hint, .. } | Self::Learn { hint, .. } => hint.iter().cloned().collect(),
            Self::Model { hint, .. } => hint.iter().cloned().collect(),
            Self::Hosted { hint, .. } => vec![hint.clone()],
            Self::Definition { .. } => {
                vec!["docs/guides/synth-definitions.md says what a definition holds".to_owned()]
            }
            Self::NothingUnderneath { definition, .. } => vec![
                format!(
                    "install it, then `tonewright synths scan` finds it; this build hosts {}",
                    hosted_formats().join(" and ")
                ),
                format!("`tonewright synths show {definition}` shows its table without it"),
            ],
            Self::ConfigFile { path, .. } if !path.exists() => Vec::new(),
            Self::ConfigFile { .. } => {
                vec!["`tonewright match --dry-run` prints a complete config to start from".to_owned()]
            }
            Self::RecipeFile { .. } => {
                vec!["docs/guides/datasets.md says what a recipe holds; `tonewright dataset recipes` lists those that ship".to_owned()]
            }
            Self::PresetFile { path, .. } if !path.exists() => Vec::new(),
            Self::PresetFile { .. } => {
                vec!["`tonewright synths show NAME` lists the preset files that a synth reads".to_owned()]
            }
            Self::Tracker { .. } => {
                vec!["`TONEWRIGHT_PYTHON` names the Python that has its package; `tonewright runs track` hands them on later".to_owned()]
            }
            Self::Curves(_) => vec!["`tonewright runs list` lists the runs below a folder".to_owned()],
            Self::Corpus { .. } => {
                vec!["`tonewright corpus make PATH... --out FILE` makes one of preset files".to_owned()]
            }
            Self::PresetWrite { .. } => vec!["a `.json` file holds any number of presets, whole".to_owned()],
            Self::Io { source, .. } => io_hints(source),
            Self::Exists { .. } => {
                vec!["nothing is ever overwritten: choose another place with `--out`".to_owned()]
            }
            Self::NotTheSame { .. } => {
                vec!["this is a fault of tonewright: please report it with the run folder".to_owned()]
            }
            Self::Rescued { source, .. } => source.hints(),
            // An exam's own error says what to do; the others lack their data.
            Self::Bench { source, .. } if source.is::<BenchError>() => Vec::new(),
            Self::Bench { .. } => {
                vec!["its data is not part of the repository: name its folder with `--data` or `TONEWRIGHT_DATA`".to_owned()]
            }
            Self::Data { source, .. } => data_hints(source),
            Self::Store { hints, .. } => hints.clone(),
            Self::Launch { source, .. } => source.hint().into_iter().collect(),
            Self::Stopped { .. }
            | Self::Sound { .. }
            | Self::Match(_)
            | Self::Render(_)
            | Self::Measure(_) => Vec::new(),
        }
    }
}

/// The plug-in formats that this build hosts.
fn hosted_formats() -> Vec<String> {
    let hosted = tonewright_host::FORMATS.iter().filter(|format| format.missing.is_none());
    let names: Vec<String> =
        hosted.map(|format| format!("{} instruments", format.name.to_uppercase())).collect();
    if names.is_empty() { vec!["no plug-ins".to_owned()] } else { names }
}

/// Which command lists the names.
fn listing(what: &str) -> String {
    match what {
        "synth" => {
            "`tonewright synths` lists all synths, `tonewright synths scan` looks for plug-ins".to_owned()
        }
        "method" => "`tonewright methods` lists all methods".to_owned(),
        "measure" => "`tonewright measures` lists all measures".to_owned(),
        "parameter" => "`tonewright synths show NAME` lists all parameters of a synth".to_owned(),
        "recipe" => {
            "`tonewright dataset recipes` lists those that ship; a file's name ends in `.toml`".to_owned()
        }
        "setting" => "`tonewright match --dry-run` shows all settings".to_owned(),
        _ => String::new(),
    }
}

/// Hints for a name that resembles nothing: the whole list when it is short, else where to find it.
fn unknown_hints(what: &str, known: &[String]) -> Vec<String> {
    let list = listing(what);
    match known {
        [] => Vec::new(),
        few if few.len() <= 16 => {
            vec![format!(
                "there are: {}",
                few.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )]
        }
        _ if list.is_empty() => Vec::new(),
        _ => vec![list],
    }
}

/// What a person can do about a data set.
fn data_hints(error: &DataError) -> Vec<String> {
    let hint = match error {
        DataError::UnknownName { what: "format", .. } => {
            "`tonewright dataset export DIR` without `--to` lists the formats"
        }
        DataError::Exists { can_force: true, .. } => {
            "choose another place with `--out`, or replace it with `--force`"
        }
        DataError::Exists { .. } => "choose another place with `--out`",
        DataError::Setting { .. } => "`tonewright dataset export --help` says which settings a format takes",
        DataError::Import { .. } => "docs/guides/datasets.md says which folders of sounds can be imported",
        DataError::Recipe { .. } | DataError::UnknownName { .. } => {
            "docs/guides/datasets.md says what a recipe holds"
        }
        DataError::Other { .. } => "choose another folder with `--out`, or the recipe that it was begun with",
        DataError::DiskFull { .. } => {
            "what is finished is kept: free some space, and the same command goes on"
        }
        DataError::Damaged { .. } => "remove the file, and `tonewright dataset render` makes it again",
        DataError::AllFailed { .. } => "`tonewright doctor --synth NAME` says whether the synth works",
        DataError::Io { source, .. } => return io_hints(source),
        _ => return Vec::new(),
    };
    vec![hint.to_owned()]
}

/// What a person can do about a refused file operation.
fn io_hints(error: &io::Error) -> Vec<String> {
    let hint = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space, or choose another disk with `--out`"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place you may write to with `--out`"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of that path is a file: choose another place with `--out`"
        }
        _ => return Vec::new(),
    };
    vec![hint.to_owned()]
}
