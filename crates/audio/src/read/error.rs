//! Why a sound file can't be used, by what the user can do next.

use std::path::PathBuf;

/// What [`crate::read`] can decode, for messages.
pub(super) const READABLE: &str = "WAV, AIFF, FLAC, OGG Vorbis and MP3";

/// Why a file gave no sound.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file can't be opened or read.
    #[error("{} can't be read: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The content is of no format that is known here.
    #[error("{name} is not a sound file that can be read here (these can: {READABLE}){}", hint_of(.detail))]
    UnknownFormat {
        /// The file's name.
        name: String,
        /// What the prober says, where it says something.
        detail: String,
    },
    /// The format is known, but not this kind of it.
    #[error("{name} is {format} of a kind that can't be decoded ({detail}): convert it to 16- or 24-bit WAV")]
    Unsupported {
        /// The file's name.
        name: String,
        /// The format's name.
        format: String,
        /// What is unusual.
        detail: String,
    },
    /// The file is damaged so that nothing could be decoded.
    #[error("{name} is damaged: {detail}")]
    Damaged {
        /// The file's name.
        name: String,
        /// Where it breaks.
        detail: String,
    },
    /// The file holds no sample at all.
    #[error("{name} is empty: it holds no sample{}", hint_of(.detail))]
    Empty {
        /// The file's name.
        name: String,
        /// What is known of the cause.
        detail: String,
    },
    /// The sound is past a limit.
    #[error("{name} is too large: {detail}")]
    TooLarge {
        /// The file's name.
        name: String,
        /// Which limit, and what to do.
        detail: String,
    },
    /// A sample is not a number that sound can have.
    #[error("{name} can't be used: {detail}")]
    BadSample {
        /// The file's name.
        name: String,
        /// Where and what.
        detail: String,
    },
}

/// `detail` as an appendix to a sentence.
fn hint_of(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(": {detail}") }
}
