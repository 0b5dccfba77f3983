//! Why a store does not do what it is asked for.

use std::io;
use std::path::{Path, PathBuf};

/// Why a store does not do what it is asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The text names no store: write another.
    #[error("`{url}` names no store: {reason}")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The store refused, or can't be reached, after all attempts.
    #[error("can't {doing} `{place}`")]
    Refused {
        /// What was being done.
        doing: &'static str,
        /// Where.
        place: String,
        /// What it said.
        #[source]
        source: Box<object_store::Error>,
    },
    /// The store does not answer.
    #[error("`{place}` has not answered for {secs} seconds")]
    Silent {
        /// What was asked for.
        place: String,
        /// How long was waited.
        secs: f64,
    },
    /// A file on this machine can't be read or written.
    #[error("can't {doing} `{}`", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system gives no threads.
    #[error("can't start the threads of a transfer")]
    Threads(#[source] io::Error),
}

impl StoreError {
    pub(crate) fn refused(doing: &'static str, place: &str, source: object_store::Error) -> Self {
        Self::Refused { doing, place: place.to_owned(), source: Box::new(source) }
    }

    pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }

    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Url { .. } => vec!["write `s3://bucket/prefix`".to_owned()],
            Self::Refused { .. } | Self::Silent { .. } => vec![
                "the environment tells who you are and where the store is: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, \
                 AWS_REGION; AWS_ENDPOINT_URL for a store that is not Amazon's, AWS_ALLOW_HTTP=true if it has no TLS"
                    .to_owned(),
            ],
            Self::Io { .. } | Self::Threads(_) => Vec::new(),
        }
    }
}
