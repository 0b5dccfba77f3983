//! Recipes by name or file, with what was said on the command line laid over them.

use std::path::{Path, PathBuf};

use toml::{Table, Value};
use tonewright_data::{RECIPES, Recipe, ShippedRecipe};

use crate::error::{Cause, StudioError};
use crate::suggest::nearest;

/// A file of recipes that ships.
#[derive(Clone, Debug)]
pub struct ListedRecipe {
    /// What users type, up to its variants.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// The names of its recipes; its own where it is one.
    pub recipes: Vec<String>,
}

/// The recipes that ship, in the order of the docs.
pub fn recipe_list() -> Vec<ListedRecipe> {
    let of = |shipped: &tonewright_data::ShippedRecipe| {
        let table: Table = toml::from_str(shipped.text).expect("a file that ships can be read");
        let summary = table.get("summary").and_then(Value::as_str).unwrap_or_default().to_owned();
        ListedRecipe { name: shipped.name.to_owned(), summary, recipes: shipped.names() }
    };
    RECIPES.iter().map(of).collect()
}

/// The text of a recipe that ships, to start one's own from. A file of several is printed as it is under its own name, and
/// one of its recipes, without its comments, under that.
///
/// # Errors
/// [`StudioError::UnknownName`].
pub fn recipe_text(name: &str) -> Result<String, StudioError> {
    if let Some(shipped) = RECIPES.iter().find(|shipped| shipped.name == name) {
        return Ok(shipped.text.to_owned());
    }
    Ok(toml::to_string_pretty(&recipe_table(name)?).expect("a table is text"))
}

/// The recipe of that name.
fn recipe_table(name: &str) -> Result<Table, StudioError> {
    shipped_table(RECIPES, "recipe", name)
}

/// What ships under that name.
fn shipped_table(shipped: &[ShippedRecipe], what: &'static str, name: &str) -> Result<Table, StudioError> {
    let found = shipped.iter().find_map(|shipped| shipped.recipe(name));
    found.ok_or_else(|| {
        // Who names a file of several is told what is in it.
        let of_file = shipped.iter().find(|shipped| shipped.name == name).map(|shipped| shipped.names());
        let known = of_file.unwrap_or_else(|| shipped.iter().flat_map(|shipped| shipped.names()).collect());
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        StudioError::UnknownName { what, name: name.to_owned(), near, known }
    })
}

/// Whether a recipe is named by its file.
pub(crate) fn is_file(name: &str) -> bool {
    name.ends_with(".toml") || Path::new(name).components().count() > 1
}

/// A recipe of that name or file with `key=value` laid over it, and the folder in which its paths begin.
pub(crate) fn recipe(
    name: &str,
    set: &[String],
    presets: &[PathBuf],
) -> Result<(Recipe, PathBuf), StudioError> {
    let path = Path::new(name);
    let fault = |source: Cause| StudioError::RecipeFile { path: path.to_owned(), source };
    let (mut table, folder) = table((RECIPES, "recipe"), name, set, &fault)?;
    if !presets.is_empty() {
        give_files(&mut table, presets)?;
    }
    let recipe = Value::Table(table).try_into().map_err(|error: toml::de::Error| fault(error.into()))?;
    Ok((recipe, folder))
}

