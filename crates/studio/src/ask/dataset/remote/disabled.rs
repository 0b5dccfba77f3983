//! Data sets in object stores, in builds that leave these out: what to do instead.

use std::sync::atomic::AtomicBool;

use tonewright_data::{Plan, Standing};

use super::super::render::Rendered;
use super::{FetchRequest, Fetched};
use crate::error::StudioError;
use crate::events::Listener;

pub(in super::super) fn render(
    _plan: &Plan,
    url: &str,
    _share: (usize, usize),
    _threads: usize,
    _stop: &AtomicBool,
    _listener: &mut dyn Listener,
) -> Result<Rendered, StudioError> {
    Err(left_out(url))
}

pub(super) fn fetch(
    request: &FetchRequest,
    _stop: &AtomicBool,
    _listener: &mut dyn Listener,
) -> Result<Fetched, StudioError> {
    Err(left_out(&request.url))
}

/// Whether this build reaches the store of an address.
pub(crate) fn see_reachable(url: &str) -> Result<(), StudioError> {
    Err(left_out(url))
}

/// How far the data set in a store is.
pub(crate) fn standing(url: &str) -> Result<Option<Standing>, StudioError> {
    Err(left_out(url))
}

fn left_out(url: &str) -> StudioError {
    StudioError::Setting {
        key: url.to_owned(),
        reason: "lies in an object store, which this build does not reach".to_owned(),
        hint: Some("build with `--features s3`".to_owned()),
    }
}
