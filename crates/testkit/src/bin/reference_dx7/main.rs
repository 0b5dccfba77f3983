//! Compares the native DX7 with the real Dexed engine (dexed-py) on real voices, and prints how close it is.
//!
//! `reference-dx7 [--voices N|all] [--seed S] [--notes 36,60,84] [--velocities 40,100,127] [--gate 2] [--rate 44100]
//! [--modern] [--sample-and-hold] [--uniform]`.
//! Ends with 1 when a bound is missed.

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

mod arguments;
mod compare;
mod dexed;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rand::seq::SliceRandom as _;
use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::engines::dx7::sysex::read_voices;
use tonewright_synth::prior::Uniform;
use tonewright_synth::{Gesture, Prior as _, seed};

use arguments::Arguments;
use compare::{Comparison, compare, voice_class};

/// How long each note is.
const SECS: f64 = 3.0;
/// After how many notes the progress is told.
const PROGRESS: usize = 10_000;
/// LFO wave of sample and hold, whose randomness no two engines share.
const SAMPLE_AND_HOLD: u8 = 5;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    let Some(python) = dexed::python(&root) else {
        println!(
            "SKIPPED reference-dx7: no Python with dexed-py 0.3.0 (set TONEWRIGHT_PYTHON, or make target/reference-venv from tests/reference/requirements.txt)"
        );
        return ExitCode::SUCCESS;
    };
    let voices = match voices(&root, &arguments) {
        Ok(voices) if !voices.is_empty() => voices,
        _ => {
            println!(
                "SKIPPED reference-dx7: no voices (set TONEWRIGHT_DATA to a folder with dx7/voices-train.syx and dx7/voices-val.syx)"
            );
            return ExitCode::SUCCESS;
        }
    };
    match run(&python, &root, &arguments, &voices) {
        Ok(comparisons) => {
            if report::print(&voices, &comparisons, arguments.gate_secs) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// The voices to compare: all, or a sample drawn with the seed; those with sample and hold apart.
fn voices(root: &Path, arguments: &Arguments) -> Result<Vec<Voice>, Box<dyn std::error::Error>> {
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let mut voices = Vec::new();
    if arguments.uniform {
        voices = uniform(arguments)?;
    } else {
        for name in ["voices-train.syx", "voices-val.syx"] {
            voices.extend(read_voices(&std::fs::read(data.join("dx7").join(name))?)?.voices);
        }
    }
    let total = voices.len();
    voices.retain(|voice| (voice.bytes[142] == SAMPLE_AND_HOLD) == arguments.sample_and_hold);
    let which = if arguments.sample_and_hold { "with" } else { "without" };
    println!("{total} voices, {} of them {which} sample and hold", voices.len());
    voices.shuffle(&mut seed::stream(arguments.seed, "reference-dx7", 0));
    voices.truncate(arguments.voices.unwrap_or(usize::MAX));
    Ok(voices)
}

/// Voices whose every parameter that a file holds is drawn uniformly (the plug-in's own ones stay as they are).
fn uniform(arguments: &Arguments) -> Result<Vec<Voice>, Box<dyn std::error::Error>> {
    let (init, prior) = (Voice::init(), Uniform::new(spec()));
    // Some are drawn again for those whose LFO samples and holds.
    let draw = |index: usize| -> Result<Voice, Box<dyn std::error::Error>> {
        let mut rng = seed::stream(arguments.seed, "reference-dx7-uniform", index as u64);
        let drawn = Voice::from_preset(&prior.draw(&mut rng))?;
        Ok(Voice { bytes: drawn.bytes, ..init.clone() })
    };
    (0..2 * arguments.voices.unwrap_or(1_000)).map(draw).collect()
}

/// Renders every voice with every note and velocity on both sides.
fn run(
    python: &Path,
    root: &Path,
    arguments: &Arguments,
    voices: &[Voice],
) -> std::io::Result<Vec<Comparison>> {
    let gestures = arguments.gestures();
    let notes: Vec<(&Voice, Gesture)> =
        voices.iter().flat_map(|voice| gestures.iter().map(move |gesture| (voice, *gesture))).collect();
    let mut real = dexed::Dexed::start(python, root, &notes, arguments.rate_hz, SECS)?;
    let engine = Engine::new(Mode::MarkOne, arguments.rate_hz);
    let modern = arguments.modern.then(|| Engine::new(Mode::Modern, arguments.rate_hz));
    let mut comparisons = Vec::with_capacity(notes.len());
    for (index, (voice, gesture)) in notes.iter().enumerate() {
        let samples = real.next()?;
        let mut comparison = compare(&engine, modern.as_ref(), voice, *gesture, arguments.rate_hz, &samples);
        comparison.voice = index / gestures.len();
        comparison.class = voice_class(voice);
        comparisons.push(comparison);
        if comparisons.len().is_multiple_of(PROGRESS) {
            let equal = comparisons.iter().filter(|c| c.first_difference.is_none()).count();
            eprintln!("{} of {} compared, {equal} of them sample-equal", comparisons.len(), notes.len());
        }
    }
    Ok(comparisons)
}
