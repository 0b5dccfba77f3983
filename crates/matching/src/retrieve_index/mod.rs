//! An index of a bank: what each preset sounds like at one note, so that the likeliest of thousands can be
//! tried first. Made once (a render per preset), kept as bytes by whoever wants to keep it.

mod stored;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Preset, RenderError, RenderSetup, Renderer, Synth};

use crate::descriptor::distance_db;
use crate::{CHUNK_MOST, DESCRIPTOR_LEN, Describer};

pub use stored::IndexError;

const HASH_LEN: usize = 32;

/// How often a waiting builder says how far it is.
const TICK: std::time::Duration = std::time::Duration::from_millis(20);

/// The sounds of a bank's presets as [`crate::Descriptor`]s, in the bank's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrieveIndex {
    /// Of everything the sounds depend on.
    key: [u8; HASH_LEN],
    /// [`DESCRIPTOR_LEN`] bytes per preset.
    cells: Vec<u8>,
    /// Whether the preset could be rendered.
    heard: Vec<bool>,
}

/// A few presets and where their sounds are written.
struct Slots<'a> {
    presets: &'a [Preset],
    cells: &'a mut [u8],
    heard: &'a mut [bool],
}

impl Slots<'_> {
    /// Renders and describes them; returns how many there are.
    fn fill(self, renderer: &mut dyn Renderer, gesture: Gesture, describer: &mut Describer) -> usize {
        let jobs: Vec<Job> = self.presets.iter().map(|preset| Job { preset, gesture }).collect();
        let slots = self.cells.chunks_mut(DESCRIPTOR_LEN).zip(self.heard);
        for (sound, (cells, heard)) in renderer.render_batch(&jobs).into_iter().zip(slots) {
            if let Ok(sound) = sound {
                cells.copy_from_slice(describer.describe(&sound.to_mono()).bytes());
                *heard = true;
            }
        }
        jobs.len()
    }
}

impl RetrieveIndex {
    /// Renders every preset of the bank at this note with `threads` threads; `progress` hears how many are
    /// done. `None` when `stop` became true before the end.
    ///
    /// # Errors
    /// When the synth can't be opened for the setup.
    pub fn build(
        synth: &Arc<dyn Synth>,
        bank: &[Preset],
        gesture: Gesture,
        setup: RenderSetup,
        threads: usize,
        stop: &AtomicBool,
        mut progress: impl FnMut(usize),
    ) -> Result<Option<Self>, RenderError> {
        let renderers: Result<Vec<_>, _> = (0..threads.max(1)).map(|_| synth.open(setup)).collect();
        let mut cells = vec![0; bank.len() * DESCRIPTOR_LEN];
        let mut heard = vec![false; bank.len()];
        let slots = cells.chunks_mut(CHUNK_MOST * DESCRIPTOR_LEN).zip(heard.chunks_mut(CHUNK_MOST));
        let work = bank.chunks(CHUNK_MOST).zip(slots);
        let queue = Mutex::new(work.map(|(presets, (cells, heard))| Slots { presets, cells, heard }));
        let done = AtomicUsize::new(0);
        let listen = |mut renderer: Box<dyn Renderer>| {
            let mut describer = Describer::new(setup.rate_hz);
            let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some(slots) = take().filter(|_| !stop.load(Ordering::Relaxed)) {
                done.fetch_add(slots.fill(&mut *renderer, gesture, &mut describer), Ordering::AcqRel);
            }
        };
        let renderers = renderers?;
        std::thread::scope(|scope| {
            let threads: Vec<_> = renderers.into_iter().map(|r| scope.spawn(|| listen(r))).collect();
            while threads.iter().any(|thread| !thread.is_finished()) {
                progress(done.load(Ordering::Acquire));
                std::thread::sleep(TICK);
            }
        });
        progress(done.load(Ordering::Acquire));
        let key = Self::key(synth, bank, gesture, setup);
        Ok((!stop.load(Ordering::Relaxed)).then_some(Self { key, cells, heard }))
    }

    /// What an index of this bank at this note is called: equal exactly where the sounds are equal. Good as a
    /// file name.
    pub fn name(synth: &Arc<dyn Synth>, bank: &[Preset], gesture: Gesture, setup: RenderSetup) -> String {
        let key = Self::key(synth, bank, gesture, setup);
        key[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Positions in the bank of the `count` presets that sound nearest to the target, nearest first: mean
    /// difference of the descriptors in dB.
    pub fn nearest(&self, target: &Audio, count: usize) -> Vec<usize> {
        let wanted = Describer::new(target.rate_hz()).describe(&target.to_mono());
        let cells = self.cells.chunks_exact(DESCRIPTOR_LEN).zip(&self.heard).enumerate();
        let mut near: Vec<(f64, usize)> = cells
            .filter(|(_, (_, heard))| **heard)
            .map(|(at, (cells, _))| (distance_db(cells, wanted.bytes()), at))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.into_iter().take(count).map(|(_, at)| at).collect()
    }

    /// A hash of everything the sounds depend on.
    fn key(synth: &Arc<dyn Synth>, bank: &[Preset], gesture: Gesture, setup: RenderSetup) -> [u8; HASH_LEN] {
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
        for preset in bank {
            hasher.update(&(preset.values.len() as u64).to_le_bytes());
            for value in &preset.values {
                hasher.update(&value.get().to_le_bytes());
            }
        }
        *hasher.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests;
