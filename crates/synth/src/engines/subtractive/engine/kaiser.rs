//! Kaiser's window and the half-band filter that is cut with it (J. F. Kaiser, "Nonrecursive digital filter design
//! using the I0-sinh window function", ISCAS 1974).

/// The window at `x` of its half-width (1 is its end), with shape `beta`.
pub(super) fn kaiser(x: f64, beta: f64) -> f64 {
    let inside = (1.0 - x * x).max(0.0);
    bessel(beta * libm::sqrt(inside)) / bessel(beta)
}

/// The modified Bessel function of order zero, by its series.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..40 {
        let factor = x / (2.0 * f64::from(n));
        term *= factor * factor;
        sum += term;
    }
    sum
}

/// The taps of a half-band low-pass at distances 1, 3, 5 … from its centre, whose own tap is 1/2; all others are 0.
/// Scaled so that a constant stays what it is.
pub(super) fn half_band<const PAIRS: usize>(beta: f64) -> [f32; PAIRS] {
    let mut taps = [0.0_f64; PAIRS];
    for (index, tap) in taps.iter_mut().enumerate() {
        let distance = (2 * index + 1) as f64;
        let sign = if index % 2 == 0 { 1.0 } else { -1.0 };
        *tap = sign * kaiser(distance / (2 * PAIRS) as f64, beta) / (std::f64::consts::PI * distance);
    }
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (0.25 * tap / sum) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_band_passes_the_lower_half_and_stops_the_upper() {
        let taps = half_band::<16>(8.5);
        let gain = |turns: f64| {
            let pair = |(index, tap): (usize, &f32)| {
                2.0 * f64::from(*tap) * (std::f64::consts::TAU * turns * (2 * index + 1) as f64).cos()
            };
            (0.5 + taps.iter().enumerate().map(pair).sum::<f64>()).abs()
        };
        for step in 0..=100 {
            let turns = 0.5 * f64::from(step) / 100.0;
            if turns < 0.2 {
                assert!((gain(turns) - 1.0).abs() < 1e-4, "{turns}: {}", gain(turns));
            } else if turns > 0.3 {
                assert!(gain(turns) < 1e-4, "{turns}: {}", gain(turns));
            }
        }
        assert!((gain(0.25) - 0.5).abs() < 1e-6);
    }
}
