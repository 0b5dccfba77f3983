//! *How good is it?* The protocols of `bench`, asked by name: each answers with the table that the docs publish.

mod calibration;
mod course;
mod exam;
mod knobs;
mod measures;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use tonewright_bench::protocol::{self as exams, IN_DOMAIN, REAL_NOTES};

use crate::error::{Cause, StudioError};
use crate::events::Listener;
use crate::suggest::nearest;

/// What a protocol is given; each takes only some of it.
#[derive(Clone, Debug, Default)]
pub struct BenchRequest {
    /// The folder of data that the protocol needs; its own default where absent.
    pub data: Option<PathBuf>,
    /// Measures, features or methods to examine, by name; none means all.
    pub only: Vec<String>,
    /// Methods to examine, by name, `+bank` behind a name hands it real presets.
    pub methods: Vec<String>,
    /// The synth to program.
    pub synth: Option<String>,
    /// The proxy that methods ask which think before they render: a checkpoint, or the folder of a run.
    pub proxy: Option<PathBuf>,
    /// What each method may spend on each target, as `match` takes it, but several with commas between; one of both
    /// kinds is `2m+5000`.
    pub budget: Option<String>,
    /// Spend the budget's seconds as so many renders each.
    pub renders_per_sec: Option<f64>,
    /// Only measure how many renders a second this machine makes.
    pub calibrate: bool,
    /// How many targets, at most; of each knob how many presets.
    pub targets: Option<usize>,
    /// The seeds; every target is matched once with each.
    pub seeds: Vec<u64>,
    /// Which part of the targets, and of how many: `2/4`.
    pub shard: Option<String>,
    /// Where results are kept and gone on with.
    pub out: Option<PathBuf>,
}

impl BenchRequest {
    /// The options that were given, as users type them.
    fn given(&self) -> impl Iterator<Item = &'static str> {
        let options = [
            ("--data", self.data.is_some()),
            ("--only", !self.only.is_empty()),
            ("--methods", !self.methods.is_empty()),
            ("--synth", self.synth.is_some()),
            ("--proxy", self.proxy.is_some()),
            ("--budget", self.budget.is_some()),
            ("--renders-per-sec", self.renders_per_sec.is_some()),
            ("--calibrate", self.calibrate),
            ("--targets", self.targets.is_some()),
            ("--seeds", !self.seeds.is_empty()),
            ("--shard", self.shard.is_some()),
            ("--out", self.out.is_some()),
        ];
        options.into_iter().filter(|(_, is_given)| *is_given).map(|(option, _)| option)
    }
}

/// What a protocol found.
#[derive(Clone, Debug)]
pub struct BenchAnswer {
    /// A Markdown table, as the docs hold it.
    pub markdown: String,
    /// The same and more, for programs.
    pub json: serde_json::Value,
    /// What an exam of methods left on disk.
    pub sitting: Option<Sitting>,
}

/// An exam of methods, which may have been stopped before its end.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// The results and the summaries.
    pub files: Vec<PathBuf>,
    /// Items done, in this run and before.
    pub done: usize,
    /// Items that were asked for: targets × methods × seeds × budgets.
    pub items: usize,
}

/// A protocol: how it is called and run.
pub struct ProtocolEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// The options it takes, as users type them.
    pub takes: &'static [&'static str],
    /// Runs it, until it is done or the flag becomes true.
    run: fn(&BenchRequest, &AtomicBool, &mut dyn Listener) -> Result<BenchAnswer, StudioError>,
}

impl ProtocolEntry {
    /// Whether it keeps what is finished when it is stopped.
    pub fn can_go_on(&self) -> bool {
        self.takes.contains(&"--out")
    }
}

/// What a table of measures takes.
const OF_MEASURES: &[&str] = &["--data", "--only"];
/// What the table of whatever follows knobs takes.
const OF_KNOBS: &[&str] = &["--only", "--targets"];
/// What an exam of methods takes.
const OF_METHODS: &[&str] = &[
    "--data",
    "--only",
    "--methods",
    "--synth",
    "--proxy",
    "--budget",
    "--renders-per-sec",
    "--calibrate",
    "--targets",
    "--seeds",
    "--shard",
    "--out",
];

