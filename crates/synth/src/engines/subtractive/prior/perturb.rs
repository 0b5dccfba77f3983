//! Variations of a preset as people make them: a knob nudged, an envelope stretched, a part exchanged.

use rand::RngExt as _;

use super::super::spec::spec;
use super::{Families, draft};
use crate::seed::Rng;
use crate::spec::{Kind, Norm};
use crate::{Preset, Prior as _};

/// Largest way of a knob that is nudged, at strength 0 and 1.
const WAYS: (f64, f64) = (0.06, 0.5);
/// Moves at strength 1.
const MOST_MOVES: f64 = 10.0;
/// How often a move is made again when it has changed nothing.
const TRIES: usize = 64;
/// Groups whose knobs do nothing while an amount is down, and the amount.
const AMOUNTS: [(&str, &str); 5] = [
    ("lfo1", "lfo1.amount"),
    ("lfo2", "lfo2.amount"),
    ("free-env", "free-env.destination"),
    ("reverb", "reverb.wet"),
    ("osc2", "osc2.level"),
];

/// One thing that can be done to a preset.
#[derive(Clone, Copy)]
enum Move {
    Nudge,
    Stretch,
    Switch,
    Part,
}

/// The moves, how common each is at strength 0, and at strength 1.
const MOVES: [(Move, f64, f64); 4] =
    [(Move::Nudge, 8.0, 4.0), (Move::Stretch, 1.5, 1.5), (Move::Switch, 0.5, 1.5), (Move::Part, 0.0, 3.0)];

/// A variation of the preset: one small move at strength 0, many large ones at 1. It differs from the preset.
pub(super) fn perturb(prior: Families, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
    let strength = if strength.is_nan() { 0.0 } else { strength.clamp(0.0, 1.0) };
    let moves = 1 + (strength * (MOST_MOVES - 1.0)).round() as usize;
    let mut varied = preset.clone();
    for _ in 0..TRIES {
        for _ in 0..moves {
            apply(prior, &mut varied, strength, rng);
        }
        if varied.values != preset.values {
            break;
        }
    }
    varied
}

fn apply(prior: Families, preset: &mut Preset, strength: f64, rng: &mut Rng) {
    let weight = |(_, weak, strong): &(Move, f64, f64)| weak + strength * (strong - weak);
    match draft::weighted(rng, &MOVES, weight).0 {
        Move::Nudge => nudge(preset, strength, rng),
        Move::Stretch => stretch(preset, strength, rng),
        Move::Switch => switch(prior, preset, rng),
        Move::Part => exchange_part(prior, preset, rng),
    }
}

/// A step of up to so much of a knob's way, either way, small ones being likelier.
fn step(strength: f64, rng: &mut Rng) -> f32 {
    let size = rng.random::<f64>() * rng.random::<f64>() * (WAYS.0 + strength * (WAYS.1 - WAYS.0));
    (if rng.random::<bool>() { size } else { -size }) as f32
}

/// Moves one knob that is heard.
fn nudge(preset: &mut Preset, strength: f64, rng: &mut Rng) {
    for _ in 0..TRIES {
        let index = rng.random_range(0..spec().params.len());
        let param = &spec().params[index];
        if matches!(param.kind, Kind::Choice { .. } | Kind::Toggle) || !is_heard(preset, index) {
            continue;
        }
        let now = preset.values[index];
        let mut moved = Norm::saturating(now.get() + step(strength, rng));
        if let Some(count) = param.cardinality() {
            let one = 1.0 / (count - 1) as f32;
            let way = (moved.get() - now.get()).abs().max(one).copysign(moved.get() - now.get());
            moved = param.snap(Norm::saturating(now.get() + way));
        }
        preset.values[index] = moved;
        return;
    }
}

/// Whether a knob does anything, as far as the amount that it depends on says.
fn is_heard(preset: &Preset, index: usize) -> bool {
    AMOUNTS.iter().all(|(group, amount)| {
        let is_amount = spec().index_of(amount) == Some(index);
        let is_off = spec().index_of(amount).is_some_and(|amount| preset.values[amount] == Norm::ZERO);
        let is_inside =
            spec().groups.iter().any(|candidate| candidate.id == *group && candidate.params.contains(&index));
        is_amount || !is_off || !is_inside
    })
}

/// Makes an envelope quicker or slower in all its stages.
fn stretch(preset: &mut Preset, strength: f64, rng: &mut Rng) {
    let way = step(strength, rng);
    let family = "envelope";
    let envelopes: Vec<_> =
        spec().groups.iter().filter(|group| group.family.as_deref() == Some(family)).collect();
    let group = envelopes[rng.random_range(0..envelopes.len())];
    for index in group.params.iter().filter(|index| spec().params[**index].unit == "s") {
        preset.values[*index] = Norm::saturating(preset.values[*index].get() + way);
    }
}

/// Draws one choice or switch anew.
fn switch(prior: Families, preset: &mut Preset, rng: &mut Rng) {
    let drawn = prior.draw(rng);
    let is_choice = |index: &usize| matches!(spec().params[*index].kind, Kind::Choice { .. } | Kind::Toggle);
    let choices: Vec<usize> = (0..spec().params.len()).filter(is_choice).collect();
    let index = choices[rng.random_range(0..choices.len())];
    preset.values[index] = drawn.values[index];
}

/// Takes a whole group from another preset of the prior.
fn exchange_part(prior: Families, preset: &mut Preset, rng: &mut Rng) {
    let drawn = prior.draw(rng);
    let group = &spec().groups[rng.random_range(0..spec().groups.len())];
    for index in &group.params {
        preset.values[*index] = drawn.values[*index];
    }
}
