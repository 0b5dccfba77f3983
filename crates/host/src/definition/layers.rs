//! A definition and those that it is based on: read one after another, the deepest first.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::error::DefinitionError;
use super::file::File;
use super::shipped::DEFINITIONS;

/// Longest chain of definitions that are based on one another.
const DEPTH_MOST: usize = 8;
/// Longest file, in bytes.
const BYTES_MOST: u64 = 4 << 20;

/// A file as it was read.
pub(super) struct Layer {
    pub(super) origin: String,
    text: String,
    pub(super) file: File,
}

impl Layer {
    /// `folder` is where relative paths begin.
    fn read(origin: &str, text: String, folder: Option<&Path>) -> Result<Self, DefinitionError> {
        let mut file: File = toml::from_str(&text).map_err(|error| DefinitionError::Fault {
            origin: origin.to_owned(),
            line: error.span().map(|span| line_of(&text, &span)),
            reason: error.message().to_owned(),
        })?;
        if let (Some(folder), Some(base)) = (folder, &mut file.base) {
            base.file = base.file.take().map(|path| folder.join(path));
        }
        Ok(Self { origin: origin.to_owned(), text, file })
    }

    /// What is wrong there.
    pub(super) fn fault(&self, span: &Range<usize>, reason: impl Into<String>) -> DefinitionError {
        let line = (!span.is_empty()).then(|| line_of(&self.text, span));
        DefinitionError::Fault { origin: self.origin.clone(), line, reason: reason.into() }
    }
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    1 + text.as_bytes()[..span.start.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// The layers of a definition, the deepest first; `folder` is where relative paths begin.
pub(super) fn collect(
    origin: &str,
    text: String,
    folder: Option<&Path>,
) -> Result<Vec<Layer>, DefinitionError> {
    let mut layers = vec![Layer::read(origin, text, folder)?];
    let mut folder = folder.map(Path::to_owned);
    while let Some(base) = layers[layers.len() - 1].file.based_on.clone() {
        let above = &layers[layers.len() - 1];
        if layers.len() == DEPTH_MOST {
            let reason = format!("more than {DEPTH_MOST} definitions are based on one another");
            return Err(above.fault(&base.span(), reason + "; is one of them based on itself?"));
        }
        let name = base.get_ref();
        let next = if is_path(name) {
            let path = folder.as_deref().map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
            folder = path.parent().map(Path::to_owned);
            Layer::read(&path.display().to_string(), read_text(&path)?, folder.as_deref())?
        } else {
            let shipped = DEFINITIONS.iter().find(|shipped| shipped.name == name.as_str());
            let names: Vec<&str> = DEFINITIONS.iter().map(|shipped| shipped.name).collect();
            let unknown = || {
                format!(
                    "it is based on `{name}`, which there is not; give the path of a `.toml` file, or one of {}",
                    names.join(", ")
                )
            };
            let shipped = shipped.ok_or_else(|| above.fault(&base.span(), unknown()))?;
            folder = None;
            Layer::read(shipped.name, shipped.text.to_owned(), None)?
        };
        layers.push(next);
    }
    layers.reverse();
    Ok(layers)
}

/// Whether that is a definition's file and not its name.
pub(super) fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// The text of a file of sensible length.
pub(super) fn read_text(path: &Path) -> Result<String, DefinitionError> {
    let fault = |source| DefinitionError::Io { origin: path.display().to_string(), source };
    let len = std::fs::metadata(path).map_err(fault)?.len();
    if len > BYTES_MOST {
        return Err(fault(std::io::Error::other(format!(
            "it is {} MiB, and a definition is at most 4 MiB",
            len >> 20
        ))));
    }
    std::fs::read_to_string(path).map_err(fault)
}
