//! A recipe made ready: names have become things, and what a row holds is settled.

use std::path::Path;
use std::sync::Arc;

use safetensors::Dtype;
use serde_json::{Value, json};
use tonewright_audio::features::{FEATURES, Feature, FeatureEntry, PlanSetup};
use tonewright_synth::Synth;

use crate::error::DataError;
use crate::manifest::print_of;
use crate::recipe::{FloatType, Recipe, Refused, SoundSetup, Store};
use crate::shard::{Column, Layout};
use crate::source::{Ingredients, Source, source_of};

/// What the sounds of a recipe are and how they are kept, wherever their presets come from.
pub struct Setting {
    recipe: Recipe,
    synth: Arc<dyn Synth>,
    features: Vec<&'static FeatureEntry>,
    layout: Layout,
}

impl Setting {
    /// The setting of a recipe for the synth that it names.
    ///
    /// # Errors
    /// When the recipe can't be: [`DataError::Recipe`], [`DataError::UnknownName`], [`DataError::Feature`].
    pub fn new(recipe: Recipe, synth: Arc<dyn Synth>) -> Result<Self, DataError> {
        recipe.check()?;
        let features =
            recipe.store.features.iter().map(|name| feature(name)).collect::<Result<Vec<_>, _>>()?;
        let layout = layout(&recipe, synth.spec().params.len(), &features)?;
        Ok(Self { recipe, synth, features, layout })
    }

    /// The recipe.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The synth.
    pub fn synth(&self) -> &Arc<dyn Synth> {
        &self.synth
    }

    /// Its features, planned for one thread.
    pub(crate) fn features(&self) -> Result<Vec<Box<dyn Feature>>, DataError> {
        self.features.iter().map(|entry| planned(entry, &self.recipe.sound)).collect()
    }

    /// What a row holds.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// A recipe made ready.
pub struct Plan {
    setting: Setting,
    source: Box<dyn Source>,
    items: u64,
}

/// How the name of a feature's column begins.
pub const FEATURE_PREFIX: &str = "features.";

/// How the column of a feature is called.
pub(crate) fn feature_column(name: &str) -> String {
    format!("{FEATURE_PREFIX}{name}")
}

impl Plan {
    /// Makes a recipe ready for the synth that it names; its relative paths begin in `folder`.
    ///
    /// # Errors
    /// When the recipe can't be: [`DataError::Recipe`], [`DataError::UnknownName`], [`DataError::Feature`],
    /// [`DataError::Presets`].
    pub fn new(recipe: Recipe, synth: Arc<dyn Synth>, folder: &Path) -> Result<Self, DataError> {
        let source = source_of(&recipe, &Ingredients { synth: synth.as_ref(), folder })?;
        let items = items(&recipe, source.as_ref())?;
        Ok(Self { setting: Setting::new(recipe, synth)?, source, items })
    }

    /// What its sounds are.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The recipe.
    pub fn recipe(&self) -> &Recipe {
        &self.setting.recipe
    }

    /// What a row holds.
    pub fn layout(&self) -> &Layout {
        &self.setting.layout
    }

    /// Where presets come from.
    pub(crate) fn source(&self) -> &dyn Source {
        self.source.as_ref()
    }

    /// How many items there are.
    pub fn items(&self) -> u64 {
        self.items
    }

    fn numbering(&self) -> Numbering {
        Numbering { items: self.items, shard_items: self.recipe().shard_items }
    }

    /// How many shards there are.
    pub fn shards(&self) -> u64 {
        self.numbering().shards()
    }

    /// First item and number of items of a shard.
    pub fn shard_items(&self, shard: u64) -> (u64, u64) {
        let first = shard * self.recipe().shard_items;
        (first, self.recipe().shard_items.min(self.items.saturating_sub(first)))
    }

    /// How a shard's files are called, up to their endings.
    pub fn shard_name(&self, shard: u64) -> String {
        self.numbering().name(shard)
    }

    /// Everything that the sounds follow from, as it stands in the manifest.
    pub fn identity(&self) -> Value {
        let spec = self.setting.synth.spec();
        json!({
            "format": FORMAT,
            "recipe": without_paths(self.recipe()),
            "items": self.items,
            "synth": {
                "id": spec.id,
                "name": spec.name,
                "sound-version": spec.sound_version,
                "repeats": spec.repeats,
                "rests-on": spec.rests_on,
                "spec": spec,
            },
            "presets": self.source.rests_on(),
            "columns": self.layout(),
            "refused-by": Refused::ALL.map(Refused::name),
        })
    }

