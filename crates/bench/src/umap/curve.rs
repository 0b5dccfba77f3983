//! The curve that says how strongly tied points at a distance in the plane are (section 3.2 of the paper).

/// 1 / (1 + a d^(2b)) of a distance d.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub(super) a: f64,
    pub(super) b: f64,
}

/// Places at which the curve is fitted, as umap-learn's: from 0 to three times the scale.
const PLACES: usize = 300;
/// The largest of them.
const FARTHEST: f64 = 3.0;
/// Steps after which nothing moves any more.
const STEPS: usize = 500;

/// The curve that comes nearest, by least squares, to one that is 1 up to this distance and falls as e^−x beyond
/// (Levenberg 1944, Marquardt 1963).
pub(super) fn fit(min_dist: f64) -> Curve {
    let wanted: Vec<(f64, f64)> = (0..PLACES)
        .map(|at| FARTHEST * at as f64 / (PLACES - 1) as f64)
        .map(|x| (x, if x < min_dist { 1.0 } else { libm::exp(min_dist - x) }))
        .collect();
    let (mut curve, mut damping) = (Curve { a: 1.0, b: 1.0 }, 1e-3);
    let mut error = squares(curve, &wanted);
    for _ in 0..STEPS {
        let next = step(curve, &wanted, damping);
        let there = squares(next, &wanted);
        // A curve that rises, or is no number, is worse than any.
        if next.a > 0.0 && next.b > 0.0 && there < error {
            (curve, error, damping) = (next, there, (damping / 10.0).max(1e-12));
        } else {
            damping *= 10.0;
        }
        if damping > 1e12 {
            break;
        }
    }
    curve
}

impl Curve {
    /// Its height at a distance, and by how much a and b would change that.
    fn at(self, x: f64) -> (f64, [f64; 2]) {
        if x <= 0.0 {
            return (1.0, [0.0; 2]);
        }
        let power = libm::pow(x, 2.0 * self.b);
        let height = 1.0 / (1.0 + self.a * power);
        let slope = -height * height * power;
        (height, [slope, slope * 2.0 * self.a * libm::log(x)])
    }
}

fn squares(curve: Curve, wanted: &[(f64, f64)]) -> f64 {
    wanted.iter().map(|(x, y)| (curve.at(*x).0 - y) * (curve.at(*x).0 - y)).sum()
}

/// The next curve: where a plane through this one's slopes would be lowest, held back.
fn step(curve: Curve, wanted: &[(f64, f64)], damping: f64) -> Curve {
    let (mut of, mut to) = ([0.0; 3], [0.0; 2]);
    for (x, y) in wanted {
        let (height, slopes) = curve.at(*x);
        let off = y - height;
        of[0] += slopes[0] * slopes[0];
        of[1] += slopes[0] * slopes[1];
        of[2] += slopes[1] * slopes[1];
        to[0] += slopes[0] * off;
        to[1] += slopes[1] * off;
    }
    let (first, last) = (of[0] * (1.0 + damping), of[2] * (1.0 + damping));
    let whole = first * last - of[1] * of[1];
    Curve {
        a: curve.a + (to[0] * last - to[1] * of[1]) / whole,
        b: curve.b + (to[1] * first - to[0] * of[1]) / whole,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reference;
    use super::*;

    #[test]
    fn curves_are_umap_learns() {
        for told in reference()["curves"].as_array().unwrap() {
            let number = |at: usize| told[at].as_f64().unwrap();
            let found = fit(number(0));
            let off = ((found.a - number(1)).abs() / number(1)).max((found.b - number(2)).abs() / number(2));
            assert!(off < 1e-5, "{found:?} where {told} is told");
        }
    }
}
