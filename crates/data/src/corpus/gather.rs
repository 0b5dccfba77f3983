//! From files to a corpus: presets are added one by one, those that are the same are merged, the rest grouped and dealt.

use std::collections::HashMap;

use tonewright_synth::{Norm, Preset, SynthSpec};

use super::near::{self, Codes};
use super::{Corpus, CorpusError, Duplicates, Entry, Kinship, Place, Source, SplitPlan};

/// Presets on their way into a corpus.
pub struct Gathering<'a> {
    spec: &'a SynthSpec,
    /// Parameters that the synth's own files hold, as indices.
    compared: Vec<usize>,
    kinship: Kinship,
    sources: Vec<Source>,
    entries: Vec<Entry>,
    /// Where among the entries each distinct preset is, by the hash of what is compared.
    known: HashMap<[u8; 32], usize>,
}

impl<'a> Gathering<'a> {
    /// Nothing yet. Presets will be near when `near` of their parts are the same, or of their parameters where the
    /// synth has no parts; without a number by the house's shares ([`Kinship::of`]).
    ///
    /// # Errors
    /// [`CorpusError::Near`] for a share that is none.
    pub fn new(spec: &'a SynthSpec, near: Option<f64>) -> Result<Self, CorpusError> {
        let held = |at: &usize| spec.params[*at].in_preset_file;
        let mut compared: Vec<usize> = (0..spec.params.len()).filter(held).collect();
        if compared.is_empty() {
            compared = (0..spec.params.len()).collect();
        }
        let kinship = Kinship::of(spec, &compared, near)?;
        Ok(Self { spec, compared, kinship, sources: Vec::new(), entries: Vec::new(), known: HashMap::new() })
    }

    /// Begins a source; its presets come by [`Gathering::add`]. `blake3` is the hash of the file's bytes.
    pub fn source(&mut self, path: impl Into<String>, blake3: Option<String>) {
        self.sources.push(Source { path: path.into(), blake3, presets: 0 });
    }

    /// Adds the next preset of the source that was begun last.
    ///
    /// # Panics
    /// When no source was begun, or the preset is of another synth.
    pub fn add(&mut self, mut preset: Preset) {
        assert_eq!(preset.values.len(), self.spec.params.len(), "a preset has one value per parameter");
        for (value, param) in preset.values.iter_mut().zip(&self.spec.params) {
            // Of the two noughts only one is kept, so that equal values are equal bits.
            *value = if param.cardinality().is_some() {
                param.snap(*value)
            } else {
                Norm::saturating(value.get() + 0.0)
            };
        }
        let source = self.sources.last_mut().expect("a source is begun before its presets are added");
        let index = source.presets;
        source.presets += 1;
        let place = Place { source: self.sources.len() - 1, index };
        let mut hasher = blake3::Hasher::new();
        for at in &self.compared {
            hasher.update(&preset.values[*at].get().to_bits().to_le_bytes());
        }
        match self.known.get(hasher.finalize().as_bytes()) {
            Some(at) => self.entries[*at].duplicates.add(place),
            None => {
                self.known.insert(hasher.finalize().into(), self.entries.len());
                let duplicates = Duplicates::default();
                self.entries.push(Entry { preset, place, duplicates, group: 0, split: 0 });
            }
        }
    }

    /// How many different presets there are so far.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no preset yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Groups and deals what was gathered. Without a seed the plan's own is taken.
    ///
    /// # Errors
    /// [`CorpusError::Empty`] when nothing was added.
    pub fn finish(self, plan: &SplitPlan, seed: Option<u64>) -> Result<Corpus, CorpusError> {
        let Self { spec, compared, kinship, sources, mut entries, known } = self;
        if entries.is_empty() {
            return Err(CorpusError::Empty);
        }
        drop(known);
        let codes = Codes::of(entries.len(), |at| entries[at].preset.values.as_slice(), &kinship);
        let groups = near::groups(&codes, kinship.least);
        drop(codes);
        let dealt = plan.dealt(seed);
        let splits = plan.deal(&groups, dealt.seed);
        for ((entry, group), split) in entries.iter_mut().zip(groups).zip(splits) {
            (entry.group, entry.split) = (group, split);
        }
        Ok(Corpus {
            synth: spec.id.to_string(),
            sound_version: spec.sound_version,
            parameters: spec.params.iter().map(|param| param.id.to_string()).collect(),
            beyond_files: (0..spec.params.len()).filter(|at| !compared.contains(at)).collect(),
            kinship,
            dealt,
            sources,
            entries,
        })
    }
}
