//! Mixtures of one kernel for each observation, over numbers and choices together.
//!
//! As Watanabe 2023 (arXiv 2304.11127, sections 3.3 and 4) describes multivariate kernels: a prior over the whole domain is
//! one more kernel; the spread of all others follows Scott's rule and is kept from being too small ("magic clip"). A
//! value with neighbours has the mass of its cell, a choice the kernel of Aitchison and Aitken 1976.

use crate::Domain;
use crate::draw::{Rng, below, normal_inside, uniform};

/// Spread of a single observation, as a share of the domain. Optuna's is 0.2; this finds better values (the bench
/// `against_optuna` says by how much).
const SPREAD: f64 = 0.1;
/// What the prior weighs, in observations.
const PRIOR: f64 = 1.0;
/// The spread is never below the domain over twice the kernels and one more, nor over twice so many; Optuna's is twice that.
const FINEST: f64 = 100.0;
/// The logarithm of no mass at all.
const NOTHING: f64 = -700.0;

/// A density over the places of a few parameters.
pub(super) struct Mixture {
    /// One for each kernel; they sum to 1.
    weights: Vec<f64>,
    columns: Vec<Column>,
}

/// What the kernels are along one parameter; the prior's is the last.
enum Column {
    /// Truncated normals: centre, spread, and the mass between the ends.
    Numbers { domain: Domain, kernels: Vec<[f64; 3]> },
    /// The probability of the observed choice and of each other one, by kernel; the prior has observed none.
    Choices { many: usize, seen: Vec<Option<usize>>, hit: f64, miss: f64 },
}

impl Mixture {
    /// The mixture of these observations (each a place for each domain), weighed by their places in the list.
    pub(super) fn fit(domains: &[&Domain], seen: &[Vec<f64>], weight: &dyn Fn(usize) -> f64) -> Self {
        let mut weights: Vec<f64> = (0..seen.len()).map(weight).collect();
        weights.push(PRIOR);
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        let many = seen.len() as f64;
        let scott = SPREAD * libm::pow(many.max(1.0), -1.0 / (domains.len() as f64 + 4.0));
        let spread = scott.clamp(0.5 / FINEST.min(many + 2.0), 1.0);
        let columns = domains.iter().enumerate().map(|(at, domain)| {
            let along = seen.iter().map(|places| places[at]);
            Column::fit(domain, along, spread)
        });
        Self { columns: columns.collect(), weights }
    }

    /// A place for each parameter.
    pub(super) fn draw(&self, rng: &mut Rng) -> Vec<f64> {
        let mut left = uniform(rng);
        let kernel = self.weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        let kernel = kernel.unwrap_or(self.weights.len() - 1);
        self.columns.iter().map(|column| column.draw(kernel, rng)).collect()
    }

    /// The logarithm of the density at these places; of the mass for values with neighbours and choices.
    pub(super) fn log_density(&self, places: &[f64]) -> f64 {
        let mut logs: Vec<f64> = self.weights.iter().map(|weight| libm::log(*weight)).collect();
        for (column, place) in self.columns.iter().zip(places) {
            column.add_logs(*place, &mut logs);
        }
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(logs.iter().map(|log| libm::exp(log - most)).sum())
    }
}

impl Column {
    fn fit(domain: &Domain, seen: impl ExactSizeIterator<Item = f64>, spread: f64) -> Self {
        if let Some(many) = domain.choices() {
            let share = PRIOR / (seen.len() as f64 + 1.0);
            let whole = 1.0 + share * many as f64;
            let seen = seen.map(|place| Some(place as usize)).chain([None]).collect();
            return Self::Choices { many, seen, hit: (1.0 + share) / whole, miss: share / whole };
        }
        let kernels = seen.map(|centre| (centre, spread)).chain([(0.5, 1.0)]);
        let kernels = kernels.map(|(centre, spread)| [centre, spread, mass(centre, spread, 0.0, 1.0)]);
        Self::Numbers { domain: domain.clone(), kernels: kernels.collect() }
    }

