//! One synth looked at closely: does it sound, how fast, and what does it remember of what it played?

use std::time::Instant;

use tonewright_host::{Leak, Purity, Reset};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Repeats, Synth, in_one_line};

use super::{Check, Health};
use crate::catalog;
use crate::error::StudioError;

/// What is rendered to tell the speed: the note that tables of synths give.
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;
/// How long its speed is measured.
const SPEED_SECS: f64 = 2.0;

/// Looks closely at one synth. What a plug-in remembers is measured anew, and kept.
///
/// # Errors
/// When there is no such synth, or it can't be started.
pub fn doctor_of(name: &str) -> Result<Vec<Check>, StudioError> {
    let purity = catalog::measure_plugin(name)?;
    let synth = catalog::synth(name)?;
    let mut checks = vec![sounds(synth.as_ref())];
    match purity {
        Some(purity) => checks.extend(memory(&purity)),
        None => checks.push(repeats(synth.as_ref())),
    }
    checks.push(speed(synth.as_ref()));
    Ok(checks)
}

fn sounds(synth: &dyn Synth) -> Check {
    let spec = synth.spec();
    let what = format!("synth {}", spec.id);
    match play(synth) {
        Ok(sound) if sound.peak() < 1e-4 => {
            Check::new(what, Health::Poor, "its initial preset does not sound at middle C")
        }
        Ok(_) => Check::new(
            what,
            Health::Works,
            format!("{}, {} parameters, sound version {}", spec.name, spec.params.len(), spec.sound_version),
        ),
        Err(error) => Check::new(what, Health::Broken, in_one_line(&error)),
    }
}

fn play(synth: &dyn Synth) -> Result<tonewright_audio::Audio, tonewright_synth::RenderError> {
    let init = Preset::init(synth.spec());
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    synth.open(RenderSetup::of_secs(44_100, SECS))?.render(&Job { preset: &init, gesture })
}

fn repeats(synth: &dyn Synth) -> Check {
    match (play(synth), play(synth)) {
        (Ok(first), Ok(second)) if first == second => {
            Check::new("memory", Health::Works, "the same preset gives the same samples")
        }
        (Ok(_), Ok(_)) if synth.spec().repeats == Repeats::Statistically => {
            Check::new("memory", Health::Works, "no two of its sounds are the same, as it declares")
        }
        (Ok(_), Ok(_)) => Check::new("memory", Health::Broken, "the same preset gave two different sounds"),
        (Err(error), _) | (_, Err(error)) => Check::new("memory", Health::Broken, in_one_line(&error)),
    }
}

/// What each way of forgetting left behind, and which is used.
fn memory(purity: &Purity) -> Vec<Check> {
    let mut checks: Vec<Check> = purity.tried.iter().map(tried).collect();
    let way = in_words(purity.quirk.reset);
    checks.push(match (purity.quirk.repeats, purity.noise_db) {
        (Repeats::Exactly, _) => Check::new("memory", Health::Works, format!("{way} before each render")),
        (Repeats::Statistically, noise) => {
            let noise = noise
                .map(|db| format!(" (the difference lies at {db:.0} dB of the sound)"))
                .unwrap_or_default();
            let found = format!("{way} before each render; two fresh processes give different sounds{noise}");
            Check::new("memory", Health::Poor, found)
        }
    });
    checks
}

fn tried(Leak { reset, differing, compared, worst_db }: &Leak) -> Check {
    let what = format!("after {}", in_words(*reset));
    match worst_db {
        None => Check::new(what, Health::Works, format!("all {compared} sounds are as from a fresh process")),
        Some(db) => {
            let found = format!(
                "{differing} of {compared} sounds differ from those of a fresh process, by up to {db:.0} dB of the sound"
            );
            Check::new(what, Health::Poor, found)
        }
    }
}

fn in_words(reset: Reset) -> &'static str {
    match reset {
        Reset::Reset => "a reset",
        Reset::Reload => "its first state",
        Reset::Instance => "a fresh instance",
        Reset::Process => "a fresh process",
    }
}

/// How many notes of 4 s one renderer plays in a second.
fn speed(synth: &dyn Synth) -> Check {
    let init = Preset::init(synth.spec());
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let job = Job { preset: &init, gesture };
    let measure = || {
        let mut renderer = synth.open(RenderSetup::of_secs(44_100, SECS))?;
        let warm = renderer.render(&job)?;
        renderer.recycle(warm);
        let (start, mut renders) = (Instant::now(), 0_u32);
        while start.elapsed().as_secs_f64() < SPEED_SECS {
            for sound in renderer.render_batch(&[job; 4]) {
                renderer.recycle(sound?);
                renders += 1;
            }
        }
        Ok::<_, tonewright_synth::RenderError>(f64::from(renders) / start.elapsed().as_secs_f64())
    };
    match measure() {
        Ok(per_sec) => {
            let found = format!(
                "{per_sec:.0} notes of 4 s per second ({:.0} times real time) on one core",
                per_sec * SECS
            );
            Check::new("speed", Health::Works, found)
        }
        Err(error) => Check::new("speed", Health::Broken, in_one_line(&error)),
    }
}
