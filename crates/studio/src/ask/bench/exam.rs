//! The protocols that examine methods: what users typed becomes a run of the exam.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_bench::protocol::{ProtocolEntry, Setting};
use tonewright_bench::runner::{self, ExamBudget, Examinee, RunConfig, examinees};
use tonewright_matching::{METHODS, MatchError, MethodEntry};
use tonewright_synth::Synth;

use super::course::Course;
use super::{BenchAnswer, BenchRequest, Sitting, data_dir, fault};
use crate::ask::guesser::{guesser, shipped};
use crate::catalog::{self, PYTHON};
use crate::config::share_from_text;
use crate::config::{MatchConfig, budget_from_text};
use crate::error::StudioError;
use crate::events::Listener;

/// Runs an exam of methods, going on where an earlier run into the same folder ended.
pub(super) fn exam(
    protocol: &ProtocolEntry,
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let (defaults, synth) = (MatchConfig::default(), synth(request)?);
    let who = guessing(who(request)?, request, &synth)?;
    let config = RunConfig {
        setting: setting(request, synth.as_ref())?,
        budgets: budgets(request, &defaults.budget)?,
        seeds: if request.seeds.is_empty() { vec![defaults.seed] } else { once(&request.seeds) },
        shard: request.shard.as_deref().map_or(Ok((0, 1)), share_from_text)?,
        out: request
            .out
            .clone()
            .unwrap_or_else(|| Path::new("runs").join(format!("bench-{}", protocol.name))),
    };
    let mut course = Course::new(listener);
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

/// The synth that was asked for, or the default one; it has a preset file of its own, which a judge can play.
pub(super) fn synth(request: &BenchRequest) -> Result<Arc<dyn Synth>, StudioError> {
    let name = request.synth.clone().unwrap_or_else(|| MatchConfig::default().synth);
    catalog::synth(&name)
}

/// The budgets that were asked for: `20s,120s` are two; a budget of both kinds is `2m+5000`.
fn budgets(request: &BenchRequest, usual: &str) -> Result<Vec<ExamBudget>, StudioError> {
    let text = request.budget.as_deref().unwrap_or(usual);
    let speed = request.renders_per_sec;
    if speed.is_some_and(|speed| !(speed.is_finite() && speed > 0.0)) {
        let hint = "`--calibrate` tells what this machine makes of these targets";
        return Err(refusal("--renders-per-sec", "a speed is a number above 0".to_owned(), Some(hint)));
    }
    let each = text.split(',').map(|part| budget_from_text(&part.replace('+', ",")));
    let budgets: Vec<ExamBudget> =
        each.map(|budget| Ok(ExamBudget::of(budget?, speed))).collect::<Result<_, StudioError>>()?;
    if speed.is_some() && budgets.iter().all(|budget| budget.secs.is_none()) {
        let reason = format!("the budget `{text}` holds no seconds to spend as renders");
        return Err(refusal("--renders-per-sec", reason, Some("give seconds, as in `--budget 20s,120s`")));
    }
    Ok(once(&budgets))
}

/// Who is examined: those that were named, or every method there is.
pub(super) fn who(request: &BenchRequest) -> Result<Vec<Examinee>, StudioError> {
    let named: Vec<String> = request.methods.iter().chain(&request.only).cloned().collect();
    let names = match named.as_slice() {
        [] => all(request).map(|method| method.name.to_owned()).collect(),
        named => once(named),
    };
    for name in &names {
        catalog::method(name.strip_suffix("+bank").unwrap_or(name))?;
    }
    examinees(&names).map_err(|error| fault("methods", error.into()))
}

/// Every method that can be examined: those that ask a proxy where there is one.
fn all(request: &BenchRequest) -> impl Iterator<Item = &'static MethodEntry> {
    METHODS.iter().filter(|method| !method.asks_surrogate || request.proxy.is_some())
}

/// Those that ask a proxy, with the one that is named or that ships for the synth.
fn guessing(
    who: Vec<Examinee>,
    request: &BenchRequest,
    synth: &Arc<dyn Synth>,
) -> Result<Vec<Examinee>, StudioError> {
    let asks = |examinee: &Examinee| {
        let plain = examinee.name.strip_suffix("+bank").unwrap_or(&examinee.name);
        METHODS.iter().any(|method| method.name == plain && method.asks_surrogate)
    };
    if !who.iter().any(asks) {
        return match request.proxy {
            Some(_) => Err(refusal("--proxy", "is of no use: none of the methods asks one".to_owned(), None)),
            None => Ok(who),
        };
    }
    let place = match &request.proxy {
        Some(named) => named.clone(),
        None => PathBuf::from(shipped(&synth.spec().id, "proxy")?),
    };
    let Some(guesser) = guesser(Some(&place), synth.as_ref())? else { return Ok(who) };
    let (print, guesser) = (guesser.print(), Arc::new(guesser));
    let with = |examinee: Examinee| {
        if !asks(&examinee) {
            return examinee;
        }
        let guesser = Arc::clone(&guesser);
        examinee.with_surrogate(&print, move |task| {
            guesser.of(task).map_err(|error| MatchError::Task(crate::in_one_line(&error)))
        })
    };
    Ok(who.into_iter().map(with).collect())
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

pub(super) fn setting(request: &BenchRequest, synth: &dyn Synth) -> Result<Setting, StudioError> {
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
    let python = usual.python.clone().filter(|_| synth.spec().id == "dx7");
    Ok(Setting { data: data_dir(request), python, count: request.targets, ..usual })
}

pub(super) fn refusal(key: &str, reason: String, hint: Option<&str>) -> StudioError {
    StudioError::Setting { key: key.to_owned(), reason, hint: hint.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_examined_once_each_and_unknown_ones_named() {
        let asked = |methods: &[&str], only: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            who(&BenchRequest { methods: owned(methods), only: owned(only), ..BenchRequest::default() })
        };
        let names = |who: Vec<Examinee>| who.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(asked(&["random", "search+bank"], &["random"]).unwrap()), ["random", "search+bank"]);
        let asking = METHODS.iter().filter(|method| method.asks_surrogate).count();
        assert_eq!(names(asked(&[], &[]).unwrap()).len(), METHODS.len() - asking);
        let error = asked(&["serch+bank"], &[]).err().unwrap();
        assert!(matches!(error, StudioError::UnknownName { near: Some(near), .. } if near == "search"));
    }

    #[test]
    fn several_budgets_are_read_and_a_speed_makes_renders_of_their_seconds() {
        let read = |budget: &str, speed: Option<f64>| {
            let request = BenchRequest {
                budget: Some(budget.to_owned()),
                renders_per_sec: speed,
                ..BenchRequest::default()
            };
            budgets(&request, "20s").map(|budgets| budgets.iter().map(ExamBudget::name).collect::<Vec<_>>())
        };
        assert_eq!(read("20s, 2m", None).unwrap(), ["20s", "120s"]);
        assert_eq!(read("20s+5000,5k,5000", None).unwrap(), ["20s+5000", "5000"]);
        assert_eq!(read("20s,900", Some(600.0)).unwrap(), ["20s at 600 renders/s", "900"]);
        for (budget, speed) in
            [("20s,", None), ("20s", Some(0.0)), ("20s", Some(f64::NAN)), ("900", Some(600.0))]
        {
            assert_eq!(read(budget, speed).unwrap_err().hints().len(), 1, "{budget} {speed:?}");
        }
    }
}