/// All protocols that can be asked, in the order of the docs.
pub const PROTOCOLS: &[ProtocolEntry] = &[
    ProtocolEntry {
        name: "listeners",
        summary: "Measures against human ratings of how different sounds are",
        takes: OF_MEASURES,
        run: |request, _, _| measures::listeners(request),
    },
    ProtocolEntry {
        name: "neighbours",
        summary: "Whether measures rank a preset's near neighbours before its far ones",
        takes: OF_MEASURES,
        run: |request, _, _| measures::neighbours(request),
    },
    ProtocolEntry {
        name: "knobs",
        summary: "Which measures, features and audio models follow a knob that is turned",
        takes: OF_KNOBS,
        run: knobs::knobs,
    },
    ProtocolEntry {
        name: IN_DOMAIN.name,
        summary: IN_DOMAIN.summary,
        takes: OF_METHODS,
        run: |request, stop, listener| of_methods(&IN_DOMAIN, request, stop, listener),
    },
    ProtocolEntry {
        name: REAL_NOTES.name,
        summary: REAL_NOTES.summary,
        takes: OF_METHODS,
        run: |request, stop, listener| of_methods(&REAL_NOTES, request, stop, listener),
    },
];

/// An exam of methods, or the measurement before it.
fn of_methods(
    protocol: &exams::ProtocolEntry,
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let question = if request.calibrate { calibration::calibrate } else { exam::exam };
    question(protocol, request, stop, listener)
}

/// Runs a protocol; when `stop` becomes true an exam of methods ends after what it has, and can be gone on with.
///
/// # Errors
/// When there is none of that name, it does not take an option, its data is missing or it fails.
pub fn bench(
    protocol: &str,
    request: &BenchRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<BenchAnswer, StudioError> {
    let entry = PROTOCOLS.iter().find(|entry| entry.name == protocol).ok_or_else(|| {
        let known: Vec<&str> = PROTOCOLS.iter().map(|entry| entry.name).collect();
        StudioError::UnknownName {
            what: "protocol",
            name: protocol.to_owned(),
            near: nearest(protocol, known.iter().copied()).map(str::to_owned),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        }
    })?;
    if let Some(option) = request.given().find(|option| !entry.takes.contains(option)) {
        let takes: Vec<String> = entry.takes.iter().map(|option| format!("`{option}`")).collect();
        return Err(StudioError::Setting {
            key: option.to_owned(),
            reason: format!("the protocol `{protocol}` does not take it"),
            hint: Some(format!("`{protocol}` takes {}", takes.join(", "))),
        });
    }
    (entry.run)(request, stop, listener)
}

fn fault(protocol: &str, source: Cause) -> StudioError {
    StudioError::Bench { protocol: protocol.to_owned(), source }
}

/// Where data lies that is not part of the repository: `$TONEWRIGHT_DATA`, or `../shared/data` beside the checkout.
fn data_dir(request: &BenchRequest) -> PathBuf {
    let from_env = || std::env::var_os("TONEWRIGHT_DATA").map(PathBuf::from);
    request.data.clone().or_else(from_env).unwrap_or_else(|| PathBuf::from("../shared/data"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_exam_of_the_house_can_be_asked() {
        let mut names: Vec<&str> = PROTOCOLS.iter().map(|entry| entry.name).collect();
        assert!(tonewright_bench::protocol::PROTOCOLS.iter().all(|entry| names.contains(&entry.name)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PROTOCOLS.len());
    }

    #[test]
    fn an_option_that_a_protocol_does_not_take_is_refused_before_anything_is_read() {
        let request = BenchRequest { budget: Some("5000".into()), ..BenchRequest::default() };
        let error = bench("listeners", &request, &AtomicBool::new(false), &mut |_: &_| {}).unwrap_err();
        assert!(error.to_string().contains("`--budget`"), "{error}");
        assert_eq!(error.hints(), ["`listeners` takes `--data`, `--only`"]);
    }
}
