//! The descriptions that ship with the house; their networks do not.

/// A line of the table.
pub struct ShippedDescription {
    /// What users type.
    pub name: &'static str,
    /// The description.
    pub text: &'static str,
}

macro_rules! shipped {
    ($name:literal) => {
        ShippedDescription {
            name: $name,
            text: include_str!(concat!("../../../../../configs/models/", $name, ".toml")),
        }
    };
}

/// All of them, in the order of the docs.
pub const DESCRIPTIONS: &[ShippedDescription] = &[
    shipped!("basic-pitch"),
    shipped!("clap-htsat-unfused"),
    shipped!("crepe-tiny"),
    shipped!("music2latent"),
    shipped!("musicnn-msd"),
    shipped!("musicnn-mtt"),
];

/// The one of that name.
pub fn description_by_name(name: &str) -> Option<&'static ShippedDescription> {
    DESCRIPTIONS.iter().find(|shipped| shipped.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::described::{Description, unfit_name};

    #[test]
    fn every_file_is_in_the_table_and_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/models");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let names: Vec<&str> = DESCRIPTIONS.iter().map(|shipped| shipped.name).collect();
        assert_eq!(names, files);
        for shipped in DESCRIPTIONS {
            let read = Description::parse(shipped.name, shipped.text).unwrap_or_else(|e| panic!("{e:?}"));
            assert!(unfit_name(shipped.name).is_none() && read.obtain.is_some(), "{}", shipped.name);
        }
    }

    #[test]
    fn names_are_those_of_files_and_features() {
        for name in [
            "",
            "A",
            "a/b",
            "../a",
            "a.b",
            "-a",
            "mn04",
            "aisfx",
            "mel-slaney",
            "a-frames",
            "é",
            &"a".repeat(65),
        ] {
            assert!(unfit_name(name).is_some(), "{name}");
        }
        assert!(
            unfit_name("my_ear-2").is_none() && DESCRIPTIONS.iter().all(|one| unfit_name(one.name).is_none())
        );
    }
}
