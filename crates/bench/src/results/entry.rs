//! What exams came to, one entry for each network, synth and kind of presets.

use std::path::{Path, PathBuf};

use super::{PresetKind, ResultsError};

/// A figure over the galleries of an exam.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

/// What one gallery of a size came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Its pairs.
    pub gallery: usize,
    /// Mean absolute difference; results of earlier versions have none.
    pub l1: Option<f64>,
    /// Mean reciprocal rank where presets ask.
    pub presets_find_sounds: f64,
    /// The same where sounds ask.
    pub sounds_find_presets: f64,
}

/// What a network came to on one data set.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultEntry {
    /// The network, as tables call it.
    pub network: String,
    /// Whose presets it knows.
    pub synth: String,
    /// What the data set is called.
    pub data: String,
    /// Where its presets come from.
    pub kind: PresetKind,
    /// Steps that the network was taught.
    pub step: u64,
    /// Pairs of the data set.
    pub pairs: usize,
    /// Pairs of a gallery.
    pub gallery: usize,
    /// Galleries.
    pub repeats: usize,
    /// What was near.
    pub distance: String,
    /// Mean reciprocal rank where presets ask.
    pub presets_find_sounds: Figure,
    /// The same where sounds ask.
    pub sounds_find_presets: Figure,
    /// Mean absolute difference.
    pub l1: Figure,
    /// Growing galleries, the smallest first.
    pub growing: Vec<Growth>,
    /// The file that says so.
    pub file: PathBuf,
}

/// Entries of which no two are of the same network, synth and kind of presets, all by one distance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    entries: Vec<ResultEntry>,
}

impl Results {
    /// Puts entries together.
    ///
    /// # Errors
    /// [`ResultsError::Twice`] where two are of the same network, synth and kind, [`ResultsError::Distances`] where they
    /// do not go by one distance.
    pub fn new(entries: Vec<ResultEntry>) -> Result<Self, ResultsError> {
        for (at, entry) in entries.iter().enumerate() {
            let first = &entries[0];
            if entry.distance != first.distance {
                return Err(ResultsError::Distances {
                    first: first.file.clone(),
                    one: first.distance.clone(),
                    second: entry.file.clone(),
                    other: entry.distance.clone(),
                });
            }
            let same = |other: &&ResultEntry| {
                (&other.network, &other.synth, other.kind) == (&entry.network, &entry.synth, entry.kind)
            };
            if let Some(other) = entries[..at].iter().find(same) {
                let told = |entry: &ResultEntry| Box::new((entry.file.clone(), entry.data.clone()));
                return Err(ResultsError::Twice {
                    network: entry.network.clone(),
                    synth: entry.synth.clone(),
                    kind: entry.kind.words(),
                    first: told(other),
                    second: told(entry),
                });
            }
        }
        Ok(Self { entries })
    }

    /// Reads the files of results.
    ///
    /// # Errors
    /// [`ResultsError`].
    pub fn read<'a>(files: impl Iterator<Item = (Option<&'a str>, &'a Path)>) -> Result<Self, ResultsError> {
        let mut entries = Vec::new();
        for (name, path) in files {
            entries.extend(super::ResultFile::read(path, name)?.entries);
        }
        Self::new(entries)
    }

    /// All of them, in the order in which they were read.
    pub fn entries(&self) -> &[ResultEntry] {
        &self.entries
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The networks, in the order in which they first stand.
    pub fn networks(&self) -> Vec<&str> {
        firsts(self.entries.iter().map(|entry| entry.network.as_str()))
    }

    /// The synths, in the order in which they first stand.
    pub fn synths(&self) -> Vec<&str> {
        firsts(self.entries.iter().map(|entry| entry.synth.as_str()))
    }

    /// What a network came to on such presets of a synth.
    pub fn get(&self, network: &str, synth: &str, kind: PresetKind) -> Option<&ResultEntry> {
        let is =
            |entry: &&ResultEntry| entry.network == network && entry.synth == synth && entry.kind == kind;
        self.entries.iter().find(is)
    }
}

fn firsts<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut firsts = Vec::new();
    for name in names {
        if !firsts.contains(&name) {
            firsts.push(name);
        }
    }
    firsts
}
