//! Presets that people made: of files, or those that the synth comes with. Drawn at random, or gone through one by one.

use std::path::{Path, PathBuf};

use rand::RngExt as _;
use serde::Deserialize;
use tonewright_synth::preset::read_library;
use tonewright_synth::seed::Rng;
use tonewright_synth::{Preset, Synth};

use super::{Ingredients, Source, SourceEntry, settings};
use crate::corpus::Corpus;
use crate::error::DataError;

/// In which order presets of a list are taken.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Order {
    /// Any of them, as likely as any other, again and again.
    #[default]
    Any,
    /// The first for the first item, and so on.
    Each,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CorpusSettings {
    #[serde(default)]
    files: Vec<PathBuf>,
    #[serde(default)]
    split: Option<String>,
    #[serde(default)]
    order: Order,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FactorySettings {
    #[serde(default)]
    order: Order,
}

const ORDER: (&str, &str, &str) =
    ("order", "any", "`any`: drawn again and again; `each`: item 0 is the first preset, and so on");

/// The entry `corpus`.
pub(super) const CORPUS: SourceEntry = SourceEntry {
    name: "corpus",
    summary: "Real presets from files",
    source: "the files",
    settings: &[
        ("files", "", "corpora (`.jsonl`), preset files and folders of them, relative to the recipe"),
        ("split", "", "of corpora, the split to take: `train`; without it all of it"),
        ORDER,
    ],
    build: |config, ingredients| {
        let own: CorpusSettings = settings(config)?;
        let mut presets = Vec::new();
        for file in &own.files {
            let file = ingredients.folder.join(file);
            presets.extend(read_presets(&file, own.split.as_deref(), ingredients.synth)?);
        }
        list(presets, own.order, "files", ingredients)
    },
};

/// The presets of a corpus (`.jsonl`), of one of its splits, or of preset files that the synth reads.
///
/// # Errors
/// When they can't be read, are of another synth, or there is no such split.
pub fn read_presets(path: &Path, split: Option<&str>, synth: &dyn Synth) -> Result<Vec<Preset>, DataError> {
    let is_corpus = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"));
    if !is_corpus && split.is_some() {
        let reason = format!("is for corpora, which `{}` is not", path.display());
        return Err(DataError::recipe("prior.split", reason));
    }
    if !is_corpus {
        let library = read_library(path, &synth.formats())?;
        return Ok(library.entries.into_iter().map(|entry| entry.preset).collect());
    }
    let corpus = Corpus::read(path)?;
    corpus.check_synth(synth.spec())?;
    let Some(split) = split else {
        return Ok(corpus.entries.into_iter().map(|entry| entry.preset).collect());
    };
    let unknown = || DataError::UnknownName {
        what: "split",
        name: split.to_owned(),
        known: corpus.dealt.splits.clone(),
    };
    Ok(corpus.presets(split).ok_or_else(unknown)?.cloned().collect())
}

/// The entry `factory`.
pub(super) const FACTORY: SourceEntry = SourceEntry {
    name: "factory",
    summary: "The presets that the synth comes with",
    source: "the synth",
    settings: &[ORDER],
    build: |config, ingredients| {
        let own: FactorySettings = settings(config)?;
        let presets = ingredients.synth.factory_presets();
        let presets = presets.map_err(|error| {
            DataError::recipe(
                "prior (factory)",
                format!("can't be had: {}", tonewright_synth::in_one_line(&error)),
            )
        })?;
        list(presets, own.order, "draw", ingredients)
    },
};

fn list(
    presets: Vec<Preset>,
    order: Order,
    key: &str,
    ingredients: &Ingredients,
) -> Result<Box<dyn Source>, DataError> {
    let spec = ingredients.synth.spec();
    if presets.is_empty() {
        let reason = format!("names no preset of `{}`", spec.id);
        return Err(DataError::recipe(format!("prior.{key}"), reason));
    }
    let mut hasher = blake3::Hasher::new();
    for value in presets.iter().flat_map(|preset| &preset.values) {
        hasher.update(&value.get().to_le_bytes());
    }
    let print = hasher.finalize().to_hex()[..16].to_owned();
    Ok(Box::new(List { presets, order, print }))
}

struct List {
    presets: Vec<Preset>,
    order: Order,
    print: String,
}

impl Source for List {
    fn draw(&self, item: u64, rng: &mut Rng) -> Preset {
        let at = match self.order {
            Order::Any => rng.random_range(0..self.presets.len()),
            Order::Each => (item % self.presets.len() as u64) as usize,
        };
        self.presets[at].clone()
    }

    fn list_len(&self) -> Option<u64> {
        (self.order == Order::Each).then_some(self.presets.len() as u64)
    }

    fn is_fixed(&self) -> bool {
        self.order == Order::Each
    }

    fn rests_on(&self) -> Option<String> {
        Some(self.print.clone())
    }
}
