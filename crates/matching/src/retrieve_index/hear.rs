//! How an index comes to know presets: each is rendered and described, on all threads.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tonewright_synth::{Gesture, Job, Preset, RenderError, Renderer, Synth};

use super::{Print, RetrieveIndex, print_of};
use crate::{CHUNK_MOST, DESCRIPTOR_LEN, Describer};

/// How often a waiting builder says how far it is.
const TICK: std::time::Duration = std::time::Duration::from_millis(20);

/// What is known of a preset that is to be heard.
#[derive(Clone, Copy, PartialEq)]
enum Status {
    Waiting,
    Heard,
    Failed,
}

/// A few presets and where their sounds are written.
struct Slots<'a> {
    presets: &'a [(Print, &'a Preset)],
    cells: &'a mut [u8],
    status: &'a mut [Status],
}

impl Slots<'_> {
    /// Renders and describes them; returns how many there are.
    fn fill(self, renderer: &mut dyn Renderer, gesture: Gesture, describer: &mut Describer) -> usize {
        let jobs: Vec<Job> = self.presets.iter().map(|(_, preset)| Job { preset, gesture }).collect();
        let slots = self.cells.chunks_mut(DESCRIPTOR_LEN).zip(self.status);
        for (sound, (cells, status)) in renderer.render_batch(&jobs).into_iter().zip(slots) {
            *status = Status::Failed;
            if let Ok(sound) = sound {
                cells.copy_from_slice(describer.describe(&sound.to_mono()).bytes());
                *status = Status::Heard;
            }
        }
        jobs.len()
    }
}

impl RetrieveIndex {
    /// Those of the presets that it does not know, each once.
    pub fn unknown<'a>(&self, presets: &'a [Preset]) -> Vec<&'a Preset> {
        self.prints_of_unknown(presets).into_iter().map(|(_, preset)| preset).collect()
    }

    fn prints_of_unknown<'a>(
        &self,
        presets: impl IntoIterator<Item = &'a Preset>,
    ) -> Vec<(Print, &'a Preset)> {
        let mut seen = HashSet::new();
        let printed = presets.into_iter().map(|preset| (print_of(preset), preset));
        printed.filter(|(print, _)| !self.rows.contains_key(print) && seen.insert(*print)).collect()
    }

    /// Listens to those of the presets that it does not know, with `threads` threads; `progress` hears how many are done.
    /// Whether it knows all of them: not where `stop` became true before the end; what was heard by then is kept.
    ///
    /// # Errors
    /// When the synth, which must be that of [`RetrieveIndex::new`], can't be opened.
    pub fn hear<'a>(
        &mut self,
        synth: &Arc<dyn Synth>,
        presets: impl IntoIterator<Item = &'a Preset>,
        threads: usize,
        stop: &AtomicBool,
        mut progress: impl FnMut(usize),
    ) -> Result<bool, RenderError> {
        let unknown = self.prints_of_unknown(presets);
        if unknown.is_empty() {
            return Ok(true);
        }
        let (setup, gesture) = (self.setup, self.gesture);
        let threads = threads.clamp(1, unknown.len().div_ceil(CHUNK_MOST));
        let renderers: Result<Vec<_>, _> = (0..threads).map(|_| synth.open(setup)).collect();
        let mut cells = vec![0; unknown.len() * DESCRIPTOR_LEN];
        let mut status = vec![Status::Waiting; unknown.len()];
        let slots = cells.chunks_mut(CHUNK_MOST * DESCRIPTOR_LEN).zip(status.chunks_mut(CHUNK_MOST));
        let work = unknown.chunks(CHUNK_MOST).zip(slots);
        let queue = Mutex::new(work.map(|(presets, (cells, status))| Slots { presets, cells, status }));
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
        let all = !status.contains(&Status::Waiting);
        for (((print, _), cells), status) in unknown.iter().zip(cells.chunks(DESCRIPTOR_LEN)).zip(status) {
            if status != Status::Waiting {
                self.add(*print, cells, status == Status::Heard);
            }
        }
        Ok(all)
    }

    /// Takes a row in; one that is there already stays as it is.
    pub(super) fn add(&mut self, print: Print, cells: &[u8], heard: bool) {
        let row = self.prints.len();
        if *self.rows.entry(print).or_insert(row) == row {
            self.prints.push(print);
            self.cells.extend_from_slice(cells);
            self.heard.push(heard);
        }
    }
}
