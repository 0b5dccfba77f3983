//! Why a preset file of another program can't be read, by what can be done about it.

/// Why a preset file of another program can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForeignError {
    /// It is no format that is known here.
    #[error("it is in no preset format that is read here: it begins with {begins:?}")]
    Unknown {
        /// How it begins.
        begins: String,
    },
    /// Its name ends as that of a format, but its content is something else.
    #[error(
        "its name ends as a {format} file's, but its content is something else: it begins with {begins:?}"
    )]
    Mismatch {
        /// The format of such names.
        format: &'static str,
        /// How it begins.
        begins: String,
    },
    /// It begins as a file of that format and goes on otherwise; another copy of it may be whole.
    #[error("it is a damaged {format} file: {reason}")]
    Damaged {
        /// Which format.
        format: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl ForeignError {
    /// What many files may have in common: the error without what is said of one file only.
    pub fn kind(&self) -> String {
        match self {
            Self::Unknown { .. } => "in no preset format that is read here".to_owned(),
            Self::Mismatch { format, .. } => format!("named as a {format} file, but something else"),
            Self::Damaged { format, .. } => format!("a damaged {format} file"),
        }
    }
}
