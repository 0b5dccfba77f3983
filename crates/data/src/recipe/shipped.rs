//! The recipes that ship with the house. A file may hold several: its variants lay other values over it, and where there
//! are several lists of variants, every choice of one from each is a recipe.

use toml::{Table, Value};

/// A file of recipes within the program.
pub struct ShippedRecipe {
    /// What users type, up to its variants.
    pub name: &'static str,
    /// The file, `configs/datasets/NAME.toml`.
    pub text: &'static str,
}

/// A line of the table.
macro_rules! shipped {
    ($name:literal) => {
        ShippedRecipe {
            name: $name,
            text: include_str!(concat!("../../../../configs/datasets/", $name, ".toml")),
        }
    };
}

/// All of them, in the order of the docs.
pub const RECIPES: &[ShippedRecipe] = &[
    shipped!("dx7-fitted"),
    shipped!("lessons"),
    shipped!("synth-proxy-dexed"),
    shipped!("synth-proxy-tal"),
    shipped!("synth-proxy-diva"),
    shipped!("synth-proxy-handcrafted"),
    shipped!("synth-permutations-surge"),
    shipped!("synth-permutations-k-osc"),
    shipped!("synthrl-dexed"),
    shipped!("preset-gen-vae-dexed"),
    shipped!("synth-match"),
    shipped!("ddsynth-rl-dexed"),
];

/// The key of the lists of variants.
const VARIANTS: &str = "variants";

impl ShippedRecipe {
    /// The names of its recipes: its own, or that with each of its variants behind it.
    pub fn names(&self) -> Vec<String> {
        self.all().into_iter().map(|(name, _)| name).collect()
    }

    /// The recipe of that name, as a table.
    pub fn recipe(&self, name: &str) -> Option<Table> {
        self.all().into_iter().find(|(own, _)| own == name).map(|(_, table)| table)
    }

    /// Whether it is one recipe, whose text is the file.
    pub fn is_one(&self) -> bool {
        self.names() == [self.name]
    }

    /// Each of its recipes with its name.
    fn all(&self) -> Vec<(String, Table)> {
        let mut base: Table = toml::from_str(self.text).expect("a file that ships can be read");
        let lists = match base.remove(VARIANTS) {
            Some(Value::Array(lists)) => lists,
            _ => Vec::new(),
        };
        let mut all = vec![(self.name.to_owned(), base)];
        for list in lists.iter().filter_map(Value::as_table) {
            let with = |(name, table): &(String, Table)| -> Vec<(String, Table)> {
                let variant = |(own, values): (&String, &Value)| {
                    let mut table = table.clone();
                    lay(&mut table, values.as_table()?);
                    Some((format!("{name}-{own}"), table))
                };
                list.iter().filter_map(variant).collect()
            };
            all = all.iter().flat_map(with).collect();
        }
        for (name, table) in &mut all {
            table.insert("name".to_owned(), Value::String(name.clone()));
        }
        all
    }
}

/// Lays values over a table, tables within tables.
fn lay(table: &mut Table, values: &Table) {
    for (key, value) in values {
        match (table.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(values)) => lay(inner, values),
            _ => drop(table.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Recipe;

    #[test]
    fn every_recipe_can_be_read_and_begins_with_the_name_of_its_file() {
        let mut names = BTreeSet::new();
        for (shipped, name) in RECIPES.iter().flat_map(|one| one.names().into_iter().map(move |n| (one, n))) {
            let table = shipped.recipe(&name).unwrap();
            let recipe: Recipe = table.try_into().unwrap_or_else(|e| panic!("{name}: {e}"));
            recipe.check().unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(name.starts_with(shipped.name) && recipe.name == name);
            assert!(!recipe.summary.is_empty() && !recipe.source.is_empty(), "{name}");
            assert!(names.insert(name));
        }
        assert_eq!(names.len(), 64);
    }

    #[test]
    fn variants_of_several_lists_are_laid_over_each_other() {
        let file = RECIPES.iter().find(|one| one.name == "synth-permutations-k-osc").unwrap();
        assert_eq!(file.names().len(), 24);
        let recipe = file.recipe("synth-permutations-k-osc-8-broken-val").unwrap();
        assert_eq!(
            (recipe["synth"].as_str(), recipe["items"].as_integer()),
            (Some("k-osc-8-broken"), Some(10_240))
        );
        assert!(file.recipe(file.name).is_none() && !file.is_one());
        let sound: Recipe = recipe.try_into().unwrap();
        assert_eq!(sound.sound.render_setup().len_samples, 1024);
    }
}
