//! Files of other programs as one more preset format of a synth that is here: read, never written.

use tonewright_synth::{FileError, PresetFormat, ReadPresets};

use super::fill::Said;
pub(crate) use super::fill::Target;
use super::preset::ForeignPreset;
use super::read_foreign;

/// Most presets that a sentence names.
const NAMED_MOST: usize = 3;
/// What ends the names of such files.
const EXTENSIONS: &[&str] = &["vstpreset", "fxp", "fxb", "bank", "h2p", "noisemakerpreset", "vital"];

/// Files of other programs that hold presets of one synth.
pub(crate) struct ForeignFiles<'a>(pub(crate) Target<'a>);

impl ForeignFiles<'_> {
    /// How users name the format.
    pub(crate) const NAME: &'static str = "others";
}

impl PresetFormat for ForeignFiles<'_> {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn summary(&self) -> &'static str {
        "files of other programs that hold its parameters by name, or all of them in order; read only"
    }

    fn extensions(&self) -> &'static [&'static str] {
        EXTENSIONS
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        let none = |reason: String| FileError::NoPreset { format: Self::NAME, len: bytes.len(), reason };
        let found = read_foreign(bytes, None).map_err(|error| none(error.to_string()))?;
        let mut read = ReadPresets::default();
        let mut told = Told::default();
        let mut first_fault = None;
        for foreign in &found {
            match self.0.fill(foreign) {
                Ok(filled) => {
                    filled.told.into_iter().for_each(|said| told.add(said, foreign));
                    read.presets.push(filled.preset);
                }
                Err(fault) => {
                    told.add(Said::words(format!("left out: {fault}")), foreign);
                    first_fault.get_or_insert(fault);
                }
            }
        }
        match first_fault {
            Some(fault) if read.presets.is_empty() => Err(none(fault)),
            _ => {
                read.warnings = told.sentences(found.len());
                Ok(read)
            }
        }
    }

    fn write(&self, _presets: &[tonewright_synth::Preset]) -> Result<Vec<u8>, FileError> {
        let reason = "files of other programs are read, not written".to_owned();
        Err(FileError::DoesNotFit { format: Self::NAME, reason })
    }
}

/// Sentences, each once with the presets that it is about.
#[derive(Default)]
struct Told(Vec<(Said, Vec<String>)>);

impl Told {
    fn add(&mut self, said: Said, about: &ForeignPreset) {
        match self.0.iter_mut().find(|(known, _)| known.words == said.words) {
            Some((known, names)) => {
                for param in said.params {
                    if !known.params.contains(&param) {
                        known.params.push(param);
                    }
                }
                names.push(about.name.clone());
            }
            None => self.0.push((said, vec![about.name.clone()])),
        }
    }

    fn sentences(self, of: usize) -> Vec<String> {
        let told = |(said, names): (Said, Vec<String>)| {
            let few =
                names.iter().take(NAMED_MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            match names.len() {
                1 if of == 1 => said.to_string(),
                1 => format!("{few}: {said}"),
                count if count == of => format!("all {count} presets: {said}"),
                count => format!("{count} of {of} presets (such as {few}): {said}"),
            }
        };
        self.0.into_iter().map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::FOREIGN;
    use super::*;

    #[test]
    fn every_extension_of_the_table_is_read() {
        let all: Vec<&str> = FOREIGN.iter().flat_map(|format| format.extensions).copied().collect();
        assert_eq!(all, EXTENSIONS);
    }
}
