//! An index of presets: what each sounds like when one gesture is played, so that the likeliest of thousands can be tried
//! first. A preset is known by its values, wherever it lies: what was heard once (a render a preset) serves every bank and
//! folder that has it, and what is new is heard when it comes.

mod classes;
mod hear;
mod stored;

use std::collections::HashMap;
use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Preset, RenderSetup, Synth};

use crate::descriptor::distance_db;
use crate::{DESCRIPTOR_LEN, Describer};

pub use classes::{Class, class_of};
pub use stored::IndexError;

const HASH_LEN: usize = 32;
const PRINT_LEN: usize = 16;

/// What a preset's values are known by.
type Print = [u8; PRINT_LEN];

/// The sounds of presets as [`crate::Descriptor`]s.
#[derive(Clone, Debug, PartialEq)]
pub struct RetrieveIndex {
    /// Of everything the sounds depend on but the presets.
    key: [u8; HASH_LEN],
    gesture: Gesture,
    setup: RenderSetup,
    /// The row of each preset.
    rows: HashMap<Print, usize>,
    /// The presets in the order of the rows.
    prints: Vec<Print>,
    /// [`DESCRIPTOR_LEN`] bytes per row.
    cells: Vec<u8>,
    /// Whether the preset could be rendered.
    heard: Vec<bool>,
}

/// A preset and how far its sound is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place among the presets that were asked for.
    pub at: usize,
    /// Mean difference of the descriptors in dB.
    pub distance_db: f64,
}

/// How a sound is looked up whose gesture is not quite the index's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Semitones from the note of the index up to that of the sound.
    pub semitones: f64,
    /// Only what begins before is compared, but never less than the first moments.
    pub until_secs: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self { semitones: 0.0, until_secs: f64::INFINITY }
    }
}

impl RetrieveIndex {
    /// An index that has heard nothing, of what this synth sounds like at this note and length.
    pub fn new(synth: &Arc<dyn Synth>, gesture: Gesture, setup: RenderSetup) -> Self {
        let key = Self::key(synth, gesture, setup);
        let (rows, prints) = (HashMap::new(), Vec::new());
        Self { key, gesture, setup, rows, prints, cells: Vec::new(), heard: Vec::new() }
    }

    /// What an index of this synth at this note is called: equal exactly where the sounds are equal. Good as a file name.
    pub fn name(synth: &Arc<dyn Synth>, gesture: Gesture, setup: RenderSetup) -> String {
        let key = Self::key(synth, gesture, setup);
        key[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How many presets it knows.
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// Places among the presets of the `count` that sound nearest to the target, nearest first. Presets that were not heard
    /// or can't be rendered are not among them.
    pub fn nearest(&self, presets: &[Preset], target: &Audio, count: usize) -> Vec<Near> {
        self.nearest_by(presets, target, Look::default(), count)
    }

    /// The same for a target of another note, or of which only the beginning is to be compared.
    pub fn nearest_by(&self, presets: &[Preset], target: &Audio, look: Look, count: usize) -> Vec<Near> {
        let wanted = self.describe(target, look);
        let distance = |row: usize| distance_db(&self.cells[row * DESCRIPTOR_LEN..][..wanted.len()], &wanted);
        let near = |(at, preset): (usize, &Preset)| {
            let row = *self.rows.get(&print_of(preset))?;
            self.heard[row].then(|| Near { at, distance_db: distance(row) })
        };
        let mut near: Vec<Near> = presets.iter().enumerate().filter_map(near).collect();
        near.sort_by(|a, b| a.distance_db.total_cmp(&b.distance_db).then(a.at.cmp(&b.at)));
        near.truncate(count);
        near
    }

    /// The cells that are compared: the sound cut or filled with silence to the length of the index.
    fn describe(&self, target: &Audio, look: Look) -> Vec<u8> {
        let mut samples = target.to_mono().into_owned();
        samples.resize(self.setup.len_samples, 0.0);
        // At another rate the same samples are another note's: no pitch need be shifted.
        let rate_hz = f64::from(target.rate_hz()) * (-look.semitones / 12.0).exp2();
        let whole = Describer::new(rate_hz.round().max(1.0) as u32).describe(&samples);
        let secs = self.setup.len_samples as f64 / f64::from(self.setup.rate_hz.max(1));
        whole.until(look.until_secs / secs.max(f64::MIN_POSITIVE)).to_vec()
    }

    /// A hash of everything the sounds depend on but the presets.
    fn key(synth: &Arc<dyn Synth>, gesture: Gesture, setup: RenderSetup) -> [u8; HASH_LEN] {
        let spec = synth.spec();
        let mut hasher = blake3::Hasher::new();
        hasher.update(spec.id.as_bytes());
        hasher.update(&[0]);
        hasher.update(&spec.sound_version.to_le_bytes());
        if let Some(rests_on) = &spec.rests_on {
            hasher.update(rests_on.as_bytes());
            hasher.update(&[0]);
        }
        hasher.update(&[gesture.note, gesture.velocity]);
        hasher.update(&gesture.gate_secs.to_le_bytes());
        hasher.update(&setup.rate_hz.to_le_bytes());
        hasher.update(&(setup.len_samples as u64).to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// What a preset's values are known by.
fn print_of(preset: &Preset) -> Print {
    let mut hasher = blake3::Hasher::new();
    let mut bytes = Vec::with_capacity(preset.values.len() * 8);
    preset.values.iter().for_each(|value| bytes.extend(value.get().to_le_bytes()));
    hasher.update(&bytes);
    let mut print = [0; PRINT_LEN];
    print.copy_from_slice(&hasher.finalize().as_bytes()[..PRINT_LEN]);
    print
}

#[cfg(test)]
mod tests;
