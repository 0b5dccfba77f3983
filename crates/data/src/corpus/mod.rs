//! Presets that people made: many files as one list, with what is nearly the same kept together.
//!
//! A [`Gathering`] takes presets from any number of files and merges those that are the same; [`Gathering::finish`]
//! finds groups of near duplicates, deals the groups to splits by a [`SplitPlan`], and gives a [`Corpus`], which is one
//! file ([`Corpus::write`], [`Corpus::read`]). [`leaks`] says what one split knows of another.

mod entry;
mod error;
mod file;
mod gather;
pub mod leaks;
pub mod near;
pub mod split;
pub mod statistics;

use tonewright_synth::{Preset, SynthSpec};

pub use entry::{Duplicates, Entry, FIRST_PLACES, Place, Source};
pub use error::CorpusError;
pub use gather::Gathering;
pub use near::Kinship;
pub use split::{Dealt, SPLIT_RULES, SplitPlan, SplitRule};

/// Presets of one synth without duplicates, grouped and split.
#[derive(Clone, Debug, PartialEq)]
pub struct Corpus {
    /// The synth that they are for, as users type it.
    pub synth: String,
    /// The version of its sound when the corpus was made.
    pub sound_version: u32,
    /// The ids of its parameters, in the order of each preset's values.
    pub parameters: Vec<String>,
    /// Which of them the synth's own preset files don't hold: they don't count when presets are compared.
    pub beyond_files: Vec<usize>,
    /// When two presets are near.
    pub kinship: Kinship,
    /// How it was split.
    pub dealt: Dealt,
    /// The files that it was made of.
    pub sources: Vec<Source>,
    /// The presets, in the order of the files.
    pub entries: Vec<Entry>,
}

impl Corpus {
    /// The presets of a split, in the corpus's order; `None` when there is no split of that name.
    pub fn presets(&self, split: &str) -> Option<impl Iterator<Item = &Preset>> {
        let wanted = self.dealt.splits.iter().position(|name| name == split)?;
        Some(self.entries.iter().filter(move |entry| entry.split == wanted).map(|entry| &entry.preset))
    }

    /// How many presets each split has, in the order of [`Dealt::splits`].
    pub fn split_sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.dealt.splits.len()];
        self.entries.iter().for_each(|entry| sizes[entry.split] += 1);
        sizes
    }

    /// How many presets each group has, by group number.
    pub fn group_sizes(&self) -> Vec<usize> {
        let groups = self.entries.iter().map(|entry| entry.group + 1).max().unwrap_or(0);
        let mut sizes = vec![0; groups];
        self.entries.iter().for_each(|entry| sizes[entry.group] += 1);
        sizes
    }

    /// How many exact duplicates were merged into the presets that are here.
    pub fn duplicates(&self) -> usize {
        self.entries.iter().map(|entry| entry.duplicates.count).sum()
    }

    /// The parameters that count when presets are compared, as indices.
    pub fn compared(&self) -> Vec<usize> {
        (0..self.parameters.len()).filter(|at| !self.beyond_files.contains(at)).collect()
    }

    /// A fingerprint of what is drawn from it: synth, parameters, the values in their order and their splits. Names,
    /// files and groups don't enter.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut text = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        text("tonewright-corpus 1");
        text(&self.synth);
        self.parameters.iter().for_each(|id| text(id));
        text("splits");
        self.dealt.splits.iter().for_each(|name| text(name));
        for entry in &self.entries {
            hasher.update(&(entry.split as u64).to_le_bytes());
            entry.preset.values.iter().for_each(|value| {
                hasher.update(&value.get().to_bits().to_le_bytes());
            });
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Whether its presets are presets of this synth, parameter by parameter.
    ///
    /// # Errors
    /// [`CorpusError::OtherSynth`] that says what differs.
    pub fn check_synth(&self, spec: &SynthSpec) -> Result<(), CorpusError> {
        let other = |reason| Err(CorpusError::OtherSynth { synth: spec.id.to_string(), reason });
        if self.synth != spec.id {
            return other(format!("it holds presets of `{}`", self.synth));
        }
        let (has, wants) = (self.parameters.len(), spec.params.len());
        if has != wants {
            return other(format!("its presets have {has} parameters, and `{}` has {wants}", spec.id));
        }
        let mut pairs = self.parameters.iter().zip(&spec.params);
        match pairs.find(|(id, param)| **id != param.id) {
            Some((id, param)) => {
                other(format!("it has `{id}` where `{}` has the parameter `{}`", spec.id, param.id))
            }
            None => Ok(()),
        }
    }
}
