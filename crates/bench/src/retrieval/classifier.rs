//! Can one tell whether a vector is a preset's or a sound's? The second half of synth-proxy's modality gap: a logistic
//! regression (scikit-learn's, C = 1) learns it from four fifths of the vectors and is examined with the rest.

use nalgebra::{DMatrix, DVector};
use rand::seq::SliceRandom as _;
use tonewright_measure::retrieval::Vectors;
use tonewright_synth::seed::Rng;

/// The share of either kind that is learned from.
const LEARNED: f64 = 0.8;
/// Steps of Newton's method; a handful is enough.
const STEPS: usize = 50;
/// Steps are halved so often at most when they lead uphill.
const HALVINGS: usize = 30;
/// What the slopes come down to.
const FLAT: f64 = 1e-8;

/// The share of vectors that are told rightly, of those that nothing was learned from, all of length 1: ½ where there is no
/// gap. `None` for fewer than five of each kind.
pub(super) fn accuracy(presets: Vectors, sounds: Vectors, rng: &mut Rng) -> Option<f64> {
    let learned = (presets.len() as f64 * LEARNED) as usize;
    if presets.len() < 5 || presets.len() != sounds.len() {
        return None;
    }
    let mut shuffled = |vectors: Vectors| {
        let mut rows: Vec<Vec<f64>> = vectors.rows().map(of_length_one).collect();
        rows.shuffle(rng);
        let held_out = rows.split_off(learned);
        [rows, held_out]
    };
    let [[first, first_held_out], [second, second_held_out]] = [shuffled(presets), shuffled(sounds)];
    let boundary = Boundary::learn(&first, &second);
    Some(boundary.accuracy(&first_held_out, &second_held_out))
}

fn of_length_one(row: &[f32]) -> Vec<f64> {
    let length = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    let scale = if length > 0.0 { length.recip() } else { 0.0 };
    row.iter().map(|x| scale * f64::from(*x)).collect()
}

/// A plane between two kinds of points.
#[derive(Debug)]
struct Boundary {
    /// A weight for each dimension, and what is added to all.
    weights: DVector<f64>,
}

impl Boundary {
    /// The plane of a logistic regression: the least of half the squared length of its weights (but for what is added to all)
    /// and the logistic losses of all points.
    fn learn(first: &[Vec<f64>], second: &[Vec<f64>]) -> Self {
        let dim = first.first().map_or(0, Vec::len);
        let value = |row: usize, column: usize| {
            let point = first.get(row).unwrap_or_else(|| &second[row - first.len()]);
            point.get(column).copied().unwrap_or(1.0)
        };
        let points = DMatrix::from_fn(first.len() + second.len(), dim + 1, value);
        let kinds = DVector::from_fn(points.nrows(), |row, _| if row < first.len() { -1.0 } else { 1.0 });
        let across = points.transpose();
        let mut weights = DVector::zeros(dim + 1);
        for _ in 0..STEPS {
            let Some(step) = newton(&points, &across, &kinds, &weights) else { break };
            let here = loss(&points, &kinds, &weights);
            let next = (0..HALVINGS)
                .map(|halving| &weights - &step * 0.5_f64.powi(halving as i32))
                .find(|next| loss(&points, &kinds, next) <= here);
            let Some(next) = next else { break };
            weights = next;
        }
        Self { weights }
    }

    /// The share of points on their own side; half of those on the plane itself.
    fn accuracy(&self, first: &[Vec<f64>], second: &[Vec<f64>]) -> f64 {
        let side = |point: &Vec<f64>| {
            let with = point.iter().chain(&[1.0]).zip(self.weights.iter());
            with.map(|(x, weight)| x * weight).sum::<f64>()
        };
        let right = |side: f64| if side == 0.0 { 0.5 } else { f64::from(u8::from(side > 0.0)) };
        let all = first.iter().map(|point| right(-side(point))).chain(second.iter().map(|p| right(side(p))));
        all.sum::<f64>() / (first.len() + second.len()) as f64
    }
}

