//! What everything else is at while one knob is moved: the initial preset, and drawn presets that sound.

use tonewright_synth::{Preset, Prior as _, Repeats, prior, seed};

use super::ear::Sound;
use super::room::{GESTURE, Halt, Room};
use super::{ProbeError, ProbeSettings};

/// Renders of each context: how far they lie apart is how far two renders of one preset do.
const RENDERS: usize = 3;
/// The same of a synth that says that it draws random numbers.
const RENDERS_RANDOM: usize = 6;
/// Drawn presets for each context that is wanted: many are silent.
const DRAWS: usize = 6;
/// How much further than two renders of one preset two sounds must lie apart to be different.
const MARGIN: f64 = 1.5;
/// And how far at least, in dB.
const LEAST_DB: f64 = 0.25;

/// A preset, and what it sounds like.
pub(super) struct Context {
    pub(super) preset: Preset,
    pub(super) sound: Sound,
    /// How far renders of it lie apart at most, in dB; none where they are the same.
    pub(super) noise_db: Option<f64>,
    /// Whether the synth draws random numbers: then what is no further apart than noise is the same.
    is_random: bool,
}

impl Context {
    /// Whether two sounds in this context are the same.
    pub(super) fn same(&self, a: &Sound, b: &Sound) -> bool {
        if a.is_exactly(b) {
            return true;
        }
        let threshold = (self.noise_db.unwrap_or(0.0) * MARGIN).max(LEAST_DB);
        self.is_random && a.distance_db(b) <= threshold
    }

    /// Whether renders of it are the same to the sample.
    pub(super) fn is_exact(&self) -> bool {
        !self.is_random
    }
}

/// The contexts: the initial preset if it sounds, then presets as the synth draws them and as chance does, in turns.
pub(super) fn choose(room: &mut Room, settings: ProbeSettings) -> Result<Vec<Context>, ProbeError> {
    let spec = room.spec();
    let says_random = spec.repeats == Repeats::Statistically;
    let renders = if says_random { RENDERS_RANDOM } else { RENDERS };
    let wanted = settings.contexts.max(1);
    let needed = wanted * renders;
    if let Some(renders_most) = settings.renders_most.filter(|most| *most < needed) {
        return Err(ProbeError::Budget { renders_most, needed });
    }
    let (own, uniform) = (room.synth().prior(), prior::Uniform::new(spec));
    let drawn = |index: usize| {
        let mut rng = seed::stream(settings.seed, "probe-context", index as u64);
        if index.is_multiple_of(2) { own.draw(&mut rng) } else { uniform.draw(&mut rng) }
    };
    let all = std::iter::once(Preset::init(spec)).chain((1..wanted * DRAWS).map(drawn));
    let mut contexts: Vec<Context> = Vec::new();
    let mut tried = 0;
    for preset in all {
        if contexts.len() == wanted {
            break;
        }
        room.tell("looking for presets that sound", contexts.len(), wanted);
        tried += 1;
        let sounds: Vec<Sound> = match room.hear(&vec![preset.clone(); renders]) {
            Ok(sounds) => sounds.into_iter().flatten().collect(),
            Err(Halt::Spent) => break,
            Err(Halt::Stopped) => return Err(ProbeError::Stopped),
        };
        if sounds.len() == renders && !sounds[0].is_silent() {
            contexts.push(context(preset, sounds, says_random));
        }
    }
    if contexts.is_empty() {
        return Err(ProbeError::Silent { tried, note: GESTURE.note });
    }
    Ok(contexts)
}

fn context(preset: Preset, mut sounds: Vec<Sound>, says_random: bool) -> Context {
    let mut noise_db = None;
    for (at, a) in sounds.iter().enumerate() {
        for b in sounds[at + 1..].iter().filter(|b| !a.is_exactly(b)) {
            noise_db = Some(a.distance_db(b).max(noise_db.unwrap_or(0.0)));
        }
    }
    let is_random = says_random || noise_db.is_some();
    Context { preset, sound: sounds.swap_remove(0), noise_db, is_random }
}
