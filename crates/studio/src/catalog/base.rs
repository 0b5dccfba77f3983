//! What a synth lies on: `--synth "NAME on FILE"` names a preset file of the synth's own, whose waves, samples and routings
//! stay as they are there, and at whose values its parameters start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tonewright_host::Launch;

use super::synths::BRIDGE;
use crate::error::StudioError;

/// What stands between a synth and its base.
const ON: &str = " on ";
/// What a bundle is read from.
const MANIFEST: &str = "manifest.ttl";

/// The synth of a name, and the file that it is to lie on. The words of a command are its own unless they end with a
/// file that there is.
pub(super) fn split(name: &str) -> (&str, Option<&Path>) {
    match name.rsplit_once(ON) {
        Some((synth, file)) if !name.starts_with(BRIDGE) || Path::new(file).exists() => {
            (synth.trim(), Some(Path::new(file.trim())))
        }
        _ => (name, None),
    }
}

/// The process of a synth that lies on that file, if on any.
///
/// # Errors
/// [`StudioError::Io`] when it can't be read.
pub(super) fn lay(launch: Launch, base: Option<&Path>) -> Result<Launch, StudioError> {
    let Some(path) = base else { return Ok(launch) };
    let file: PathBuf = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    let fault = |source| StudioError::Io { doing: "read the base preset", path: file.clone(), source };
    Ok(launch.on(Arc::<[u8]>::from(std::fs::read(&file).map_err(fault)?)))
}

/// Refuses a base for what has nothing beyond its parameters.
///
/// # Errors
/// [`StudioError::Setting`].
pub(super) fn refuse(name: &str, base: Option<&Path>) -> Result<(), StudioError> {
    let Some(base) = base else { return Ok(()) };
    Err(StudioError::Setting {
        key: "synth".to_owned(),
        reason: format!("`{name}` keeps nothing but its parameters: it can't lie on `{}`", base.display()),
        hint: Some("`--start PRESET` begins a match at a preset".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_stands_behind_the_synth() {
        assert_eq!(split("dx7"), ("dx7", None));
        assert_eq!(split("vital on a b.vital"), ("vital", Some(Path::new("a b.vital"))));
        assert_eq!(split("vst3:/x on y.vst3 on b.vstpreset").0, "vst3:/x on y.vst3");
        assert_eq!(split("bridge:play on stage").1, None);
        assert_eq!(split("bridge:play on Cargo.toml"), ("bridge:play", Some(Path::new("Cargo.toml"))));
    }
}
