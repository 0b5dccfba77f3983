//! Dynamic time warping of two sequences of feature frames: the cost of the cheapest alignment, exact (no
//! band), with the symmetric2 steps of Sakoe and Chiba (1978) that `dtw-python` uses by default.

/// The cost of the cheapest alignment of two sequences divided by the sum of their lengths (dtw-python's
/// `normalizedDistance`): a diagonal step counts twice. The local cost is the mean absolute difference of two
/// frames. `target` and `candidate` hold frames of `size` values one after the other; infinite when either is
/// empty.
pub(crate) fn symmetric2(target: &[f32], candidate: &[f32], size: usize) -> f64 {
    let (rows, columns) = (target.len() / size, candidate.len() / size);
    if rows == 0 || columns == 0 {
        return f64::INFINITY;
    }
    // Feature-major candidate: the inner loop of a row's costs runs over neighbouring columns.
    let transposed: Vec<f32> =
        (0..size).flat_map(|d| (0..columns).map(move |j| candidate[j * size + d])).collect();
    let mut costs = vec![0.0_f32; columns];
    let mut reached = vec![f64::INFINITY; columns];
    for (i, frame) in target.chunks_exact(size).enumerate() {
        row_costs(frame, &transposed, &mut costs);
        advance(&mut reached, &costs, i == 0);
    }
    reached[columns - 1] / (rows + columns) as f64
}

/// The local costs of one target frame against every candidate frame.
fn row_costs(frame: &[f32], transposed: &[f32], costs: &mut [f32]) {
    costs.fill(0.0);
    let columns = costs.len();
    for (value, feature) in frame.iter().zip(transposed.chunks_exact(columns)) {
        for (cost, other) in costs.iter_mut().zip(feature) {
            *cost += (value - other).abs();
        }
    }
    let scale = 1.0 / frame.len() as f32;
    costs.iter_mut().for_each(|cost| *cost *= scale);
}

/// One row of the recursion: `reached` holds the row above and becomes this one.
fn advance(reached: &mut [f64], costs: &[f32], first: bool) {
    let (mut diagonal, mut left) = (f64::INFINITY, f64::INFINITY);
    for (j, (cell, cost)) in reached.iter_mut().zip(costs).enumerate() {
        let (above, cost) = (*cell, f64::from(*cost));
        let best = (diagonal + 2.0 * cost).min((above + cost).min(left + cost));
        *cell = if first && j == 0 { cost } else { best };
        diagonal = above;
        left = *cell;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recursion written out over the whole matrix.
    fn by_definition(x: &[f32], y: &[f32]) -> f64 {
        let mut d = vec![vec![f64::INFINITY; y.len()]; x.len()];
        for i in 0..x.len() {
            for j in 0..y.len() {
                let c = f64::from((x[i] - y[j]).abs());
                let mut best = if i == 0 && j == 0 { c } else { f64::INFINITY };
                if i > 0 && j > 0 {
                    best = best.min(d[i - 1][j - 1] + 2.0 * c);
                }
                if i > 0 {
                    best = best.min(d[i - 1][j] + c);
                }
                if j > 0 {
                    best = best.min(d[i][j - 1] + c);
                }
                d[i][j] = best;
            }
        }
        d[x.len() - 1][y.len() - 1] / (x.len() + y.len()) as f64
    }

    #[test]
    fn equals_the_definition() {
        let wave = |n: usize, step: f32| (0..n).map(|i| (i as f32 * step).sin() * 3.0).collect::<Vec<_>>();
        for (n, m) in [(1, 1), (1, 9), (7, 1), (30, 41), (55, 20)] {
            let (x, y) = (wave(n, 0.31), wave(m, 0.27));
            let (ours, theirs) = (symmetric2(&x, &y, 1), by_definition(&x, &y));
            assert!((ours - theirs).abs() < 1e-6, "{n} × {m}: {ours} against {theirs}");
        }
    }

    #[test]
    fn a_repeated_frame_costs_nothing() {
        let x = [0.0, 1.0, 2.0, 3.0];
        let y = [0.0, 1.0, 2.0, 2.0, 2.0, 3.0];
        assert_eq!(symmetric2(&x, &y, 1), 0.0);
        assert_eq!(symmetric2(&[], &y, 1), f64::INFINITY);
    }

    #[test]
    fn frames_of_several_values_use_their_mean() {
        let (x, y) = ([0.0, 0.0], [1.0, 3.0]);
        assert_eq!(symmetric2(&x, &y, 2), 1.0, "cost 2 at the only cell, divided by 1 + 1");
    }
}
