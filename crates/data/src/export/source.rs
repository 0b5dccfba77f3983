//! A data set as exports read it: the rows that have sounds, a stretch at a time, in their order.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ExportOrder;
use super::about::About;
use super::block::Block;
use crate::dataset::shard_file;
use crate::error::DataError;
use crate::shard::{Shard, Sidecar, Status, read_exact_at};

/// Most bytes that a stretch holds, as far as whole rows go.
const STRETCH_BYTES: usize = 32 << 20;

/// A data set that is being read.
pub(crate) struct Source<'a> {
    pub(super) order: &'a ExportOrder<'a>,
    pub(super) about: About,
    shards: Vec<Kept>,
    items: u64,
    remarks: Vec<String>,
    stop: &'a AtomicBool,
    watch: &'a mut dyn FnMut(u64, u64),
}

/// A shard, and which of its rows have sounds.
struct Kept {
    sidecar: Sidecar,
    runs: Vec<Range<u64>>,
}

/// Rows that lie one behind the other.
#[derive(Default)]
pub(super) struct Stretch {
    /// The shard that they are of, counted from 0.
    pub(super) shard: usize,
    /// Their items.
    pub(super) items: Range<u64>,
    /// How many rows of sounds come before them.
    pub(super) first_row: u64,
    columns: BTreeMap<String, Block>,
}

impl Stretch {
    /// The rows of a column that was asked for.
    pub(super) fn column(&self, name: &str) -> &Block {
        self.columns.get(name).expect("a column that was asked for")
    }

    /// How many items.
    pub(super) fn len(&self) -> usize {
        (self.items.end - self.items.start) as usize
    }
}

impl<'a> Source<'a> {
    /// Opens a data set: headers and statuses of all shards are read.
    pub(super) fn open(
        order: &'a ExportOrder<'a>,
        stop: &'a AtomicBool,
        watch: &'a mut dyn FnMut(u64, u64),
    ) -> Result<Self, DataError> {
        let manifest = order.manifest;
        let path = order.folder.join(crate::manifest::MANIFEST_FILE);
        let about = About::of(manifest).map_err(|why| DataError::damaged(&path, why))?;
        let mut shards = Vec::with_capacity(manifest.shards.len());
        let mut items = 0_u64;
        for sidecar in &manifest.shards {
            let shard = Shard::open(&shard_file(order.folder, sidecar)?)?;
            check_columns(&shard, &about)?;
            let runs = runs(shard.numbers::<u8>("status")?);
            items += runs.iter().map(|run| run.end - run.start).sum::<u64>();
            shards.push(Kept { sidecar: sidecar.clone(), runs });
        }
        if items == 0 {
            return Err(DataError::damaged(&path, "no item of the data set has a sound"));
        }
        Ok(Self { order, about, shards, items, remarks: Vec::new(), stop, watch })
    }

    /// Rows of an export: one for each sound.
    pub(super) fn rows(&self) -> u64 {
        self.items * self.about.notes as u64
    }

    /// Something a user should know, one sentence.
    pub(super) fn remark(&mut self, words: impl Into<String>) {
        self.remarks.push(words.into());
    }

    /// Rows that were written, items that were left out, and what a user should know.
    pub(super) fn conclude(self) -> (u64, u64, Vec<String>) {
        let all: u64 = self.shards.iter().map(|kept| kept.sidecar.items).sum();
        (self.rows(), all - self.items, self.remarks)
    }

    /// Gives the rows of these columns that have sounds to `take`, a stretch at a time.
    pub(super) fn each(
        &mut self,
        columns: &[String],
        mut take: impl FnMut(&Stretch, &About) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let (rows, mut stretch) = (self.rows(), Stretch::default());
        for (number, kept) in self.shards.iter().enumerate() {
            let shard = Shard::open(&shard_file(self.order.folder, &kept.sidecar)?)?;
            let reader = Reader::new(&shard, columns)?;
            let most = (STRETCH_BYTES / reader.row_bytes().max(1)).max(1) as u64;
            for run in &kept.runs {
                let mut first = run.start;
                while first < run.end {
                    if self.stop.load(Ordering::Relaxed) {
                        return Err(DataError::Stopped);
                    }
                    let part = first..run.end.min(first + most);
                    reader.read(part.clone(), &mut stretch.columns)?;
                    let base = kept.sidecar.first_item;
                    stretch.items = base.saturating_add(part.start)..base.saturating_add(part.end);
                    stretch.shard = number;
                    take(&stretch, &self.about)?;
                    stretch.first_row += (part.end - part.start) * self.about.notes as u64;
                    first = part.end;
                    (self.watch)(stretch.first_row, rows);
                }
            }
        }
        Ok(())
    }
}

/// Whether a shard has the columns that the manifest tells.
fn check_columns(shard: &Shard, about: &About) -> Result<(), DataError> {
    let items = shard.items();
    for column in &about.columns {
        let info = shard.info(&column.name)?;
        let is_so = info.shape.first() == Some(&items)
            && info.shape[1..] == column.shape
            && format!("{:?}", info.dtype) == column.dtype;
        if !is_so {
            let reason = format!("its column `{}` is not what the manifest says", column.name);
            return Err(DataError::damaged(shard.path(), reason));
        }
    }
    Ok(())
}

/// The stretches of rows that have sounds.
fn runs(statuses: &[u8]) -> Vec<Range<u64>> {
    let mut runs: Vec<Range<u64>> = Vec::new();
    for (row, status) in (0..).zip(statuses) {
        match runs.last_mut() {
            _ if *status != Status::Rendered as u8 => {}
            Some(run) if run.end == row => run.end = row + 1,
            _ => runs.push(row..row + 1),
        }
    }
    runs
}

/// Reads rows of some columns. They are read and not mapped: mapped pages would count as memory of the program.
struct Reader<'a> {
    shard: &'a Shard,
    file: File,
    columns: Vec<(String, u64, usize)>,
}

impl<'a> Reader<'a> {
    fn new(shard: &'a Shard, columns: &[String]) -> Result<Self, DataError> {
        let file = File::open(shard.path());
        let file = file.map_err(|source| DataError::io("read", shard.path(), 0, source))?;
        let place = |name: &String| -> Result<_, DataError> {
            let (start, row_bytes) = shard.place(name)?;
            Ok((name.clone(), start, row_bytes))
        };
        Ok(Self { shard, file, columns: columns.iter().map(place).collect::<Result<_, _>>()? })
    }

    fn row_bytes(&self) -> usize {
        self.columns.iter().map(|(_, _, row_bytes)| row_bytes).sum()
    }

    fn read(&self, rows: Range<u64>, into: &mut BTreeMap<String, Block>) -> Result<(), DataError> {
        for (name, start, row_bytes) in &self.columns {
            let block = into.entry(name.clone()).or_default();
            let room = block.room((rows.end - rows.start) as usize * row_bytes);
            read_exact_at(&self.file, room, start + rows.start * *row_bytes as u64)
                .map_err(|source| DataError::io("read", self.shard.path(), 0, source))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_sounds_part_the_others() {
        assert_eq!(runs(&[1, 1, 2, 1, 3, 3, 1, 1]), [0..2, 3..4, 6..8]);
        assert_eq!(runs(&[2, 3, 0]), []);
    }
}
