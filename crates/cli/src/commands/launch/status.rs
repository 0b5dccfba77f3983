//! `tonewright launch status`: how a launch fares.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::launch::{Look, TaskState, TrialCounts, look};

use crate::voice::{self, Failure, clock};

/// Tell how a launch fares: its tasks, and how far the data set or the study is
///
/// It leaves with 1 when a task has failed or is gone without being done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The launch's folder [default: the latest in launches/]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Looks, and says what is seen.
pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let look = look(args.folder.as_deref())?;
    if args.json {
        voice::out_json(&look)?;
    } else {
        look.tasks.remarks.iter().for_each(|words| voice::tell_remark(words));
        let mut out = voice::out();
        lines(&look).iter().try_for_each(|line| writeln!(out, "{line}"))?;
        out.flush()?;
    }
    let is_lost = |state: &TaskState| matches!(state, TaskState::Failed(_) | TaskState::Gone);
    let is_bad = look.tasks.count(is_lost) > 0 || is_lost(&look.tasks.join);
    Ok(if is_bad { ExitCode::from(voice::CRITERION_MISSED) } else { ExitCode::SUCCESS })
}

fn lines(look: &Look) -> Vec<String> {
    let cancelled = if look.is_cancelled { ", cancelled" } else { "" };
    let mut lines = vec![format!("{} ({}{cancelled})", look.folder.display(), look.launcher)];
    let counted = [
        ("done", look.tasks.count(|state| *state == TaskState::Done)),
        ("running", look.tasks.count(|state| *state == TaskState::Running)),
        ("waiting", look.tasks.count(|state| matches!(state, TaskState::Waiting(_)))),
        ("failed", look.tasks.count(|state| matches!(state, TaskState::Failed(_)))),
        ("gone", look.tasks.count(|state| *state == TaskState::Gone)),
    ];
    let counts = counted.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(word, count)| format!("{count} {word}")).collect();
    lines.push(format!("tasks: {} of {}", counts.join(", "), look.tasks.tasks.len()));
    lines.extend(why(&look.tasks.tasks));
    lines.push(format!("join: {}", told(&look.tasks.join)));
    lines.extend(look.dataset.as_ref().map(|place| of_data_set(look, &place.display().to_string())));
    lines.extend(look.study.as_ref().map(|place| of_study(look, &place.display().to_string())));
    lines
}

/// How far a data set is.
fn of_data_set(look: &Look, place: &str) -> String {
    let Some(standing) = &look.standing else { return format!("{place}: not to be seen from here") };
    let rate = look.items_per_sec.map_or_else(String::new, |rate| format!(", {rate:.1} items/s"));
    let left = look.left_secs.filter(|secs| *secs > 0.0);
    let left = left.map_or_else(String::new, |secs| format!(", {} left", clock(secs)));
    format!(
        "{place}: {} of {} items in {} of {} shards{rate}{left}{}",
        standing.items_done,
        standing.items,
        standing.shards_done,
        standing.shards,
        if standing.is_whole { "; whole" } else { "" }
    )
}

/// How far a study is.
fn of_study(look: &Look, place: &str) -> String {
    let Some(trials) = &look.trials else { return format!("{place}: not to be seen from here") };
    let TrialCounts { complete, pruned, failed, running } = trials;
    format!("{place}: {complete} trials ended, {pruned} were ended early, {failed} failed, {running} run")
}

/// Why tasks wait or failed, each reason once with the tasks that it holds.
fn why(tasks: &[TaskState]) -> Vec<String> {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, state) in tasks.iter().enumerate() {
        if !matches!(state, TaskState::Done | TaskState::Running) {
            by_reason.entry(told(state)).or_default().push(number.to_string());
        }
    }
    by_reason.into_iter().map(|(reason, tasks)| format!("  {reason}: {}", tasks.join(" "))).collect()
}

fn told(state: &TaskState) -> String {
    match state {
        TaskState::Waiting(why) if why.is_empty() => "waiting".to_owned(),
        TaskState::Waiting(why) => format!("waiting ({why})"),
        TaskState::Running => "running".to_owned(),
        TaskState::Done => "done".to_owned(),
        TaskState::Failed(why) => format!("failed ({why})"),
        TaskState::Gone => "gone without being done".to_owned(),
    }
}
