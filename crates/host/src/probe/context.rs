//! What everything else is at while one knob is moved: the initial preset, and drawn presets that sound.

use tonewright_synth::{Norm, Preset, Prior, Repeats, prior, seed};

use super::ear::Sound;
use super::room::{GESTURE, Halt, Room};
use super::{ProbeError, ProbeSettings};

/// Renders of each context: how far they lie apart is how far two renders of one preset do.
const RENDERS: usize = 3;
/// The same of a synth that says that it draws random numbers.
const RENDERS_RANDOM: usize = 6;
/// Presets that are tried for each context that is wanted: many are silent, and more are wanted for knobs that are
/// seldom heard.
const DRAWS: usize = 8;
/// How much further than two renders of one preset two sounds must lie apart to be different.
const MARGIN: f64 = 1.5;
/// Where on a knob's way noise is listened to.
const NOISE_PLACES: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
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

/// How it is told whether two sounds are the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruler {
    /// How far sounds may lie apart that are the same; none where they are the same to the sample.
    threshold_db: Option<f64>,
}

impl Ruler {
    /// Whether two sounds are the same.
    pub(super) fn same(self, a: &Sound, b: &Sound) -> bool {
        a.is_exactly(b) || self.threshold_db.is_some_and(|threshold_db| a.distance_db(b) <= threshold_db)
    }
}

impl Context {
    /// How it is told whether two sounds in this context are the same.
    pub(super) fn ruler(&self) -> Ruler {
        let threshold_db = (self.noise_db.unwrap_or(0.0) * MARGIN).max(LEAST_DB);
        Ruler { threshold_db: self.is_random.then_some(threshold_db) }
    }

    /// The same while one knob is turned: where the rest is quiet, its noise is heard better.
    pub(super) fn ruler_of(&self, room: &mut Room, at: usize) -> Result<Ruler, Halt> {
        if !self.is_random {
            return Ok(self.ruler());
        }
        let mut noise_db = self.noise_db.unwrap_or(0.0);
        for place in NOISE_PLACES {
            let sounds = room.turn(&self.preset, at, &[Norm::saturating(place); RENDERS])?;
            let sounds: Vec<Sound> = sounds.into_iter().flatten().collect();
            noise_db = noise_db.max(widest_db(&sounds).unwrap_or(0.0));
        }
        Ok(Ruler { threshold_db: Some((noise_db * MARGIN).max(LEAST_DB)) })
    }

    /// Whether renders of it are the same to the sample.
    pub(super) fn is_exact(&self) -> bool {
        !self.is_random
    }
}

/// Presets to be contexts: the initial one, then such as the synth draws and such as chance does, in turns.
pub(super) struct Draws {
    own: Box<dyn Prior>,
    uniform: prior::Uniform,
    seed: u64,
    next: usize,
    most: usize,
}

impl Draws {
    pub(super) fn new(room: &Room, settings: ProbeSettings) -> Self {
        let (own, uniform) = (room.synth().prior(), prior::Uniform::new(room.spec()));
        Self { own, uniform, seed: settings.seed, next: 0, most: DRAWS * settings.contexts.max(1) }
    }

    fn draw(&self, room: &Room) -> Preset {
        let mut rng = seed::stream(self.seed, "probe-context", self.next as u64);
        match self.next {
            0 => Preset::init(room.spec()),
            next if next.is_multiple_of(2) => self.own.draw(&mut rng),
            _ => self.uniform.draw(&mut rng),
        }
    }

    /// The next that sounds; none where there were enough that don't, or no renders are left.
    pub(super) fn next(&mut self, room: &mut Room) -> Result<Option<Context>, ProbeError> {
        let says_random = room.spec().repeats == Repeats::Statistically;
        let renders = renders_each(room);
        while self.next < self.most {
            let preset = self.draw(room);
            self.next += 1;
            let sounds: Vec<Sound> = match room.hear(&vec![preset.clone(); renders]) {
                Ok(sounds) => sounds.into_iter().flatten().collect(),
                Err(Halt::Spent) => return Ok(None),
                Err(Halt::Stopped) => return Err(ProbeError::Stopped),
            };
            if sounds.len() == renders && !sounds[0].is_silent() {
                return Ok(Some(context(preset, sounds, says_random)));
            }
        }
        Ok(None)
    }
}

fn renders_each(room: &Room) -> usize {
    if room.spec().repeats == Repeats::Statistically { RENDERS_RANDOM } else { RENDERS }
}

/// The contexts in which every knob is moved.
pub(super) fn choose(
    room: &mut Room,
    draws: &mut Draws,
    settings: ProbeSettings,
) -> Result<Vec<Context>, ProbeError> {
    let wanted = settings.contexts.max(1);
    let needed = wanted * renders_each(room);
    if let Some(renders_most) = settings.renders_most.filter(|most| *most < needed) {
        return Err(ProbeError::Budget { renders_most, needed });
    }
    let mut contexts = Vec::new();
    while contexts.len() < wanted {
        room.tell("looking for presets that sound", contexts.len(), wanted);
        match draws.next(room)? {
            Some(context) => contexts.push(context),
            None => break,
        }
    }
    if contexts.is_empty() {
        return Err(ProbeError::Silent { tried: draws.next, note: GESTURE.note });
    }
    Ok(contexts)
}

/// How far sounds lie apart at most; none where they are the same.
fn widest_db(sounds: &[Sound]) -> Option<f64> {
    let mut widest_db = None;
    for (at, a) in sounds.iter().enumerate() {
        for b in sounds[at + 1..].iter().filter(|b| !a.is_exactly(b)) {
            widest_db = Some(a.distance_db(b).max(widest_db.unwrap_or(0.0)));
        }
    }
    widest_db
}

fn context(preset: Preset, mut sounds: Vec<Sound>, says_random: bool) -> Context {
    let noise_db = widest_db(&sounds);
    let is_random = says_random || noise_db.is_some();
    Context { preset, sound: sounds.swap_remove(0), noise_db, is_random }
}
