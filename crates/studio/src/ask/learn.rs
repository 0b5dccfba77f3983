//! *What is this synth?* It is listened to, knob by knob, and what was heard is written as a definition to edit.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

pub use tonewright_host::definition::Totals;
use tonewright_host::definition::View;
use tonewright_host::learn::{Lesson, lay, write};
use tonewright_host::probe::{Findings, ProbeError, ProbeProgress, ProbeSettings, probe};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth};

use crate::catalog::{self, Ground};
use crate::config::threads_or_all;
use crate::error::{Cause, StudioError};
use crate::events::{Event, Listener};

/// What to learn.
#[derive(Clone, Debug)]
pub struct LearnRequest {
    /// Synth by name: what `--synth` takes, but no definition.
    pub synth: String,
    /// What the presets are drawn from around which its knobs are moved.
    pub seed: u64,
    /// How many such presets, one at least.
    pub contexts: usize,
    /// Most renders, where they are limited.
    pub renders_most: Option<usize>,
    /// Sentences for the definition's notes.
    pub notes: Vec<String>,
    /// A file for the definition, which must not be there yet.
    pub out: Option<PathBuf>,
}

/// What was learned.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The definition, the text of a TOML file.
    pub text: String,
    /// What its table comes to.
    pub totals: Totals,
    /// Parameters that claim to take any value and were heard to take few.
    pub heard_few: usize,
    /// Presets around which its knobs were moved.
    pub contexts: usize,
    /// Renders that it took.
    pub renders: usize,
    /// Seconds that it took.
    pub secs: f64,
}

/// Listens to a synth and writes its definition. Once `stop` is true it ends, and nothing is written.
///
/// # Errors
/// When there is no such synth, it can't be played, nothing of it is heard, or the file can't be written.
pub fn learn(
    request: &LearnRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Learned, StudioError> {
    if let Some(path) = request.out.as_ref().filter(|path| path.exists()) {
        return Err(StudioError::Exists { path: path.clone() });
    }
    if let Some(words) = catalog::acquaint(&request.synth)? {
        listener.hear(&Event::Remark(words));
    }
    let start = Instant::now();
    let ground = catalog::ground(&request.synth)?;
    let findings = listen(request, &ground, stop, listener)?;
    if findings.is_cut_short {
        let words = "there were too few renders to listen to everything: what is missing is written as the synth tells it";
        listener.hear(&Event::Remark(words.to_owned()));
    }
    let text = write(ground.synth.spec(), &findings, &lesson(request, &ground, &findings));
    let text = text.map_err(|error| cannot_learn(&request.synth, error, None))?;
    let view = lay(&text, Arc::clone(&ground.synth));
    let view = view.map_err(|error| cannot_learn(&request.synth, error, None))?;
    if findings.noise_db.is_none() && !starts_the_same(&view, ground.synth.as_ref())? {
        let words = "the definition starts with another sound than the synth: look at its defaults";
        listener.hear(&Event::Remark(words.to_owned()));
    }
    if let Some(path) = &request.out {
        let fault = |source| StudioError::Io { doing: "write the definition", path: path.clone(), source };
        crate::runs::write_whole(path, text.as_bytes()).map_err(fault)?;
    }
    let few = |found: &&tonewright_host::probe::ParamFindings| {
        matches!(found.ways, tonewright_host::probe::Ways::Few(_))
    };
    Ok(Learned {
        totals: view.definition().totals(),
        heard_few: findings.params.iter().filter(few).count(),
        contexts: findings.contexts,
        renders: findings.renders,
        secs: start.elapsed().as_secs_f64(),
        text,
    })
}

fn listen(
    request: &LearnRequest,
    ground: &Ground,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Findings, StudioError> {
    let settings = ProbeSettings {
        seed: request.seed,
        contexts: request.contexts,
        renders_most: request.renders_most,
        threads: threads_or_all(0),
    };
    let mut told = |progress: ProbeProgress| {
        let what = format!("{} ({} renders)", progress.doing, progress.renders);
        listener.hear(&Event::Step { what, done: progress.done, total: progress.total, left_secs: None });
    };
    probe(ground.synth.as_ref(), settings, stop, &mut told).map_err(|error| match error {
        ProbeError::Stopped => StudioError::Stopped { doing: "listening" },
        ProbeError::Budget { needed, .. } => {
            let hint =
                format!("give at least `--renders {needed}`, better twenty for each parameter and context");
            cannot_learn(&request.synth, error, Some(hint))
        }
        error => cannot_learn(&request.synth, error, None),
    })
}

fn cannot_learn(synth: &str, source: impl Into<Cause>, hint: Option<String>) -> StudioError {
    StudioError::Learn { synth: synth.to_owned(), source: source.into(), hint }
}

fn lesson(request: &LearnRequest, ground: &Ground, findings: &Findings) -> Lesson {
    Lesson {
        source: format!(
            "the synth itself, heard by `tonewright synths learn` (seed {}, {} contexts, {} renders)",
            request.seed, findings.contexts, findings.renders
        ),
        notes: request.notes.clone(),
        underneath: ground.underneath.clone(),
        quirk: ground.quirk,
        base: ground.base.clone(),
    }
}

/// Whether the definition's initial preset sounds as the synth's own.
fn starts_the_same(view: &View, under: &dyn Synth) -> Result<bool, StudioError> {
    let play = |synth: &dyn Synth| {
        let preset = Preset::init(synth.spec());
        let job = Job { preset: &preset, gesture: Gesture::default() };
        synth.open(RenderSetup::of_secs(44_100, 1.0)).and_then(|mut renderer| renderer.render(&job))
    };
    Ok(play(view)? == play(under)?)
}
