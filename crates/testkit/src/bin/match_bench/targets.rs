//! Targets: presets of a file as the synth itself plays them, or sound files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_matching::Task;
use tonewright_synth::prior::{AroundDefault, Uniform};
use tonewright_synth::{Gesture, Job, Preset, Prior, RenderSetup, Synth};

use crate::Error;

/// A named task.
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) task: Task,
}

/// All targets that the options ask for.
pub(crate) fn load(synth: &Arc<dyn Synth>, options: &BTreeMap<String, String>) -> Result<Vec<Target>, Error> {
    let count = options["targets"].parse()?;
    let setup = RenderSetup::of_secs(options["rate"].parse()?, options["length"].parse()?);
    let gesture =
        Gesture { note: options["note"].parse()?, gate_secs: options["gate"].parse()?, ..Gesture::default() };
    let prior: Arc<dyn Prior> = match options["prior"].as_str() {
        "uniform" => Arc::new(Uniform::new(synth.spec())),
        "around-default" => Arc::new(AroundDefault::new(synth.spec())),
        _ => Arc::from(synth.prior()),
    };
    let bank =
        if options["bank"].is_empty() { Vec::new() } else { presets(synth.as_ref(), &options["bank"])? };
    let bank = Arc::new(bank);
    let task = |target: Audio, gesture: Gesture| Task {
        synth: Arc::clone(synth),
        prior: Arc::clone(&prior),
        target: Arc::new(target),
        gesture,
        setup,
        bank: Arc::clone(&bank),
        surrogate: None,
        locks: Vec::new(),
        seed: 0,
    };
    if !options["sounds"].is_empty() {
        return sounds(&options["sounds"], count, setup, gesture)?
            .into_iter()
            .map(|(name, sound, gesture)| Ok(Target { name, task: task(sound, gesture) }))
            .collect();
    }
    let mut renderer = synth.open(setup)?;
    let audible = presets(synth.as_ref(), &options["voices"])?.into_iter().filter_map(|preset| {
        let sound = renderer.render(&Job { preset: &preset, gesture }).ok()?;
        (sound.rms() > 1e-3).then_some((preset.name, sound))
    });
    let audible: Vec<_> = audible.collect();
    Ok(spread(audible, count).map(|(name, sound)| Target { name, task: task(sound, gesture) }).collect())
}

fn data_path(name: &str) -> PathBuf {
    if Path::new(name).exists() {
        return name.into();
    }
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.into(), PathBuf::from).join(name)
}

fn presets(synth: &dyn Synth, name: &str) -> Result<Vec<Preset>, Error> {
    let path = data_path(name);
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(synth.own_format().read(&bytes)?.presets)
}

/// `count` items at equal distances.
fn spread<T>(all: Vec<T>, count: usize) -> impl Iterator<Item = T> {
    let len = all.len();
    let chosen: std::collections::BTreeSet<usize> = (0..count).map(|i| i * len / count.max(1)).collect();
    all.into_iter().enumerate().filter(move |(at, _)| chosen.contains(at)).map(|(_, item)| item)
}

/// Sound files with the note they play (middle C where they have no pitch).
fn sounds(
    folder: &str,
    count: usize,
    setup: RenderSetup,
    gesture: Gesture,
) -> Result<Vec<(String, Audio, Gesture)>, Error> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data_path(folder))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| {
        path.extension().is_some_and(|e| ["wav", "aiff", "aif", "flac"].iter().any(|x| e == *x))
    });
    files.sort();
    spread(files, count)
        .map(|path| {
            let sound =
                tonewright_audio::resample::resample(&tonewright_audio::read::read(&path)?, setup.rate_hz)?;
            let mut samples = sound.to_mono().into_owned();
            let onset = samples.iter().position(|s| s.abs() > 0.01 * sound.peak()).unwrap_or(0);
            samples.drain(..onset);
            let note =
                tonewright_audio::pitch::note(&samples, setup.rate_hz).map_or(gesture.note, |p| p.note);
            let gate_secs = (samples.len() as f64 / f64::from(setup.rate_hz)).min(gesture.gate_secs);
            samples.resize(setup.len_samples, 0.0);
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, Audio::mono(samples, setup.rate_hz), Gesture { note, gate_secs, ..gesture }))
        })
        .collect()
}
