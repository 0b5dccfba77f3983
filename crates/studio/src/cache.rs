//! What was found out once and need not be found out again. All of it may be deleted at any time.

use std::path::{Path, PathBuf};

/// Where it is kept: `$TONEWRIGHT_CACHE`, or `tonewright` in the system's folder for caches.
pub(crate) fn cache_dir() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home_cache = || match std::env::consts::OS {
        "macos" => from("HOME").map(|home| home.join("Library/Caches")),
        "windows" => from("LOCALAPPDATA"),
        _ => from("XDG_CACHE_HOME")
            .filter(|path| Path::is_absolute(path))
            .or_else(|| from("HOME").map(|home| home.join(".cache"))),
    };
    from("TONEWRIGHT_CACHE").or_else(|| home_cache().map(|cache| cache.join("tonewright")))
}

/// Writes a file of the cache, whole or not at all. A cache that can't be written is no reason to fail.
pub(crate) fn keep(path: &Path, bytes: &[u8]) {
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    let folder = path.parent().unwrap_or(Path::new("."));
    let kept = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&beside, bytes))
        .and_then(|()| std::fs::rename(&beside, path));
    if kept.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
}
