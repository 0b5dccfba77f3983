//! *What is installed and works?* Each check does the thing itself, small: it renders, scores, writes.

#[cfg(feature = "learned")]
mod devices;
mod synth;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Serialize;
use tonewright_host::{ADAPTERS, Adapter};
use tonewright_measure::Objective;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, SynthEntry, seed};

use crate::cache::cache_dir;
use crate::runs::Environment;

pub use synth::doctor_of;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// It works.
    Works,
    /// It is not there, and nothing needs it.
    Absent,
    /// It works, but not as it should.
    Poor,
    /// It does not work.
    Broken,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at.
    pub what: String,
    /// How it went.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Check {
    fn new(what: impl Into<String>, health: Health, found: impl Into<String>) -> Self {
        Self { what: what.into(), health, found: found.into(), hint: None }
    }

    fn hinted(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

/// Looks at everything that a match needs, and at what only developers need.
pub fn doctor() -> Vec<Check> {
    let mut checks = vec![program(), processor()];
    let instruments = SYNTHS.iter().filter(|entry| entry.toy.is_none());
    checks.extend(instruments.flat_map(|entry| [sounds(entry), speed(entry)]));
    checks.push(toys());
    if SYNTHS.is_empty() {
        checks.push(Check::new("synths", Health::Broken, "there is no synth in this build"));
    }
    #[cfg(feature = "learned")]
    checks.extend([devices::graphics_processor(), devices::onnx_runtime()]);
    checks.push(folder("runs folder", Some(Path::new("runs"))));
    checks.push(folder("cache folder", cache_dir().as_deref()));
    // One that has to be told what to load can't be tried without.
    checks.extend(ADAPTERS.iter().filter(|adapter| adapter.argument.is_none()).map(bridge));
    checks.push(reference());
    checks
}

fn program() -> Check {
    let env = Environment::here();
    let dirty = if env.dirty { " with local changes" } else { "" };
    let found = format!("{}{dirty}, {} build, {}", crate::runs::version_line(), env.profile, env.platform);
    if env.profile == "debug" {
        return Check::new("program", Health::Poor, found)
            .hinted("a release build is several times faster: `cargo build --release`");
    }
    Check::new("program", Health::Works, found)
}

fn processor() -> Check {
    let env = Environment::here();
    let cores = if env.cores == 1 { "1 core".to_owned() } else { format!("{} cores", env.cores) };
    let name = if env.cpu.is_empty() { String::new() } else { format!(", {}", env.cpu) };
    Check::new("processor", Health::Works, format!("{cores}, {}{name}", env.simd))
}

/// Whether the synth's voices sound, and the same twice.
fn sounds(entry: &'static SynthEntry) -> Check {
    let what = format!("synth {}", entry.name);
    let synth = (entry.build)();
    let init = Preset::init(synth.spec());
    let job = Job { preset: &init, gesture: Gesture { gate_secs: 0.2, ..Gesture::default() } };
    let setup = RenderSetup::of_secs(44_100, 0.3);
    let twice = || {
        Ok::<_, tonewright_synth::RenderError>((
            synth.open(setup)?.render(&job)?,
            synth.open(setup)?.render(&job)?,
        ))
    };
    match twice() {
        Err(error) => Check::new(what, Health::Broken, error.to_string()),
        Ok((first, _)) if !first.is_finite() || first.peak() < 1e-4 => {
            Check::new(what, Health::Broken, "its initial preset does not sound")
        }
        Ok((first, second)) if first != second => {
            Check::new(what, Health::Broken, "the same preset gave two different sounds")
        }
        Ok(_) => {
            let spec = synth.spec();
            Check::new(
                what,
                Health::Works,
                format!(
                    "{}, {} parameters, sound version {}",
                    spec.name,
                    spec.params.len(),
                    spec.sound_version
                ),
            )
        }
    }
}

/// Whether all toys sound, in one line; or the first that does not.
fn toys() -> Check {
    let checks: Vec<Check> = SYNTHS.iter().filter(|entry| entry.toy.is_some()).map(sounds).collect();
    let count = checks.len();
    let unwell = checks.into_iter().find(|check| check.health != Health::Works);
    unwell.unwrap_or_else(|| Check::new("toy synths", Health::Works, format!("all {count} sound")))
}

/// How fast one core renders voices, and how much the objective adds.
fn speed(entry: &'static SynthEntry) -> Check {
    const SECS: f64 = 2.0;
    let what = format!("speed of {}", entry.name);
    let synth = (entry.build)();
    let prior = synth.prior();
    let setup = RenderSetup::of_secs(44_100, SECS);
    let presets: Vec<Preset> = (0..32).map(|i| prior.draw(&mut seed::stream(0, "doctor", i))).collect();
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture: Gesture::default() }).collect();
    let Ok(mut renderer) = synth.open(setup) else {
        return Check::new(what, Health::Broken, "it can't be opened at 44.1 kHz");
    };
    let _ = renderer.render_batch(&jobs[..8]);
    let start = Instant::now();
    let sounds: Vec<_> = renderer.render_batch(&jobs).into_iter().flatten().collect();
    let render_secs = start.elapsed().as_secs_f64().max(1e-9);
    let Some(target) = sounds.first() else {
        return Check::new(what, Health::Broken, "no voice could be rendered");
    };
    let mut scorer = Objective::new(target).scorer();
    let start = Instant::now();
    let scores: f64 = sounds.iter().map(|sound| scorer.score(&sound.to_mono())).sum();
    let score_secs = start.elapsed().as_secs_f64().max(1e-9);
    let times_real_time = sounds.len() as f64 * SECS / render_secs;
    let candidates_per_sec = sounds.len() as f64 / (render_secs + score_secs);
    let found = format!(
        "one core renders {times_real_time:.0} times faster than real time; {candidates_per_sec:.0} candidates of {SECS} s tried per second"
    );
    let health = if scores.is_nan() { Health::Broken } else { Health::Works };
    Check::new(what, health, found)
}

