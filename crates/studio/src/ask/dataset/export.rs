//! A data set is written in a format that other programs read.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use tonewright_data::DataSet;
use tonewright_data::export::{ExportOrder, ExportSettings, Exported, export as write};

use super::cannot;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// What to write.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The data set's folder.
    pub folder: PathBuf,
    /// The format, by name ([`tonewright_data::export::EXPORTS`]).
    pub format: String,
    /// Where it goes; none is beside the data set, with its name.
    pub out: Option<PathBuf>,
    /// Whether an earlier export is replaced.
    pub replaces: bool,
    /// What is said of the format.
    pub settings: ExportSettings,
}

/// Writes a data set in another format. Once `stop` is true it ends, and nothing is left behind.
///
/// # Errors
/// When there is no such format, no whole data set, no place for it, or the disk is full.
pub fn export(
    request: &ExportRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Exported, StudioError> {
    let data_set = DataSet::open(&request.folder).map_err(cannot("exported"))?;
    let order = ExportOrder {
        folder: &request.folder,
        manifest: data_set.manifest(),
        spec: data_set.spec(),
        format: &request.format,
        out: request.out.clone(),
        replaces: request.replaces,
        settings: request.settings,
        made_by: &format!("tonewright {}", version_line()),
    };
    let mut watch = |done: u64, total: u64| {
        let (done, total) = (done as usize, total as usize);
        listener.hear(&Event::Step { what: "sounds written".to_owned(), done, total, left_secs: None });
    };
    write(&order, stop, &mut watch).map_err(cannot("exported"))
}
