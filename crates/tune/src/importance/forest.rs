//! Regression trees on drawn trials (Breiman 2001), as boxes of the space with a value each.

use super::{ImportanceConfig, Table};
use crate::draw::{below, stream};

/// A box, and the mean of the trials in it.
pub(super) struct Leaf {
    pub(super) sides: Vec<Side>,
    pub(super) value: f64,
}

/// A box along one parameter.
#[derive(Clone)]
pub(super) enum Side {
    /// From and to, in `0..=1`.
    Range(f64, f64),
    /// Which choices are in.
    Choices(Vec<bool>),
}

impl Side {
    /// The share of the parameter's domain.
    pub(super) fn share(&self) -> f64 {
        match self {
            Self::Range(from, to) => to - from,
            Self::Choices(inside) => {
                inside.iter().filter(|inside| **inside).count() as f64 / inside.len().max(1) as f64
            }
        }
    }
}

/// The leaves of a tree of the forest.
pub(super) fn grow(table: &Table, config: &ImportanceConfig, tree: u64) -> Vec<Leaf> {
    let mut rng = stream(config.seed, "tune-forest", tree);
    let drawn: Vec<usize> = table.rows.iter().map(|_| below(&mut rng, table.rows.len())).collect();
    let sides = table.domains.iter().map(|domain| match domain.choices() {
        Some(many) => Side::Choices(vec![true; many]),
        None => Side::Range(0.0, 1.0),
    });
    let mut leaves = Vec::new();
    branch(table, drawn, sides.collect(), config.depth, &mut leaves);
    leaves
}

/// Where trials part: numbers below a place from the others, or one choice from the others.
struct Split {
    parameter: usize,
    at: f64,
    gain: f64,
}

impl Split {
    fn is_first(&self, table: &Table, row: usize) -> bool {
        let place = table.rows[row][self.parameter];
        if table.domains[self.parameter].choices().is_some() { place == self.at } else { place < self.at }
    }
}

fn branch(table: &Table, rows: Vec<usize>, sides: Vec<Side>, depth: usize, leaves: &mut Vec<Leaf>) {
    let split = if depth == 0 { None } else { best_split(table, &rows) };
    let Some(split) = split else {
        let value = rows.iter().map(|row| table.values[*row]).sum::<f64>() / rows.len() as f64;
        leaves.push(Leaf { sides, value });
        return;
    };
    let (first, second): (Vec<usize>, Vec<usize>) =
        rows.into_iter().partition(|row| split.is_first(table, *row));
    for (rows, is_first) in [(first, true), (second, false)] {
        let mut sides = sides.clone();
        match &mut sides[split.parameter] {
            Side::Range(_, to) if is_first => *to = split.at,
            Side::Range(from, _) => *from = split.at,
            Side::Choices(inside) => {
                inside
                    .iter_mut()
                    .enumerate()
                    .for_each(|(at, inside)| *inside &= (at as f64 == split.at) == is_first);
            }
        }
        branch(table, rows, sides, depth - 1, leaves);
    }
}

/// The split after which values are closest to the means of their sides.
fn best_split(table: &Table, rows: &[usize]) -> Option<Split> {
    let mut best: Option<Split> = None;
    let mut offer = |split: Split| {
        // Of equals, the first; nothing that only rounding gains.
        if split.gain > 1e-15 && best.as_ref().is_none_or(|best| split.gain > best.gain) {
            best = Some(split);
        }
    };
    for (parameter, domain) in table.domains.iter().enumerate() {
        let mut seen: Vec<(f64, f64)> =
            rows.iter().map(|row| (table.rows[*row][parameter], table.values[*row])).collect();
        seen.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        match domain.choices() {
            Some(_) => choice_splits(parameter, &seen, &mut offer),
            None => number_splits(parameter, &seen, &mut offer),
        }
    }
    best
}

/// How much nearer values are to two means than to one, for a sum over so many of so many.
fn gain(sum: f64, many: usize, whole_sum: f64, whole: usize) -> f64 {
    let rest = whole_sum - sum;
    let (many, left, whole) = (many as f64, (whole - many) as f64, whole as f64);
    sum * sum / many + rest * rest / left - whole_sum * whole_sum / whole
}

fn number_splits(parameter: usize, seen: &[(f64, f64)], offer: &mut dyn FnMut(Split)) {
    let whole_sum: f64 = seen.iter().map(|pair| pair.1).sum();
    let mut sum = 0.0;
    for (many, pair) in (1..).zip(seen.windows(2)) {
        sum += pair[0].1;
        if pair[0].0 < pair[1].0 {
            let middle = f64::midpoint(pair[0].0, pair[1].0);
            // Between neighbouring floats there is no middle: the upper one parts them.
            let at = if middle > pair[0].0 { middle } else { pair[1].0 };
            offer(Split { parameter, at, gain: gain(sum, many, whole_sum, seen.len()) });
        }
    }
}

fn choice_splits(parameter: usize, seen: &[(f64, f64)], offer: &mut dyn FnMut(Split)) {
    let whole_sum: f64 = seen.iter().map(|pair| pair.1).sum();
    for alike in seen.chunk_by(|one, other| one.0 == other.0) {
        if alike.len() < seen.len() {
            let sum = alike.iter().map(|pair| pair.1).sum();
            offer(Split { parameter, at: alike[0].0, gain: gain(sum, alike.len(), whole_sum, seen.len()) });
        }
    }
}
