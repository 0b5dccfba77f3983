//! Points are moved: tied ones towards each other, others away (section 3.2 of the paper, its algorithm 5).

use std::sync::atomic::{AtomicBool, Ordering};

use rand::RngExt as _;
use tonewright_synth::seed;

use super::curve::Curve;
use super::fuzzy::Edges;

/// How points are moved.
pub(super) struct Motion {
    /// How strongly tied points at a distance are.
    pub(super) curve: Curve,
    /// Rounds.
    pub(super) epochs: usize,
    /// What the draws follow from.
    pub(super) seed: u64,
}

/// Others that a point is moved away from when it is moved towards one.
const OTHERS: usize = 5;
/// The longest way along an axis, before the rate.
const LONGEST: f32 = 4.0;
/// Keeps what pushes points apart finite where they are near each other.
const SOFTENING: f32 = 1e-3;

/// Moves points; `false` where `stop` became true before the end. `watch` is told how many rounds are done.
pub(super) fn arrange(
    places: &mut [[f32; 2]],
    edges: &Edges,
    motion: &Motion,
    stop: &AtomicBool,
    watch: &dyn Fn(usize),
) -> bool {
    let strongest = edges.strength.iter().copied().fold(0.0, f32::max);
    if strongest <= 0.0 {
        return true;
    }
    let forces = Forces::of(motion.curve);
    let mut rng = seed::stream(motion.seed, "others of points of a map", 0);
    for epoch in 0..motion.epochs {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        let rate = 1.0 - epoch as f32 / motion.epochs as f32;
        for from in 0..places.len() {
            for edge in edges.begin[from]..edges.begin[from + 1] {
                if !is_turn(edges.strength[edge] / strongest, epoch) {
                    continue;
                }
                let to = edges.to[edge] as usize;
                let pull = way(&forces, Force::Pull, places[from], places[to], rate);
                for axis in 0..2 {
                    places[from][axis] += pull[axis];
                    places[to][axis] -= pull[axis];
                }
                for _ in 0..OTHERS {
                    let other = rng.random_range(0..places.len() as u32) as usize;
                    let push = way(&forces, Force::Push, places[from], places[other], rate);
                    places[from][0] += push[0];
                    places[from][1] += push[1];
                }
            }
        }
        watch(epoch + 1);
    }
    true
}

/// Whether it is an edge's turn: the strongest has one every round, one of half its strength every second.
fn is_turn(share: f32, epoch: usize) -> bool {
    let turns = |epoch: usize| (f64::from(share) * epoch as f64).floor();
    turns(epoch + 1) > turns(epoch)
}

enum Force {
    Pull,
    Push,
}

/// The gradients of the cross entropy of tied and of untied points, over what lies between them.
struct Forces {
    a: f32,
    b: f32,
}

impl Forces {
    fn of(curve: Curve) -> Self {
        Self { a: curve.a as f32, b: curve.b as f32 }
    }

    fn at(&self, force: &Force, squared: f32) -> f32 {
        let power = libm::powf(squared, self.b);
        let tie = 1.0 + self.a * power;
        match force {
            Force::Pull => -2.0 * self.a * self.b * (power / squared) / tie,
            Force::Push => 2.0 * self.b / ((SOFTENING + squared) * tie),
        }
    }
}

/// Where a point is moved because of another; where both are in one place there is no way.
fn way(forces: &Forces, force: Force, from: [f32; 2], to: [f32; 2], rate: f32) -> [f32; 2] {
    let off = [from[0] - to[0], from[1] - to[1]];
    let squared = off[0] * off[0] + off[1] * off[1];
    if squared <= 0.0 {
        return [0.0; 2];
    }
    let strength = forces.at(&force, squared);
    off.map(|off| (strength * off).clamp(-LONGEST, LONGEST) * rate)
}
