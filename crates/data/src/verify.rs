//! Proves a data set: checksums, headers, counts, ranges, no number that is none; and some of its items rendered anew.

use std::path::Path;

use half::f16;
use safetensors::Dtype;
use serde::Serialize;
use tonewright_synth::{Renderer, Repeats, in_one_line};

use crate::dataset::shard_file;
use crate::error::DataError;
use crate::farm::rows::Rows;
use crate::manifest::Manifest;
use crate::plan::Setting;
use crate::recipe::Level;
use crate::shard::{Shard, Sidecar, Status, Totals, hash_of};
use crate::sounds::{played, stored};

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proof {
    /// Shards that were read.
    pub shards: usize,
    /// Items in them.
    pub items: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Items that were rendered anew.
    pub rendered_anew: u64,
    /// How many of those had the same bytes.
    pub same: u64,
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
}

/// Most sentences about one shard.
const FAULTS_MOST: usize = 8;

/// Proves the data set of a folder. `setting` is that of its recipe, where its synth is here; then `anew` of its items,
/// spread over all of them, are rendered anew from their stored knobs and notes. `watch` is told how many shards are done.
///
/// # Errors
/// When there is no manifest, or it can't be read; what is wrong with shards is in the proof.
pub fn verify(
    folder: &Path,
    manifest: &Manifest,
    setting: Option<&Setting>,
    anew: u64,
    watch: &mut dyn FnMut(usize),
) -> Result<Proof, DataError> {
    let mut proof = Proof::default();
    let items = manifest.shards.iter().fold(0_u64, |sum, shard| sum.saturating_add(shard.items));
    let mut totals = Totals::default();
    let mut first = 0_u64;
    for sidecar in &manifest.shards {
        let mut faults = Vec::new();
        if sidecar.first_item != first {
            faults.push(format!("begins with item {}, not {first}", sidecar.first_item));
        }
        first = sidecar.first_item.saturating_add(sidecar.items);
        match read(folder, sidecar, manifest, &mut faults) {
            Err(error) => faults.push(in_one_line(&error)),
            Ok(shard) => {
                let picked = spread(anew, items).filter(|item| (sidecar.first_item..first).contains(item));
                let rows = picked.map(|item| (item - sidecar.first_item) as usize);
                if let Some(setting) = setting {
                    hear_again(&shard, rows, setting, sidecar, &mut proof, &mut faults)?;
                }
            }
        }
        proof.tell(sidecar, &faults);
        totals.add(&sidecar.totals);
        proof.shards += 1;
        proof.items = proof.items.saturating_add(sidecar.items);
        proof.bytes = proof.bytes.saturating_add(sidecar.bytes);
        watch(proof.shards);
    }
    proof.faults.extend(crate::import::fault_of(folder, manifest));
    if totals != manifest.totals {
        proof.faults.push("the manifest's totals are not those of its shards".to_owned());
    }
    Ok(proof)
}

/// So many items, spread evenly over all; each at most once.
pub fn spread(count: u64, items: u64) -> impl Iterator<Item = u64> {
    let count = count.min(items);
    let at = move |n: u64| ((2 * u128::from(n) + 1) * u128::from(items) / (2 * u128::from(count))) as u64;
    (0..count).map(at)
}

impl Proof {
    /// Takes in what is wrong with a shard, the first few in full.
    fn tell(&mut self, sidecar: &Sidecar, faults: &[String]) {
        self.faults
            .extend(faults.iter().take(FAULTS_MOST).map(|fault| format!("`{}` {fault}", sidecar.file)));
        if faults.len() > FAULTS_MOST {
            let more = faults.len() - FAULTS_MOST;
            self.faults.push(format!("`{}` has {more} more faults of such kinds", sidecar.file));
        }
    }
}

