//! The guide and the tables say the same: every prior with its settings, every key of a recipe, every recipe that ships.

use tonewright_data::export::EXPORTS;
use tonewright_data::{PRIORS, RECIPES, Recipe};

fn guide() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/datasets.md");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn every_prior_is_explained_with_its_settings() {
    let guide = guide();
    for entry in PRIORS {
        let row = format!("| `{}` |", entry.name);
        let row = guide.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("no row for {}", entry.name));
        for (key, ..) in entry.settings {
            assert!(
                row.contains(&format!("`{key}`")) || row.contains(&format!("`{key} = ")),
                "{}: {key}",
                entry.name
            );
        }
        assert!(!entry.summary.is_empty() && !entry.source.is_empty());
    }
}

#[test]
fn every_file_of_recipes_is_in_the_table_and_every_prior_in_its_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/datasets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".toml").to_owned())
        .collect();
    files.sort();
    let mut listed: Vec<&str> = RECIPES.iter().map(|recipe| recipe.name).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
    let table = include_str!("../../src/source/mod.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/source")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(name == "mod" || table.contains(&format!("mod {name};")), "{name} is not part of the room");
    }
}

#[test]
fn the_recipe_of_the_guide_can_be_read() {
    let guide = guide();
    let text = guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let recipe: Recipe = toml::from_str(text).unwrap();
    recipe.check().unwrap();
    assert_eq!((recipe.prior.len(), recipe.play.notes.len()), (2, 3));
}

#[test]
fn every_export_is_explained_and_every_file_of_them_is_part_of_the_room() {
    let guide = guide();
    for format in EXPORTS {
        let row = format!("| `{}` |", format.name);
        let row = guide.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("no row for {}", format.name));
        for setting in format.takes {
            assert!(row.contains(&format!("`--{setting}")), "{}: {setting}", format.name);
        }
    }
    let table = include_str!("../../src/export/mod.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(name == "mod" || table.contains(&format!("mod {name};")), "{name} is not part of the room");
    }
}
