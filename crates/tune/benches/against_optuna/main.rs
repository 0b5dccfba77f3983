//! The best values that searches find, against Optuna's `TPESampler(multivariate=True, group=True)` on the same problems:
//!
//! `TONEWRIGHT_PYTHON=PYTHON cargo bench -p tonewright-tune --bench against_optuna -- [--seeds N] [--first N] [PROBLEM…]`
//!
//! PYTHON has Optuna (`tests/reference/requirements.txt`); without it, only ours are told.

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

mod problems;

use std::error::Error;
use std::process::Command;

use problems::{PROBLEMS, Problem};
use serde_json::json;
use tonewright_testkit::peer::timed;
use tonewright_testkit::python::python_with;
use tonewright_testkit::timing::median;
use tonewright_tune::{Direction, Outcome, SAMPLERS, SamplerConfig, Study, StudyOrder};

/// What one searcher found, by seed, and what it cost.
struct Found {
    best: Vec<f64>,
    cpu_secs: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let number = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)?.parse::<u64>().ok()
    };
    let first = number("--first").unwrap_or(0);
    let seeds: Vec<u64> = (first..first + number("--seeds").unwrap_or(20)).collect();
    let named = |problem: &&Problem| words.iter().any(|word| word == problem.name);
    let all = !PROBLEMS.iter().any(|problem| named(&problem));
    println!("problem      trials  searcher        mean    median   quartiles          CPU ms a trial");
    for problem in PROBLEMS.iter().filter(|problem| all || named(problem)) {
        if let Some(found) = optuna(problem, &seeds)? {
            tell(problem, "Optuna's TPE", found);
        }
        for sampler in SAMPLERS {
            tell(problem, sampler.name, ours(problem, sampler.name, &seeds)?);
        }
    }
    Ok(())
}

fn tell(problem: &Problem, searcher: &str, mut found: Found) {
    found.best.sort_by(f64::total_cmp);
    let many = found.best.len();
    let mean = found.best.iter().sum::<f64>() / many as f64;
    let (low, high) = (found.best[many / 4], found.best[(3 * many / 4).min(many - 1)]);
    let cost = 1e3 * found.cpu_secs / (many * problem.trials) as f64;
    println!(
        "{:12} {:6}  {searcher:13} {mean:6.3}    {:6.3}   {low:.3} to {high:.3}     {cost:6.2}",
        problem.name,
        problem.trials,
        median(&mut found.best)
    );
}

/// Ours, each seed with a journal of its own.
fn ours(problem: &Problem, sampler: &str, seeds: &[u64]) -> Result<Found, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut best = Vec::new();
    let mut failed: Option<Box<dyn Error>> = None;
    let cost = timed(|| {
        for seed in seeds {
            let path = folder.path().join(seed.to_string());
            match search(problem, sampler, *seed, &path) {
                Ok(value) => best.push(value),
                Err(why) => failed = Some(why),
            }
        }
    });
    failed.map_or(Ok(Found { best, cpu_secs: cost.cpu_secs }), Err)
}

fn search(
    problem: &Problem,
    sampler: &str,
    seed: u64,
    path: &std::path::Path,
) -> Result<f64, Box<dyn Error>> {
    let mut order = StudyOrder::new(problem.name, Direction::Minimize, problem.space()?);
    order.sampler = SamplerConfig::named(sampler);
    if sampler == "qmc-tpe" {
        // Of its own 128, nothing would be left to learn from.
        order.sampler.startup_trials = Some(10);
    }
    order.seed = seed;
    let mut study = Study::open(path, order)?;
    for _ in 0..problem.trials {
        let trial = study.ask()?;
        let value = (problem.value)(&trial.params).ok_or("a trial lacks a setting")?;
        study.tell(trial.number, Outcome::Complete(value))?;
    }
    let best = study.best()?.and_then(|best| best.value);
    Ok(best.ok_or("no trial ended")?)
}

/// Optuna's, in memory; `None` where it is missing.
fn optuna(problem: &Problem, seeds: &[u64]) -> Result<Option<Found>, Box<dyn Error>> {
    let Some(python) = python_with("against_optuna", &["optuna"]) else { return Ok(None) };
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/tune/peer.py"));
    command.arg(json!({"problem": problem.name, "trials": problem.trials, "seeds": seeds}).to_string());
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let best = answer["best"].as_array().ok_or("Optuna's side told no values")?;
    let best = best.iter().filter_map(serde_json::Value::as_f64).collect();
    Ok(Some(Found { best, cpu_secs: answer["cpu_secs"].as_f64().ok_or("Optuna's side told no cost")? }))
}
