//! What the numbers of a data set are like, in one pass over its shards: scales of features for whoever trains on them,
//! counts of knobs and levels for whoever looks at them.
//!
//! Rows are taken in stretches, which threads share; the stretches are joined in their order, so that the numbers are the
//! same on any machine.

mod counts;
mod file;
mod moments;
mod part;

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

pub use counts::{Histogram, KnobCounts};
pub use file::STATISTICS_STEM;
pub use moments::{Moments, Scale};

use self::part::Part;
use crate::dataset::DataSet;
use crate::error::DataError;

/// Rows of a stretch.
const STRETCH: u64 = 256;
/// Stretches that are on their way at once.
const AT_ONCE: usize = 16;

/// What the numbers of a data set are like.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Statistics {
    /// The name of the data set.
    pub name: String,
    /// Its fingerprint.
    pub print: String,
    /// The split that was counted; all items where there is none.
    pub split: Option<String>,
    /// How many items were counted: those that have sounds.
    pub items: u64,
    /// Root mean squares in dB of full scale, of every sound.
    pub rms_db: Histogram,
    /// Largest samples in dB of full scale, of every sound.
    pub peak_db: Histogram,
    /// How many sounds are silent: no sample above −60 dB.
    pub silent: u64,
    /// Each parameter's values; empty where the data set has no knobs.
    pub knobs: Vec<KnobCounts>,
    /// Scales of the knobs and of each feature.
    pub columns: Vec<ColumnStatistics>,
}

/// What the numbers of a column are like.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ColumnStatistics {
    /// The column.
    pub name: String,
    /// The shape of one observation: that of the feature of one sound.
    pub shape: Vec<usize>,
    /// What its axes are.
    pub axes: Vec<String>,
    /// How many observations there are.
    pub observations: u64,
    /// All numbers together.
    pub whole: Scale,
    /// Every place of the axis that is not time, over the other axes: of a mel spectrogram every band.
    pub bins: Vec<Scale>,
    /// Every cell over all observations.
    #[serde(skip)]
    pub cells: Moments,
}

/// Axes along which a number means the same at every place.
const POOLED_AXES: [&str; 2] = ["channels", "frames"];

impl ColumnStatistics {
    fn new(name: String, shape: Vec<usize>, axes: Vec<String>, cells: Moments) -> Self {
        let whole = cells.pooled(0..cells.cells());
        let bins = bins_of(&shape, &axes).iter().map(|bin| cells.pooled(bin.iter().copied())).collect();
        Self { name, shape, axes, observations: cells.rows(), whole, bins, cells }
    }
}

/// The cells of each place along the axes that are not pooled.
fn bins_of(shape: &[usize], axes: &[String]) -> Vec<Vec<usize>> {
    let is_kept = |axis: usize| !axes.get(axis).is_some_and(|name| POOLED_AXES.contains(&name.as_str()));
    let count: usize = (0..shape.len()).filter(|axis| is_kept(*axis)).map(|axis| shape[axis]).product();
    let mut bins = vec![Vec::new(); count];
    for cell in 0..shape.iter().product() {
        let (mut rest, mut bin, mut step) = (cell, 0, 1);
        for axis in (0..shape.len()).rev() {
            if is_kept(axis) {
                bin += (rest % shape[axis]) * step;
                step *= shape[axis];
            }
            rest /= shape[axis];
        }
        bins[bin].push(cell);
    }
    bins
}

/// Counts the items of a data set, those of one split where one is given as its name and whether an item is in it. `watch`
/// is told how many items are done.
///
/// # Errors
/// Those of the shards; [`DataError::Damaged`] for columns that are not as the manifest says.
pub fn statistics(
    data_set: &DataSet,
    split: Option<(&str, &(dyn Fn(u64) -> bool + Sync))>,
    watch: &mut dyn FnMut(u64),
) -> Result<Statistics, DataError> {
    let columns = data_set.columns()?;
    let is_in = |item: u64| split.is_none_or(|(_, is_in)| is_in(item));
    let mut whole = Part::new(data_set, &columns);
    let mut done = 0;
    for (sidecar, shard) in data_set.shards().collect::<Result<Vec<_>, _>>()? {
        let stretches: Vec<Range<u64>> = (0..sidecar.items.div_ceil(STRETCH))
            .map(|at| at * STRETCH..((at + 1) * STRETCH).min(sidecar.items))
            .collect();
        for stretches in stretches.chunks(AT_ONCE) {
            let count = |rows: &Range<u64>| {
                let mut part = Part::new(data_set, &columns);
                part.count(&shard, rows.clone(), &|row| is_in(sidecar.first_item + row))?;
                Ok(part)
            };
            let parts: Result<Vec<Part>, DataError> = stretches.par_iter().map(count).collect();
            parts?.iter().for_each(|part| whole.join(part));
            done += stretches.iter().map(|rows| rows.end - rows.start).sum::<u64>();
            watch(done);
        }
    }
    Ok(whole.told(data_set, split.map(|(name, _)| name.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_the_places_of_the_axes_that_are_not_pooled() {
        let axes = ["channels", "bands", "frames"].map(str::to_owned);
        assert_eq!(bins_of(&[2, 3, 2], &axes), [[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]]);
        let axes = ["parameters".to_owned()];
        assert_eq!(bins_of(&[3], &axes), [[0], [1], [2]]);
        assert_eq!(bins_of(&[], &[]), [[0]]);
    }
}
