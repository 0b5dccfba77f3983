//! Where weights are kept: they are not made again by themselves, so that they are no cache.

use std::path::{Path, PathBuf};

/// `$TONEWRIGHT_MODELS`, or `tonewright/models` in the system's folder for the data of programs; `None` where no such folder
/// can be told.
pub fn models_dir() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home_data = || match std::env::consts::OS {
        "macos" => from("HOME").map(|home| home.join("Library/Application Support")),
        "windows" => from("APPDATA"),
        _ => from("XDG_DATA_HOME")
            .filter(|path| Path::is_absolute(path))
            .or_else(|| from("HOME").map(|home| home.join(".local/share"))),
    };
    from("TONEWRIGHT_MODELS").or_else(|| home_data().map(|data| data.join("tonewright/models")))
}
