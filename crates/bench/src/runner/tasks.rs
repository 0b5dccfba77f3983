//! From a target to the task that a method is given: the synth, its prior, and the training voices in the order of
//! their likeness.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_matching::{RetrieveIndex, Task};
use tonewright_synth::{Preset, RenderSetup, Synth};

use super::versions::fnv1a;
use super::{BenchError, Examinee};
use crate::protocol::{Setting, Target};

/// How many voices a bank hands to a method, those that sound nearest first.
const NEAREST_OF_BANK: usize = 2_000;

/// Makes tasks.
pub(super) struct Tasks {
    pub(super) synth: Arc<dyn Synth>,
    bank: Vec<Preset>,
    /// The index of the bank at the last target's note, with its name.
    index: Option<(String, RetrieveIndex)>,
}

impl Tasks {
    /// Reads the training voices where one of the examinees is given them.
    pub(super) fn new(
        synth: &Arc<dyn Synth>,
        setting: &Setting,
        examinees: &[Examinee],
    ) -> Result<Self, BenchError> {
        let bank = if examinees.iter().any(|examinee| examinee.with_bank) {
            read_bank(synth.as_ref(), &setting.data.join("dx7/voices-train.syx"))?
        } else {
            Vec::new()
        };
        Ok(Self { synth: Arc::clone(synth), bank, index: None })
    }

    /// The training voices by their values (FNV-1a, 64 bits); none where they were not read.
    pub(super) fn bank_fingerprint(&self) -> Option<String> {
        let values = self.bank.iter().flat_map(|preset| &preset.values);
        let hash = fnv1a(values.flat_map(|value| value.get().to_bits().to_le_bytes()));
        (!self.bank.is_empty()).then(|| format!("{hash:016x}"))
    }

    /// One examinee's task; `None` where `stop` became true before it was ready.
    pub(super) fn task(
        &mut self,
        target: &Target,
        examinee: &Examinee,
        seed: u64,
        stop: &AtomicBool,
    ) -> Result<Option<Task>, BenchError> {
        let setup = setup(target);
        let bank = if examinee.with_bank { self.nearest(target, setup, stop)? } else { Some(Vec::new()) };
        let Some(bank) = bank else { return Ok(None) };
        let mut task = Task {
            synth: Arc::clone(&self.synth),
            prior: Arc::from(self.synth.prior()),
            target: Arc::clone(&target.audio),
            gesture: target.gesture,
            setup,
            bank: Arc::new(bank),
            surrogate: None,
            locks: Vec::new(),
            seed,
        };
        task.surrogate = examinee.surrogate(&task)?;
        Ok(Some(task))
    }

    /// The voices of the bank that sound nearest to the target, nearest first. Making this order is not counted
    /// against the budget: an index is built once and kept.
    fn nearest(
        &mut self,
        target: &Target,
        setup: RenderSetup,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Preset>>, BenchError> {
        let name = RetrieveIndex::name(&self.synth, target.gesture, setup);
        if self.index.as_ref().is_none_or(|(known, _)| *known != name) {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let mut index = RetrieveIndex::new(&self.synth, target.gesture, setup);
            let whole = index.hear(&self.synth, &self.bank, threads, stop, |_| {})?;
            self.index = whole.then_some((name, index));
        }
        let Some((_, index)) = &self.index else { return Ok(None) };
        let order = index.nearest(&self.bank, &target.audio, NEAREST_OF_BANK);
        Ok(Some(order.into_iter().map(|near| self.bank[near.at].clone()).collect()))
    }
}

/// Candidates are as long as the target, at its rate.
pub(super) fn setup(target: &Target) -> RenderSetup {
    RenderSetup { rate_hz: target.audio.rate_hz(), len_samples: target.audio.len_samples() }
}

/// Every preset of a bank file.
pub(crate) fn read_bank(synth: &dyn Synth, path: &Path) -> Result<Vec<Preset>, BenchError> {
    let bytes = std::fs::read(path).map_err(|error| BenchError::Missing {
        what: path.display().to_string(),
        how: format!("{error}; name the folder of data in TONEWRIGHT_DATA"),
    })?;
    Ok(synth.own_format().read(&bytes)?.presets)
}
