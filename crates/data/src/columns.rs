//! What a row of a data set has besides its preset, as columns: what was played, how loud it was, the sound and its features.

use std::sync::Arc;

use safetensors::Dtype;
use serde_json::Value;
use tonewright_audio::features::{Feature, FeatureKind, FeatureKinds, PlanSetup};

use crate::error::DataError;
use crate::recipe::{FloatType, SoundSetup, Store};
use crate::shard::Column;

/// How the name of a feature's column begins.
pub const FEATURE_PREFIX: &str = "features.";

/// How the column of a feature is called.
pub(crate) fn feature_column(name: &str) -> String {
    format!("{FEATURE_PREFIX}{name}")
}

/// A feature by its name.
pub(crate) fn feature(name: &str, kinds: &FeatureKinds) -> Result<Arc<dyn FeatureKind>, DataError> {
    kinds.by_name(name).ok_or_else(|| DataError::UnknownName {
        what: "feature",
        name: name.to_owned(),
        known: kinds.names(),
    })
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
    features: &[Arc<dyn FeatureKind>],
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
    for kind in features {
        let planned = planned(kind.as_ref(), sound)?;
        let axes = planned.axes().iter().copied().zip(planned.shape().iter().copied());
        let axes: Vec<(&str, usize)> = std::iter::once(notes).chain(axes).collect();
        columns.push(Column::new(&feature_column(kind.name()), dtype(store.feature_type), &axes));
    }
    Ok(columns)
}

/// A feature planned for the sounds of a data set.
pub(crate) fn planned(kind: &dyn FeatureKind, sound: &SoundSetup) -> Result<Box<dyn Feature>, DataError> {
    let samples = sound.render_setup().len_samples;
    let setup = PlanSetup { rate_hz: sound.rate_hz, channels: sound.channels, samples };
    kind.plan(setup).map_err(|source| DataError::Feature { name: kind.name().to_owned(), source })
}

/// Where the identity of a data set says what its learned features follow from.
pub const RESTS: &str = "features-rest-on";

/// Writes there what they follow from, by name; nothing where nothing was learned.
pub(crate) fn rests(identity: &mut Value, features: &[Arc<dyn FeatureKind>]) {
    let of = |kind: &Arc<dyn FeatureKind>| Some((kind.name().to_owned(), Value::from(kind.rests_on()?)));
    let rest: serde_json::Map<String, Value> = features.iter().filter_map(of).collect();
    if !rest.is_empty() {
        identity[RESTS] = rest.into();
    }
}