    /// A fingerprint of that.
    pub fn print(&self) -> String {
        print_of(&self.identity())
    }
}

/// How the shards of a data set are counted and called.
pub(crate) struct Numbering {
    items: u64,
    shard_items: u64,
}

impl Numbering {
    /// That of a plan on disk.
    pub(crate) fn of_plan(plan: &Value) -> Option<Self> {
        let told = plan["recipe"]["shard-items"].as_u64().or(plan["shard-items"].as_u64());
        let shard_items = told.filter(|items| *items > 0)?;
        Some(Self { items: plan["items"].as_u64()?, shard_items })
    }

    pub(crate) fn shards(&self) -> u64 {
        self.items.div_ceil(self.shard_items)
    }

    pub(crate) fn name(&self, shard: u64) -> String {
        shard_name(shard, self.shards())
    }
}

/// How the files of a shard out of so many are called, up to their endings.
pub(crate) fn shard_name(shard: u64, shards: u64) -> String {
    let digits = shards.saturating_sub(1).to_string().len().max(5);
    format!("shard-{shard:0digits$}")
}

/// The recipe without the places of its files, which differ from machine to machine: the fingerprint of what they hold
/// stands for them.
fn without_paths(recipe: &Recipe) -> Recipe {
    let mut recipe = recipe.clone();
    for prior in &mut recipe.prior {
        drop_files(&mut prior.settings);
    }
    recipe
}

fn drop_files(settings: &mut toml::Table) {
    settings.remove("files");
    if let Some(toml::Value::Table(of)) = settings.get_mut("of") {
        drop_files(of);
    }
}

/// The version of the files' format.
pub const FORMAT: u32 = 1;

fn items(recipe: &Recipe, source: &dyn Source) -> Result<u64, DataError> {
    match (recipe.items, source.list_len()) {
        (Some(items), Some(all)) if items > all => {
            Err(DataError::recipe("items", format!("is {items}, but the list of presets has {all}")))
        }
        (Some(items), _) | (None, Some(items)) => Ok(items),
        (None, None) => Err(DataError::recipe("items", "is missing: say how many presets to draw")),
    }
}

/// A feature by its name.
pub(crate) fn feature(name: &str) -> Result<&'static FeatureEntry, DataError> {
    FEATURES.iter().find(|entry| entry.name == name).ok_or_else(|| DataError::UnknownName {
        what: "feature",
        name: name.to_owned(),
        known: FEATURES.iter().map(|entry| entry.name.to_owned()).collect(),
    })
}

fn layout(recipe: &Recipe, params: usize, features: &[&FeatureEntry]) -> Result<Layout, DataError> {
    let notes = ("notes", recipe.play.count());
    let mut columns = vec![
        Column::new("knobs", Dtype::F32, &[("parameters", params)]),
        notes_column(notes.1),
        levels_column(notes.1),
        Column::new("status", Dtype::U8, &[]),
        Column::new("draws", Dtype::U32, &[]),
        Column::new("refused", Dtype::U32, &[("gates, synth", Refused::ALL.len() + 1)]),
    ];
    columns.extend(sound_columns(&recipe.sound, &recipe.store, notes.1, features)?);
    Ok(Layout::new(columns))
}

/// What was played.
pub(crate) fn notes_column(notes: usize) -> Column {
    Column::new("notes", Dtype::F32, &[("notes", notes), ("note, velocity, start and gate in seconds", 4)])
}

/// How loud it is.
pub(crate) fn levels_column(notes: usize) -> Column {
    Column::new("levels", Dtype::F32, &[("notes", notes), ("rms, peak", 2)])
}

/// What is kept of sounds: themselves and their features.
pub(crate) fn sound_columns(
    sound: &SoundSetup,
    store: &Store,
    notes: usize,
    features: &[&FeatureEntry],
) -> Result<Vec<Column>, DataError> {
    let dtype = |numbers| match numbers {
        FloatType::Float16 => Dtype::F16,
        FloatType::Float32 => Dtype::F32,
    };
    let (notes, mut columns) = (("notes", notes), Vec::new());
    if let Some(numbers) = store.audio.numbers() {
        let samples = sound.render_setup().len_samples;
        let axes = [notes, ("channels", sound.channels), ("samples", samples)];
        columns.push(Column::new("audio", dtype(numbers), &axes));
    }
    for entry in features {
        let planned = planned(entry, sound)?;
        let axes = planned.axes().iter().copied().zip(planned.shape().iter().copied());
        let axes: Vec<(&str, usize)> = std::iter::once(notes).chain(axes).collect();
        columns.push(Column::new(&feature_column(entry.name), dtype(store.feature_type), &axes));
    }
    Ok(columns)
}

/// A feature planned for the sounds of a data set.
pub(crate) fn planned(entry: &FeatureEntry, sound: &SoundSetup) -> Result<Box<dyn Feature>, DataError> {
    let samples = sound.render_setup().len_samples;
    let setup = PlanSetup { rate_hz: sound.rate_hz, channels: sound.channels, samples };
    (entry.plan)(setup).map_err(|source| DataError::Feature { name: entry.name.to_owned(), source })
}
