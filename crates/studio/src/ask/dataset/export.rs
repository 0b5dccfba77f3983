//! A data set is written in a format that other programs read.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use tonewright_data::export::{ExportOrder, ExportSettings, Exported, export as write};
use tonewright_data::manifest::Manifest;
use tonewright_synth::Synth;

use super::cannot;
use crate::catalog;
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
    let manifest = Manifest::read(&request.folder).map_err(cannot("exported"))?;
    let synth = synth_of(&manifest);
    let order = ExportOrder {
        folder: &request.folder,
        manifest: &manifest,
        spec: synth.as_ref().map(|synth| synth.spec()),
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

/// The data set's synth, where it is here with the same parameters.
fn synth_of(manifest: &Manifest) -> Option<std::sync::Arc<dyn Synth>> {
    let plan = &manifest.plan;
    let synth = catalog::synth_that_a_file_names(plan["recipe"]["synth"].as_str()?).ok()?;
    let now = serde_json::to_value(&synth.spec().params).ok()?;
    (now == plan["synth"]["spec"]["params"]).then_some(synth)
}
