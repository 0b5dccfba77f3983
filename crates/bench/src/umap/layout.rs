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
const SOFTENING: f64 = 1e-3;

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
    let shares: Vec<u64> = edges.strength.iter().map(|strength| share(*strength / strongest)).collect();
    let mut rng = seed::stream(motion.seed, "others of points of a map", 0);
    for epoch in 0..motion.epochs {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        let rate = 1.0 - epoch as f32 / motion.epochs as f32;
        for from in 0..places.len() {
            let of_point = edges.begin[from]..edges.begin[from + 1];
            for (share, to) in shares[of_point.clone()].iter().zip(&edges.to[of_point]) {
                if !is_turn(*share, epoch) {
                    continue;
                }
                let to = *to as usize;
                let pull = way(&forces.pull, places[from], places[to], rate);
                for axis in 0..2 {
                    places[from][axis] += pull[axis];
                    places[to][axis] -= pull[axis];
                }
                for _ in 0..OTHERS {
                    let other = rng.random_range(0..places.len() as u32) as usize;
                    let push = way(&forces.push, places[from], places[other], rate);
                    places[from][0] += push[0];
                    places[from][1] += push[1];
                }
            }
        }
        watch(epoch + 1);
    }
    true
}

/// A share of the strongest, in units of 2⁻³².
fn share(of: f32) -> u64 {
    (f64::from(of) * 2_f64.powi(32)) as u64
}

/// Whether it is an edge's turn: the strongest has one every round, one of half its strength every second.
fn is_turn(share: u64, epoch: usize) -> bool {
    let turns = |epoch: usize| (share * epoch as u64) >> 32;
    turns(epoch + 1) > turns(epoch)
}

/// The gradients of the cross entropy of tied and of untied points, over what lies between them: tables over the squared
/// distance, whose places are floats of which only the first bits count, and lines between them. They are off by less than a
/// thousandth, and several times as fast as powers.
struct Forces {
    pull: Vec<f32>,
    push: Vec<f32>,
}

/// Bits of a float that tell how far between two places it lies; there are 64 places to a doubling.
const BETWEEN: u32 = 17;
/// Places of a table: as many as finite floats have.
const PLACES: u32 = f32::INFINITY.to_bits() >> BETWEEN;

impl Forces {
    fn of(curve: Curve) -> Self {
        let Curve { a, b } = curve;
        let table = |force: &dyn Fn(f64) -> f64| -> Vec<f32> {
            let place = |at: u32| f64::from(f32::from_bits((at << BETWEEN).clamp(1, f32::MAX.to_bits())));
            (0..=PLACES).map(|at| force(place(at)).clamp(-1e30, 1e30) as f32).collect()
        };
        let tie = |squared: f64| 1.0 + a * libm::pow(squared, b);
        Self {
            pull: table(&|squared| -2.0 * a * b * libm::pow(squared, b - 1.0) / tie(squared)),
            push: table(&|squared| 2.0 * b / ((SOFTENING + squared) * tie(squared))),
        }
    }
}

/// What a table has at a squared distance: a finite one.
fn at(table: &[f32], squared: f32) -> f32 {
    let bits = squared.min(f32::MAX).to_bits();
    let place = (bits >> BETWEEN) as usize;
    let share = (bits & ((1 << BETWEEN) - 1)) as f32 / (1 << BETWEEN) as f32;
    table[place] + (table[place + 1] - table[place]) * share
}

/// Where a point is moved because of another; where both are in one place there is no way.
fn way(force: &[f32], from: [f32; 2], to: [f32; 2], rate: f32) -> [f32; 2] {
    let off = [from[0] - to[0], from[1] - to[1]];
    let squared = off[0] * off[0] + off[1] * off[1];
    if squared <= 0.0 {
        return [0.0; 2];
    }
    let strength = at(force, squared);
    off.map(|off| (strength * off).clamp(-LONGEST, LONGEST) * rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_the_powers_that_they_stand_for() {
        for curve in [Curve { a: 1.93, b: 0.79 }, Curve { a: 0.119, b: 1.916 }] {
            let forces = Forces::of(curve);
            for step in -80..120 {
                let squared = 1.37_f64.powi(step);
                let power = squared.powf(curve.b);
                let pull = -2.0 * curve.a * curve.b * power / squared / (1.0 + curve.a * power);
                let push = 2.0 * curve.b / ((SOFTENING + squared) * (1.0 + curve.a * power));
                for (table, exact) in [(&forces.pull, pull), (&forces.push, push)] {
                    let found = f64::from(at(table, squared as f32));
                    assert!(
                        (found - exact).abs() <= 1e-3 * exact.abs() + 1e-30,
                        "{found} for {exact} at {squared}"
                    );
                }
            }
            let ends = [0.0, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY];
            assert!(
                ends.iter()
                    .all(|end| at(&forces.pull, *end).is_finite() && at(&forces.push, *end).is_finite())
            );
        }
    }

    #[test]
    fn stronger_edges_have_more_turns() {
        let turns = |of: f32| (0..200).filter(|epoch| is_turn(share(of), *epoch)).count();
        assert_eq!((turns(1.0), turns(0.5), turns(0.25), turns(0.001)), (200, 100, 50, 0));
    }
}
