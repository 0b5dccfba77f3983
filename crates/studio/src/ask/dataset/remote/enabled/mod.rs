//! Data sets in object stores, in builds that reach them.

mod fetch;
mod shelf;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tonewright_data::farm::{self, Advance, Order};
use tonewright_data::manifest::PLAN_FILE;
use tonewright_data::{Plan, Standing, Totals};
use tonewright_store::{Store, StoreError};

pub(in super::super) use fetch::fetch;

use self::shelf::Shelf;
use super::super::cannot;
use super::super::render::Rendered;
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// Renders the shards of a share that the store does not have, and uploads them.
///
/// # Errors
/// As for a folder, and those of the store.
pub(in super::super) fn render(
    plan: &Plan,
    url: &str,
    share: (usize, usize),
    threads: usize,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Rendered, StudioError> {
    let shelf = Shelf::open(plan, url)?;
    listener.hear(&Event::Folder(PathBuf::from(url)));
    let order = Order {
        folder: shelf.scratch().to_owned(),
        share,
        threads,
        made_by: format!("tonewright {}", version_line()),
    };
    let mut tour = Tour::new(plan, &order, &shelf)?;
    // One finished shard waits at most, so that the folder of this machine stays small.
    let (sender, finished) = sync_channel::<u64>(1);
    let rendered = std::thread::scope(|scope| {
        let to = &shelf;
        let uploads = scope.spawn(move || upload_all(to, &finished));
        let rendered = tour.render(&order, stop, &sender, listener);
        drop(sender);
        let uploaded = uploads.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // What the store said comes first: rendering ends because of it.
        uploaded.and(rendered)
    });
    rendered?;
    let interrupted = tour.advance.totals.items() < tour.advance.items;
    let complete = !interrupted && shelf.complete(&order.made_by)?;
    if complete {
        shelf.clear();
    }
    Ok(Rendered {
        folder: PathBuf::from(url),
        advance: tour.advance,
        interrupted,
        taken: tour.taken,
        complete,
        failures: tour.failures,
    })
}

/// Whether this build reaches the store of an address; nobody is asked there.
///
/// # Errors
/// When it is no address of a store.
pub(crate) fn see_reachable(url: &str) -> Result<(), StudioError> {
    Ok(Store::open(url).map(drop)?)
}

/// How long somebody who only looks waits for a store.
const PATIENCE: Duration = Duration::from_secs(8);

/// How far the data set in a store is; `None` where none was begun.
///
/// # Errors
/// When the store can't be reached from here, soon.
pub(crate) fn standing(url: &str) -> Result<Option<Standing>, StudioError> {
    let store = Store::open(url)?.with_patience(PATIENCE);
    let Some(plan) = store.read(PLAN_FILE)? else { return Ok(None) };
    let there = store.list()?;
    let place = format!("{}/{PLAN_FILE}", store.url());
    let standing = Standing::of_files(&plan, Path::new(&place), there.keys().map(String::as_str));
    standing.map(Some).map_err(cannot("looked at"))
}

/// Uploads shards as they come; after a fault the others are only taken, so that nobody waits.
fn upload_all(shelf: &Shelf<'_>, finished: &Receiver<u64>) -> Result<(), StudioError> {
    finished.iter().try_for_each(|shard| shelf.put(shard))
}

/// The way through the shards of a share.
struct Tour<'a> {
    plan: &'a Plan,
    shards: Vec<u64>,
    advance: Advance,
    taken: usize,
    failures: Vec<tonewright_data::Failure>,
}

impl<'a> Tour<'a> {
    /// What the store has already counts as done.
    fn new(plan: &'a Plan, order: &Order, shelf: &Shelf<'_>) -> Result<Self, StudioError> {
        let (all, mut advance) = (order.shards(plan).collect::<Vec<u64>>(), Advance::default());
        let (mut shards, mut done) = (Vec::new(), Totals::default());
        for shard in all {
            advance.items += plan.shard_items(shard).1;
            advance.shards += 1;
            match shelf.sidecar(shard)? {
                Some(sidecar) => {
                    done.add(&sidecar.totals);
                    advance.shards_done += 1;
                }
                None => shards.push(shard),
            }
        }
        advance.earlier = done.items();
        advance.totals = done;
        Ok(Self { plan, shards, advance, taken: 0, failures: Vec::new() })
    }

    fn render(
        &mut self,
        order: &Order,
        stop: &AtomicBool,
        finished: &SyncSender<u64>,
        listener: &mut dyn Listener,
    ) -> Result<(), StudioError> {
        for shard in std::mem::take(&mut self.shards) {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let one = Order { share: (shard as usize, self.plan.shards() as usize), ..order.clone() };
            let before = self.advance.clone();
            let mut watch = |advance: &Advance| {
                self.advance = joined(&before, advance);
                listener.hear(&Event::Rendering(self.advance.clone()));
            };
            let harvest = farm::render(self.plan, &one, stop, &mut watch).map_err(cannot("rendered"))?;
            self.advance = joined(&before, &harvest.advance);
            self.taken += harvest.taken.len();
            let is_whole = !harvest.interrupted && harvest.taken.is_empty();
            if is_whole && finished.send(shard).is_err() {
                // The uploads ended: they say why.
                return Ok(());
            }
        }
        Ok(())
    }
}

/// How far all is, when a shard is so far that began at `before`.
fn joined(before: &Advance, shard: &Advance) -> Advance {
    let mut all = before.clone();
    all.totals.add(&shard.totals);
    all.earlier += shard.earlier;
    all.shards_done += shard.shards_done;
    all.secs += shard.secs;
    all
}

impl From<StoreError> for StudioError {
    fn from(error: StoreError) -> Self {
        Self::Store { hints: error.hints(), source: error.into() }
    }
}