/// Reads a shard whole.
fn read(
    folder: &Path,
    sidecar: &Sidecar,
    manifest: &Manifest,
    faults: &mut Vec<String>,
) -> Result<Shard, DataError> {
    let path = shard_file(folder, sidecar)?;
    let hash = hash_of(&path).map_err(|source| DataError::io("read", &path, 0, source))?;
    if hash != sidecar.blake3 {
        faults.push("is not what was written: its checksum differs".to_owned());
    }
    let shard = Shard::open(&path)?;
    if shard.items() as u64 != sidecar.items {
        faults.push(format!("holds {} items, not {}", shard.items(), sidecar.items));
        return Ok(shard);
    }
    columns(&shard, manifest, faults);
    let statuses = statuses(&shard, sidecar, faults)?;
    numbers(&shard, &statuses, faults)?;
    Ok(shard)
}

/// Whether the columns are those of the manifest.
fn columns(shard: &Shard, manifest: &Manifest, faults: &mut Vec<String>) {
    let wanted = manifest.plan["columns"].as_array().cloned().unwrap_or_default();
    for column in &wanted {
        let name = column["name"].as_str().unwrap_or_default();
        let Ok(info) = shard.info(name) else {
            faults.push(format!("has no column `{name}`"));
            continue;
        };
        let shape: Vec<u64> = info.shape.iter().skip(1).map(|len| *len as u64).collect();
        let wanted: Vec<u64> =
            column["shape"].as_array().into_iter().flatten().filter_map(|n| n.as_u64()).collect();
        if shape != wanted || column["dtype"].as_str() != Some(&format!("{:?}", info.dtype)) {
            faults.push(format!("has the column `{name}` as {:?} {shape:?}", info.dtype));
        }
    }
    if wanted.len() != shard.columns().len() {
        faults.push(format!("has {} columns, not {}", shard.columns().len(), wanted.len()));
    }
}

/// What became of each item; the counts must be those that were told.
fn statuses(shard: &Shard, sidecar: &Sidecar, faults: &mut Vec<String>) -> Result<Vec<Status>, DataError> {
    let numbers = shard.numbers::<u8>("status")?;
    let statuses: Vec<Status> = numbers.iter().map(|n| Status::of(*n).unwrap_or(Status::Missing)).collect();
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count() as u64;
    let told = &sidecar.totals;
    if count(Status::Missing) > 0 {
        faults.push(format!("has {} items that were never rendered", count(Status::Missing)));
    }
    let found = (count(Status::Rendered), count(Status::Refused), count(Status::Failed));
    if found != (told.rendered, told.refused, told.failed) {
        faults.push(format!("has (rendered, refused, failed) = {found:?}, its sidecar says otherwise"));
    }
    // What was imported was not drawn.
    let draws = if shard.info("draws").is_ok() { shard.numbers::<u32>("draws")? } else { &[] };
    let draws: u64 = draws.iter().map(|draws| u64::from(*draws)).sum();
    if draws != told.draws {
        faults.push(format!("counts {draws} draws, its sidecar {}", told.draws));
    }
    Ok(statuses)
}

/// Whether knobs are knobs and every number is one.
fn numbers(shard: &Shard, statuses: &[Status], faults: &mut Vec<String>) -> Result<(), DataError> {
    let items = statuses.len().max(1);
    for name in shard.columns() {
        let dtype = shard.info(&name)?.dtype;
        let bad = match dtype {
            Dtype::F32 => {
                let numbers = shard.numbers::<f32>(&name)?;
                let is_good: fn(f32) -> bool =
                    if name == "knobs" { |x| (0.0..=1.0).contains(&x) } else { f32::is_finite };
                first_bad(numbers, items, is_good)
            }
            Dtype::F16 => first_bad(shard.numbers::<f16>(&name)?, items, f16::is_finite),
            _ => None,
        };
        if let Some(row) = bad {
            faults.push(format!("has a number in `{name}` of row {row} that can't be"));
        }
    }
    Ok(())
}

fn first_bad<T: Copy>(numbers: &[T], items: usize, is_good: fn(T) -> bool) -> Option<usize> {
    let at = numbers.iter().position(|number| !is_good(*number))?;
    Some(at / (numbers.len() / items).max(1))
}

