//! Where the presets of a step come from: a finished data set, over and over, or a synth that plays what was never played.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tonewright_data::farm::{Heard as Sounds, Stream};
use tonewright_data::{FEATURE_PREFIX, Plan};
use tonewright_nn::PresetBatch;
use tonewright_nn::burn::tensor::{Device, Tensor, TensorData};
use tonewright_synth::Norm;

use super::subject::Heard;
use super::{Pairs, Scale, Subject, TeachConfig, Units};
use crate::LearnError;
use crate::run::Order;

/// What a run learns from.
pub trait Lessons {
    /// What it is about.
    fn subject(&self) -> &Subject;

    /// What it is called, for a checkpoint's card.
    fn source(&self) -> LessonSource;

    /// The units of its vectors.
    ///
    /// # Errors
    /// [`LearnError::Data`] where they can't be read or rendered.
    fn scale(&self, units: Units) -> Result<Scale, LearnError>;

    /// Presets and vectors of a step, which follow from its number alone, in units of a scale.
    ///
    /// # Errors
    /// As [`Self::scale`].
    fn batch(
        &mut self,
        step: u64,
        scale: &Scale,
        device: &Device,
    ) -> Result<(PresetBatch, Tensor<2>), LearnError>;
}

/// What a run learned from, as its checkpoints say.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LessonSource {
    /// The data set's or the recipe's name.
    pub name: String,
    /// A fingerprint of all that the sounds follow from.
    pub print: String,
    /// How many pairs there are; none where they have no end.
    pub pairs: Option<u64>,
}

/// The pairs of a finished data set: every epoch has all of them once, in an order that follows from the seed.
pub struct Stored<'a> {
    pairs: &'a Pairs,
    order: Order,
}

impl<'a> Stored<'a> {
    /// As a config says.
    pub fn new(pairs: &'a Pairs, teach: &TeachConfig) -> Self {
        Self { pairs, order: Order::new(teach.seed, pairs.len() as u32, teach.batch) }
    }
}

impl Lessons for Stored<'_> {
    fn subject(&self) -> &Subject {
        self.pairs.subject()
    }

    fn source(&self) -> LessonSource {
        self.pairs.source()
    }

    fn scale(&self, units: Units) -> Result<Scale, LearnError> {
        self.pairs.scale(units)
    }

    fn batch(
        &mut self,
        step: u64,
        scale: &Scale,
        device: &Device,
    ) -> Result<(PresetBatch, Tensor<2>), LearnError> {
        self.pairs.batch(self.order.items(step).iter().map(|item| *item as usize), scale, device)
    }
}

/// Presets that are drawn and rendered while the network learns: no sound is heard twice where the recipe draws them, and
/// nothing is kept.
pub struct Fresh {
    plan: Arc<Plan>,
    subject: Subject,
    batch: u64,
    threads: usize,
    /// With the step that comes next.
    stream: Option<(u64, Stream)>,
}

/// Sounds from which the units of vectors are taken: the first of the recipe.
const SOUNDS_OF_SCALE: u64 = 4096;

impl Fresh {
    /// Those of a plan without end ([`Plan::endless`]) on so many threads, in batches as a config says; `played` tells
    /// the network what was played.
    ///
    /// # Errors
    /// [`LearnError::Unfit`] for a plan with several notes each of which networks are to be told.
    pub fn new(plan: Plan, played: bool, teach: &TeachConfig, threads: usize) -> Result<Self, LearnError> {
        let recipe = plan.recipe();
        let feature = recipe.store.features.first().cloned().unwrap_or_default();
        let column = format!("{FEATURE_PREFIX}{feature}");
        let place = Path::new(&recipe.name);
        let column = plan.layout().index_of(&column).map(|at| &plan.layout().columns()[at]);
        let Some(column) = column else {
            return Err(LearnError::unfit(place, "its plan hears no feature"));
        };
        let dim = column.shape.iter().product();
        let told = (Some(Heard::of(recipe)), recipe.play.count(), played);
        let subject = Subject::new((plan.setting().synth().spec(), place), (&feature, dim), told)?;
        Ok(Self { plan: Arc::new(plan), subject, batch: teach.batch as u64, threads, stream: None })
    }

    fn begin(&self, first: u64, batch: u64) -> Result<Stream, LearnError> {
        Ok(Stream::begin(Arc::clone(&self.plan), first, batch, self.threads)?)
    }
}

impl Lessons for Fresh {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn source(&self) -> LessonSource {
        LessonSource { name: self.plan.recipe().name.clone(), print: self.plan.print(), pairs: None }
    }

    fn scale(&self, units: Units) -> Result<Scale, LearnError> {
        if units == Units::None {
            return Ok(Scale::none(self.subject.dim));
        }
        let sounds = self.begin(0, SOUNDS_OF_SCALE)?.batch()?;
        let rows = sounds.values.chunks_exact(self.subject.dim).map(|row| Ok::<_, LearnError>(row.to_vec()));
        Scale::of(rows, self.subject.dim, units)
    }

    fn batch(
        &mut self,
        step: u64,
        scale: &Scale,
        device: &Device,
    ) -> Result<(PresetBatch, Tensor<2>), LearnError> {
        let stream = match self.stream.take() {
            Some((next, stream)) if next == step => stream,
            _ => self.begin(step * self.batch, self.batch)?,
        };
        let (_, stream) = self.stream.insert((step + 1, stream));
        let sounds = stream.batch()?;
        if sounds.rows == 0 {
            let reason = format!("not one preset of step {} sounds as the recipe's gate asks", step + 1);
            return Err(LearnError::unfit(Path::new(&self.plan.recipe().name), reason));
        }
        Ok(tensors(&self.subject, sounds, scale, device))
    }
}

/// Sounds as they are given to a network.
fn tensors(subject: &Subject, sounds: Sounds, scale: &Scale, device: &Device) -> (PresetBatch, Tensor<2>) {
    let knobs = sounds.knobs.chunks_exact(subject.parameters.len().max(1));
    let notes = sounds.notes.chunks_exact(sounds.notes.len() / sounds.rows);
    let knobs: Vec<Vec<Norm>> = knobs.zip(notes).map(|(knobs, note)| subject.knobs(knobs, note)).collect();
    let mut values = sounds.values;
    values.chunks_exact_mut(subject.dim).for_each(|row| scale.apply(row));
    let presets = PresetBatch::new(&subject.layout, knobs.iter().map(Vec::as_slice), device);
    (presets, Tensor::from_data(TensorData::new(values, [sounds.rows, subject.dim]), device))
}
