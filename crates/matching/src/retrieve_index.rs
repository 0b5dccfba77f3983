//! An index of a bank: what each preset sounds like at one note, so that the likeliest of thousands can be
//! tried first. Made once (a render per preset), kept as bytes by whoever wants to keep it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Preset, RenderError, RenderSetup, Renderer, Synth};

use crate::descriptor::distance_db;
use crate::{DESCRIPTOR_LEN, Describer};

/// First bytes of a kept index; the last two are its version.
const MAGIC: &[u8; 8] = b"TWINDX01";
const HASH_LEN: usize = 32;
/// Presets rendered by one call.
const CHUNK: usize = 16;
/// How often a waiting builder says how far it is.
const TICK: std::time::Duration = std::time::Duration::from_millis(20);

/// Why kept bytes are not the index that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The bytes are damaged or of another kind.
    #[error("this is no bank index: {0}")]
    Damaged(&'static str),
    /// A whole index, but of another bank, synth or note: build it anew.
    #[error("this index was made for another bank, synth, note or length")]
    Stale,
}

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
        let slots = cells.chunks_mut(CHUNK * DESCRIPTOR_LEN).zip(heard.chunks_mut(CHUNK));
        let work = bank.chunks(CHUNK).zip(slots);
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

    /// The index as bytes to keep.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.key);
        bytes.extend((self.heard.len() as u64).to_le_bytes());
        bytes.extend(self.heard.iter().map(|heard| u8::from(*heard)));
        bytes.extend(&self.cells);
        let sum = blake3::hash(&bytes);
        bytes.extend(sum.as_bytes());
        bytes
    }

    /// The index of this bank at this note from kept bytes.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the bytes are not a whole index, [`IndexError::Stale`] when it is another's.
    pub fn deserialize(
        bytes: &[u8],
        synth: &Arc<dyn Synth>,
        bank: &[Preset],
        gesture: Gesture,
        setup: RenderSetup,
    ) -> Result<Self, IndexError> {
        let head = MAGIC.len() + HASH_LEN + 8;
        if bytes.len() < head + HASH_LEN || !bytes.starts_with(MAGIC) {
            return Err(IndexError::Damaged("it is too short or does not begin like one"));
        }
        let (body, sum) = bytes.split_at(bytes.len() - HASH_LEN);
        if blake3::hash(body).as_bytes() != sum {
            return Err(IndexError::Damaged("its checksum is wrong"));
        }
        let key = Self::key(synth, bank, gesture, setup);
        if body[MAGIC.len()..MAGIC.len() + HASH_LEN] != key {
            return Err(IndexError::Stale);
        }
        let rest = &body[head..];
        if body[head - 8..head] != (bank.len() as u64).to_le_bytes()
            || rest.len() != bank.len() * (1 + DESCRIPTOR_LEN)
        {
            return Err(IndexError::Damaged("it has the wrong length"));
        }
        let (heard, cells) = rest.split_at(bank.len());
        Ok(Self { key, cells: cells.to_vec(), heard: heard.iter().map(|byte| *byte != 0).collect() })
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
mod tests {
    use tonewright_synth::engines::dx7::Dx7;
    use tonewright_synth::engines::dx7::prior::RealVoices;
    use tonewright_synth::{Prior as _, seed};

    use super::*;

    const VOICES: usize = 20;
    const SETUP: RenderSetup = RenderSetup { rate_hz: 16_000, len_samples: 8_000 };

    fn synth() -> Arc<dyn Synth> {
        Arc::new(Dx7::mark_one())
    }

    fn gesture() -> Gesture {
        Gesture { gate_secs: 0.4, ..Gesture::default() }
    }

    /// Drawn voices, and after them a slight variation of each.
    fn bank() -> Vec<Preset> {
        let prior = RealVoices::new();
        let stream = |name, index| seed::stream(1, name, index as u64);
        let mut bank: Vec<Preset> = (0..VOICES).map(|i| prior.draw(&mut stream("index-draw", i))).collect();
        for index in 0..VOICES {
            let varied = prior.perturb(&bank[index], 0.0, &mut stream("index-perturb", index));
            bank.push(varied);
        }
        bank
    }

    fn index(bank: &[Preset], threads: usize) -> RetrieveIndex {
        let go_on = AtomicBool::new(false);
        RetrieveIndex::build(&synth(), bank, gesture(), SETUP, threads, &go_on, |_| {}).unwrap().unwrap()
    }

    fn read(bytes: &[u8], bank: &[Preset], gesture: Gesture) -> Result<RetrieveIndex, IndexError> {
        RetrieveIndex::deserialize(bytes, &synth(), bank, gesture, SETUP)
    }

    #[test]
    fn a_kept_index_comes_back_and_does_not_depend_on_threads() {
        let bank = bank();
        let index = index(&bank, 1);
        assert_eq!(index, self::index(&bank, 3));
        assert_eq!(read(&index.serialize(), &bank, gesture()).unwrap(), index);
        assert_eq!(RetrieveIndex::name(&synth(), &bank, gesture(), SETUP).len(), 32);
    }

    #[test]
    fn an_index_of_something_else_is_stale() {
        let bank = bank();
        let bytes = index(&bank, 2).serialize();
        let mut changed = bank.clone();
        changed[7].values[30] = tonewright_synth::Norm::saturating(1.0 - changed[7].values[30].get());
        let swapped: Vec<Preset> = bank.iter().rev().cloned().collect();
        for other in [&changed, &swapped, &bank[1..].to_vec()] {
            assert_eq!(read(&bytes, other, gesture()), Err(IndexError::Stale));
        }
        for other in [
            Gesture { note: 61, ..gesture() },
            Gesture { velocity: 1, ..gesture() },
            Gesture { gate_secs: 0.3, ..gesture() },
        ] {
            assert_eq!(read(&bytes, &bank, other), Err(IndexError::Stale));
        }
        let longer = RenderSetup { len_samples: 8_001, ..SETUP };
        let read = RetrieveIndex::deserialize(&bytes, &synth(), &bank, gesture(), longer);
        assert_eq!(read, Err(IndexError::Stale));
    }

    #[test]
    fn a_damaged_index_is_refused_whatever_is_broken() {
        let bank = bank();
        let bytes = index(&bank, 2).serialize();
        let is_damaged = |bytes: &[u8]| matches!(read(bytes, &bank, gesture()), Err(IndexError::Damaged(_)));
        for len in [0, 7, 8, 40, 47, 48, 79, 80, bytes.len() / 2, bytes.len() - 1] {
            assert!(is_damaged(&bytes[..len]), "cut to {len}");
        }
        for at in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
            let mut broken = bytes.clone();
            broken[at] ^= 0x10;
            assert!(is_damaged(&broken), "byte {at}");
        }
        // A count that lies, under a checksum that is right.
        let mut lying = bytes[..bytes.len() - HASH_LEN].to_vec();
        lying[MAGIC.len() + HASH_LEN..][..8].copy_from_slice(&u64::MAX.to_le_bytes());
        let sum = blake3::hash(&lying);
        lying.extend(sum.as_bytes());
        assert!(is_damaged(&lying));
    }

    #[test]
    fn a_voice_is_its_own_neighbour_and_its_variation_is_near() {
        let bank = bank();
        let index = index(&bank, 2);
        let mut renderer = synth().open(SETUP).unwrap();
        let mut near = 0;
        for (at, preset) in bank[..VOICES].iter().enumerate() {
            let sound = renderer.render(&Job { preset, gesture: gesture() }).unwrap();
            let order = index.nearest(&sound, bank.len());
            assert_eq!(order.len(), bank.len());
            assert!(order[..2].contains(&at), "{at}: {order:?}");
            near += usize::from(order[..4].contains(&(VOICES + at)));
            assert_eq!(index.nearest(&sound, 3), order[..3]);
        }
        // A variation may still make a great difference: of the output level of the only carrier, say.
        assert!(near * 10 >= VOICES * 9, "{near} of {VOICES}");
    }

    #[test]
    fn a_stopped_build_makes_no_index() {
        let stop = AtomicBool::new(true);
        let built = RetrieveIndex::build(&synth(), &bank(), gesture(), SETUP, 2, &stop, |_| {}).unwrap();
        assert_eq!(built, None);
    }
}
