//! A recipe made ready: names have become things, and what a row holds is settled.

use std::path::Path;
use std::sync::Arc;

use safetensors::Dtype;
use serde_json::{Value, json};
use tonewright_audio::features::{Feature, FeatureKind, FeatureKinds};
use tonewright_synth::Synth;

use crate::columns::{feature, feature_column, levels_column, notes_column, planned, rests, sound_columns};
use crate::error::DataError;
use crate::manifest::print_of;
use crate::recipe::{AudioType, FloatType, ITEMS_MOST, Recipe, Refused, Store};
use crate::shard::{Column, Layout};
use crate::source::{Ingredients, Source, source_of};

/// What the sounds of a recipe are and how they are kept, wherever their presets come from.
pub struct Setting {
    recipe: Recipe,
    synth: Arc<dyn Synth>,
    features: Vec<Arc<dyn FeatureKind>>,
    layout: Layout,
}

impl Setting {
    /// The setting of a recipe for the synth that it names.
    ///
    /// # Errors
    /// When the recipe can't be: [`DataError::Recipe`], [`DataError::UnknownName`], [`DataError::Feature`].
    pub fn new(recipe: Recipe, synth: Arc<dyn Synth>) -> Result<Self, DataError> {
        Self::with_features(recipe, synth, &FeatureKinds::default())
    }

    /// The same with these kinds of features.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_features(
        recipe: Recipe,
        synth: Arc<dyn Synth>,
        kinds: &FeatureKinds,
    ) -> Result<Self, DataError> {
        recipe.check()?;
        let features =
            recipe.store.features.iter().map(|name| feature(name, kinds)).collect::<Result<Vec<_>, _>>()?;
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
        self.features.iter().map(|kind| planned(kind.as_ref(), &self.recipe.sound)).collect()
    }

    /// Whether a column holds what a network made of sounds.
    pub(crate) fn is_learned(&self, column: &Column) -> bool {
        let learned = |kind: &Arc<dyn FeatureKind>| {
            kind.rests_on().is_some() && column.name == feature_column(kind.name())
        };
        self.features.iter().any(learned)
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

impl Plan {
    /// Makes a recipe ready for the synth that it names; its relative paths begin in `folder`.
    ///
    /// # Errors
    /// When the recipe can't be: [`DataError::Recipe`], [`DataError::UnknownName`], [`DataError::Feature`],
    /// [`DataError::Presets`].
    pub fn new(recipe: Recipe, synth: Arc<dyn Synth>, folder: &Path) -> Result<Self, DataError> {
        Self::with_features(recipe, synth, folder, &FeatureKinds::default())
    }

    /// The same with these kinds of features.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_features(
        recipe: Recipe,
        synth: Arc<dyn Synth>,
        folder: &Path,
        kinds: &FeatureKinds,
    ) -> Result<Self, DataError> {
        let source = source_of(&recipe, &Ingredients { synth: synth.as_ref(), folder })?;
        let items = items(&recipe, source.as_ref())?;
        Ok(Self { setting: Setting::with_features(recipe, synth, kinds)?, source, items })
    }

    /// The plan of a [`crate::farm::Stream`] that hears one feature and keeps nothing: it has as many items as the recipe's
    /// list of presets, and no end where presets are drawn, whatever the recipe says of items and of what is stored.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn endless(
        recipe: Recipe,
        feature: &str,
        synth: Arc<dyn Synth>,
        folder: &Path,
        kinds: &FeatureKinds,
    ) -> Result<Self, DataError> {
        let source = source_of(&recipe, &Ingredients { synth: synth.as_ref(), folder })?;
        let items = source.list_len().unwrap_or(ITEMS_MOST);
        let (audio, features) = (AudioType::None, vec![feature.to_owned()]);
        let store = Store { audio, features, feature_type: FloatType::Float32 };
        let recipe = Recipe { items: Some(items), store, ..recipe };
        Ok(Self { setting: Setting::with_features(recipe, synth, kinds)?, source, items })
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
        let mut identity = json!({
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
        });
        rests(&mut identity, &self.setting.features);
        identity
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

fn layout(recipe: &Recipe, params: usize, features: &[Arc<dyn FeatureKind>]) -> Result<Layout, DataError> {
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
