//! What to do about an error.

use std::io;

use tonewright_bench::runner::BenchError;
use tonewright_data::DataError;

use super::StudioError;

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
            Self::Results(_) | Self::Labels(_) => {
                vec![
                    "docs/models/proxies.md says what results and labels are (\"Tables and pictures\")"
                        .to_owned(),
                ]
            }
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
