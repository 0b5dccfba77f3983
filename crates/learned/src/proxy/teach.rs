//! Teaching: what a run is given, and what comes of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;

use super::config::ProxyConfig;
use super::course::Run;
use super::state::{Best, Proxy};
use super::validate::Validation;
use super::{Lessons, Pairs};
use crate::LearnError;

/// How far a run is.
#[derive(Clone, Debug, Default)]
pub struct Advance {
    /// Steps done, those of earlier runs included.
    pub step: u64,
    /// Steps in all.
    pub steps: u64,
    /// Steps that were done already when it began.
    pub earlier: u64,
    /// The loss of the last step.
    pub loss: f64,
    /// The last validation.
    pub validation: Option<Validation>,
    /// The best until now.
    pub best: Option<Best>,
    /// Seconds since it began.
    pub secs: f64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Taught {
    /// How far it came.
    pub advance: Advance,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// Whether it ended since nothing got better.
    pub exhausted: bool,
    /// The best checkpoint.
    pub best: Option<PathBuf>,
}

/// A proxy whose weights and units a run begins with, and where it lies.
pub struct Given {
    /// The place, for errors.
    pub place: PathBuf,
    /// The proxy, on the device that it is to learn on, with gradients ([`device::training`]).
    pub proxy: Proxy,
}

/// Teaches a proxy in a folder and on a device, from where an earlier run in the folder stopped; one that begins does so with what is given. `watch` is told how far it is; when `stop` becomes
/// true, a checkpoint is written and it returns.
///
/// # Errors
/// [`LearnError`]; the checkpoints that are there stay.
pub fn teach(
    (config, given): (&ProxyConfig, Option<Given>),
    (train, held_out): (&mut dyn Lessons, &Pairs),
    (folder, device): (&Path, &Device),
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Advance),
) -> Result<Taught, LearnError> {
    config.teach.check()?;
    train.subject().fits(held_out.subject(), held_out.folder())?;
    let source = train.source();
    let counts = [(Path::new(&source.name), source.pairs), (held_out.folder(), Some(held_out.len() as u64))];
    for (place, pairs) in counts {
        if pairs.is_some_and(|pairs| pairs < 2) {
            return Err(LearnError::unfit(place, "it has fewer than two presets with sounds"));
        }
    }
    std::fs::create_dir_all(folder).map_err(LearnError::io("made", folder))?;
    let device = device::training(device.clone());
    let mut run = Run::begin((config, given), train, folder, &device)?;
    let interrupted = run.work((train, held_out), stop, watch)?;
    let exhausted = run.exhausted();
    let best = run.card.best.first().map(|best| best_path(folder, best.step));
    Ok(Taught { advance: run.advance(), interrupted, exhausted, best })
}

pub(super) fn best_path(folder: &Path, step: u64) -> PathBuf {
    folder.join(format!("best-{step:08}.safetensors"))
}
