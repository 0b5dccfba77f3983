//! Drawing numbers; the streams are those of the house.

use rand::RngExt as _;
use tonewright_synth::seed::normal;
pub(crate) use tonewright_synth::seed::{Rng, stream};

/// A number in `0..1`.
pub(crate) fn uniform(rng: &mut Rng) -> f64 {
    rng.random::<f64>()
}

/// A whole number below `end`, which is not 0.
pub(crate) fn below(rng: &mut Rng, end: usize) -> usize {
    rng.random_range(0..end)
}

/// A normal number of this centre and spread that lies in `0..=1`, by rejection. The centre lies in `0..=1` and the
/// spread is at most 1: a third of the draws are taken at worst. After many refusals (never seen) it is the centre.
pub(crate) fn normal_inside(rng: &mut Rng, centre: f64, spread: f64) -> f64 {
    for _ in 0..1000 {
        let drawn = centre + spread * normal(rng);
        if (0.0..=1.0).contains(&drawn) {
            return drawn;
        }
    }
    centre
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_normals_stay_inside_and_lean_to_their_centre() {
        let mut rng = stream(1, "test", 0);
        let drawn: Vec<f64> = (0..4000).map(|_| normal_inside(&mut rng, 0.0, 0.1)).collect();
        assert!(drawn.iter().all(|x| (0.0..=1.0).contains(x)));
        // The mean of a half normal is its spread times sqrt(2 / pi).
        let mean = drawn.iter().sum::<f64>() / 4000.0;
        assert!((mean - 0.0798).abs() < 0.004, "{mean}");
    }
}
