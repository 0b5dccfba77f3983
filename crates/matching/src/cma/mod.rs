//! The covariance matrix adaptation evolution strategy as ask and tell, so that whole generations go to the
//! oracle at once (the `cmaes` crate calls back for one point at a time, and is the yardstick in the tests).
//!
//! Hansen, *The CMA Evolution Strategy: A Tutorial* (arXiv 1604.00772, 2016), with active updates (negative
//! weights, its equations 46 to 58). Where we depart: the eigendecomposition is renewed at most every
//! `dimension / 2` points, and a diagonal form (Ros and Hansen, PPSN 2008) is offered for few points per
//! dimension.

mod constants;

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use tonewright_synth::seed::Rng;

use crate::moves::normal;
use constants::Constants;

/// How much of the covariance is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// All of it.
    Full,
    /// One scale per coordinate.
    Diagonal,
}

/// Why a run has nothing more to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All points of several generations score the same.
    Flat,
    /// The steps are too small to matter.
    Small,
    /// The covariance is degenerate.
    Conditioned,
}

/// A generation's point as it was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Cma {
    constants: Constants,
    form: Form,
    mean: DVector<f64>,
    sigma: f64,
    covariance: DMatrix<f64>,
    /// Eigenvectors, and square roots of eigenvalues (diagonal form: identity and the square roots themselves).
    basis: DMatrix<f64>,
    axes: DVector<f64>,
    path_sigma: DVector<f64>,
    path_c: DVector<f64>,
    generation: usize,
    points_since_basis: usize,
    flat_generations: usize,
    /// Lower bound of each coordinate's standard deviation (0: none).
    floors: DVector<f64>,
}

impl Cma {
    /// A run that starts around `mean` with steps of `sigma`, `population` points at a time (at least 4).
    pub(crate) fn new(mean: &[f64], sigma: f64, population: usize, form: Form) -> Self {
        let n = mean.len();
        Self {
            constants: Constants::new(n, population.max(4), form),
            form,
            mean: DVector::from_column_slice(mean),
            sigma,
            covariance: DMatrix::identity(n, n),
            basis: DMatrix::identity(n, n),
            axes: DVector::from_element(n, 1.0),
            path_sigma: DVector::zeros(n),
            path_c: DVector::zeros(n),
            generation: 0,
            points_since_basis: 0,
            flat_generations: 0,
            floors: DVector::zeros(n),
        }
    }

    /// Coordinates that are rounded to whole steps keep at least this standard deviation each, so that a step
    /// stays likely (a simple form of the margin of Hamano et al., GECCO 2022).
    pub(crate) fn with_floors(mut self, floors: &[f64]) -> Self {
        self.floors = DVector::from_column_slice(floors);
        self
    }

    /// The points of the next generation.
    pub(crate) fn ask(&self, rng: &mut Rng) -> Vec<Vec<f64>> {
        (0..self.constants.population).map(|_| self.draw(rng)).collect()
    }

    fn draw(&self, rng: &mut Rng) -> Vec<f64> {
        let z = DVector::from_fn(self.mean.len(), |i, _| self.axes[i] * normal(rng));
        let y = if self.form == Form::Full { &self.basis * z } else { z };
        (0..y.len()).map(|i| self.mean[i] + self.sigma * y[i] * self.widening(i)).collect()
    }

    /// How much wider than the strategy's own the steps of a coordinate are drawn, so that its deviation is at
    /// its floor at least.
    fn widening(&self, i: usize) -> f64 {
        let deviation = self.deviation(i);
        if deviation < self.floors[i] { self.floors[i] / deviation.max(1e-300) } else { 1.0 }
    }

    fn deviation(&self, i: usize) -> f64 {
        self.sigma * self.covariance[(i, i)].max(0.0).sqrt()
    }

    /// Learns from a generation's points and their scores (lower is better; infinite counts as worst).
    pub(crate) fn tell(&mut self, points: &[Vec<f64>], scores: &[f64]) {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let (Some(first), Some(last)) = (order.first(), order.last()) else { return };
        self.flat_generations = if scores[*first] == scores[*last] { self.flat_generations + 1 } else { 0 };
        // Learned from are the steps as the strategy drew them, before they were widened.
        let widening = DVector::from_fn(self.mean.len(), |i, _| self.sigma * self.widening(i));
        let step =
            |i: &usize| (DVector::from_column_slice(&points[*i]) - &self.mean).component_div(&widening);
        let steps: Vec<DVector<f64>> = order.iter().map(step).collect();
        self.move_mean(&steps);
        self.learn_covariance(&steps);
        self.generation += 1;
        self.points_since_basis += points.len();
        let due = self.form == Form::Diagonal || self.points_since_basis * 2 >= self.mean.len();
        if due {
            self.renew_basis();
        }
    }