/// Renders rows anew from their knobs and notes, and compares every byte of sound and features.
fn hear_again(
    shard: &Shard,
    picked: impl Iterator<Item = usize>,
    setting: &Setting,
    sidecar: &Sidecar,
    proof: &mut Proof,
    faults: &mut Vec<String>,
) -> Result<(), DataError> {
    let Ok(statuses) = shard.numbers::<u8>("status") else { return Ok(()) };
    let mut picked = picked.filter(|row| statuses.get(*row) == Some(&(Status::Rendered as u8))).peekable();
    if picked.peek().is_none() {
        return Ok(());
    }
    let mut rows = Rows::new(setting)?;
    let mut renderer = setting.synth().open(setting.recipe().sound.render_setup())?;
    for row in picked {
        let differ = match anew(shard, row, setting, renderer.as_mut(), &mut rows) {
            Ok(differ) => differ,
            Err(why) => vec![format!("nothing that can be rendered ({why})")],
        };
        proof.rendered_anew += 1;
        if differ.is_empty() {
            proof.same += 1;
        } else if setting.synth().spec().repeats == Repeats::Exactly {
            let item = sidecar.first_item + row as u64;
            faults.push(format!(
                "has at item {item} other values than are rendered now: {}",
                differ.join(", ")
            ));
        }
    }
    Ok(())
}

/// Renders a row anew; which of its columns differ.
fn anew(
    shard: &Shard,
    row: usize,
    setting: &Setting,
    renderer: &mut dyn Renderer,
    rows: &mut Rows,
) -> Result<Vec<String>, String> {
    let draw = stored(shard, row).map_err(|error| in_one_line(&error))?;
    if draw.notes.len() != setting.recipe().play.count() {
        return Err(format!("it has {} notes", draw.notes.len()));
    }
    rows.make_room(1);
    let sounds = played(&draw, setting, renderer).map_err(|error| in_one_line(&error))?;
    let levels: Vec<Level> = sounds.iter().map(Level::of).collect();
    rows.describe(0, &draw, &levels);
    for (note, sound) in sounds.iter().enumerate() {
        rows.hear(0, note, sound).map_err(|error| in_one_line(&error))?;
    }
    differing(shard, row, rows, setting).map_err(|error| in_one_line(&error))
}

/// The share of its largest number that a row of a learned feature may differ by: networks sum in another order on another
/// processor.
const NEAR: f32 = 2e-3;

/// The columns whose bytes differ, or whose numbers do where networks made them; what only the draws knew is not compared.
fn differing(shard: &Shard, row: usize, rows: &Rows, setting: &Setting) -> Result<Vec<String>, DataError> {
    let mut differ = Vec::new();
    for (column, bytes) in setting.layout().columns().iter().zip(rows.columns()) {
        if ["status", "draws", "refused"].contains(&column.name.as_str()) {
            continue;
        }
        let width = column.row_bytes();
        let stored = shard.bytes(&column.name)?.get(row * width..(row + 1) * width);
        let is_near =
            || setting.is_learned(column) && stored.is_some_and(|stored| near(stored, bytes, column.dtype));
        if stored != Some(bytes.as_slice()) && !is_near() {
            differ.push(format!("`{}`", column.name));
        }
    }
    Ok(differ)
}

/// Whether the floats of two rows are nearly the same.
fn near(stored: &[u8], anew: &[u8], dtype: Dtype) -> bool {
    let floats = |bytes: &[u8]| -> Vec<f32> {
        if dtype == Dtype::F16 {
            let (halves, _) = bytes.as_chunks::<2>();
            halves.iter().map(|half| f16::from_le_bytes(*half).to_f32()).collect()
        } else {
            bytes.as_chunks::<4>().0.iter().map(|float| f32::from_le_bytes(*float)).collect()
        }
    };
    let (stored, anew) = (floats(stored), floats(anew));
    let largest = anew.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    stored.len() == anew.len() && stored.iter().zip(&anew).all(|(a, b)| (a - b).abs() <= NEAR * largest)
}
