//! *Which preset makes this sound?* One sound's walk from a file to a run folder.
//!
//! [`Matching::open`] turns a config into things once (synth, method, banks, locks); [`Matching::run`] walks one target:
//! read → prepare → gesture and level → folder → bank order → search → measure → write → verify.

mod bank;
mod export;
mod failures;
mod search;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_bench::report::{MatchReport, ParamValue, param_values};
use tonewright_matching::{Budget, MethodEntry, Outcome, Task};
use tonewright_synth::{Preset, Prior, RenderSetup, Synth, in_one_line};

use crate::catalog;
use crate::config::{Lock, MatchConfig, budget_from_text, locks_from_text, threads_or_all};
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::{Place, RunFolder, Status, config_hash, folder_name};

use super::guesser::{Guesser, guesser, shipped};
use super::presets::{in_short, read_presets};
use super::target::{Target, gesture, level};

/// A config turned into things, ready for any number of targets.
pub struct Matching {
    config: MatchConfig,
    synth: Arc<dyn Synth>,
    prior: Arc<dyn Prior>,
    method: &'static MethodEntry,
    budget: Budget,
    bank: Arc<Vec<Preset>>,
    guesser: Option<Guesser>,
    locks: Vec<Lock>,
    /// What was mended in the banks, one sentence each.
    warnings: Vec<String>,
}

/// A finished match.
#[derive(Clone, Debug)]
pub struct Matched {
    /// Everything about it, as in `result.json`.
    pub report: MatchReport,
    /// Its run folder.
    pub folder: PathBuf,
}

/// What is known of a target before the search: all that the folder's `run.toml` and the report need.
struct Prepared {
    target: Target,
    task: Task,
    gain_db: f64,
    remarks: Vec<String>,
}

impl Matching {
    /// Looks up the names of the config, reads its presets and checks its locks.
    ///
    /// # Errors
    /// When a name is unknown, a bank can't be read or a lock makes no sense.
    pub fn open(config: MatchConfig) -> Result<Self, StudioError> {
        let mut warnings: Vec<String> = catalog::acquaint(&config.synth)?.into_iter().collect();
        let synth = catalog::synth(&config.synth)?;
        let mut bank = Vec::new();
        for path in &config.banks {
            let read = read_presets(Path::new(path), synth.as_ref())?;
            bank.extend(read.presets);
            warnings.extend(in_short(read.warnings, Path::new(path)));
        }
        let mut base = Preset::init(synth.spec());
        if !config.start.is_empty() {
            base = start_preset(&config, synth.as_ref())?;
            bank.insert(0, base.clone());
        }
        let method = catalog::method(&config.method)?;
        let proxy = proxy_place(method, &config, &synth.spec().id)?;
        let locks = locks_from_text(&config.locks, synth.spec(), &base)?;
        Ok(Self {
            budget: budget_from_text(&config.budget)?,
            method,
            prior: Arc::from(synth.prior()),
            bank: Arc::new(bank),
            guesser: guesser(proxy.as_deref(), synth.as_ref())?,
            synth,
            locks,
            warnings,
            config,
        })
    }

    /// The config, complete.
    pub fn config(&self) -> &MatchConfig {
        &self.config
    }

    /// The synth to program.
    pub fn synth(&self) -> &dyn Synth {
        self.synth.as_ref()
    }

    /// The parameters that will not move.
    pub fn locks(&self) -> &[Lock] {
        &self.locks
    }

    /// What was mended in the banks, one sentence each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// How many presets the banks hold.
    pub fn bank_len(&self) -> usize {
        self.bank.len()
    }

    /// How many threads render.
    pub fn threads(&self) -> usize {
        threads_or_all(self.config.threads)
    }

    /// What would be matched and how, in words and without doing it.
    ///
    /// # Errors
    /// When the target can't be read.
    pub fn plan(&self, path: &Path, listener: &mut dyn Listener) -> Result<String, StudioError> {
        let prepared = self.prepare(path, listener)?;
        Ok(self.run_toml(&prepared))
    }

    /// Matches one target; when `stop` becomes true the best so far is written.
    ///
    /// # Errors
    /// When the target can't be read, nothing can be rendered or the result can't be written. A run folder that exists by
    /// then says so in its `status.json`.
    pub fn run(
        &self,
        path: &Path,
        place: &Place,
        command: Option<String>,
        stop: &AtomicBool,
        listener: &mut dyn Listener,
    ) -> Result<Matched, StudioError> {
        let prepared = self.prepare(path, listener)?;
        let started = jiff::Timestamp::now();
        let hash = config_hash(&self.config, &prepared.target.blake3);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = folder_name(started, &self.config, &hash, &stem);
        let mut folder =
            RunFolder::create(place, &name, &self.run_toml(&prepared), Status::running(started))?;
        listener.hear(&Event::Folder(folder.path().to_owned()));
        match self.fill(&mut folder, prepared, command, stop, listener) {
            Ok(report) => {
                folder.end(None)?;
                Ok(Matched { report, folder: folder.path().to_owned() })
            }
            Err(error) => {
                // The run's own failure is the one to tell, even when its status can't be written any more.
                let _ = folder.end(Some(in_one_line(&error)));
                Err(error)
            }
        }
    }