    fn move_mean(&mut self, steps: &[DVector<f64>]) {
        let c = &self.constants;
        let mut shift = DVector::zeros(self.mean.len());
        for (step, weight) in steps.iter().zip(&c.weights).filter(|(_, weight)| **weight > 0.0) {
            shift.axpy(*weight, step, 1.0);
        }
        self.mean.axpy(self.sigma, &shift, 1.0);
        let whitened = self.whiten(&shift);
        let keep = (c.c_sigma * (2.0 - c.c_sigma) * c.mu_eff).sqrt();
        self.path_sigma = &self.path_sigma * (1.0 - c.c_sigma) + whitened * keep;
        let length = self.path_sigma.norm();
        let stalled = 1.0 - (1.0 - c.c_sigma).powi(2 * (self.generation as i32 + 1));
        let n = self.mean.len() as f64;
        let is_short = length / stalled.sqrt() < (1.4 + 2.0 / (n + 1.0)) * c.chi;
        self.path_c *= 1.0 - c.c_c;
        if is_short {
            self.path_c.axpy((c.c_c * (2.0 - c.c_c) * c.mu_eff).sqrt(), &shift, 1.0);
        }
        let lost = if is_short { 0.0 } else { c.c_c * (2.0 - c.c_c) };
        self.covariance *= 1.0 + c.c_1 * lost;
        let growth = (c.c_sigma / c.d_sigma * (length / c.chi - 1.0)).min(1.0).exp();
        self.sigma = (self.sigma * growth).clamp(1e-30, 1e30);
    }

    fn learn_covariance(&mut self, steps: &[DVector<f64>]) {
        let n = self.mean.len() as f64;
        let weights: Vec<f64> = steps
            .iter()
            .zip(&self.constants.weights)
            .map(|(step, weight)| match *weight >= 0.0 {
                true => *weight,
                false => weight * n / self.whiten(step).norm_squared().max(1e-300),
            })
            .collect();
        let c = &self.constants;
        let sum: f64 = c.weights.iter().sum();
        self.covariance *= 1.0 - c.c_1 - c.c_mu * sum;
        let rank_one = std::iter::once((c.c_1, &self.path_c));
        let rank_mu = weights.iter().map(|w| c.c_mu * w).zip(steps);
        for (weight, step) in rank_one.chain(rank_mu) {
            match self.form {
                Form::Full => self.covariance.ger(weight, step, step, 1.0),
                Form::Diagonal => {
                    for i in 0..step.len() {
                        self.covariance[(i, i)] += weight * step[i] * step[i];
                    }
                }
            }
        }
    }

    /// C^(−1/2) times a step.
    fn whiten(&self, step: &DVector<f64>) -> DVector<f64> {
        match self.form {
            Form::Full => &self.basis * (self.basis.tr_mul(step).component_div(&self.axes)),
            Form::Diagonal => step.component_div(&self.axes),
        }
    }

    fn renew_basis(&mut self) {
        self.points_since_basis = 0;
        match self.form {
            Form::Full => {
                let symmetric = (&self.covariance + self.covariance.transpose()) * 0.5;
                let eigen = SymmetricEigen::new(symmetric);
                self.basis = eigen.eigenvectors;
                self.axes = eigen.eigenvalues.map(|value| value.max(1e-20).sqrt());
            }
            Form::Diagonal => self.axes = self.covariance.diagonal().map(|value| value.max(1e-20).sqrt()),
        }
    }

    /// Why it should not go on, if so.
    pub(crate) fn ended(&self) -> Option<Ended> {
        let deviations = (0..self.mean.len()).map(|i| self.deviation(i).max(self.floors[i]));
        let most = deviations.fold(0.0, f64::max);
        if self.flat_generations >= 10 {
            Some(Ended::Flat)
        } else if most < 1e-12 {
            Some(Ended::Small)
        } else if self.axes.max() > 1e7 * self.axes.min() {
            Some(Ended::Conditioned)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
