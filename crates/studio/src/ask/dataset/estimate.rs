//! *What will it cost?* The size of a data set follows from its recipe; how long it takes is measured on its first items.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Serialize;
use tonewright_data::farm::{self, Advance, Order};

use super::cannot;
use super::render::plan;
use crate::config::threads_or_all;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// What to estimate.
#[derive(Clone, Debug)]
pub struct EstimateRequest {
    /// The recipe: a name, or a file.
    pub recipe: String,
    /// `key=value` laid over it.
    pub set: Vec<String>,
    /// Files and folders from which its corpora come.
    pub presets: Vec<PathBuf>,
    /// Another number of items.
    pub items: Option<u64>,
    /// How long to measure.
    pub secs: f64,
    /// Threads to measure with; 0 takes every core.
    pub threads: usize,
    /// Price of an hour of a core.
    pub core_hour_price: f64,
    /// Price of keeping a gigabyte for a month.
    pub gigabyte_month_price: f64,
}

/// What a data set takes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Estimate {
    /// The recipe.
    pub name: String,
    /// How many items.
    pub items: u64,
    /// Bytes of each column of one item.
    pub columns: Vec<(String, u64)>,
    /// Bytes of one item.
    pub item_bytes: u64,
    /// Bytes of all, without headers.
    pub bytes: u64,
    /// Items that were rendered to find out.
    pub measured_items: u64,
    /// Threads that rendered them.
    pub threads: usize,
    /// Items a second by all of them.
    pub items_per_sec: f64,
    /// Hours on so many threads.
    pub hours: f64,
    /// Hours times threads.
    pub core_hours: f64,
    /// What these cost.
    pub compute_price: f64,
    /// What keeping it for a month costs.
    pub month_price: f64,
}

/// Estimates what a recipe takes. Its first items are rendered for some seconds, into a folder that is removed.
///
/// # Errors
/// As for rendering; when it was told to stop, or nothing was rendered in that time.
pub fn estimate(
    request: &EstimateRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Estimate, StudioError> {
    let full = plan(&request.recipe, &request.set, &request.presets)?;
    let items = request.items.unwrap_or_else(|| full.items());
    let (advance, threads) = measured(request, stop, listener)?;
    let done = advance.totals.items();
    if stop.load(Ordering::Relaxed) {
        return Err(StudioError::Stopped { doing: "measuring" });
    }
    if done == 0 {
        let reason = format!("{} s were too short for one item", request.secs);
        return Err(StudioError::Setting { key: "--secs".to_owned(), reason, hint: None });
    }
    let columns = full.layout().columns().iter();
    let columns = columns.map(|column| (column.name.clone(), column.row_bytes() as u64)).collect();
    let item_bytes = full.layout().row_bytes() as u64;
    let items_per_sec = done as f64 / advance.secs.max(1e-9);
    let hours = items as f64 / items_per_sec / 3600.0;
    let bytes = items.saturating_mul(item_bytes);
    Ok(Estimate {
        name: full.recipe().name.clone(),
        items,
        columns,
        item_bytes,
        bytes,
        measured_items: done,
        threads,
        items_per_sec,
        hours,
        core_hours: hours * threads as f64,
        compute_price: hours * threads as f64 * request.core_hour_price,
        month_price: bytes as f64 / 1e9 * request.gigabyte_month_price,
    })
}

/// Renders the first items for so long.
fn measured(
    request: &EstimateRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<(Advance, usize), StudioError> {
    let threads = threads_or_all(request.threads);
    let mut set = request.set.clone();
    // Room is taken shard by shard: small ones do for a while.
    set.push("shard-items=256".to_owned());
    let plan = plan(&request.recipe, &set, &request.presets)?;
    let no_folder = |source| StudioError::Io { doing: "create", path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(no_folder)?;
    let order =
        Order { folder: folder.path().to_owned(), share: (0, 1), threads, made_by: "an estimate".to_owned() };
    let (over, is_done) = (AtomicBool::new(false), AtomicBool::new(false));
    let mut watch = |advance: &Advance| listener.hear(&Event::Rendering(advance.clone()));
    let harvest = std::thread::scope(|scope| {
        scope.spawn(|| {
            let end = std::time::Instant::now() + Duration::from_secs_f64(request.secs.clamp(0.0, 1e6));
            let is_time = || std::time::Instant::now() >= end || stop.load(Ordering::Relaxed);
            while !is_time() && !is_done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
            }
            over.store(true, Ordering::Relaxed);
        });
        let harvest = farm::render(&plan, &order, &over, &mut watch);
        is_done.store(true, Ordering::Relaxed);
        harvest
    });
    Ok((harvest.map_err(cannot("rendered"))?.advance, threads))
}
