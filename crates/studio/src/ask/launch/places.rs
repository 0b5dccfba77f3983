//! What scripts call things: paths from the root on, as text, and this program.

use std::path::{Path, PathBuf};

use crate::error::StudioError;

/// The program as the machines call it: the one that is named, or this one.
pub(super) fn program(named: Option<&str>) -> Result<String, StudioError> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let own = std::env::current_exe().map_err(|source| StudioError::Io {
        doing: "find this program; name it with `--program`",
        path: PathBuf::from("tonewright"),
        source,
    })?;
    text_of(&own)
}

/// A path from the root on.
pub(super) fn whole_path(path: &Path) -> Result<PathBuf, StudioError> {
    std::path::absolute(path).map_err(|source| StudioError::Io {
        doing: "find",
        path: path.to_owned(),
        source,
    })
}

/// A path as text, as scripts need it.
pub(super) fn text_of(path: &Path) -> Result<String, StudioError> {
    path.to_str().map(str::to_owned).ok_or_else(|| StudioError::Setting {
        key: path.display().to_string(),
        reason: "the path is not UTF-8, and scripts are".to_owned(),
        hint: Some("give the file or folder another name".to_owned()),
    })
}
