//! One finished item of an exam, and the file that collects them: a line of JSON each, written as soon as it is
//! known, so that a run that was stopped goes on where it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{BenchError, ExamBudget};

/// What names an item: nothing of these may differ for a result to be used again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemKey {
    /// Which protocol.
    pub protocol: String,
    /// Which target.
    pub target: String,
    /// Which method, `+bank` included.
    pub method: String,
    /// Which seed.
    pub seed: u64,
    /// Which budget: `20s`, `5000`, `20s at 600 renders/s`.
    pub budget: String,
}

/// One target matched by one method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    pub key: ItemKey,
    /// The budget in numbers.
    #[serde(default)]
    pub budget: ExamBudget,
    /// Version of the objective (0 in results from before it had one).
    #[serde(default)]
    pub objective_version: u32,
    /// Fingerprint of the prior that presets were drawn from.
    #[serde(default)]
    pub prior: String,
    /// Version of the method.
    #[serde(default)]
    pub method_version: u32,
    /// The target in a few numbers: length, gesture, level.
    #[serde(default)]
    pub target_print: String,
    /// Fingerprint of the training voices, where the method was given them.
    #[serde(default)]
    pub bank: Option<String>,
    /// Fingerprint of the proxy that guessed, where the method was given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Version of the synth's sound.
    pub sound_version: u32,
    /// Who rendered what is judged: `dexed` or `native`.
    pub judge: String,
    /// The objective's value that the search reached, on the native engine.
    pub score: Option<f64>,
    /// Every measure between target and the judge's render of the exported preset.
    pub measures: BTreeMap<String, f64>,
    /// Mean distance on the knob to the preset that made the target, where one did.
    pub parameter_error: Option<f64>,
    /// Candidates rendered within the budget.
    pub renders: u64,
    /// Renders that failed.
    pub failed: u64,
    /// Seconds of the search until then.
    pub secs: f64,
    /// What ended it.
    pub stopped_by: String,
    /// Knob values of the answer.
    pub preset: Vec<f32>,
}

/// A results file.
pub(super) struct Results {
    path: PathBuf,
    pub(super) records: Vec<Record>,
    done: BTreeSet<ItemKey>,
}

impl Results {
    /// Opens `folder/results.jsonl`, reading what is there. A last line that was cut short is dropped.
    pub(super) fn open(folder: &Path) -> Result<Self, BenchError> {
        let path = folder.join("results.jsonl");
        let io = |source| BenchError::Io { path: path.clone(), source };
        std::fs::create_dir_all(folder).map_err(io)?;
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(io(error)),
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        if whole.len() < text.len() {
            std::fs::write(&path, whole).map_err(io)?;
        }
        let parse = |(i, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|source| BenchError::Record {
                path: path.clone(),
                line: i + 1,
                source,
            })
        };
        let records: Vec<Record> = whole.lines().enumerate().map(parse).collect::<Result<_, _>>()?;
        let done = records.iter().map(|r| r.key.clone()).collect();
        Ok(Self { path, records, done })
    }

    /// Whether what is there was heard by the same judge, at the same version of the synth's sound.
    pub(super) fn same_ear(&self, judge: &str, sound_version: u32) -> Result<(), BenchError> {
        let other = self.records.iter().find(|r| r.judge != judge || r.sound_version != sound_version);
        let ear = |judge: &str, version: u32| format!("{judge}, sound version {version}");
        other.map_or(Ok(()), |record| {
            Err(BenchError::OtherEar {
                path: self.path.clone(),
                theirs: ear(&record.judge, record.sound_version),
                ours: ear(judge, sound_version),
            })
        })
    }

    /// Leaves out, here and not in the file, each result that `stale` has a reason against, and what is there twice.
    /// Returns the reasons and how many results each left out.
    pub(super) fn set_aside(&mut self, stale: impl Fn(&Record) -> Option<String>) -> BTreeMap<String, usize> {
        let (mut reasons, mut done) = (BTreeMap::new(), BTreeSet::new());
        self.records.retain(|record| match stale(record) {
            None => done.insert(record.key.clone()),
            Some(reason) => {
                *reasons.entry(reason).or_insert(0) += 1;
                false
            }
        });
        self.done = done;
        reasons
    }

    /// Whether that item is done.
    pub(super) fn has(&self, key: &ItemKey) -> bool {
        self.done.contains(key)
    }

    /// Adds an item to the file, then to memory.
    pub(super) fn add(&mut self, record: Record) -> Result<(), BenchError> {
        let io = |source| BenchError::Io { path: self.path.clone(), source };
        let mut line = serde_json::to_string(&record).map_err(|source| BenchError::Record {
            path: self.path.clone(),
            line: self.records.len() + 1,
            source,
        })?;
        line.push('\n');
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(io)?;
        file.write_all(line.as_bytes()).map_err(io)?;
        self.done.insert(record.key.clone());
        self.records.push(record);
        Ok(())
    }
}
