//! Prints what the objective charges for being wrong in one way: notes off by semitones, a level, a flutter, a sweep at the
//! onset, rumble; beside it what one knob costs that is moved a little or far. Medians over real voices, note by note.
//!
//!     cargo run --release -p tonewright-bench --example objective_charges -- ../shared/data/dx7/voices-val.syx

use std::f32::consts::TAU;

use rand::RngExt as _;
use tonewright_audio::Audio;
use tonewright_measure::Objective;
use tonewright_synth::{Gesture, Job, Norm, Preset, RenderSetup, Renderer, SYNTHS, SynthSpec, seed};

/// Voices that are heard, every so many of the bank.
const VOICES: usize = 60;
const EVERY: usize = 20;
const RATE_HZ: u32 = 44_100;
const NOTES: [u8; 6] = [28, 36, 43, 48, 60, 72];
/// Share of its range by which one knob is moved.
const STEPS: [f32; 2] = [0.08, 0.35];
const SEMITONES: [i16; 4] = [-1, 1, 2, 12];
const HEADER: [&str; 10] =
    ["knob, a little", "far", "-1", "+1", "+2", "+12", "-3 dB", "flutter", "sweep", "rumble"];

type Anything = Box<dyn std::error::Error>;

#[expect(clippy::print_stdout, reason = "a program speaks")]
fn main() -> Result<(), Anything> {
    let path = std::env::args().nth(1).ok_or("a bank of voices is wanted")?;
    let entry = &SYNTHS[0];
    let synth = (entry.build)();
    let mut renderer = synth.open(RenderSetup::of_secs(RATE_HZ, 2.0))?;
    let voices = synth.own_format().read(&std::fs::read(path)?)?.presets;
    println!("| note | {} |\n|{}", HEADER.join(" | "), "---|".repeat(HEADER.len() + 1));
    for note in NOTES {
        let mut charges: [Vec<f64>; HEADER.len()] = Default::default();
        for (index, voice) in voices.iter().step_by(EVERY).take(VOICES).enumerate() {
            let mut hear = |preset: &Preset, note: i16| hear(renderer.as_mut(), preset, note);
            let target = hear(voice, note.into())?;
            if target.peak() < 1e-3 {
                continue;
            }
            let mut scorer = Objective::new(&target).scorer();
            for (at, moved) in moved(synth.spec(), voice, index as u64) {
                let score = scorer.score(hear(&moved, note.into())?.channel(0));
                // A knob that does nothing here says nothing.
                charges[at].extend((score > 1e-3).then_some(score));
            }
            for (at, semitones) in SEMITONES.into_iter().enumerate() {
                charges[2 + at].push(scorer.score(hear(voice, i16::from(note) + semitones)?.channel(0)));
            }
            for (at, sound) in spoilt(target.channel(0)).into_iter().enumerate() {
                charges[6 + at].push(scorer.score(&sound));
            }
        }
        let medians = charges.map(|values| format!("{:.2}", median(values)));
        println!("| {note} | {} |", medians.join(" | "));
    }
    Ok(())
}

fn hear(renderer: &mut dyn Renderer, preset: &Preset, note: i16) -> Result<Audio, Anything> {
    let gesture = Gesture { note: u8::try_from(note)?, gate_secs: 1.5, ..Gesture::default() };
    Ok(renderer.render(&Job { preset, gesture })?)
}

/// Up to eight knobs of many positions, each moved by both [`STEPS`] towards its middle.
fn moved(spec: &SynthSpec, voice: &Preset, index: u64) -> Vec<(usize, Preset)> {
    let mut rng = seed::stream(1, "objective-charges", index);
    let mut all = Vec::new();
    for _ in 0..8 {
        let at = rng.random_range(0..spec.params.len());
        let param = &spec.params[at];
        if !param.in_preset_file || param.cardinality().is_some_and(|positions| positions < 15) {
            continue;
        }
        let here = voice.values[at].get();
        for (group, step) in STEPS.into_iter().enumerate() {
            let there = if here < 0.5 { here + step } else { here - step };
            let mut moved = voice.clone();
            moved.values[at] = param.snap(Norm::saturating(there));
            all.push((group, moved));
        }
    }
    all
}

/// The sound 3 dB softer; with its level fluttering by 25 % 16 times a second; begun 3 semitones sharp and back in tune
/// after 60 ms; with a sine of 70 Hz 60 dB below its peak.
fn spoilt(sound: &[f32]) -> [Vec<f32>; 4] {
    let secs = |index: usize| index as f32 / RATE_HZ as f32;
    let each = |change: &dyn Fn(usize, f32) -> f32| -> Vec<f32> {
        sound.iter().enumerate().map(|(index, x)| change(index, *x)).collect()
    };
    let peak = sound.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    let mut position = 0.0_f64;
    let mut swept = Vec::with_capacity(sound.len());
    for index in 0..sound.len() {
        let at = |index: usize| sound.get(index).copied().unwrap_or(0.0);
        let (whole, between) = (position as usize, position.fract() as f32);
        swept.push(at(whole) * (1.0 - between) + at(whole + 1) * between);
        let semitones = 3.0 * (1.0 - f64::from(secs(index)) / 0.06).max(0.0);
        position += (semitones / 12.0).exp2();
    }
    [
        each(&|_, x| 0.708 * x),
        each(&|index, x| x * (1.0 + 0.25 * (TAU * 16.0 * secs(index)).sin())),
        swept,
        each(&|index, x| x + 1e-3 * peak * (TAU * 70.0 * secs(index)).sin()),
    ]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
