//! Data sets in object stores: rendered shard by shard into a folder of this machine and uploaded while the next is
//! rendered; fetched to be read.
//!
//! A shard is there when its sidecar is, which is created last and by one worker only. So workers need not know of each
//! other: who comes second to a shard finds it done.

#[cfg(feature = "s3")]
mod enabled;

#[cfg(not(feature = "s3"))]
#[path = "disabled.rs"]
mod enabled;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

pub(super) use enabled::render;
pub(crate) use enabled::{see_reachable, standing};

use crate::error::StudioError;
use crate::events::Listener;

/// The address of a store, where a place is one rather than a folder.
pub(crate) fn url_of(place: &Path) -> Option<&str> {
    let text = place.to_str()?;
    let (scheme, _) = text.split_once("://")?;
    (!scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())).then_some(text)
}

/// What to fetch.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Where the data set is: `s3://bucket/prefix`.
    pub url: String,
    /// The folder for it.
    pub out: PathBuf,
}

/// What came.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Files that were brought.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// Whether the data set was finished in the store.
    pub complete: bool,
}

/// Fetches a data set; files that are there in their full length stay. The manifest comes last, so that a folder that has
/// one is whole. Whether the bytes are right is for `verify` to say.
///
/// # Errors
/// Those of the store and of the disk; when there is nothing to fetch, or this build reaches no stores.
pub fn fetch(
    request: &FetchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Fetched, StudioError> {
    enabled::fetch(request, stop, listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_stores_are_told_from_folders() {
        let url = |text: &str| url_of(Path::new(text)).map(str::to_owned);
        assert_eq!(url("s3://bucket/set").as_deref(), Some("s3://bucket/set"));
        for folder in ["datasets/s3", "/data/s3:/x", "./a://b", "C:\\data", "://x"] {
            assert_eq!(url(folder), None, "{folder}");
        }
    }
}
