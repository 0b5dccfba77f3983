//! What nobody hears: the threshold of hearing in quiet (E. Terhardt, "Calculating virtual pitch", Hearing Research 1,
//! 1979).

/// Nothing is raised by more than this.
const MOST_DB: f64 = 60.0;
/// Below this the formula leaves its range.
const LOWEST_HZ: f64 = 20.0;

/// How far the threshold at a frequency lies above that at 1 kHz, in dB; 0 where the ear is keener than there.
pub(super) fn rise_db(hz: f64) -> f64 {
    let in_quiet = |hz: f64| {
        let khz = hz.max(LOWEST_HZ) / 1000.0;
        3.64 * khz.powf(-0.8) - 6.5 * (-0.6 * (khz - 3.3).powi(2)).exp() + 1e-3 * khz.powi(4)
    };
    (in_quiet(hz) - in_quiet(1000.0)).clamp(0.0, MOST_DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ear_is_dull_at_both_ends() {
        let rises = [20.0, 50.0, 100.0, 200.0, 1000.0, 3300.0].map(rise_db);
        assert!(rises.is_sorted_by(|a, b| a >= b), "{rises:?}");
        assert!((rise_db(100.0) - 19.5).abs() < 1.0 && rise_db(3300.0) == 0.0);
        assert!(rise_db(10_000.0) < rise_db(15_000.0) && rise_db(0.0) == MOST_DB && rise_db(48e3) == MOST_DB);
    }
}
