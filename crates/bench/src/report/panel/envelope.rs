//! A DX7 envelope as it runs in time: level in dB against seconds, for the note and gate that were played.
//!
//! From the public measurements of the hardware (the wiki of music-synthesizer-for-android, `Dx7Envelope`):
//! levels are eighths of a doubling, decays fall evenly in dB, attacks rise ever slower towards the top.
//! This draws; it is not the engine, and its rates hold to a few per cent.

use std::fmt::Write as _;

/// Doublings from silence to full level.
const FULL: f64 = 127.0 / 8.0;
/// Attacks start here: what lies below is skipped at once.
const ATTACK_START: f64 = 1716.0 / 256.0;
/// Doublings above which an attack would never stop.
const ATTACK_TOP: f64 = 17.0;
/// dB shown below full level.
const SHOWN_DB: f64 = 72.0;
const STEPS: usize = 240;
/// Steps of the simulation for one step of the drawing.
const FINE: usize = 16;

/// Rates and levels of one operator, 0..=99 each, and what speeds it up.
pub(super) struct OperatorEnvelope {
    pub(super) rates: [f64; 4],
    pub(super) levels: [f64; 4],
    /// The parameter RATE SCALING, 0..=7.
    pub(super) rate_scaling: f64,
    pub(super) note: u8,
}

/// A level 0..=99 in doublings above silence.
fn doublings_from_level(level: f64) -> f64 {
    const LOW: [u8; 20] = [0, 5, 9, 13, 17, 20, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 42, 43, 45, 46];
    let level = level.clamp(0.0, 99.0);
    let eighths = LOW.get(level as usize).map_or(level + 28.0, |v| f64::from(*v));
    eighths / 8.0
}

/// Doublings per second of a rate 0..=99.
fn doublings_per_sec(rate: f64, quickened: f64) -> f64 {
    let quick = ((rate.clamp(0.0, 99.0) * 41.0 / 64.0).floor() + quickened).min(63.0);
    let db_per_sec = 0.2819 * ((quick / 4.0).floor()).exp2() * (1.0 + 0.25 * (quick % 4.0));
    db_per_sec / 6.0206
}

impl OperatorEnvelope {
    /// Levels in dB below full (0 to −72) at even steps over `duration_secs`, the key released at `gate_secs`.
    fn levels_db(&self, gate_secs: f64, duration_secs: f64) -> Vec<f64> {
        let keys = (f64::from(self.note) / 3.0).floor() - 7.0;
        let quickened = (self.rate_scaling * keys.clamp(0.0, 31.0) / 8.0).floor();
        let step_secs = duration_secs / (STEPS * FINE) as f64;
        let (mut level, mut stage) = (doublings_from_level(self.levels[3]), 0);
        let mut out = Vec::with_capacity(STEPS + 1);
        for step in 0..=STEPS * FINE {
            if step.is_multiple_of(FINE) {
                out.push(((level - FULL) * 6.0206).max(-SHOWN_DB));
            }
            if step as f64 * step_secs >= gate_secs {
                stage = stage.max(3);
            }
            let Some(rate) = self.rates.get(stage) else { continue };
            let goal = doublings_from_level(self.levels[stage]);
            let pace = doublings_per_sec(*rate, quickened) * step_secs;
            if goal > level {
                // Exact over the step, so that the quickest attacks stay stable.
                level = level.max(ATTACK_START.min(goal));
                level = (ATTACK_TOP - (ATTACK_TOP - level) * (-pace).exp()).min(goal);
            } else {
                level = (level - pace).max(goal);
            }
            // Stage 2 holds until the key is released, stage 3 for ever.
            if level == goal && stage < 2 {
                stage += 1;
            }
        }
        out
    }

    /// The drawing as a line in a box of `width` × `height`.
    pub(super) fn path(&self, gate_secs: f64, duration_secs: f64, width: f64, height: f64) -> String {
        let mut path = String::new();
        for (i, db) in self.levels_db(gate_secs, duration_secs).iter().enumerate() {
            let (x, y) = (width * i as f64 / STEPS as f64, height * -db / SHOWN_DB);
            let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
        path
    }
}

/// The pitch envelope's shape: level 50 in the middle, each segment of equal width (its table of rates is no
/// simple law, so this is a shape, not a time).
pub(super) fn pitch_path(levels: [f64; 4], width: f64, height: f64) -> String {
    let y = |level: f64| height * (1.0 - level / 99.0);
    let [l1, l2, l3, l4] = levels.map(y);
    let x = |part: f64| width * part / 4.5;
    format!(
        "M0 {l4:.1}L{:.1} {l1:.1}L{:.1} {l2:.1}L{:.1} {l3:.1}H{:.1}L{:.1} {l4:.1}H{width}",
        x(1.0),
        x(2.0),
        x(3.0),
        x(3.5),
        x(4.2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organ() -> OperatorEnvelope {
        OperatorEnvelope { rates: [99.0; 4], levels: [99.0, 99.0, 99.0, 0.0], rate_scaling: 0.0, note: 60 }
    }

    #[test]
    fn an_organ_is_up_at_once_and_down_after_release() {
        let levels = organ().levels_db(1.0, 2.0);
        assert!(levels[2] > -0.1 && levels[118] > -0.1, "{:?}", &levels[..4]);
        assert!(levels[130] < -60.0);
    }

    #[test]
    fn a_decay_of_rate_50_takes_what_the_measurements_say() {
        let mut envelope = organ();
        envelope.rates[1] = 50.0;
        envelope.levels[1] = 0.0;
        envelope.levels[2] = 0.0;
        // 50 · 41 / 64 = 32: 0.2819 · 2⁸ = 72.2 dB/s.
        let levels = envelope.levels_db(2.0, 2.0);
        let after = levels[STEPS / 4];
        assert!((after + 36.1).abs() < 2.0, "{after} dB after half a second");
    }

    #[test]
    fn rate_scaling_quickens_high_notes() {
        let slow = OperatorEnvelope {
            rates: [99.0, 30.0, 30.0, 30.0],
            levels: [99.0, 0.0, 0.0, 0.0],
            rate_scaling: 7.0,
            note: 36,
        };
        let high = OperatorEnvelope {
            note: 96,
            ..OperatorEnvelope { rates: slow.rates, levels: slow.levels, rate_scaling: 7.0, note: 0 }
        };
        assert!(high.levels_db(2.0, 2.0)[60] < slow.levels_db(2.0, 2.0)[60] - 6.0);
    }
}