    fn draw(&self, kernel: usize, rng: &mut Rng) -> f64 {
        match self {
            Self::Numbers { domain, kernels } => {
                let [centre, spread, _] = kernels[kernel];
                let place = normal_inside(rng, centre, spread);
                // A value with neighbours is where it is, not where it was drawn.
                if domain.cell(place).is_some() {
                    domain.place(&domain.value(place)).unwrap_or(place)
                } else {
                    place
                }
            }
            Self::Choices { many, seen, hit, miss } => match seen[kernel] {
                Some(choice) if uniform(rng) < hit - miss => choice as f64,
                _ => below(rng, *many) as f64,
            },
        }
    }

    /// Adds the logarithm of each kernel at this place.
    fn add_logs(&self, place: f64, logs: &mut [f64]) {
        match self {
            Self::Numbers { domain, kernels } => {
                let cell = domain.cell(place);
                for (log, [centre, spread, whole]) in logs.iter_mut().zip(kernels) {
                    *log += match cell {
                        Some((from, to)) => libm::log(mass(*centre, *spread, from, to) / whole).max(NOTHING),
                        None => {
                            let off = (place - centre) / spread;
                            -0.5 * off * off - libm::log(spread * whole)
                        }
                    };
                }
            }
            Self::Choices { many, seen, hit, miss } => {
                let [hit, miss, even] = [*hit, *miss, 1.0 / *many as f64].map(libm::log);
                for (log, seen) in logs.iter_mut().zip(seen) {
                    *log += match seen {
                        Some(choice) if *choice == place as usize => hit,
                        Some(_) => miss,
                        None => even,
                    };
                }
            }
        }
    }
}

/// The mass of a normal between two places.
fn mass(centre: f64, spread: f64, from: f64, to: f64) -> f64 {
    let scale = std::f64::consts::FRAC_1_SQRT_2 / spread;
    let (from, to) = ((from - centre) * scale, (to - centre) * scale);
    // In the tail where both are small, their difference is precise.
    let (near, far) = if from > 0.0 { (from, to) } else { (-to, -from) };
    0.5 * (libm::erfc(near) - libm::erfc(far))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::stream;

    #[test]
    fn densities_and_masses_sum_to_one() {
        let float = Domain::Float { low: 1e-3, high: 1.0, log: true, step: None };
        let int = Domain::Int { low: 1, high: 9, log: false, step: 2 };
        let choice = Domain::Choice { choices: vec!["a".into(), "b".into(), "c".into()] };
        let seen: Vec<Vec<f64>> = vec![vec![0.1, 0.3, 0.0], vec![0.15, 0.9, 2.0], vec![0.95, 0.1, 2.0]];
        let mixture = Mixture::fit(&[&float, &int, &choice], &seen, &|_| 1.0);
        let mut sum = 0.0;
        for choice in 0..3 {
            for value in [1_i64, 3, 5, 7, 9] {
                let place = int.place(&value.into()).unwrap();
                for fine in 0..1000 {
                    let along = (f64::from(fine) + 0.5) / 1000.0;
                    sum += mixture.log_density(&[along, place, f64::from(choice)]).exp() / 1000.0;
                }
            }
        }
        // The constant of the normal is left out: it is the same in every mixture.
        assert!((sum / std::f64::consts::TAU.sqrt() - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn draws_follow_the_density() {
        let int = Domain::Int { low: 0, high: 4, log: false, step: 1 };
        let choice = Domain::Choice { choices: vec!["a".into(), "b".into()] };
        let seen = vec![vec![0.1, 1.0], vec![0.3, 1.0], vec![0.9, 0.0]];
        let mixture = Mixture::fit(&[&int, &choice], &seen, &|at| 1.0 + at as f64);
        let mut rng = stream(3, "test", 0);
        let draws: Vec<Vec<f64>> = (0..20_000).map(|_| mixture.draw(&mut rng)).collect();
        for value in 0_i64..5 {
            for kind in 0..2 {
                let at = [int.place(&value.into()).unwrap(), f64::from(kind)];
                let share = draws.iter().filter(|draw| draw[..] == at).count() as f64 / 20_000.0;
                let expected = mixture.log_density(&at).exp();
                assert!((share - expected).abs() < 0.012, "{at:?} {share} {expected}");
            }
        }
    }
}
