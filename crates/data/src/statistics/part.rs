//! The counts of some rows, and how those of others are added.

use std::ops::Range;

use half::f16;
use safetensors::Dtype;
use tonewright_synth::SynthSpec;

use super::{ColumnStatistics, Histogram, KnobCounts, Moments, Statistics};
use crate::columns::FEATURE_PREFIX;
use crate::dataset::{DataSet, StoredColumn};
use crate::error::DataError;
use crate::shard::{Shard, Status};

/// Decibels that are told apart, a bin each.
const LEVELS_DB: (f64, f64, usize) = (-120.0, 20.0, 140);
/// A sound whose largest sample is not above this is silent: −60 dB.
const SILENT: f32 = 1e-3;

/// What was counted in some rows.
pub(super) struct Part<'a> {
    spec: Option<&'a SynthSpec>,
    items: u64,
    rms_db: Histogram,
    peak_db: Histogram,
    silent: u64,
    knobs: Vec<KnobCounts>,
    columns: Vec<Counted>,
}

/// A column of which the cells are counted.
struct Counted {
    name: String,
    shape: Vec<usize>,
    axes: Vec<String>,
    cells: Moments,
}

impl Counted {
    /// Knobs and features; a feature of several notes is observed as often.
    fn of(column: &StoredColumn) -> Option<Self> {
        let skip = if column.name.starts_with(FEATURE_PREFIX) { 1 } else { 0 };
        let is_counted = column.name == "knobs" || skip == 1;
        let shape = column.shape.get(skip..).filter(|_| is_counted)?.to_vec();
        let axes = column.axes.get(skip..).unwrap_or_default().to_vec();
        let cells = Moments::new(shape.iter().product());
        Some(Self { name: column.name.clone(), shape, axes, cells })
    }

    fn count(&mut self, shard: &Shard, row: usize) -> Result<(), DataError> {
        let width = self.cells.cells().max(1);
        if shard.info(&self.name)?.dtype == Dtype::F16 {
            let numbers = shard.row::<f16>(&self.name, row)?;
            numbers.chunks_exact(width).for_each(|one| self.cells.add_halves(one));
        } else {
            let numbers = shard.row::<f32>(&self.name, row)?;
            numbers.chunks_exact(width).for_each(|one| self.cells.add(one));
        }
        Ok(())
    }
}

impl<'a> Part<'a> {
    pub(super) fn new(data_set: &'a DataSet, columns: &[StoredColumn]) -> Self {
        let (low, high, bins) = LEVELS_DB;
        let has_knobs = columns.iter().any(|column| column.name == "knobs");
        let spec = data_set.spec().filter(|_| has_knobs);
        Self {
            spec,
            items: 0,
            rms_db: Histogram::new(low, high, bins),
            peak_db: Histogram::new(low, high, bins),
            silent: 0,
            knobs: spec.iter().flat_map(|spec| &spec.params).map(KnobCounts::new).collect(),
            columns: columns.iter().filter_map(Counted::of).collect(),
        }
    }

    /// Counts the rows that have sounds and are asked for.
    pub(super) fn count(
        &mut self,
        shard: &Shard,
        rows: Range<u64>,
        is_in: &dyn Fn(u64) -> bool,
    ) -> Result<(), DataError> {
        for row in rows {
            let status = shard.row::<u8>("status", row as usize)?;
            if status.first() == Some(&(Status::Rendered as u8)) && is_in(row) {
                self.count_row(shard, row as usize)?;
            }
        }
        Ok(())
    }

    fn count_row(&mut self, shard: &Shard, row: usize) -> Result<(), DataError> {
        self.items += 1;
        for [rms, peak] in shard.row::<f32>("levels", row)?.as_chunks().0 {
            self.rms_db.add(decibels(*rms));
            self.peak_db.add(decibels(*peak));
            self.silent += u64::from(*peak <= SILENT);
        }
        if let Some(spec) = self.spec {
            let knobs = shard.row::<f32>("knobs", row)?;
            for ((counts, param), knob) in self.knobs.iter_mut().zip(&spec.params).zip(knobs) {
                counts.add(param, *knob);
            }
        }
        self.columns.iter_mut().try_for_each(|column| column.count(shard, row))
    }

    /// Adds what was counted in the rows that come next.
    pub(super) fn join(&mut self, next: &Self) {
        self.items += next.items;
        self.silent += next.silent;
        self.rms_db.join(&next.rms_db);
        self.peak_db.join(&next.peak_db);
        self.knobs.iter_mut().zip(&next.knobs).for_each(|(own, next)| own.join(next));
        self.columns.iter_mut().zip(&next.columns).for_each(|(own, next)| own.cells.join(&next.cells));
    }

    /// What came of it.
    pub(super) fn told(self, data_set: &DataSet, split: Option<String>) -> Statistics {
        let told =
            |column: Counted| ColumnStatistics::new(column.name, column.shape, column.axes, column.cells);
        Statistics {
            name: data_set.name(),
            print: data_set.manifest().print.clone(),
            split,
            items: self.items,
            rms_db: self.rms_db,
            peak_db: self.peak_db,
            silent: self.silent,
            knobs: self.knobs,
            columns: self.columns.into_iter().map(told).collect(),
        }
    }
}

/// An amplitude in dB of full scale; silence is far below every bin.
fn decibels(amplitude: f32) -> f64 {
    20.0 * f64::from(amplitude).max(1e-30).log10()
}
