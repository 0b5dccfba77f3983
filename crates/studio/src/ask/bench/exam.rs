//! The protocols that examine methods: what users typed becomes a run of the exam, what happens is told on.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tonewright_bench::protocol::{ProtocolEntry, Setting};
use tonewright_bench::runner::{self, Examinee, ItemKey, RunConfig, examinees};
use tonewright_matching::{Budget, METHODS};

use super::{BenchAnswer, BenchRequest, Sitting, data_dir, fault};
use crate::catalog;
use crate::config::{MatchConfig, budget_from_text};
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// The variable that names the Python with the real engine.
const PYTHON: &str = "TONEWRIGHT_PYTHON";

/// Runs an exam of methods, going on where an earlier run into the same folder ended.
pub(super) fn exam(
    protocol: &ProtocolEntry,
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let defaults = MatchConfig::default();
    let synth = request.synth.clone().unwrap_or(defaults.synth);
    catalog::own_format(catalog::synth(&synth)?)?;
    let who = who(request)?;
    let config = RunConfig {
        setting: setting(request, &synth)?,
        budget: budget_from_text(request.budget.as_deref().unwrap_or(&defaults.budget))?,
        seeds: if request.seeds.is_empty() { vec![defaults.seed] } else { once(&request.seeds) },
        shard: request.shard.as_deref().map_or(Ok((0, 1)), shard_from_text)?,
        out: request
            .out
            .clone()
            .unwrap_or_else(|| Path::new("runs").join(format!("bench-{}", protocol.name))),
    };
    let mut course = Course::new(config.budget, listener);
    let summary = runner::run(protocol, &synth, &who, &config, stop, &mut |event: &runner::Event<'_>| {
        course.hear(event)
    })
    .map_err(|error| fault(protocol.name, error.into()))?;
    let (done, items) = (course.done, course.items);
    let mut json = serde_json::to_value(&summary).expect("a summary is plain data");
    json["folder"] = config.out.display().to_string().into();
    json["done"] = done.into();
    json["items"] = items.into();
    let files = ["results.jsonl", "summary.md", "summary.json", "summary.html"];
    let files = files.iter().map(|name| config.out.join(name)).collect();
    Ok(BenchAnswer { markdown: summary.markdown(), json, sitting: Some(Sitting { files, done, items }) })
}

/// Who is examined: those that were named, or every method there is.
fn who(request: &BenchRequest) -> Result<Vec<Examinee>, StudioError> {
    let named: Vec<String> = request.methods.iter().chain(&request.only).cloned().collect();
    let names = match named.as_slice() {
        [] => METHODS.iter().map(|method| method.name.to_owned()).collect(),
        named => once(named),
    };
    for name in &names {
        catalog::method(name.strip_suffix("+bank").unwrap_or(name))?;
    }
    examinees(&names).map_err(|error| fault("methods", error.into()))
}

/// Each value once, in the order of its first time.
fn once<T: Clone + PartialEq>(values: &[T]) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for value in values {
        if !kept.contains(value) {
            kept.push(value.clone());
        }
    }
    kept
}

fn setting(request: &BenchRequest, synth: &str) -> Result<Setting, StudioError> {
    if request.targets == Some(0) {
        return Err(refusal("--targets", "an exam needs at least one target".to_owned(), None));
    }
    let usual = Setting::of_workspace(Path::new("."));
    if let Some(named) = std::env::var_os(PYTHON).map(PathBuf::from)
        && !named.is_file()
    {
        let hint = "name a Python that has dexed-py, or unset it to be judged by the native engine";
        return Err(refusal(PYTHON, format!("`{}` is no file", named.display()), Some(hint)));
    }
    // Dexed plays the DX7 and nothing else.
    let python = usual.python.clone().filter(|_| synth == "dx7");
    Ok(Setting { data: data_dir(request), python, count: request.targets, ..usual })
}

/// A part of the targets from its text: `2/4` is the second of four parts, `(1, 4)`.
fn shard_from_text(text: &str) -> Result<(usize, usize), StudioError> {
    let parts = text.split_once('/').and_then(|(part, count)| {
        Some((part.trim().parse::<usize>().ok()?, count.trim().parse::<usize>().ok()?))
    });
    match parts {
        Some((part, count)) if (1..=count).contains(&part) => Ok((part - 1, count)),
        _ => {
            let hint = "write the second of four parts as `2/4`";
            Err(refusal("--shard", format!("`{text}` is no part of a whole"), Some(hint)))
        }
    }
}

