//! Renders the same voices on the native DX7 and on the real Dexed engine (dexed-py), in turns, and prints how
//! many times real time each is and the ratio. `bench-dx7 [--voices N] [--rounds N]`; one thread, CPU seconds.

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use cpu_time::ThreadTime;
use rand::seq::SliceRandom as _;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};
use tonewright_synth::engines::dx7::sysex::read_voices;
use tonewright_synth::engines::dx7::{Dx7, Voice};
use tonewright_synth::{Gesture, Job, Preset, RenderError, RenderSetup, Renderer, Synth as _, seed};

const RATE_HZ: u32 = 44_100;
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;
/// Jobs of a batch that fills the engine.
const BATCH: usize = 64;
/// Jobs of a batch as two threads of a search mostly render them.
const SEARCH_BATCH: usize = 16;
/// The ways to sounds that are measured.
const ROADS: [&str; 5] = [
    "render_batch of 64, sounds given back",
    "render_batch of 16, sounds given back",
    "render_batch of 64, fresh memory",
    "engine alone, Mark I",
    "engine alone, Modern",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!(
                "SKIPPED bench-dx7: {error} (it needs TONEWRIGHT_PYTHON or target/reference-venv with dexed-py, and TONEWRIGHT_DATA with dx7/voices-val.syx)"
            );
            ExitCode::SUCCESS
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let number = |name: &str, default: usize| -> usize {
        let mut words = std::env::args().skip_while(|word| word != name).skip(1);
        words.next().and_then(|word| word.parse().ok()).unwrap_or(default)
    };
    let (count, rounds) = (number("--voices", 256), number("--rounds", 7));
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let mut voices = read_voices(&std::fs::read(data.join("dx7/voices-val.syx"))?)?.voices;
    voices.shuffle(&mut seed::stream(1, "bench-dx7", 0));
    voices.truncate(count);
    let audio_secs = SECS * voices.len() as f64;
    let mut real = Real::start(&root, &voices, rounds)?;
    let mut sounds = vec![vec![0.0_f32; (SECS * f64::from(RATE_HZ)) as usize]; BATCH];
    let presets: Vec<Preset> = voices.iter().map(Voice::to_preset).collect();
    let mut renderer = Dx7::mark_one().open(RenderSetup::of_secs(RATE_HZ, SECS))?;
    let mut dexed = Vec::new();
    let mut ours_by_road: [Vec<f64>; 5] = Default::default();
    for _ in 0..rounds {
        dexed.push(audio_secs / real.round()?);
        let secs = [
            batches(renderer.as_mut(), &presets, BATCH, true)?,
            batches(renderer.as_mut(), &presets, SEARCH_BATCH, true)?,
            batches(
                Dx7::mark_one().open(RenderSetup::of_secs(RATE_HZ, SECS))?.as_mut(),
                &presets,
                BATCH,
                false,
            )?,
            ours(Mode::MarkOne, &voices, &mut sounds),
            ours(Mode::Modern, &voices, &mut sounds),
        ];
        for (road, secs) in ours_by_road.iter_mut().zip(secs) {
            road.push(audio_secs / secs);
        }
    }
    println!(
        "{} voices x {SECS} s at {RATE_HZ} Hz, {rounds} rounds in turns, one thread; times real time, and times dexed-py",
        voices.len()
    );
    print_row("dexed-py", &dexed, &dexed);
    for (name, road) in ROADS.into_iter().zip(&ours_by_road) {
        print_row(name, road, &dexed);
    }
    let mark_one = median(ours_by_road[3].iter().copied());
    let millions = |times_real_time: f64| times_real_time * f64::from(RATE_HZ) * 6.0 / 1e6;
    let limit = audio_secs / ours(Mode::MarkOne, &vec![six_sines(); voices.len()], &mut sounds);
    println!(
        "Mark I computes {:.0} million operator samples a second; {:.0} where six operators sound all the time and none is fed back, which is what this arithmetic can do here",
        millions(mark_one),
        millions(limit),
    );
    Ok(())
}

/// A voice of six operators that sound all the time and modulate nothing.
fn six_sines() -> Voice {
    let mut voice = Voice::init();
    for operator in 0..6 {
        voice.bytes[operator * 21 + 16] = 99;
    }
    voice.bytes[134] = 31;
    voice.bytes[135] = 0;
    voice
}

/// Seconds to render all presets as the house does: from knobs to sounds, which are given back (as a search
/// does) or kept until the next batch.
fn batches(
    renderer: &mut dyn Renderer,
    presets: &[Preset],
    batch: usize,
    give_back: bool,
) -> Result<f64, RenderError> {
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let start = ThreadTime::now();
    for batch in presets.chunks(batch) {
        let jobs: Vec<Job> = batch.iter().map(|preset| Job { preset, gesture }).collect();
        for sound in renderer.render_batch(&jobs) {
            let sound = sound?;
            if give_back {
                renderer.recycle(sound);
            }
        }
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds to render all voices in batches, into memory that is there already.
fn ours(mode: Mode, voices: &[Voice], sounds: &mut [Vec<f32>]) -> f64 {
    let engine = Engine::new(mode, RATE_HZ);
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let start = ThreadTime::now();
    for batch in voices.chunks(BATCH) {
        let notes: Vec<(&Voice, Gesture)> = batch.iter().map(|voice| (voice, gesture)).collect();
        let mut channels: Vec<&mut [f32]> = sounds[..batch.len()].iter_mut().map(Vec::as_mut_slice).collect();
        engine.render_into(&notes, &mut channels);
    }
    start.elapsed().as_secs_f64()
}

/// The real engine in a child process, which times itself.
struct Real {
    child: std::process::Child,
}

impl Real {
    fn start(root: &Path, voices: &[Voice], rounds: usize) -> std::io::Result<Self> {
        let python = std::env::var_os("TONEWRIGHT_PYTHON")
            .map_or_else(|| root.join("target/reference-venv/bin/python"), PathBuf::from);
        let mut request = Vec::new();
        request.extend(RATE_HZ.to_le_bytes());
        request.extend((voices.len() as u32).to_le_bytes());
        request.extend(GATE_SECS.to_le_bytes());
        request.extend(SECS.to_le_bytes());
        request.extend((rounds as u32).to_le_bytes());
        for voice in voices {
            request.extend(voice.bytes);
            request.extend([0x3f, 60, 100]);
        }
        let script = root.join("tests/reference/dx7/render_dexed.py");
        let mut child =
            Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(input) = &mut child.stdin {
            input.write_all(&request)?;
        }
        Ok(Self { child })
    }

    /// CPU seconds to render all voices once.
    fn round(&mut self) -> std::io::Result<f64> {
        let (Some(input), Some(output)) = (&mut self.child.stdin, &mut self.child.stdout) else {
            return Err(std::io::Error::other("the child has no pipes"));
        };
        input.write_all(b"\n")?;
        input.flush()?;
        let mut seconds = [0; 8];
        output.read_exact(&mut seconds)?;
        Ok(f64::from_le_bytes(seconds))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn print_row(name: &str, times: &[f64], dexed: &[f64]) {
    let low = times.iter().copied().fold(f64::INFINITY, f64::min);
    let high = times.iter().copied().fold(0.0, f64::max);
    let ratio = median(times.iter().zip(dexed).map(|(times, dexed)| times / dexed));
    println!("{name:38} {:8.0}  ({low:.0} to {high:.0}) {ratio:6.2}", median(times.iter().copied()));
}
