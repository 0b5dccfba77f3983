//! What can go wrong in a search.

use std::io;
use std::path::PathBuf;

/// Why a space, a study or a journal is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text is not a space.
    #[error("the search space can't be read: {0}")]
    Toml(#[source] Box<toml::de::Error>),
    /// A parameter that can't be.
    #[error("the parameter `{name}` {why}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong with it, and what would be right.
        why: String,
    },
    /// A space that can't be, as a whole.
    #[error("the search space {0}")]
    Space(String),
    /// A name that is in no table.
    #[error("there is no {kind} `{name}`; there are {known}")]
    Unknown {
        /// Sampler or pruner.
        kind: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A setting of a sampler or a pruner that can't be.
    #[error("the {kind}'s {why}")]
    Setting {
        /// Sampler or pruner.
        kind: &'static str,
        /// What is wrong, and what would be right.
        why: String,
    },
    /// The journal's file can't be opened, read, locked or written.
    #[error("{what} {path} failed")]
    File {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line of the journal is not what such a line must be.
    #[error(
        "{path}, line {line}: {why}; the journal was damaged or is none: take a copy, and remove the line by hand if you know what it was"
    )]
    Line {
        /// The journal.
        path: PathBuf,
        /// From 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The journal became shorter than what was read of it.
    #[error("{path} became shorter while it was in use: something else cuts it; open the study anew")]
    Shrank {
        /// The journal.
        path: PathBuf,
    },
    /// No study of that name.
    #[error("{path} has no study `{name}`; it has {known}")]
    NoStudy {
        /// The journal.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The study in the journal was made for something else.
    #[error(
        "the study `{name}` is there already, with another {what}; take another name, or the same {what}"
    )]
    Differs {
        /// The study.
        name: String,
        /// What differs.
        what: &'static str,
    },
    /// The study has several objectives, which this room does not search for.
    #[error("the study `{name}` has {objectives} objectives; only studies of one objective can be worked on")]
    Objectives {
        /// The study.
        name: String,
        /// How many.
        objectives: usize,
    },
    /// A trial that can't be told of.
    #[error("trial {number} {why}")]
    Trial {
        /// Its number.
        number: u64,
        /// What is the matter with it.
        why: String,
    },
    /// Importances can't be told of so little.
    #[error("importances can't be told: {0}")]
    Importance(String),
}

impl Error {
    /// A parameter is refused.
    pub(crate) fn parameter(name: &str, why: impl Into<String>) -> Self {
        Self::Parameter { name: name.to_owned(), why: why.into() }
    }

    /// A trial is refused.
    pub(crate) fn trial(number: u64, why: impl Into<String>) -> Self {
        Self::Trial { number, why: why.into() }
    }
}
