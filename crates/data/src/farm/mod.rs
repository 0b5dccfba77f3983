//! The farm: every core draws, renders, judges, listens and writes, shard after shard, until the data set is there.
//!
//! Rows are written where they belong as soon as they are ready, and every few seconds it is noted which are safe on the
//! disk. Whatever ends the work, the same command goes on from there, and the bytes are those of an undisturbed run.

mod hand;
mod queue;
pub(crate) mod rows;
mod shift;
mod stream;
pub(crate) mod tally;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::error::DataError;
use crate::manifest;
use crate::plan::Plan;
use crate::shard::{Sidecar, Totals};

pub use stream::{Heard, Stream};

/// How a plan is to be rendered.
#[derive(Clone, Debug)]
pub struct Order {
    /// The data set's folder.
    pub folder: PathBuf,
    /// Which shards: every `count`-th from number `index` on, which counts from 0. `(0, 1)` is all.
    pub share: (usize, usize),
    /// How many threads; one renderer each.
    pub threads: usize,
    /// What the manifest says made the data set.
    pub made_by: String,
}

impl Order {
    /// The shards of the plan that it asks for.
    pub fn shards(&self, plan: &Plan) -> impl Iterator<Item = u64> {
        (self.share.0 as u64..plan.shards()).step_by(self.share.1.max(1))
    }
}

/// How far it is.
#[derive(Clone, Debug, Default)]
pub struct Advance {
    /// What came of the items so far, those of earlier runs included.
    pub totals: Totals,
    /// Items of this order.
    pub items: u64,
    /// Items that were there already when it began.
    pub earlier: u64,
    /// Shards that are finished.
    pub shards_done: u64,
    /// Shards of this order.
    pub shards: u64,
    /// Seconds since it began.
    pub secs: f64,
}

impl Advance {
    /// Items of this run in a second.
    pub fn items_per_sec(&self) -> f64 {
        (self.totals.items() - self.earlier) as f64 / self.secs.max(1e-9)
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Harvest {
    /// How far it came.
    pub advance: Advance,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// Shards that another process is rendering.
    pub taken: Vec<u64>,
    /// The manifest, where every shard of the data set is there.
    pub manifest: Option<PathBuf>,
}

/// Renders what is not there yet. `watch` is told now and then how far it is; when `stop` becomes true, what is finished
/// is kept and it returns.
///
/// # Errors
/// [`DataError::Other`] when the folder holds another data set, [`DataError::DiskFull`], [`DataError::AllFailed`],
/// [`DataError::Io`]; whatever was finished stays and is not rendered again.
pub fn render(
    plan: &Plan,
    order: &Order,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Advance),
) -> Result<Harvest, DataError> {
    manifest::claim(plan, &order.folder)?;
    let mut harvest = shift::Shift::new(plan, order, order.shards(plan).collect()).work(stop, watch)?;
    if !harvest.interrupted && harvest.taken.is_empty() {
        harvest.manifest = manifest::complete(plan, &order.folder, &order.made_by)?;
    }
    Ok(harvest)
}

/// The sidecar of a finished shard.
pub(crate) fn sidecar(plan: &Plan, folder: &std::path::Path, shard: u64) -> Result<Sidecar, DataError> {
    Sidecar::read(&folder.join(format!("{}.json", plan.shard_name(shard))))
}