fn refusal(key: &str, reason: String, hint: Option<&str>) -> StudioError {
    StudioError::Setting { key: key.to_owned(), reason, hint: hint.map(str::to_owned) }
}

/// The course of an exam: what is done, and how long the rest will take.
struct Course<'a> {
    listener: &'a mut dyn Listener,
    budget: Budget,
    items: usize,
    done: usize,
    done_before: usize,
    started: Instant,
}

impl<'a> Course<'a> {
    fn new(budget: Budget, listener: &'a mut dyn Listener) -> Self {
        Self { listener, budget, items: 0, done: 0, done_before: 0, started: Instant::now() }
    }

    fn hear(&mut self, event: &runner::Event<'_>) {
        match event {
            runner::Event::Skipped(why) => self.listener.hear(&Event::Remark(format!("left out: {why}"))),
            runner::Event::Planned { items, done_before, judge } => {
                (self.items, self.done, self.done_before) = (*items, *done_before, *done_before);
                self.started = Instant::now();
                self.listener.hear(&Event::Remark(judge_words(judge)));
                if *items == 0 {
                    self.listener.hear(&Event::Remark("this part holds no targets".to_owned()));
                } else if *done_before > 0 {
                    let words = format!("{done_before} of {items} items were done before and are kept");
                    self.listener.hear(&Event::Remark(words));
                }
            }
            runner::Event::Started(key) => self.step(key),
            runner::Event::Finished(record, _, _) => {
                self.done += 1;
                self.step(&record.key);
            }
        }
    }

    fn step(&mut self, key: &ItemKey) {
        let what = format!("{} by {}, seed {}", key.target, key.method, key.seed);
        let (done, total, left_secs) = (self.done, self.items, self.left_secs());
        self.listener.hear(&Event::Step { what, done, total, left_secs });
    }

    /// The mean time of this run's items, times those that are left; the budget's time before any is done.
    fn left_secs(&self) -> Option<f64> {
        let own = self.done - self.done_before;
        let each = if own > 0 {
            Some(self.started.elapsed().as_secs_f64() / own as f64)
        } else {
            self.budget.secs.filter(|_| self.budget.renders.is_none())
        };
        Some(each? * self.items.saturating_sub(self.done) as f64)
    }
}

fn judge_words(judge: &str) -> String {
    match judge {
        "dexed" => "judged by the real Dexed engine (dexed-py)".to_owned(),
        _ => format!(
            "judged by tonewright's own engine; for the real Dexed, install `tests/reference/requirements.txt` and name \
             that Python in {PYTHON}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_counted_from_one_and_nonsense_is_refused() {
        assert_eq!(shard_from_text("1/1").unwrap(), (0, 1));
        assert_eq!(shard_from_text("2/4").unwrap(), (1, 4));
        for text in ["", "3", "0/4", "5/4", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert_eq!(shard_from_text(text).unwrap_err().hints().len(), 1, "{text}");
        }
    }

    #[test]
    fn methods_are_examined_once_each_and_unknown_ones_named() {
        let asked = |methods: &[&str], only: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            who(&BenchRequest { methods: owned(methods), only: owned(only), ..BenchRequest::default() })
        };
        let names = |who: Vec<Examinee>| who.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(asked(&["random", "search+bank"], &["random"]).unwrap()), ["random", "search+bank"]);
        assert_eq!(names(asked(&[], &[]).unwrap()).len(), METHODS.len());
        let error = asked(&["serch+bank"], &[]).err().unwrap();
        assert!(matches!(error, StudioError::UnknownName { near: Some(near), .. } if near == "search"));
    }

    #[test]
    fn the_time_left_comes_from_this_runs_items_and_before_them_from_the_budget() {
        let mut quiet = |_: &Event| {};
        let mut course = Course::new(Budget { secs: Some(20.0), renders: None }, &mut quiet);
        course.hear(&runner::Event::Planned { items: 5, done_before: 2, judge: "native" });
        assert_eq!(course.left_secs(), Some(60.0));
        course.done += 3;
        assert_eq!(course.left_secs(), Some(0.0));
    }
}