    fn prepare(&self, path: &Path, listener: &mut dyn Listener) -> Result<Prepared, StudioError> {
        let target = Target::read(path, &self.config.sound)?;
        let setup = RenderSetup { rate_hz: target.audio.rate_hz(), len_samples: target.audio.len_samples() };
        let played = gesture::played(&self.config.gesture, &target.analysis, target.audio.duration_secs());
        let with = (&*self.synth, &*self.prior);
        let levelled =
            level::levelled(target.audio.clone(), self.config.sound.level, with, played.gesture, setup)?;
        let mut remarks = target.remarks.clone();
        remarks.extend(played.remarks);
        remarks.extend(levelled.remark);
        let plays = gesture::words(&played.gesture, target.audio.duration_secs());
        listener.hear(&Event::Prepared { target: target.name.clone(), plays });
        remarks.iter().for_each(|remark| listener.hear(&Event::Remark(remark.clone())));
        let mut task = Task {
            synth: Arc::clone(&self.synth),
            prior: Arc::clone(&self.prior),
            target: Arc::new(levelled.audio),
            gesture: played.gesture,
            setup,
            bank: Arc::clone(&self.bank),
            surrogate: None,
            locks: self.locks.iter().map(|lock| (lock.param, lock.value)).collect(),
            seed: self.config.seed,
        };
        task.surrogate = self.guesser.as_ref().map(|guesser| guesser.of(&task)).transpose()?;
        Ok(Prepared { target, task, gain_db: levelled.gain_db, remarks })
    }

    /// Everything between the folder and the report.
    fn fill(
        &self,
        folder: &mut RunFolder,
        mut prepared: Prepared,
        command: Option<String>,
        stop: &AtomicBool,
        listener: &mut dyn Listener,
    ) -> Result<MatchReport, StudioError> {
        let Task { bank, synth, target, gesture, .. } = &prepared.task;
        prepared.task.bank = bank::in_order(bank, synth, target, *gesture, self.threads(), stop, listener)?;
        let outcome = self.search(folder, &prepared.task, stop, listener)?;
        folder.spent(outcome.renders, outcome.secs)?;
        listener.hear(&Event::Finishing);
        export::export(self, folder, &prepared, outcome, command, listener)
    }

    fn search(
        &self,
        folder: &RunFolder,
        task: &Task,
        stop: &AtomicBool,
        listener: &mut dyn Listener,
    ) -> Result<Outcome, StudioError> {
        let mut method = (self.method.build)(&self.config.method_config)?;
        let mut trace = folder.trace()?;
        let outcome = search::search(task, self.budget, &mut *method, stop, self.threads(), |point| {
            trace.note(point);
            listener.hear(&Event::Searching { point: *point, budget: self.budget });
        })?;
        if let Err(error) = trace.close() {
            listener.hear(&Event::Remark(format!("the course of the search could not be written: {error}")));
        }
        Ok(outcome)
    }

    /// A preset as reports hold it, with what is locked.
    fn values_of(&self, preset: &Preset) -> Vec<ParamValue> {
        let mut values = param_values(self.synth.as_ref(), preset);
        self.locks.iter().for_each(|lock| values[lock.param].is_held = true);
        values
    }

    /// The content of `run.toml`: the config as it is, and what became of `auto`.
    fn run_toml(&self, prepared: &Prepared) -> String {
        let mut table = toml::Table::try_from(&self.config).expect("a config is plain data");
        let gesture = prepared.task.gesture;
        let target = toml::Table::from_iter(
            [
                ("path", prepared.target.path.display().to_string().into()),
                ("blake3", prepared.target.blake3.clone().into()),
                ("note", i64::from(gesture.note).into()),
                ("gate-secs", gesture.gate_secs.into()),
                ("gain-db", prepared.gain_db.into()),
                ("len-samples", (prepared.task.setup.len_samples as i64).into()),
                ("synth-sound-version", i64::from(self.synth.spec().sound_version).into()),
            ]
            .map(|(key, value): (&str, toml::Value)| (key.to_owned(), value)),
        );
        table.insert("target".to_owned(), toml::Value::Table(target));
        let head = "# What was asked, complete: `tonewright match --config run.toml TARGET` asks it again.\n";
        format!("{head}{}", toml::to_string(&table).expect("a table is plain data"))
    }
}

/// The place of the proxy that the method asks: the one that is named, or the one that ships for the synth.
fn proxy_place(
    method: &MethodEntry,
    config: &MatchConfig,
    synth: &str,
) -> Result<Option<PathBuf>, StudioError> {
    match (method.asks_surrogate, config.proxy()) {
        (true, Some(named)) => Ok(Some(named.to_owned())),
        (true, None) => Ok(Some(PathBuf::from(shipped(synth, method.name)?))),
        (false, None) => Ok(None),
        (false, Some(_)) => Err(StudioError::Setting {
            key: "--proxy".to_owned(),
            reason: format!("is of no use: `{}` asks no proxy", method.name),
            hint: Some("`--method proxy` does".to_owned()),
        }),
    }
}

/// The preset that `start` names.
fn start_preset(config: &MatchConfig, synth: &dyn Synth) -> Result<Preset, StudioError> {
    let path = Path::new(&config.start);
    let presets = read_presets(path, synth)?.presets;
    let count = presets.len();
    presets.into_iter().nth(config.start_voice - 1).ok_or_else(|| StudioError::Setting {
        key: "start-voice".to_owned(),
        reason: format!(
            "`{}` holds {count} presets, but number {} is wanted",
            path.display(),
            config.start_voice
        ),
        hint: None,
    })
}
