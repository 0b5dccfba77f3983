//! What is to be done: the rows of shard after shard, handed out in stretches to whoever asks.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::DataError;
use crate::plan::Plan;
use crate::shard::{Part, Progress};

/// Rows of one shard to be filled.
pub(super) struct Task {
    pub(super) shard: u64,
    pub(super) part: Arc<Part>,
    pub(super) rows: Range<u64>,
    pub(super) first_item: u64,
}

/// What became of the queue when it was asked.
pub(super) enum Next {
    /// Rows to be filled.
    Task(Task),
    /// A shard was begun; ask again.
    Opened(u64, Arc<Part>, Progress),
    /// A shard is finished already; ask again.
    Finished(u64),
    /// Another process is at it; ask again.
    Taken(u64),
    /// Nothing is left.
    Nothing,
}

/// The shards that are still to come, and the rows of the one that is being handed out.
pub(super) struct Queue<'a> {
    plan: &'a Plan,
    folder: PathBuf,
    print: String,
    upcoming: VecDeque<u64>,
    current: Option<(u64, Arc<Part>, VecDeque<Range<u64>>)>,
}

impl<'a> Queue<'a> {
    pub(super) fn new(plan: &'a Plan, folder: PathBuf, shards: impl Iterator<Item = u64>) -> Self {
        Self { plan, folder, print: plan.print(), upcoming: shards.collect(), current: None }
    }

    /// The next rows, at most so many.
    pub(super) fn next(&mut self, most: u64) -> Result<Next, DataError> {
        if let Some((shard, part, left)) = &mut self.current
            && let Some(rows) = left.front_mut()
        {
            let taken = rows.start..rows.end.min(rows.start + most.max(1));
            rows.start = taken.end;
            if rows.start == rows.end {
                left.pop_front();
            }
            let (part, first_item) = (Arc::clone(part), self.plan.shard_items(*shard).0);
            return Ok(Next::Task(Task { shard: *shard, part, rows: taken, first_item }));
        }
        self.current = None;
        let Some(shard) = self.upcoming.pop_front() else { return Ok(Next::Nothing) };
        self.open(shard)
    }

    fn open(&mut self, shard: u64) -> Result<Next, DataError> {
        let stem = self.folder.join(self.plan.shard_name(shard));
        if Part::is_finished(&stem) {
            return Ok(Next::Finished(shard));
        }
        let (first_item, rows) = self.plan.shard_items(shard);
        match Part::open(&stem, self.plan.layout(), first_item, rows, &self.print) {
            Err(DataError::Taken { .. }) => Ok(Next::Taken(shard)),
            Err(error) => Err(error),
            Ok((part, progress)) => {
                let part = Arc::new(part);
                self.current = Some((shard, Arc::clone(&part), progress.left(rows).into()));
                Ok(Next::Opened(shard, part, progress))
            }
        }
    }
}
