//! The room in which it is listened: renderers on several threads, the count of renders, and whether to go on.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tonewright_synth::{Gesture, Job, Norm, Preset, RenderError, RenderSetup, Renderer, Synth, SynthSpec};

use super::ear::{Ear, Sound};
use super::{ProbeProgress, ProbeSettings};

/// What is played: a key and a velocity that are hardly anybody's neutral one, so that what follows them is heard.
pub(super) const GESTURE: Gesture = Gesture { note: 52, velocity: 90, gate_secs: 0.5 };
/// How long it is listened, beyond the release.
const SECS: f64 = 0.8;
/// Samples per second.
const RATE_HZ: u32 = 44_100;
/// Presets that a thread takes at once.
const CHUNK: usize = 4;

/// Why no more is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Somebody asked for an end.
    Stopped,
    /// There may be no more renders.
    Spent,
}

/// A thread's tools.
struct Seat {
    renderer: Box<dyn Renderer>,
    ear: Ear,
}

/// Where it is listened.
pub(super) struct Room<'a> {
    synth: &'a dyn Synth,
    seats: Vec<Seat>,
    settings: ProbeSettings,
    stop: &'a AtomicBool,
    told: &'a mut dyn FnMut(ProbeProgress),
    renders: usize,
    is_spent: bool,
}

impl<'a> Room<'a> {
    pub(super) fn open(
        synth: &'a dyn Synth,
        settings: ProbeSettings,
        stop: &'a AtomicBool,
        told: &'a mut dyn FnMut(ProbeProgress),
    ) -> Result<Self, RenderError> {
        let setup = RenderSetup::of_secs(RATE_HZ, SECS);
        let seat = |_| Ok(Seat { renderer: synth.open(setup)?, ear: Ear::new(RATE_HZ) });
        let seats = (0..settings.threads.max(1)).map(seat).collect::<Result<_, RenderError>>()?;
        Ok(Self { synth, seats, settings, stop, told, renders: 0, is_spent: false })
    }

    pub(super) fn spec(&self) -> &'a SynthSpec {
        self.synth.spec()
    }

    pub(super) fn synth(&self) -> &'a dyn Synth {
        self.synth
    }

    pub(super) fn renders(&self) -> usize {
        self.renders
    }

    /// Whether it was once asked for more renders than there may be.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent
    }

    pub(super) fn tell(&mut self, doing: &'static str, done: usize, total: usize) {
        (self.told)(ProbeProgress { doing, done, total, renders: self.renders });
    }

    /// The sounds of the presets, in their order; none where one can't be rendered.
    ///
    /// # Errors
    /// [`Halt`]; with too few renders left for all of them, none is heard.
    pub(super) fn hear(&mut self, presets: &[Preset]) -> Result<Vec<Option<Sound>>, Halt> {
        if self.settings.renders_most.is_some_and(|most| self.renders + presets.len() > most) {
            self.is_spent = true;
            return Err(Halt::Spent);
        }
        let heard: Vec<Mutex<Option<Sound>>> = presets.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let stop = self.stop;
        std::thread::scope(|scope| {
            for seat in &mut self.seats {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                        if start >= presets.len() {
                            break;
                        }
                        let end = (start + CHUNK).min(presets.len());
                        let sounds = seat.hear(&presets[start..end]);
                        for (slot, sound) in heard[start..end].iter().zip(sounds) {
                            *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = sound;
                        }
                    }
                });
            }
        });
        if stop.load(Ordering::Relaxed) {
            return Err(Halt::Stopped);
        }
        self.renders += presets.len();
        let taken =
            |slot: Mutex<Option<Sound>>| slot.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(heard.into_iter().map(taken).collect())
    }

    /// The sounds of a preset with one knob at each of these values.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub(super) fn turn(
        &mut self,
        preset: &Preset,
        at: usize,
        knobs: &[Norm],
    ) -> Result<Vec<Option<Sound>>, Halt> {
        let presets: Vec<Preset> = knobs.iter().map(|knob| turned(preset, at, *knob)).collect();
        self.hear(&presets)
    }
}

/// The preset with one knob elsewhere.
pub(super) fn turned(preset: &Preset, at: usize, knob: Norm) -> Preset {
    let mut turned = preset.clone();
    turned.values[at] = knob;
    turned
}

impl Seat {
    fn hear(&mut self, presets: &[Preset]) -> Vec<Option<Sound>> {
        let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture: GESTURE }).collect();
        let sounds = self.renderer.render_batch(&jobs);
        sounds.into_iter().map(|sound| sound.ok().map(|audio| self.ear.hear(audio))).collect()
    }
}
