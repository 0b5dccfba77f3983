//! Presets, and what a feature says of their sounds.

use std::path::{Path, PathBuf};

use half::f16;
use tonewright_data::{DataSet, FEATURE_PREFIX, Shard, Status};
use tonewright_nn::PresetBatch;
use tonewright_nn::burn::tensor::{Device, Tensor, TensorData};
use tonewright_synth::Norm;

use super::subject::{Heard, NUMBERS_OF_A_NOTE};
use super::{LessonSource, Scale, Subject, Units};
use crate::LearnError;

/// The pairs of a finished data set, read where they lie.
pub struct Pairs {
    folder: PathBuf,
    subject: Subject,
    name: String,
    print: String,
    column: String,
    /// Whether its numbers are stored in 16 bits.
    is_half: bool,
    shards: Vec<Shard>,
    /// The first item of each.
    first_items: Vec<u64>,
    /// Shard and row of each item that has a sound.
    rows: Vec<(u32, u32)>,
}

/// More dimensions than any vector that stands for a sound needs.
const MOST_DIMENSIONS: usize = 1 << 16;

impl Pairs {
    /// Those of a folder, with that feature of its columns; where `played`, networks are told what was played. Items without
    /// a sound are left out.
    ///
    /// # Errors
    /// [`LearnError::Data`] for what is no data set, [`LearnError::Unfit`] for one without presets or that feature.
    pub fn open(folder: &Path, feature: &str, played: bool) -> Result<Self, LearnError> {
        let set = DataSet::open(folder)?;
        let spec = set.spec().ok_or_else(|| {
            LearnError::unfit(folder, "its sounds were imported: it has no presets to learn from")
        })?;
        let columns = set.columns()?;
        let features = columns.iter().filter_map(|column| column.name.strip_prefix(FEATURE_PREFIX));
        let Some(column) =
            columns.iter().find(|column| column.name.strip_prefix(FEATURE_PREFIX) == Some(feature))
        else {
            let there = features.collect::<Vec<_>>().join(", ");
            let there = if there.is_empty() { "none".to_owned() } else { there };
            let reason = format!(
                "it has no feature `{feature}` (it has: {there}); `features = [\"{feature}\"]` below `[store]` of its recipe makes it"
            );
            return Err(LearnError::unfit(folder, reason));
        };
        let dim = column.shape.iter().try_fold(1_usize, |all, axis| all.checked_mul(*axis));
        let dim = dim.filter(|dim| (1..=MOST_DIMENSIONS).contains(dim)).ok_or_else(|| {
            let reason =
                format!("its `{feature}` is {:?} numbers a preset: too many for one vector", column.shape);
            LearnError::unfit(folder, reason)
        })?;
        let recipe = serde_json::from_value(set.manifest().plan["recipe"].clone()).ok();
        let notes = columns.iter().find(|column| column.name == "notes");
        let notes = notes.and_then(|column| column.shape.first().copied()).unwrap_or(0);
        let heard = recipe.as_ref().map(Heard::of);
        let mut pairs = Self {
            folder: folder.to_owned(),
            subject: Subject::new((spec, folder), (feature, dim), (heard, notes, played))?,
            name: set.name(),
            print: set.manifest().print.clone(),
            column: column.name.clone(),
            is_half: column.dtype == "F16",
            shards: Vec::new(),
            first_items: Vec::new(),
            rows: Vec::new(),
        };
        for shard in set.shards() {
            let (sidecar, shard) = shard?;
            pairs.first_items.push(sidecar.first_item);
            pairs.add(shard)?;
        }
        Ok(pairs)
    }

    /// Takes a shard's rows in, once they are seen to be as the manifest says.
    fn add(&mut self, shard: Shard) -> Result<(), LearnError> {
        let at = self.shards.len() as u32;
        let wide = |column: &str, width: usize| -> Result<(), LearnError> {
            let found = shard.info(column)?.shape.iter().product::<usize>();
            if found == shard.items() * width {
                return Ok(());
            }
            Err(LearnError::unfit(
                shard.path(),
                format!("its `{column}` is not as wide as the manifest says"),
            ))
        };
        wide("knobs", self.subject.parameters.len())?;
        wide(&self.column, self.subject.dim)?;
        if self.subject.played {
            wide("notes", NUMBERS_OF_A_NOTE)?;
        }
        let status = shard.numbers::<u8>("status")?;
        let there = status.iter().enumerate().filter(|(_, status)| **status == Status::Rendered as u8);
        self.rows.extend(there.map(|(row, _)| (at, row as u32)));
        self.shards.push(shard);
        Ok(())
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Dimensions of a sound's vector.
    pub fn dim(&self) -> usize {
        self.subject.dim
    }

    /// What they are about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What they are called.
    pub fn source(&self) -> LessonSource {
        let (name, print) = (self.name.clone(), self.print.clone());
        LessonSource { name, print, pairs: Some(self.len() as u64) }
    }

    /// Which item of the data set one is.
    pub fn item(&self, index: usize) -> u64 {
        let (shard, row) = self.rows[index];
        self.first_items[shard as usize].saturating_add(u64::from(row))
    }

    /// The vector of one.
    ///
    /// # Errors
    /// [`LearnError::Data`] for a damaged shard.
    pub fn vector(&self, index: usize) -> Result<Vec<f32>, LearnError> {
        let (shard, row) = self.rows[index];
        let shard = &self.shards[shard as usize];
        let vector: Vec<f32> = if self.is_half {
            shard.row::<f16>(&self.column, row as usize)?.iter().map(|x| x.to_f32()).collect()
        } else {
            shard.row::<f32>(&self.column, row as usize)?.to_vec()
        };
        if vector.iter().all(|value| value.is_finite()) {
            return Ok(vector);
        }
        let reason =
            format!("its `{}` of row {row} is no finite number: `dataset verify` tells more", self.column);
        Err(LearnError::unfit(shard.path(), reason))
    }

    /// The knobs of one, with what was played where that is told.
    ///
    /// # Errors
    /// [`LearnError::Data`] for a damaged shard.
    pub fn knobs(&self, index: usize) -> Result<Vec<Norm>, LearnError> {
        let (shard, row) = self.rows[index];
        let (shard, row) = (&self.shards[shard as usize], row as usize);
        let note = if self.subject.played { shard.row::<f32>("notes", row)? } else { &[] };
        Ok(self.subject.knobs(shard.row::<f32>("knobs", row)?, note))
    }

    /// Some of them on a device: presets, and vectors in units of a scale.
    ///
    /// # Errors
    /// [`LearnError::Data`] for a damaged shard.
    pub fn batch(
        &self,
        indices: impl IntoIterator<Item = usize>,
        scale: &Scale,
        device: &Device,
    ) -> Result<(PresetBatch, Tensor<2>), LearnError> {
        let (mut knobs, mut vectors) = (Vec::new(), Vec::new());
        for index in indices {
            knobs.push(self.knobs(index)?);
            let mut vector = self.vector(index)?;
            scale.apply(&mut vector);
            vectors.extend(vector);
        }
        let presets = PresetBatch::new(&self.subject.layout, knobs.iter().map(Vec::as_slice), device);
        let vectors = TensorData::new(vectors, [knobs.len(), self.dim()]);
        Ok((presets, Tensor::from_data(vectors, device)))
    }

    /// The scale of all vectors.
    ///
    /// # Errors
    /// [`LearnError::Data`] for a damaged shard.
    pub fn scale(&self, units: Units) -> Result<Scale, LearnError> {
        Scale::of((0..self.len()).map(|index| self.vector(index)), self.dim(), units)
    }
}
