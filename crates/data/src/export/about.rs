//! What a data set says of itself in its manifest, as exports need it.

use serde_json::Value;

use crate::columns::feature_column;
use crate::dataset::{StoredColumn, columns_of};
use crate::manifest::Manifest;
use crate::recipe::{Recipe, SoundSetup};

/// What a data set says of itself.
#[derive(Debug)]
pub(super) struct About {
    /// Its recipe.
    pub(super) recipe: Option<Recipe>,
    /// What its sounds are.
    pub(super) sound: SoundSetup,
    /// The parameters of its synth by their ids, in the order of the knobs.
    pub(super) parameters: Vec<String>,
    /// The columns.
    pub(super) columns: Vec<StoredColumn>,
    /// Sounds of an item.
    pub(super) notes: usize,
}

impl About {
    /// Reads it in a manifest; in words, what it lacks.
    pub(super) fn of(manifest: &Manifest) -> Result<Self, String> {
        let plan = &manifest.plan;
        let recipe: Option<Recipe> = match &plan["recipe"] {
            Value::Null => None,
            recipe => Some(
                serde_json::from_value(recipe.clone())
                    .map_err(|error| format!("its recipe can't be read: {error}"))?,
            ),
        };
        let sound = match &recipe {
            Some(recipe) => recipe.sound,
            None => serde_json::from_value(plan["sound"].clone())
                .map_err(|error| format!("what its sounds are can't be read: {error}"))?,
        };
        let columns = columns_of(plan)?;
        let ids = plan["synth"]["spec"]["params"].as_array().into_iter().flatten();
        let parameters = ids.filter_map(|param| param["id"].as_str().map(str::to_owned)).collect();
        let notes = notes(&columns)?;
        let about = Self { recipe, sound, parameters, columns, notes };
        about.columns.iter().try_for_each(|column| about.check(column))?;
        Ok(about)
    }

    /// Whether a column is what its name says.
    fn check(&self, column: &StoredColumn) -> Result<(), String> {
        let (shape, notes) = (column.shape.as_slice(), self.notes);
        let is_float = ["F16", "F32"].contains(&column.dtype.as_str());
        let is_so = match column.name.as_str() {
            "knobs" => shape == [self.parameters.len()] && column.dtype == "F32",
            "notes" => shape == [notes, 4] && column.dtype == "F32",
            "levels" => shape == [notes, 2] && column.dtype == "F32",
            "audio" => {
                shape.len() == 3 && shape[..2] == [notes, self.sound.channels] && shape[2] > 0 && is_float
            }
            name if name.starts_with(&feature_column("")) => {
                shape.first() == Some(&notes) && !shape.contains(&0) && is_float
            }
            _ => true,
        };
        if is_so && column.axes.len() == shape.len() {
            return Ok(());
        }
        Err(format!("its column `{}` is of a kind that it can't be", column.name))
    }

    /// A column by its name.
    pub(super) fn column(&self, name: &str) -> Option<&StoredColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Sounds of an item: the first axis of every column that has one for each.
fn notes(columns: &[StoredColumn]) -> Result<usize, String> {
    let axis = |column: &StoredColumn| {
        let is_one = column.axes.first().is_some_and(|axis| axis == "notes");
        is_one.then(|| column.shape.first().copied()).flatten()
    };
    let mut counts = columns.iter().filter_map(axis);
    let count = counts.next().unwrap_or(1);
    if count == 0 || counts.any(|other| other != count) {
        return Err("its columns have not the same number of notes".to_owned());
    }
    Ok(count)
}