/// Half the squared length of the weights, and every point's logistic loss.
fn loss(points: &DMatrix<f64>, kinds: &DVector<f64>, weights: &DVector<f64>) -> f64 {
    let sides = points * weights;
    // ln(1 + e^-m), for m of any size.
    let of = |margin: f64| (-margin).max(0.0) + (-margin.abs()).exp().ln_1p();
    let losses: f64 = sides.iter().zip(kinds.iter()).map(|(side, kind)| of(side * kind)).sum();
    losses + 0.5 * weights.rows(0, weights.len() - 1).norm_squared()
}

/// The way down from here, the wrong way round; `None` where it is flat.
fn newton(
    points: &DMatrix<f64>,
    across: &DMatrix<f64>,
    kinds: &DVector<f64>,
    weights: &DVector<f64>,
) -> Option<DVector<f64>> {
    let sides = points * weights;
    let sure = sides.map(|side| (1.0 + (-side).exp()).recip());
    let off = sure.zip_map(kinds, |sure, kind| sure - if kind > 0.0 { 1.0 } else { 0.0 });
    let last = weights.len() - 1;
    let mut slope = across * off;
    (0..last).for_each(|at| slope[at] += weights[at]);
    if slope.amax() < FLAT {
        return None;
    }
    let mut weighed = points.clone();
    for (mut row, sure) in weighed.row_iter_mut().zip(sure.iter()) {
        row *= sure * (1.0 - sure);
    }
    let mut bend = across * weighed;
    // What is added to all is held by the points alone, and where they are all sure by next to nothing.
    (0..=last).for_each(|at| bend[(at, at)] += if at < last { 1.0 } else { 1e-12 });
    Some(bend.cholesky()?.solve(&slope))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use tonewright_synth::seed;
    use tonewright_testkit::mixed::mixed;

    use super::*;

    fn points(name: &str, [count, dim]: [usize; 2], off: f64) -> Vec<Vec<f64>> {
        let value = |at: usize| f64::from((mixed(name, at) + off) as f32);
        (0..count).map(|row| (0..dim).map(|column| value(row * dim + column)).collect()).collect()
    }

    #[test]
    fn its_plane_is_scikit_learns() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/retrieval/classifier.json");
        let reference: Value =
            serde_json::from_str(&std::fs::read_to_string(path).expect("the reference")).expect("JSON");
        for case in reference["cases"].as_array().expect("cases") {
            let number = |key: &str| case[key].as_f64().expect("a number");
            let size = [number("count") as usize, number("dim") as usize];
            let name = case["name"].as_str().expect("a name");
            let first = points(&format!("{name}/first"), size, 0.0);
            let second = points(&format!("{name}/second"), size, number("off"));
            let boundary = Boundary::learn(&first, &second);
            let weights = case["weights"].as_array().expect("weights").iter().filter_map(Value::as_f64);
            for (own, theirs) in boundary.weights.iter().zip(weights.chain([number("intercept")])) {
                assert!((own - theirs).abs() < 1e-5 * theirs.abs().max(1.0), "{name}: {own} {theirs}");
            }
            assert_eq!(boundary.accuracy(&first, &second), number("accuracy"), "{name}");
        }
    }

    #[test]
    fn what_lies_apart_is_told_and_what_is_alike_is_not() {
        let vectors = |name: &str, off: f32| -> Vec<f32> {
            (0..800).map(|at| mixed(name, at) as f32 + if at % 4 == 0 { off } else { 0.0 }).collect()
        };
        let told = |off: f32| {
            let (presets, sounds) = (vectors("presets", 0.0), vectors("sounds", off));
            let of = |values| Vectors::new(values, 4).expect("numbers");
            accuracy(of(&presets), of(&sounds), &mut seed::stream(1, "a test", 0)).expect("enough of them")
        };
        assert!(told(3.0) > 0.95, "{}", told(3.0));
        assert!((told(0.0) - 0.5).abs() < 0.2, "{}", told(0.0));
        let few = [1.0; 16];
        let few = Vectors::new(&few, 4).expect("numbers");
        assert_eq!(accuracy(few, few, &mut seed::stream(1, "a test", 0)), None);
    }
}
