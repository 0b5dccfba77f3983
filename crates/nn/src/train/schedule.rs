//! How the learning rate goes on.

use serde::{Deserialize, Serialize};

/// A learning rate over steps, relative to the one that a run names.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Schedule {
    /// It stays.
    #[default]
    Constant,
    /// It rises, and stays.
    WarmUp {
        /// Steps until it is at its height.
        warm_up_steps: u64,
        /// Where it begins, relative to its height.
        warm_up_from: f64,
    },
    /// It rises, falls along half a cosine, begins anew at its height, falls again, and stays at the bottom: synth-proxy's
    /// "WCRC" (there 7,500, 192,500 and 400,000 steps from 1.0 on, for batches of 512).
    CosineRestart {
        /// Steps until it is at its height.
        warm_up_steps: u64,
        /// Where it begins, relative to its height.
        warm_up_from: f64,
        /// Steps of the first fall.
        fall_steps: u64,
        /// Steps of the second.
        restart_steps: u64,
        /// Where it ends, absolute.
        lowest: f64,
    },
    /// It stays for a while, and falls along half a cosine: what synth-proxy tunes with.
    ConstantCosine {
        /// Steps at its height.
        constant_steps: u64,
        /// Steps of the fall.
        fall_steps: u64,
        /// Where it ends, relative to its height.
        lowest_factor: f64,
    },
}

impl Schedule {
    /// The rate of a step, from 0 on; `height` is the rate that the run names.
    pub fn rate(&self, height: f64, step: u64) -> f64 {
        match *self {
            Self::Constant => height,
            Self::WarmUp { warm_up_steps, warm_up_from } => {
                risen(height, warm_up_from, step, warm_up_steps).unwrap_or(height)
            }
            Self::CosineRestart { warm_up_steps, warm_up_from, fall_steps, restart_steps, lowest } => {
                if let Some(rate) = risen(height, warm_up_from, step, warm_up_steps) {
                    return rate;
                }
                let step = step - warm_up_steps;
                match step.checked_sub(fall_steps) {
                    None => fallen(height, lowest, step, fall_steps),
                    Some(step) => fallen(height, lowest, step, restart_steps),
                }
            }
            Self::ConstantCosine { constant_steps, fall_steps, lowest_factor } => {
                fallen(height, height * lowest_factor, step.saturating_sub(constant_steps), fall_steps)
            }
        }
    }
}

/// A straight rise of so many steps to `height`, from that share of it; `None` once it is there.
fn risen(height: f64, from: f64, step: u64, steps: u64) -> Option<f64> {
    let done = step as f64 / steps as f64;
    (step < steps).then_some(height * (from + (1.0 - from) * done))
}

/// Half a cosine from `high` to `low`, and `low` ever after.
fn fallen(high: f64, low: f64, step: u64, steps: u64) -> f64 {
    if step >= steps {
        return low;
    }
    let turned = (std::f64::consts::PI * step as f64 / steps as f64).cos();
    low + 0.5 * (high - low) * (1.0 + turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warm_up_rises_in_a_straight_line_and_stays() {
        let schedule = Schedule::WarmUp { warm_up_steps: 4, warm_up_from: 0.25 };
        let rates: Vec<f64> = (0..6).map(|step| schedule.rate(0.8, step)).collect();
        for (rate, expected) in rates.iter().zip([0.2, 0.35, 0.5, 0.65, 0.8, 0.8]) {
            assert!((rate - expected).abs() < 1e-12, "{rates:?}");
        }
    }

    #[test]
    fn the_published_schedule_has_the_published_values() {
        let schedule = Schedule::CosineRestart {
            warm_up_steps: 7_500,
            warm_up_from: 1.0,
            fall_steps: 192_500,
            restart_steps: 400_000,
            lowest: 2e-6,
        };
        let published = [
            (0, 4e-3),
            (7_500, 4e-3),
            (103_750, 2.001e-3),
            (199_999, 2.000_000_27e-6),
            (200_000, 4e-3),
            (400_000, 2.001e-3),
            (600_000, 2e-6),
            (9_000_000, 2e-6),
        ];
        for (step, expected) in published {
            let rate = schedule.rate(4e-3, step);
            assert!((rate / expected - 1.0).abs() < 1e-8, "step {step}: {rate} for {expected}");
        }
    }

    #[test]
    fn rates_rise_while_they_warm_up_and_stay_where_they_are_told_to() {
        let rising = Schedule::CosineRestart {
            warm_up_steps: 10,
            warm_up_from: 0.0,
            fall_steps: 0,
            restart_steps: 0,
            lowest: 0.5,
        };
        assert_eq!([0, 5, 10].map(|step| rising.rate(1.0, step)), [0.0, 0.5, 0.5]);
        let held = Schedule::ConstantCosine { constant_steps: 3, fall_steps: 4, lowest_factor: 0.5 };
        let rates = [0, 3, 5, 7, 100].map(|step| held.rate(2.0, step));
        assert_eq!([rates[0], rates[1], rates[3], rates[4]], [2.0, 2.0, 1.0, 1.0]);
        assert!((rates[2] - 1.5).abs() < 1e-12);
        assert_eq!(Schedule::Constant.rate(0.25, 77), 0.25);
    }
}