/// Whether a file can be written there.
fn folder(what: &str, path: Option<&Path>) -> Check {
    let Some(path) = path else {
        return Check::new(what, Health::Poor, "no place is known")
            .hinted("set `TONEWRIGHT_CACHE` to a folder");
    };
    let was_there = path.exists();
    let probe = path.join(format!(".tonewright-{}", std::process::id()));
    let tried = crate::runs::write_whole(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    if !was_there {
        // Only an empty folder goes; what we made to try is not left behind.
        let _ = std::fs::remove_dir(path);
    }
    match tried {
        Ok(()) => Check::new(what, Health::Works, format!("`{}` can be written", path.display())),
        Err(error) => {
            Check::new(what, Health::Broken, format!("`{}` can't be written: {error}", path.display()))
                .hinted("choose another place with `match --out DIR`")
        }
    }
}

/// Whether the engine behind a bridge of ours is there and plays.
fn bridge(adapter: &'static Adapter) -> Check {
    const SECS: f64 = 1.0;
    let what = format!("synth {}", adapter.name);
    let synth = match crate::catalog::synth(adapter.name) {
        Ok(synth) => synth,
        Err(error) => {
            let mut check = Check::new(what, Health::Absent, "its engine does not start");
            check.hint = error.hints().into_iter().next();
            return check;
        }
    };
    let preset = Preset::init(synth.spec());
    let job = Job { preset: &preset, gesture: Gesture { gate_secs: 0.8 * SECS, ..Gesture::default() } };
    let sound = |renders: u32| {
        let mut renderer = synth.open(RenderSetup::of_secs(44_100, SECS))?;
        let start = Instant::now();
        for _ in 1..renders {
            renderer.render(&job)?;
        }
        renderer.render(&job).map(|_| f64::from(renders) * SECS / start.elapsed().as_secs_f64())
    };
    match sound(1).and_then(|_| sound(20)) {
        Ok(times_real_time) => {
            let (spec, count) = (synth.spec(), synth.spec().params.len());
            let found = format!(
                "{}, {count} parameters; one process renders {times_real_time:.0} times faster than real time",
                spec.name
            );
            Check::new(what, Health::Works, found)
        }
        Err(error) => {
            let cause =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Check::new(what, Health::Broken, cause)
        }
    }
}

/// The real engine that developers compare with.
fn reference() -> Check {
    let python =
        ["bin/python", "Scripts/python.exe"].map(|python| Path::new("target/reference-venv").join(python));
    let Some(python) = python.iter().find(|python| python.exists()) else {
        return Check::new(
            "reference engine",
            Health::Absent,
            "dexed-py is not installed; only the tests of tonewright itself use it",
        )
        .hinted("`cargo xtask test` installs it");
    };
    let import = Command::new(python)
        .args(["-c", "import dexed"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match import {
        Ok(status) if status.success() => Check::new("reference engine", Health::Works, "dexed-py answers"),
        Ok(_) => Check::new(
            "reference engine",
            Health::Poor,
            "the reference environment is there, but dexed-py does not load",
        )
        .hinted("delete `target/reference-venv` and run `cargo xtask test`"),
        Err(error) => {
            Check::new("reference engine", Health::Poor, format!("its Python does not start: {error}"))
        }
    }
}
