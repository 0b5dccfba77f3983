//! Preset files: what a synth's own format must offer to be read, listed and written.

use crate::Preset;

/// A preset file format of one synth.
pub trait PresetFormat: Send + Sync {
    /// What users type: `syx`.
    fn name(&self) -> &'static str;

    /// One line for lists.
    fn summary(&self) -> &'static str;

    /// File extensions without the dot, the usual one first, at least one.
    fn extensions(&self) -> &'static [&'static str];

    /// Where hosts look for a folder with a file in it: how the folder ends, and what the file is called.
    fn folder(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// The path of a file called `stem`: `stem.syx`, or `stem.lv2/manifest.ttl`.
    fn place(&self, stem: &str) -> String {
        match self.folder() {
            Some((extension, file)) => format!("{stem}.{extension}/{file}"),
            None => format!("{stem}.{}", self.extensions().first().unwrap_or(&self.name())),
        }
    }

    /// Most characters of a preset's name.
    fn name_most(&self) -> usize {
        60
    }

    /// Reads every preset in the bytes.
    ///
    /// # Errors
    /// When nothing in them is a preset of this format.
    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError>;

    /// Writes the presets as one file; one preset and many may take different shapes (voice, bank).
    ///
    /// # Errors
    /// When the format can't hold them.
    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError>;
}

/// What was in a preset file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadPresets {
    /// The presets in file order.
    pub presets: Vec<Preset>,
    /// What was wrong in the file and how it was mended, one sentence each.
    pub warnings: Vec<String>,
}

/// Why presets can't be read or written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Nothing in the bytes is a preset of this format.
    #[error("there is no {format} preset in these {len} bytes: {reason}")]
    NoPreset {
        /// Which format was expected.
        format: &'static str,
        /// How many bytes were looked at.
        len: usize,
        /// What was found instead.
        reason: String,
    },
    /// These presets don't fit into one file of the format.
    #[error("a {format} file can't hold this: {reason}")]
    DoesNotFit {
        /// Which format.
        format: &'static str,
        /// Why not.
        reason: String,
    },
    /// A synth that is not ours does not give the presets that it comes with.
    #[error("{synth} does not give the presets that it comes with: {reason}")]
    FactoryPresets {
        /// Which synth.
        synth: String,
        /// What went wrong.
        reason: String,
    },
    /// The file names a parameter that the synth doesn't have.
    #[error("{synth} has no parameter `{id}`{}", hint(suggestion))]
    UnknownParameter {
        /// Which format.
        format: &'static str,
        /// Which synth.
        synth: String,
        /// What the file says.
        id: String,
        /// The most similar parameter, if one is similar.
        suggestion: Option<String>,
    },
    /// The file gives a parameter what isn't a value of it.
    #[error("`{id}` can't be {value}: it goes from {low} to {high}")]
    BadValue {
        /// Which format.
        format: &'static str,
        /// Which parameter.
        id: String,
        /// What the file says.
        value: String,
        /// The lowest value.
        low: String,
        /// The highest value.
        high: String,
    },
}

impl FileError {
    /// What many files may have in common: the error without what is said of one file only.
    pub fn kind(&self) -> String {
        match self {
            Self::NoPreset { format, .. } => format!("without a {format} preset in it"),
            Self::DoesNotFit { format, .. } => format!("more than a {format} file holds"),
            Self::FactoryPresets { synth, .. } => format!("that {synth} does not give"),
            Self::UnknownParameter { synth, .. } => format!("with parameters that {synth} has not"),
            Self::BadValue { format, .. } => format!("a {format} file with values that there are not"),
        }
    }
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|id| format!("; did you mean `{id}`?")).unwrap_or_default()
}
