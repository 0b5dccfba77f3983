//! How far each knob moves the sound, and in which contexts.

use tonewright_synth::{Norm, Plain, Preset};

use super::ProbeError;
use super::context::Context;
use super::ear::Sound;
use super::room::{Halt, Room, turned};

/// Knobs whose sounds are kept at a time.
const KNOBS_AT_ONCE: usize = 16;
/// Contexts in which a knob is looked at more closely.
const CLEAREST: usize = 3;
/// A knob changes the level alone when no more than this is left beside that, in dB.
const REST_DB: f64 = -40.0;
/// In how many contexts that must be so at least: one oscillator's level is the whole level where no other sounds.
const LEVEL_CONTEXTS: usize = 3;

/// What a knob did in each context.
pub(super) struct Reach {
    /// With the number of the context.
    moves: Vec<(usize, Move)>,
}

/// What a knob did in a context.
struct Move {
    is_heard: bool,
    /// Largest distance between two of its sounds.
    reach_db: f64,
    /// The most that is left of a sound beside a change of level, in dB.
    beyond_gain_db: f64,
}

impl Reach {
    /// In how many contexts it changed the sound.
    pub(super) fn heard_in(&self) -> usize {
        self.heard().count()
    }

    /// How far at most, in dB.
    pub(super) fn reach_db(&self) -> f64 {
        self.heard().map(|(_, moved)| moved.reach_db).fold(0.0, f64::max)
    }

    /// In how many it was moved.
    pub(super) fn tried_in(&self) -> usize {
        self.moves.len()
    }

    /// Whether it changed nothing but the level wherever it was heard, which was nearly everywhere. Of a synth that draws
    /// random numbers that can't be told.
    pub(super) fn is_level(&self, contexts: &[Context]) -> bool {
        let is_gain = |(at, moved): (usize, &Move)| {
            contexts[at].is_exact() && moved.beyond_gain_db <= REST_DB && moved.reach_db > 0.5
        };
        let enough = LEVEL_CONTEXTS.max(self.tried_in().div_ceil(2));
        self.heard_in() >= enough && self.heard().all(is_gain)
    }

    /// The contexts in which it is heard best, the best first.
    pub(super) fn clearest<'a>(&self, contexts: &'a [Context]) -> Vec<&'a Context> {
        let mut heard: Vec<(usize, f64)> = self.heard().map(|(at, moved)| (at, moved.reach_db)).collect();
        heard.sort_by(|a, b| b.1.total_cmp(&a.1));
        heard.into_iter().take(CLEAREST).map(|(at, _)| &contexts[at]).collect()
    }

    fn heard(&self) -> impl Iterator<Item = (usize, &Move)> {
        self.moves.iter().filter(|(_, moved)| moved.is_heard).map(|(at, moved)| (*at, moved))
    }
}

/// Moves each knob in each context.
pub(super) fn measure(room: &mut Room, contexts: &[Context]) -> Result<Vec<Reach>, ProbeError> {
    let all: Vec<usize> = (0..room.spec().params.len()).collect();
    let mut reaches: Vec<Reach> = all.iter().map(|_| Reach { moves: Vec::new() }).collect();
    for (number, context) in contexts.iter().enumerate() {
        room.tell("turning every knob", number, contexts.len());
        measure_in(room, number, context, &all, &mut reaches)?;
    }
    Ok(reaches)
}

/// Moves some knobs in the context of that number.
pub(super) fn measure_in(
    room: &mut Room,
    number: usize,
    context: &Context,
    knobs: &[usize],
    reaches: &mut [Reach],
) -> Result<(), ProbeError> {
    for some in knobs.chunks(KNOBS_AT_ONCE) {
        let ways: Vec<Vec<Norm>> = some.iter().map(|at| positions(room, context, *at)).collect();
        let presets: Vec<Preset> = some
            .iter()
            .zip(&ways)
            .flat_map(|(at, ways)| ways.iter().map(|knob| turned(&context.preset, *at, *knob)))
            .collect();
        let mut sounds = match room.hear(&presets) {
            Ok(sounds) => sounds.into_iter(),
            Err(Halt::Spent) => break,
            Err(Halt::Stopped) => return Err(ProbeError::Stopped),
        };
        for (at, ways) in some.iter().zip(&ways) {
            let own: Vec<Sound> = sounds.by_ref().take(ways.len()).flatten().collect();
            reaches[*at].moves.push((number, moved(context, &own)));
        }
    }
    Ok(())
}

/// Both ends and the middle, or as many values of a handful; what the context has already is left out.
fn positions(room: &Room, context: &Context, at: usize) -> Vec<Norm> {
    let param = &room.spec().params[at];
    let mut knobs: Vec<Norm> = match param.cardinality() {
        None => [0.0, 0.5, 1.0].map(Norm::saturating).to_vec(),
        Some(count) if count <= 4 => {
            (0..count).map(|step| param.norm_from_plain(Plain(param.range.0 + step as f64))).collect()
        }
        Some(_) => [0.0, 0.5, 1.0].map(|knob| param.snap(Norm::saturating(knob))).to_vec(),
    };
    knobs.retain(|knob| *knob != context.preset.values[at]);
    knobs
}

fn moved(context: &Context, sounds: &[Sound]) -> Move {
    let all: Vec<&Sound> = std::iter::once(&context.sound).chain(sounds).collect();
    let ruler = context.ruler();
    let is_heard = sounds.iter().any(|sound| !ruler.same(sound, &context.sound));
    let mut reach_db = 0.0_f64;
    for (at, a) in all.iter().enumerate() {
        reach_db = all[at + 1..].iter().map(|b| a.distance_db(b)).fold(reach_db, f64::max);
    }
    let beyond = sounds.iter().map(|sound| sound.beyond_gain_db(&context.sound));
    Move { is_heard, reach_db, beyond_gain_db: beyond.fold(f64::NEG_INFINITY, f64::max) }
}