/// What ships under a name or lies in a file, with `key=value` laid over it, and the folder in which its paths begin; a file
/// that can't be read is a `fault`.
pub(crate) fn table(
    (shipped, what): (&[ShippedRecipe], &'static str),
    name: &str,
    set: &[String],
    fault: &dyn Fn(Cause) -> StudioError,
) -> Result<(Table, PathBuf), StudioError> {
    let path = Path::new(name);
    let (mut table, folder) = if is_file(name) {
        let text = std::fs::read_to_string(path).map_err(|error| fault(error.into()))?;
        let table = toml::from_str(&text).map_err(|error| fault(error.into()))?;
        (table, path.parent().unwrap_or(Path::new("")).to_owned())
    } else {
        (shipped_table(shipped, what, name)?, PathBuf::new())
    };
    for text in set {
        lay(&mut table, text)?;
    }
    Ok((table, folder))
}

/// Lays `key=value` over a recipe; a part of the key that is a number counts the entries of a list.
fn lay(table: &mut Table, text: &str) -> Result<(), StudioError> {
    let refuse = |reason: String| StudioError::Setting {
        key: "--set".to_owned(),
        reason,
        hint: Some("write `--set sound.secs=2` or `--set prior.0.draw=spec`".to_owned()),
    };
    let (key, value) = text.split_once('=').ok_or_else(|| refuse(format!("`{text}` has no `=`")))?;
    let parsed = toml::from_str::<Table>(&format!("value = {}", value.trim())).ok();
    let value = parsed.and_then(|mut table| table.remove("value"));
    let value = value.unwrap_or_else(|| Value::String(text[key.len() + 1..].trim().to_owned()));
    let mut parts: Vec<&str> = key.trim().split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let mut at = table;
    for part in parts {
        let inner = at.entry(part).or_insert_with(|| Value::Table(Table::new()));
        at = match inner {
            Value::Table(inner) => inner,
            Value::Array(list) => {
                return in_list(list, &key[key.find(part).unwrap_or(0) + part.len()..], value)
                    .ok_or_else(|| refuse(format!("`{key}` names no entry of a list")));
            }
            _ => return Err(refuse(format!("`{part}` holds a value, not settings"))),
        };
    }
    at.insert(last.to_owned(), value);
    Ok(())
}

/// Sets `.N.KEY` of a list of tables.
fn in_list(list: &mut [Value], rest: &str, value: Value) -> Option<()> {
    let (number, key) = rest.strip_prefix('.')?.split_once('.')?;
    let Value::Table(entry) = list.get_mut(number.trim().parse::<usize>().ok()?)? else { return None };
    entry.insert(key.trim().to_owned(), value);
    Some(())
}

/// Gives every list of presets in a recipe these files.
fn give_files(table: &mut Table, files: &[PathBuf]) -> Result<(), StudioError> {
    let mut given = Vec::with_capacity(files.len());
    for file in files {
        let path = std::path::absolute(file).unwrap_or_else(|_| file.clone());
        given.push(Value::String(path.to_string_lossy().into_owned()));
    }
    let priors = table.get_mut("prior").and_then(Value::as_array_mut);
    let priors = priors.into_iter().flatten().filter_map(Value::as_table_mut);
    let taken: usize = priors.map(|prior| give_corpus(prior, &given)).sum();
    if taken == 0 {
        return Err(StudioError::Setting {
            key: "--presets".to_owned(),
            reason: "the recipe draws from no files".to_owned(),
            hint: Some("`--set prior.0.draw=corpus` makes it do so".to_owned()),
        });
    }
    Ok(())
}

/// Gives the files to a prior that is a corpus, or is drawn around one; how many that were.
fn give_corpus(prior: &mut Table, files: &[Value]) -> usize {
    if let Some(Value::Table(of)) = prior.get_mut("of") {
        return give_corpus(of, files);
    }
    let is_corpus = prior.get("draw").and_then(Value::as_str) == Some("corpus");
    if is_corpus {
        prior.insert("files".to_owned(), Value::Array(files.to_vec()));
    }
    usize::from(is_corpus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_laid_over_a_recipe() {
        let set = ["sound.secs=1.5", "prior.0.draw=spec", "items = 7"].map(str::to_owned);
        let (recipe, _) = recipe("dx7-fitted", &set, &[]).unwrap();
        assert_eq!((recipe.sound.secs, recipe.prior[0].draw.as_str(), recipe.items), (1.5, "spec", Some(7)));
        for bad in ["sound.length=3", "nothing", "prior.7.draw=spec", "items.x=3", "colour=3"] {
            assert!(super::recipe("dx7-fitted", &[bad.to_owned()], &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn presets_go_to_the_corpus_wherever_it_stands() {
        let set = ["prior.0={ draw = \"perturb\", of = { draw = \"corpus\", files = [] } }".to_owned()];
        let _whole_entries_are_not_set = super::recipe("dx7-fitted", &set, &[]).unwrap_err();
        let set = ["prior=[{ draw = \"perturb\", of = { draw = \"corpus\", files = [] } }]".to_owned()];
        let (recipe, _) = super::recipe("dx7-fitted", &set, &[PathBuf::from("/a.syx")]).unwrap();
        assert!(recipe.prior[0].settings["of"].to_string().contains("/a.syx"));
        assert!(super::recipe("dx7-fitted", &[], &[PathBuf::from("a.syx")]).is_err());
    }
}
