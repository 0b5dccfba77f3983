//! Variations of a voice as people make them: a level nudged, an envelope stretched, an operator exchanged.

use rand::RngExt as _;

use super::super::Voice;
use super::super::spec::{byte_limits, operator_offset};
use super::TRIES;
use super::blocks::{ALGORITHM, FREQUENCY, LFO, OUTPUT_LEVEL};
use super::is_audible;
use super::model::{Character, Model};
use crate::seed::Rng;

/// Largest step of a value that is nudged, of 99, at strength 0 and 1.
const STEPS: (f64, f64) = (6.0, 40.0);
/// Moves at strength 1.
const MOST_MOVES: f64 = 8.0;

/// One thing that can be done to a voice.
#[derive(Clone, Copy)]
enum Move {
    Level,
    EnvelopeValue,
    EnvelopeSpeed,
    Detail,
    Frequency,
    Operator,
    Feedback,
    Lfo,
    PitchEg,
    Algorithm,
}

/// The moves, how common each is at strength 0, and at strength 1.
const MOVES: [(Move, f64, f64); 10] = [
    (Move::Level, 6.0, 3.0),
    (Move::EnvelopeValue, 5.0, 2.0),
    (Move::EnvelopeSpeed, 2.0, 2.0),
    (Move::Detail, 3.0, 1.0),
    (Move::Frequency, 1.0, 4.0),
    (Move::Operator, 0.0, 6.0),
    (Move::Feedback, 1.0, 1.0),
    (Move::Lfo, 0.2, 1.0),
    (Move::PitchEg, 0.1, 0.5),
    (Move::Algorithm, 0.0, 2.0),
];

/// A variation of the voice: few small moves at strength 0, many large ones at 1. It differs from the voice and,
/// if that can be had within a few tries, is heard.
pub(super) fn perturb(model: &Model, voice: Voice, strength: f64, rng: &mut Rng) -> Voice {
    let strength = if strength.is_nan() { 0.0 } else { strength.clamp(0.0, 1.0) };
    let character = model.draw_character_of(&voice, rng);
    let moves = 1 + (strength * (MOST_MOVES - 1.0)).round() as usize;
    let mut varied = voice.clone();
    for attempt in 0..4 * TRIES {
        varied.clone_from(&voice);
        for _ in 0..moves {
            apply(model, &mut varied, character, strength, rng);
        }
        if varied != voice && (is_audible(&varied) || attempt >= TRIES) {
            break;
        }
    }
    varied
}

fn draw_move(strength: f64, rng: &mut Rng) -> Move {
    let weight = |(_, weak, strong): &(Move, f64, f64)| weak + strength * (strong - weak);
    let mut left = rng.random::<f64>() * MOVES.iter().map(weight).sum::<f64>();
    for entry in &MOVES {
        left -= weight(entry);
        if left < 0.0 {
            return entry.0;
        }
    }
    Move::Level
}

fn apply(model: &Model, voice: &mut Voice, character: Character, strength: f64, rng: &mut Rng) {
    let operator = rng.random_range(0..6);
    let at = operator_offset(operator);
    match draw_move(strength, rng) {
        Move::Level => nudge(voice, at + OUTPUT_LEVEL, strength, rng),
        Move::EnvelopeValue => nudge(voice, at + rng.random_range(0..8), strength, rng),
        Move::EnvelopeSpeed => {
            // All operators' rates together: the same sound, slower or faster.
            let steps = steps(strength, rng);
            for byte in (0..6).flat_map(|operator| operator_offset(operator)..operator_offset(operator) + 4) {
                shift(voice, byte, steps);
            }
        }
        Move::Detail => nudge(voice, at + rng.random_range(8..21), strength, rng),
        Move::Frequency => {
            let mut drawn = voice.clone();
            model.draw_operator(&mut drawn, character, operator, rng);
            let block = at + FREQUENCY.0..at + FREQUENCY.0 + FREQUENCY.1;
            voice.bytes[block.clone()].copy_from_slice(&drawn.bytes[block]);
        }
        Move::Operator => model.draw_operator(voice, character, operator, rng),
        Move::Feedback => model.draw_feedback(voice, character, rng),
        Move::Lfo if rng.random::<f64>() < strength => model.draw_lfo(voice, character, rng),
        Move::Lfo => nudge(voice, LFO.0 + rng.random_range(1..5), strength, rng),
        Move::PitchEg => model.draw_pitch_eg(voice, character, rng),
        Move::Algorithm => model.draw_algorithm(voice, character, rng),
    }
    debug_assert!(voice.bytes[ALGORITHM] < 32);
}

/// A step of up to so many of 99, either way, small ones being likelier.
fn steps(strength: f64, rng: &mut Rng) -> f64 {
    let size: f64 = rng.random::<f64>() * rng.random::<f64>();
    let sign = if rng.random::<f64>() < 0.5 { -1.0 } else { 1.0 };
    sign * size * (STEPS.0 + strength * (STEPS.1 - STEPS.0))
}

/// Moves one value by at least one of its steps.
fn nudge(voice: &mut Voice, byte: usize, strength: f64, rng: &mut Rng) {
    let steps = steps(strength, rng);
    shift(voice, byte, steps);
}

/// Moves a value by `steps` of 99 of its range, at least one, within its range.
fn shift(voice: &mut Voice, byte: usize, steps: f64) {
    let limit = f64::from(byte_limits()[byte]);
    let moved = (steps * limit / 99.0).abs().round().max(1.0).copysign(steps);
    voice.bytes[byte] = (f64::from(voice.bytes[byte]) + moved).clamp(0.0, limit) as u8;
}
