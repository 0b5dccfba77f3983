//! A small population that evolves by itself from one seed.

use rand::RngExt as _;
use tonewright_synth::{Norm, Preset};

use super::portfolio::Move;
use super::{Polish, Portfolio, Walk};
use crate::moves::{Interest, distinct, normal, reflect};
use crate::{Candidate, Oracle};

/// Members sorted by score, and what worked here.
pub(super) struct Island {
    members: Vec<(Preset, f64)>,
    capacity: usize,
    portfolio: Portfolio,
    polish: Option<Polish>,
}

/// A preset made from a member.
pub(super) struct Child {
    pub(super) preset: Preset,
    kind: Move,
    /// Knobs that were nudged, where only knobs were.
    nudged: Vec<usize>,
    parent_score: f64,
}

impl Island {
    pub(super) fn new(seed: Candidate, capacity: usize, walk: &Walk) -> Self {
        let members = vec![(seed.preset, seed.score)];
        Self { members, capacity, portfolio: Portfolio::new(), polish: Some(Polish::new(&walk.knobs)) }
    }

    /// A round of single moves around the best member.
    pub(super) fn polish(&mut self, walk: &mut Walk, oracle: &mut Oracle) {
        // Taken out for the call, as it changes the island it belongs to.
        if let Some(mut polish) = self.polish.take() {
            polish.round(walk, oracle, self);
            self.polish = Some(polish);
        }
    }

    pub(super) fn score(&self) -> f64 {
        self.members[0].1
    }

    /// The score above which a child is not taken in.
    pub(super) fn limit(&self) -> f64 {
        if self.members.len() < self.capacity {
            f64::INFINITY
        } else {
            self.members[self.members.len() - 1].1
        }
    }

    pub(super) fn best(&self) -> &Preset {
        &self.members[0].0
    }

    pub(super) fn propose(&self, walk: &mut Walk, donors: &[Candidate]) -> Child {
        let kind = self.portfolio.pick(&mut walk.rng);
        let rng = &mut walk.rng;
        // The product of two uniform numbers prefers the best members.
        let rank = rng.random::<f64>() * rng.random::<f64>() * self.members.len() as f64;
        let (parent, parent_score) = &self.members[rank as usize];
        let mut preset = parent.clone();
        let nudged = self.change(&mut preset, kind, walk, donors);
        Child { preset, kind, nudged, parent_score: *parent_score }
    }

    /// Changes the preset; returns the knobs that were nudged, where only knobs were.
    fn change(&self, child: &mut Preset, kind: Move, walk: &mut Walk, donors: &[Candidate]) -> Vec<usize> {
        let scale = 0.005 * 60_f64.powf(walk.rng.random());
        let (knobs, parts) = (&walk.knobs, &walk.parts);
        let rng = &mut walk.rng;
        let nudges = match kind {
            Move::One => 1,
            Move::Few => rng.random_range(2..=5),
            Move::Many => (knobs.0.len() / 4).max(1),
            _ => 0,
        };
        if nudges > 0 {
            let picked = walk.interest.pick(nudges, rng);
            let scale = if kind == Move::Many { 0.2 * scale } else { scale };
            picked.iter().for_each(|at| knobs.nudge(child, *at, scale, rng));
            return picked;
        }
        match kind {
            Move::Differential => self.differential(child, walk),
            Move::Graft if !donors.is_empty() => {
                let donor = &donors[rng.random_range(0..donors.len())].preset;
                parts.take(child, donor, rng.random_range(0..parts.len()));
            }
            Move::Exchange => match parts.pair(rng) {
                Some((a, b)) if rng.random_bool(0.5) => parts.swap(child, a, b),
                Some((a, b)) => {
                    let donor = child.clone();
                    parts.copy(child, &donor, a, b);
                }
                None => knobs.nudge_some(child, 1, scale, rng),
            },
            Move::Choice => {
                let choices: Vec<usize> = (0..knobs.0.len()).filter(|at| !knobs.0[*at].is_ordered).collect();
                let at = match choices.len() {
                    0 => rng.random_range(0..knobs.0.len()),
                    n => choices[rng.random_range(0..n)],
                };
                knobs.nudge(child, at, scale, rng);
                return vec![at];
            }
            _ => {
                let donor = walk.task.prior.draw(rng);
                parts.take(child, &donor, rng.random_range(0..parts.len()));
            }
        }
        Vec::new()
    }

    /// Towards the best and along the difference of two members, on a random share of the ordered knobs
    /// (current-to-best, Zhang and Sanderson's JADE, 2009).
    fn differential(&self, child: &mut Preset, walk: &mut Walk) {
        let rng = &mut walk.rng;
        if self.members.len() < 3 {
            walk.knobs.nudge_some(child, 3, 0.05, rng);
            return;
        }
        let picked = distinct(rng, 2, self.members.len());
        let (a, b) = (&self.members[picked[0]].0, &self.members[picked[1]].0);
        let pull = 0.5 + 0.1 * normal(rng);
        let share = 0.1 + 0.8 * rng.random::<f64>();
        for knob in &walk.knobs.0 {
            if !rng.random_bool(share) {
                continue;
            }
            let at = |preset: &Preset| f64::from(preset.values[knob.index].get());
            if knob.is_ordered {
                let toward = at(self.best()) - at(child) + at(a) - at(b);
                child.values[knob.index] = Norm::saturating(reflect(at(child) + pull * toward) as f32);
            } else if rng.random_bool(0.5) {
                child.values[knob.index] = a.values[knob.index];
            }
        }
    }

    /// Takes a child in if it is closer than the worst member.
    pub(super) fn learn(&mut self, child: Child, score: Option<f64>, interest: &mut Interest) {
        let Some(score) = score else {
            self.portfolio.learn(child.kind, 0.0);
            return;
        };
        interest.learn(&child.nudged, score != child.parent_score);
        let is_known = self.members.iter().any(|(_, known)| *known == score);
        self.portfolio.learn(child.kind, if score < self.score() { 1.0 } else { 0.0 });
        let is_full = self.members.len() >= self.capacity;
        if is_known || (is_full && score >= self.members[self.members.len() - 1].1) {
            return;
        }
        let at = self.members.partition_point(|(_, other)| *other <= score);
        self.members.insert(at, (child.preset, score));
        self.members.truncate(self.capacity);
    }

    /// A closer preset found elsewhere becomes the best member.
    pub(super) fn adopt(&mut self, preset: Preset, score: f64) {
        if score < self.score() {
            self.members.insert(0, (preset, score));
            self.members.truncate(self.capacity);
        }
    }
}
