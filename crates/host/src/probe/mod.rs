//! What the knobs of a synth do, found out by listening: which of them are heard at all, which only make it louder, and
//! which take only a few values though they claim to take any.
//!
//! One knob is moved at a time while everything else stays where a *context* has it: the initial preset, then drawn ones
//! that sound. Two sounds are the same when their samples are, or, of a synth that draws random numbers, when they are no
//! further apart than two renders of one preset.

mod context;
mod ear;
mod findings;
mod order;
mod plateaus;
mod reach;
mod room;

use std::sync::atomic::AtomicBool;

use tonewright_synth::{Kind, RenderError, Synth};

use context::{Context, Draws};
use reach::Reach;
use room::{Halt, Room};

pub use findings::{Findings, ParamFindings, Plateau, Ways};

/// How many times as many contexts are tried for knobs that are hardly heard.
const FURTHER: usize = 2;

/// How far it is listened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeSettings {
    /// What the contexts are drawn from.
    pub seed: u64,
    /// In how many contexts each knob is moved, two at least to tell steps; what is hardly heard then, in up to three times
    /// as many.
    pub contexts: usize,
    /// Most renders, where they are limited. What was not reached is left as the synth tells it.
    pub renders_most: Option<usize>,
    /// Threads, each with a renderer of its own; they change nothing but the time it takes.
    pub threads: usize,
}

impl Default for ProbeSettings {
    /// Eight contexts, one thread, as many renders as it takes.
    fn default() -> Self {
        Self { seed: 1, contexts: 8, renders_most: None, threads: 1 }
    }
}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeProgress {
    /// What is being done.
    pub doing: &'static str,
    /// Steps of it that are done.
    pub done: usize,
    /// All its steps.
    pub total: usize,
    /// Renders so far.
    pub renders: usize,
}

/// Why nothing was found out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// Somebody asked for an end.
    #[error("it was stopped")]
    Stopped,
    /// The synth can't be opened.
    #[error("the synth can't be opened")]
    Open(#[from] RenderError),
    /// Nothing that it was given sounds.
    #[error(
        "none of {tried} presets sounds at MIDI note {note}: is it an instrument that needs a sample or a file?"
    )]
    Silent {
        /// How many were tried.
        tried: usize,
        /// The note that was played.
        note: u8,
    },
    /// Its budget is too small to hear anything.
    #[error("{renders_most} renders are too few: the first look alone takes {needed}")]
    Budget {
        /// The most that there may be.
        renders_most: usize,
        /// What the first look takes.
        needed: usize,
    },
}

/// Listens to what each knob of a synth does. `told` hears how far it is; once `stop` is true it ends without an answer.
///
/// # Errors
/// [`ProbeError`]; a preset that can't be rendered is none, it is left out.
pub fn probe(
    synth: &dyn Synth,
    settings: ProbeSettings,
    stop: &AtomicBool,
    told: &mut dyn FnMut(ProbeProgress),
) -> Result<Findings, ProbeError> {
    let mut room = Room::open(synth, settings, stop, told)?;
    let mut draws = Draws::new(&room, settings);
    let mut contexts = context::choose(&mut room, &mut draws, settings)?;
    let mut reaches = reach::measure(&mut room, &contexts)?;
    listen_longer(&mut room, &mut draws, &mut contexts, &mut reaches)?;
    let params = kinds(&mut room, &contexts, reaches)?;
    Ok(Findings {
        params,
        contexts: contexts.len(),
        renders: room.renders(),
        is_cut_short: room.is_spent(),
        noise_db: contexts.iter().filter_map(|context| context.noise_db).max_by(f64::total_cmp),
    })
}

/// Moves knobs that were hardly heard in more contexts, until they are or there are no more.
fn listen_longer(
    room: &mut Room,
    draws: &mut Draws,
    contexts: &mut Vec<Context>,
    reaches: &mut [Reach],
) -> Result<(), ProbeError> {
    let most = FURTHER * contexts.len();
    for done in 0..most {
        let faint: Vec<usize> =
            (0..reaches.len()).filter(|at| reaches[*at].heard_in() < plateaus::CONTEXTS_LEAST).collect();
        if faint.is_empty() {
            break;
        }
        room.tell("listening longer for what is hardly heard", done, most);
        let Some(context) = draws.next(room)? else { break };
        reach::measure_in(room, contexts.len(), &context, &faint, reaches)?;
        contexts.push(context);
    }
    Ok(())
}

/// What each parameter is, from its reach and from a closer look where that is worth it.
fn kinds(
    room: &mut Room,
    contexts: &[Context],
    reaches: Vec<Reach>,
) -> Result<Vec<ParamFindings>, ProbeError> {
    let total = reaches.len();
    let mut found = Vec::with_capacity(total);
    for (at, reach) in reaches.into_iter().enumerate() {
        room.tell("looking for steps", at, total);
        let clearest = reach.clearest(contexts);
        let kind = room.spec().params[at].kind.clone();
        let ways = match kind {
            _ if clearest.is_empty() => Ways::Told,
            Kind::Continuous => afforded(plateaus::find(room, at, &clearest))?.unwrap_or(Ways::Told),
            _ => Ways::Told,
        };
        let values = findings::knobs(&ways, &room.spec().params[at]);
        let ordered = afforded(order::rank(room, at, &clearest, &values))?.flatten();
        found.push(ParamFindings {
            ways,
            ordered,
            heard_in: reach.heard_in(),
            reach_db: reach.reach_db(),
            is_level: reach.is_level(contexts),
            tried_in: reach.tried_in(),
        });
    }
    Ok(found)
}

/// What was found out; none where the renders were spent before.
fn afforded<T>(found: Result<T, Halt>) -> Result<Option<T>, ProbeError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Halt::Spent) => Ok(None),
        Err(Halt::Stopped) => Err(ProbeError::Stopped),
    }
}
