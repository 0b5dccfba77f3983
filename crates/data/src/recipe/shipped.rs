//! The recipes that ship with the house.

/// A recipe within the program.
pub struct ShippedRecipe {
    /// What users type.
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
pub const RECIPES: &[ShippedRecipe] =
    &[shipped!("dx7-fitted"), shipped!("synth-proxy-dexed-val"), shipped!("synth-permutations-surge-simple")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recipe;

    #[test]
    fn every_recipe_can_be_read_and_has_the_name_of_its_file() {
        for shipped in RECIPES {
            let recipe: Recipe =
                toml::from_str(shipped.text).unwrap_or_else(|e| panic!("{}: {e}", shipped.name));
            recipe.check().unwrap_or_else(|e| panic!("{}: {e}", shipped.name));
            assert_eq!(recipe.name, shipped.name);
            assert!(!recipe.summary.is_empty() && !recipe.source.is_empty(), "{}", shipped.name);
        }
    }
}
