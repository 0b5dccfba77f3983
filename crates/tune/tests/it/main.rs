//! Tests of searches as their users see them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so by panicking")]

mod hostile;
mod importance;
mod journal;
mod optuna;
mod search;
mod space;

use tonewright_tune::{Direction, Error, Outcome, Space, Study, StudyOrder, Trial};

/// Numbers, a grid, whole numbers, a choice, and one that only some trials have.
const SPACE: &str = r#"
[[parameters]]
name = "rate"
kind = "float"
low = 1e-5
high = 1.0
log = true

[[parameters]]
name = "beta"
kind = "float"
low = 0.75
high = 0.95
step = 0.001

[[parameters]]
name = "blocks"
kind = "int"
low = 2
high = 16
step = 2

[[parameters]]
name = "kind"
kind = "choice"
choices = ["mlp", "tree", 3, true]

[[parameters]]
name = "width"
kind = "int"
low = 16
high = 2048
log = true
when = { parameter = "kind", is = ["mlp", 3] }
"#;

fn order(name: &str, direction: Direction) -> StudyOrder {
    StudyOrder::new(name, direction, Space::from_toml(SPACE).unwrap())
}

/// Small near a rate of 0.01, 10 blocks and the choice `mlp`.
fn loss(trial: &Trial) -> f64 {
    let params = &trial.params;
    let rate = params.number("rate").unwrap().log10() + 2.0;
    let blocks = (params.int("blocks").unwrap() - 10) as f64;
    let width = params.number("width").map_or(1.0, |width| (width.log2() - 8.0).abs() / 8.0);
    rate * rate + blocks * blocks / 64.0 + width + params.number("beta").unwrap()
}

/// Runs trials to their ends.
fn run(study: &mut Study, trials: usize) -> Result<(), Error> {
    for _ in 0..trials {
        let trial = study.ask()?;
        study.tell(trial.number, Outcome::Complete(loss(&trial)))?;
    }
    Ok(())
}

/// What a study's trials were: settings, as text.
fn settings(study: &mut Study) -> Vec<String> {
    study
        .trials()
        .unwrap()
        .iter()
        .map(|trial| format!("{} {:?} {:?}", trial.number, trial.params, trial.value))
        .collect()
}
