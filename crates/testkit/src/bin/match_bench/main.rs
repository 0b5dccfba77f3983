//! Compares search methods at equal budget on one synth: targets from a preset file (rendered by the synth
//! itself) or from sound files, every method on every target, paired statistics against the first method.
//!
//! `cargo run --release -p tonewright-testkit --bin match_bench -- --targets 12 --renders 5000 \
//!     --methods "search genetic search:islands=4" --json curves.json`

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

mod statistics;
mod targets;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tonewright_matching::{Budget, METHODS, Outcome, Task, run};
use tonewright_synth::{SYNTHS, Synth};

use statistics::{Paired, mean};
use targets::Target;

type Error = Box<dyn std::error::Error>;

/// Options by name with their defaults: all take a value.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("synth", "dx7", "native synth"),
    (
        "methods",
        "",
        "separated by spaces; a method may carry settings: search:islands=4:members=16 (default: all)",
    ),
    ("renders", "5000", "budget in renders; 0 for none"),
    ("secs", "0", "budget in seconds; 0 for none"),
    ("targets", "12", "how many targets, spread evenly over the file or folder"),
    ("seeds", "1", "runs per target and method"),
    ("first-seed", "1", "the first of the seeds"),
    ("voices", "dx7/voices-val.syx", "preset file of the targets, under the data folder or a path"),
    ("sounds", "", "folder of sound files as targets instead (under the data folder or a path)"),
    ("bank", "", "preset file to retrieve from"),
    ("prior", "fitted", "fitted, uniform or around-default"),
    ("note", "60", "MIDI note of preset targets"),
    ("length", "3", "seconds rendered"),
    ("gate", "2", "seconds held"),
    ("rate", "44100", "sample rate in Hz"),
    ("json", "", "file for scores and convergence curves"),
];

fn main() -> Result<(), Error> {
    let options = options()?;
    let number = |name: &str| -> Result<f64, Error> { Ok(options[name].parse::<f64>()?) };
    let entry = SYNTHS.iter().find(|entry| entry.name == options["synth"]).ok_or("no such synth")?;
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let targets = targets::load(&synth, &options)?;
    let methods = methods(&options["methods"])?;
    let limit = |value: f64| (value > 0.0).then_some(value);
    let budget =
        Budget { renders: limit(number("renders")?).map(|r| r as u64), secs: limit(number("secs")?) };
    let mut rows = Vec::new();
    for target in &targets {
        for run in 0..number("seeds")? as u64 {
            let task = Task { seed: number("first-seed")? as u64 + run, ..target.task.clone() };
            rows.push(compare(&methods, &task, budget, target)?);
        }
    }
    report(&methods, &rows);
    if !options["json"].is_empty() {
        std::fs::write(&options["json"], serde_json::to_vec(&json(&methods, &rows))?)?;
    }
    Ok(())
}

fn options() -> Result<BTreeMap<String, String>, Error> {
    let mut options: BTreeMap<String, String> =
        OPTIONS.iter().map(|(name, value, _)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let known = word.strip_prefix("--").and_then(|name| options.get_mut(name));
        match (known, words.next()) {
            (Some(slot), Some(value)) => *slot = value,
            _ => {
                let lines =
                    OPTIONS.iter().map(|(name, value, words)| format!("  --{name} ({value}): {words}\n"));
                return Err(
                    format!("unknown or incomplete option {word}\n{}", lines.collect::<String>()).into()
                );
            }
        }
    }
    Ok(options)
}

/// A method with its settings, as it was asked for.
struct Asked {
    label: String,
    entry: &'static tonewright_matching::MethodEntry,
    table: toml::Table,
}

fn methods(list: &str) -> Result<Vec<Asked>, Error> {
    let all = || {
        METHODS
            .iter()
            .filter(|entry| entry.name != "retrieve" && !entry.asks_surrogate)
            .map(|entry| entry.name)
    };
    let names: Vec<String> = if list.is_empty() {
        all().map(str::to_owned).collect()
    } else {
        list.split_whitespace().map(str::to_owned).collect()
    };
    names.into_iter().map(|label| asked(&label)).collect()
}

fn asked(label: &str) -> Result<Asked, Error> {
    let mut words = label.split(':');
    let name = words.next().unwrap_or_default();
    let entry = METHODS.iter().find(|e| e.name == name).ok_or_else(|| format!("no method `{name}`"))?;
    let settings: Vec<&str> = words.collect();
    let table: toml::Table = toml::from_str(&settings.join("\n"))?;
    (entry.build)(&table)?;
    Ok(Asked { label: label.to_owned(), entry, table })
}

/// What each method found on one target.
struct Row {
    target: String,
    seed: u64,
    outcomes: Vec<Outcome>,
}

fn compare(methods: &[Asked], task: &Task, budget: Budget, target: &Target) -> Result<Row, Error> {
    let go_on = AtomicBool::new(false);
    let mut outcomes = Vec::new();
    let mut line = String::new();
    for method in methods {
        let started = Instant::now();
        let outcome = run(task, budget, &mut *(method.entry.build)(&method.table)?, &go_on, |_| {})?;
        let rate = outcome.renders as f64 / started.elapsed().as_secs_f64();
        line += &format!("  {:.4} ({:.0}/s)", outcome.best.score, rate);
        outcomes.push(outcome);
    }
    println!("{:<24} {:>3}{line}", target.name, task.seed);
    Ok(Row { target: target.name.clone(), seed: task.seed, outcomes })
}

fn report(methods: &[Asked], rows: &[Row]) {
    println!(
        "\n{:<40} {:>9} {:>9}  against the first: ratio, better/worse, sign p, Wilcoxon p",
        "method", "mean", "renders"
    );
    for (at, method) in methods.iter().enumerate() {
        let scores: Vec<f64> = rows.iter().map(|row| row.outcomes[at].best.score).collect();
        let renders = mean(&rows.iter().map(|row| row.outcomes[at].renders as f64).collect::<Vec<_>>());
        let first: Vec<f64> = rows.iter().map(|row| row.outcomes[0].best.score).collect();
        let paired = Paired::of(&scores, &first);
        println!(
            "{:<40} {:>9.4} {renders:>9.0}  {:.3} {}/{} p={:.4} p={:.4}",
            method.label,
            mean(&scores),
            paired.ratio,
            paired.lower,
            paired.higher,
            paired.sign_p,
            paired.wilcoxon_p
        );
    }
}

fn json(methods: &[Asked], rows: &[Row]) -> serde_json::Value {
    let curve = |outcome: &Outcome| -> Vec<(u64, f64)> {
        outcome.trace.iter().map(|p| (p.renders, p.best)).collect()
    };
    let row = |row: &Row| {
        let runs = methods.iter().zip(&row.outcomes).map(|(method, outcome)| {
            serde_json::json!({
                "method": method.label, "best": outcome.best.score, "renders": outcome.renders,
                "secs": outcome.secs, "alternatives": outcome.alternatives.iter().map(|a| a.score).collect::<Vec<_>>(),
                "curve": curve(outcome),
            })
        });
        serde_json::json!({ "target": row.target, "seed": row.seed, "runs": runs.collect::<Vec<_>>() })
    };
    serde_json::Value::Array(rows.iter().map(row).collect())
}
