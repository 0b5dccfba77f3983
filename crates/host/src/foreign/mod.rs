//! Preset files of other people's programs, read as far as their formats are known: which synth, which name, parameters by
//! name in file order, and in plain sentences what of the file was not read (`docs/guides/preset-files.md`).
//!
//! A format is told by its content; what a file's name says counts only where the content says nothing. Some formats
//! hold others: a `.vstpreset` may hold a JUCE state, which may hold the XML of TAL-NoiseMaker.

mod amsynth;
mod cursor;
mod error;
mod files;
mod fill;
mod fx;
mod juce;
mod noise_maker;
mod preset;
mod surge;
mod text;
mod u_he;
mod vital;
mod vst_preset;
mod xml;

pub use error::ForeignError;
pub(crate) use files::{ForeignFiles, Target};
pub use preset::{ForeignParam, ForeignPreset, ForeignValue, Scale};

/// A preset file format that is not ours.
pub struct ForeignFormat {
    /// A short name: `vital`.
    pub name: &'static str,
    /// One line for lists: whose files these are and what of them is read.
    pub summary: &'static str,
    /// File extensions without the dot; none for what only lies within other files.
    pub extensions: &'static [&'static str],
    /// Whether the bytes begin as such a file does.
    claims: fn(&[u8]) -> bool,
    /// Reads every preset; `depth` is how many formats lie around these bytes.
    read: fn(&[u8], depth: usize) -> Result<Vec<ForeignPreset>, ForeignError>,
}

/// All formats, in the order in which they are tried.
pub const FOREIGN: &[ForeignFormat] = &[
    vst_preset::FORMAT,
    fx::FORMAT,
    surge::FORMAT,
    juce::FORMAT,
    amsynth::FORMAT,
    u_he::FORMAT,
    noise_maker::FORMAT,
    vital::FORMAT,
];

/// Formats that may lie within one another.
const DEPTH_MOST: usize = 4;
/// Most parameters of all presets of a file: some thousands of presets.
const PARAMS_MOST: usize = 1_000_000;

/// Reads every preset in the bytes; `extension` is how the file's name ends, where that is known.
///
/// # Errors
/// [`ForeignError::Unknown`] where no format claims the bytes, [`ForeignError::Mismatch`] where only the extension does,
/// [`ForeignError::Damaged`] where what claims them can't read them.
pub fn read_foreign(bytes: &[u8], extension: Option<&str>) -> Result<Vec<ForeignPreset>, ForeignError> {
    if let Some(format) = claimed(bytes) {
        let mut presets = (format.read)(bytes, 0)?;
        for preset in
            presets.iter_mut().filter(|preset| preset.parameters.is_empty() && preset.unread.is_empty())
        {
            preset.unread.push("It holds no parameter".to_owned());
        }
        let params: usize = presets.iter().map(|preset| preset.parameters.len()).sum();
        let damaged = |reason: String| Err(ForeignError::Damaged { format: format.name, reason });
        return match presets.len() {
            0 => damaged("there is no preset in it".to_owned()),
            _ if params > PARAMS_MOST => damaged(format!("it has {params} parameters, more than any bank")),
            _ => Ok(presets),
        };
    }
    match extension.and_then(foreign_of_extension) {
        Some(format) => Err(ForeignError::Mismatch { format: format.name, begins: text::beginning(bytes) }),
        None => Err(ForeignError::Unknown { begins: text::beginning(bytes) }),
    }
}

/// Whether a format knows these bytes by how they begin.
pub fn is_foreign(bytes: &[u8]) -> bool {
    claimed(bytes).is_some()
}

/// The format whose files end so, whatever the case.
pub fn foreign_of_extension(extension: &str) -> Option<&'static ForeignFormat> {
    let is = |known: &&str| known.eq_ignore_ascii_case(extension);
    FOREIGN.iter().find(|format| format.extensions.iter().any(is))
}

fn claimed(bytes: &[u8]) -> Option<&'static ForeignFormat> {
    FOREIGN.iter().find(|format| (format.claims)(bytes))
}

/// What lies within another format, where that is known.
fn within(bytes: &[u8], depth: usize) -> Option<Result<Vec<ForeignPreset>, ForeignError>> {
    let format = claimed(bytes).filter(|_| depth < DEPTH_MOST)?;
    Some((format.read)(bytes, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_a_format_is_in_the_table() {
        let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/foreign"));
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| !path.ends_with("mod.rs"));
        let formats = files.filter(|path| std::fs::read_to_string(path).unwrap().contains("const FORMAT: "));
        assert_eq!(formats.count(), FOREIGN.len());
        let mut extensions: Vec<&str> =
            FOREIGN.iter().flat_map(|format| format.extensions).copied().collect();
        extensions.sort_unstable();
        assert!(extensions.windows(2).all(|pair| pair[0] != pair[1]), "{extensions:?}");
    }

    /// Small files of each format, made after their descriptions, and of each within others.
    fn samples() -> Vec<Vec<u8>> {
        let inner = [
            fx::tests::sample(),
            surge::tests::sample(),
            juce::tests::sample(),
            amsynth::tests::sample(),
            u_he::tests::sample(),
            noise_maker::tests::sample(),
            vital::tests::sample(),
        ];
        let around =
            inner.iter().flat_map(|bytes| [fx::tests::around(bytes), vst_preset::tests::around(bytes)]);
        around.chain(inner.clone()).collect()
    }

    #[test]
    fn a_file_that_ends_early_is_an_error_or_its_beginning_and_never_a_panic() {
        for whole in samples() {
            let all = read_foreign(&whole, None).unwrap();
            assert!(!all[0].parameters.is_empty(), "{}", text::beginning(&whole));
            for len in 0..whole.len() {
                if let Ok(some) = read_foreign(&whole[..len], None) {
                    assert!(some.len() <= all.len());
                }
            }
        }
    }

    #[test]
    fn a_changed_byte_is_never_a_panic() {
        for whole in samples() {
            let mut changed = whole.clone();
            for at in 0..whole.len() {
                for byte in [0, b'<', b'"', 0x7F, 0xFF, whole[at].wrapping_add(1)] {
                    changed[at] = byte;
                    if let Ok(presets) = read_foreign(&changed, Some("fxp")) {
                        let numbers = presets.iter().flat_map(|preset| &preset.parameters);
                        assert!(numbers.clone().all(|param| match param.value {
                            ForeignValue::Number(number) => number.is_finite(),
                            ForeignValue::Text(_) => true,
                        }));
                    }
                }
                changed[at] = whole[at];
            }
        }
    }

    #[test]
    fn what_no_format_knows_is_told_with_how_it_begins() {
        let unknown = read_foreign(b"RIFF....WAVE", Some("wav")).unwrap_err();
        assert!(matches!(&unknown, ForeignError::Unknown { begins } if begins == "RIFF....WAVE"));
        let mismatch = read_foreign(b"hello", Some("VITAL")).unwrap_err();
        assert!(matches!(&mismatch, ForeignError::Mismatch { format: "vital", .. }), "{mismatch}");
        let bare = read_foreign(b"#AM=Diva\n", None).unwrap();
        assert_eq!(bare[0].unread, ["It holds no parameter"]);
        assert!(!is_foreign(b"") && read_foreign(b"", None).is_err());
    }
}
