//! What a second of budget is worth in renders on this machine, for the targets of a protocol.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use tonewright_bench::protocol::ProtocolEntry;
use tonewright_bench::runner::{self, Calibration};

use super::exam::{refusal, setting, synth, who};
use super::{BenchAnswer, BenchRequest, fault};
use crate::config::budget_from_text;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// Spent on each target.
const RENDERS: u64 = 1_000;
/// How many targets, where nobody says.
const TARGETS: usize = 16;

/// Searches by the first method that is named (the default one otherwise) and counts what that takes.
pub(super) fn calibrate(
    protocol: &ProtocolEntry,
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let synth = synth(request)?;
    let renders = renders(request)?;
    let mut setting = setting(request, synth.as_ref())?;
    setting.count = setting.count.or(Some(TARGETS));
    let who = who(request)?;
    let method = who.first().ok_or_else(|| refusal("--methods", "no method is named".to_owned(), None))?;
    let (mut done, total) = (0, setting.count.unwrap_or(TARGETS));
    let found = runner::calibrate(protocol, &synth, method, &setting, renders, stop, &mut |target, one| {
        done += 1;
        let what = format!("{target}: {:.0} renders/s", one.renders_per_sec());
        listener.hear(&Event::Step { what, done, total, left_secs: None });
    })
    .map_err(|error| fault(protocol.name, error.into()))?;
    if found.targets == 0 {
        return Err(refusal(
            "--calibrate",
            "it was stopped before the first target was done".to_owned(),
            None,
        ));
    }
    Ok(told(protocol, &method.name, &found))
}

/// How many renders each target gets; options that only an exam takes are refused.
fn renders(request: &BenchRequest) -> Result<u64, StudioError> {
    let given = [
        ("--seeds", !request.seeds.is_empty()),
        ("--shard", request.shard.is_some()),
        ("--out", request.out.is_some()),
    ];
    if let Some((option, _)) = given.into_iter().find(|(_, is_given)| *is_given) {
        return Err(refusal(option, "`--calibrate` keeps no results, and does not take it".to_owned(), None));
    }
    match &request.budget {
        None => Ok(RENDERS),
        Some(text) => budget_from_text(text)?.renders.ok_or_else(|| {
            let hint = "give renders, as in `--budget 1000`";
            refusal("--calibrate", format!("`{text}` is no number of renders"), Some(hint))
        }),
    }
}

/// What was found, in words and for programs.
fn told(protocol: &ProtocolEntry, method: &str, found: &Calibration) -> BenchAnswer {
    let mut json = serde_json::to_value(found).expect("a calibration is plain data");
    json["protocol"] = protocol.name.into();
    json["method"] = method.into();
    json["renders_per_sec"] = found.renders_per_sec().into();
    json["renders_per_wall_sec"] = found.renders_per_wall_sec().into();
    let mut markdown = String::new();
    let _ = writeln!(
        markdown,
        "{}: {:.0} renders/s on two idle cores (by CPU time; {:.0} as they came in here just now)",
        protocol.name,
        found.renders_per_sec(),
        found.renders_per_wall_sec(),
    );
    let _ = writeln!(
        markdown,
        "targets: {}; {} renders of `{}` on each: {:.1} CPU s of two threads that render and score, {:.1} CPU s of the method",
        found.targets,
        found.renders / found.targets as u64,
        method,
        found.worker_cpu_secs,
        found.method_cpu_secs,
    );
    BenchAnswer { markdown, json, sitting: None }
}
