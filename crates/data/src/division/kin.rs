//! Which items of a data set belong together by their presets.

use serde_json::Value;
use tonewright_synth::SynthSpec;

use super::Together;
use crate::corpus::Kinship;
use crate::corpus::near::{self, Codes, Sets};
use crate::dataset::DataSet;
use crate::error::DataError;
use crate::shard::{Shard, Status};

/// The group of each item, from 0 in order of their first items.
pub(super) fn groups(data_set: &DataSet, together: Together) -> Result<Vec<usize>, DataError> {
    let missing = || {
        let reason = "can't go by presets, since the data set has none: let `nothing` stay together";
        DataError::recipe("together", reason)
    };
    let spec = data_set.spec().ok_or_else(missing)?;
    let rows = Rows::open(data_set)?;
    let kinship = kinship(spec, together)?;
    let codes = Codes::of(rows.count, |item| rows.knobs(item), &kinship);
    let groups = near::groups(&codes, kinship.least);
    let mut sets = Sets::new(rows.count);
    join_equal(&groups, &rows, &mut sets);
    let variations = variations(&data_set.manifest().plan);
    for item in 1..rows.count {
        if item as u64 / variations == (item as u64 - 1) / variations {
            sets.join(item as u32 - 1, item as u32);
        }
    }
    Ok(sets.numbers())
}

/// Joins items of one group; those without sounds have no preset and stay alone.
fn join_equal(groups: &[usize], rows: &Rows, sets: &mut Sets) {
    let mut first: Vec<Option<u32>> = vec![None; groups.len()];
    for (item, group) in groups.iter().enumerate().filter(|(item, _)| rows.has_sound(*item)) {
        match first[*group] {
            Some(other) => sets.join(other, item as u32),
            None => first[*group] = Some(item as u32),
        }
    }
}

/// When two presets belong together.
fn kinship(spec: &SynthSpec, together: Together) -> Result<Kinship, DataError> {
    let compared: Vec<usize> = (0..spec.params.len()).filter(|at| spec.params[*at].in_preset_file).collect();
    let near = (together == Together::Same).then_some(1.0);
    Ok(Kinship::of(spec, &compared, near)?)
}

/// How many items in a row are variations of one preset.
fn variations(plan: &Value) -> u64 {
    let of = |prior: &Value| prior["variations"].as_u64().filter(|_| prior["draw"] == "perturb");
    match plan["recipe"]["prior"].as_array().map(Vec::as_slice) {
        Some([only]) => of(only).unwrap_or(1).max(1),
        _ => 1,
    }
}

/// The knobs of all items, where they lie.
struct Rows {
    shards: Vec<(usize, Shard)>,
    count: usize,
}

impl Rows {
    fn open(data_set: &DataSet) -> Result<Self, DataError> {
        let (mut shards, mut count) = (Vec::new(), 0);
        for opened in data_set.shards() {
            let (_, shard) = opened?;
            // Looked at here, so that nothing is missing below.
            shard.numbers::<f32>("knobs")?;
            shard.numbers::<u8>("status")?;
            let (first, items) = (count, shard.items());
            count += items;
            shards.push((first, shard));
        }
        match u32::try_from(count) {
            Ok(_) => Ok(Self { shards, count }),
            Err(_) => {
                Err(DataError::recipe("split", format!("has {count} items: {} are the most", u32::MAX)))
            }
        }
    }

    /// The shard of an item, and its row there.
    fn place(&self, item: usize) -> (&Shard, usize) {
        let at = self.shards.partition_point(|(first, _)| *first <= item) - 1;
        (&self.shards[at].1, item - self.shards[at].0)
    }

    fn knobs(&self, item: usize) -> &[f32] {
        let (shard, row) = self.place(item);
        shard.row("knobs", row).unwrap_or_default()
    }

    fn has_sound(&self, item: usize) -> bool {
        let (shard, row) = self.place(item);
        shard.row::<u8>("status", row).is_ok_and(|status| status.first() == Some(&(Status::Rendered as u8)))
    }
}
