//! Known functions, against the evaluations that two other implementations need.

use cmaes::{CMAESOptions, DVector};
use tonewright_synth::seed;

use super::*;

const DIMENSION: usize = 10;
const TARGET: f64 = 1e-8;

fn sphere(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum()
}

fn rosenbrock(x: &[f64]) -> f64 {
    x.windows(2).map(|w| 100.0 * (w[1] - w[0] * w[0]).powi(2) + (1.0 - w[0]).powi(2)).sum()
}

fn ellipsoid(x: &[f64]) -> f64 {
    let last = (x.len() - 1) as f64;
    x.iter().enumerate().map(|(i, v)| 1e6_f64.powf(i as f64 / last) * v * v).sum()
}

fn rastrigin(x: &[f64]) -> f64 {
    x.iter().map(|v| 10.0 + v * v - 10.0 * (std::f64::consts::TAU * v).cos()).sum()
}

/// Evaluations until the target, `None` past the limit or after an early end.
fn needed(
    f: fn(&[f64]) -> f64,
    start: f64,
    sigma: f64,
    population: usize,
    form: Form,
    seed: u64,
) -> Option<usize> {
    let mut rng = seed::stream(seed, "cma-test", 0);
    let mut cma = Cma::new(&[start; DIMENSION], sigma, population, form);
    let mut evaluations = 0;
    while evaluations < 200_000 && cma.ended().is_none() {
        let points = cma.ask(&mut rng);
        let scores: Vec<f64> = points.iter().map(|p| f(p)).collect();
        evaluations += points.len();
        if scores.iter().any(|s| *s < TARGET) {
            return Some(evaluations);
        }
        cma.tell(&points, &scores);
    }
    None
}

fn median(mut all: Vec<usize>) -> f64 {
    all.sort_unstable();
    all[all.len() / 2] as f64
}

fn ours(f: fn(&[f64]) -> f64, start: f64, sigma: f64, form: Form) -> f64 {
    let all: Vec<usize> = (0..9).filter_map(|seed| needed(f, start, sigma, 10, form, seed)).collect();
    assert!(all.len() >= 7, "reaches the target nearly always: {}", all.len());
    median(all)
}

fn theirs(f: fn(&[f64]) -> f64, start: f64, sigma: f64) -> f64 {
    let one = |seed: u64| {
        let function = |x: &DVector<f64>| f(x.as_slice());
        let options = CMAESOptions::new(vec![start; DIMENSION], sigma).seed(seed).fun_target(TARGET);
        let mut run = options.population_size(10).build(function).unwrap();
        run.run();
        run.function_evals()
    };
    median((0..9).map(one).collect())
}

#[test]
fn needs_no_more_evaluations_than_the_cmaes_crate() {
    for (name, f, start, sigma) in [
        ("sphere", sphere as fn(&[f64]) -> f64, 3.0, 1.0),
        ("ellipsoid", ellipsoid, 3.0, 1.0),
        ("rosenbrock", rosenbrock, 0.0, 0.5),
    ] {
        let (own, peer) = (ours(f, start, sigma, Form::Full), theirs(f, start, sigma));
        println!("{name}: {own} evaluations, cmaes crate {peer}");
        assert!(own < 1.25 * peer, "{name}: {own} against {peer}");
    }
}

/// Medians of pycma 4.x (`cma.fmin`, popsize 10, ftarget 1e-8, 15 seeds), by `tests/reference/cma_evaluations.py`.
#[test]
fn needs_about_as_many_evaluations_as_pycma() {
    for (name, f, start, sigma, pycma) in [
        ("sphere", sphere as fn(&[f64]) -> f64, 3.0, 1.0, 1_500.0),
        ("ellipsoid", ellipsoid, 3.0, 1.0, 4_110.0),
        ("rosenbrock", rosenbrock, 0.0, 0.5, 5_090.0),
    ] {
        let own = ours(f, start, sigma, Form::Full);
        println!("{name}: {own} evaluations, pycma {pycma}");
        assert!((0.75..1.25).contains(&(own / pycma)), "{name}: {own} against {pycma}");
    }
}

#[test]
fn the_diagonal_form_is_fast_where_axes_are_aligned() {
    let (diagonal, full) = (ours(ellipsoid, 3.0, 1.0, Form::Diagonal), ours(ellipsoid, 3.0, 1.0, Form::Full));
    assert!(diagonal < 0.8 * full, "{diagonal} against {full}");
}

#[test]
fn a_large_population_solves_rastrigin() {
    let solved = (0..6).filter(|s| needed(rastrigin, 3.0, 2.0, 200, Form::Full, *s).is_some()).count();
    assert!(solved >= 4, "{solved} of 6");
}

#[test]
fn a_flat_function_ends() {
    let mut rng = seed::stream(1, "cma-test", 1);
    let mut cma = Cma::new(&[0.5; 4], 0.3, 8, Form::Full);
    for _ in 0..20 {
        let points = cma.ask(&mut rng);
        cma.tell(&points, &vec![1.0; points.len()]);
    }
    assert_eq!(cma.ended(), Some(Ended::Flat));
}

#[test]
fn a_floor_keeps_steps_alive() {
    let mut rng = seed::stream(1, "cma-test", 2);
    let mut cma = Cma::new(&[0.5; 4], 1e-9, 8, Form::Full).with_floors(&[0.1, 0.0, 0.0, 0.0]);
    let points = cma.ask(&mut rng);
    assert!(points.iter().any(|p| (p[0] - 0.5).abs() > 0.02));
    assert!(points.iter().all(|p| (p[1] - 0.5).abs() < 1e-6));
    cma.tell(&points, &points.iter().map(|p| p[0]).collect::<Vec<_>>());
    assert_eq!(cma.ended(), None);
}
