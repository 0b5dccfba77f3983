//! Renders the same voices on the native DX7 and on the real Dexed engine (dexed-py), in turns, and prints how
//! many times real time each is and the ratio. `bench-dx7 [--voices N] [--rounds N]`; one thread, CPU seconds.

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use rand::seq::SliceRandom as _;
use tonewright_synth::engines::dx7::engine::{Engine, Mode};
use tonewright_synth::engines::dx7::sysex::read_voices;
use tonewright_synth::engines::dx7::{Dx7, Voice};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};

const RATE_HZ: u32 = 44_100;
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;
/// Jobs of a batch, as a search renders them.
const BATCH: usize = 64;

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
    let modes = [Mode::MarkOne, Mode::Modern];
    let mut rows: Vec<[f64; 4]> = Vec::new();
    let mut sounds = vec![vec![0.0_f32; (SECS * f64::from(RATE_HZ)) as usize]; BATCH];
    let presets: Vec<Preset> = voices.iter().map(Voice::to_preset).collect();
    for _ in 0..rounds {
        let dexed = audio_secs / real.round()?;
        let [mark_one, modern] = modes.map(|mode| audio_secs / ours(mode, &voices, &mut sounds));
        rows.push([dexed, mark_one, modern, audio_secs / batches(&presets)?]);
    }
    println!(
        "{} voices x {SECS} s at {RATE_HZ} Hz, {rounds} rounds in turns, one thread; times real time",
        voices.len()
    );
    print_row("dexed-py", rows.iter().map(|row| row[0]));
    print_row("ours, Mark I", rows.iter().map(|row| row[1]));
    print_row("ours, Modern", rows.iter().map(|row| row[2]));
    print_row("ratio, Mark I", rows.iter().map(|row| row[1] / row[0]));
    print_row("render_batch", rows.iter().map(|row| row[3]));
    print_row("ratio, batches", rows.iter().map(|row| row[3] / row[0]));
    print_row("ratio, Modern", rows.iter().map(|row| row[2] / row[0]));
    let mark_one = median(rows.iter().map(|row| row[1]));
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

/// Seconds to render all presets as the house does: from knobs to sounds in memory of their own.
fn batches(presets: &[Preset]) -> Result<f64, Box<dyn std::error::Error>> {
    let mut renderer = Dx7::mark_one().open(RenderSetup::of_secs(RATE_HZ, SECS))?;
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let start = CpuClock::start();
    for batch in presets.chunks(BATCH) {
        let jobs: Vec<Job> = batch.iter().map(|preset| Job { preset, gesture }).collect();
        for sound in renderer.render_batch(&jobs) {
            sound?;
        }
    }
    Ok(start.elapsed_secs())
}

/// Seconds to render all voices in batches, into memory that is there already.
fn ours(mode: Mode, voices: &[Voice], sounds: &mut [Vec<f32>]) -> f64 {
    let engine = Engine::new(mode, RATE_HZ);
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let start = CpuClock::start();
    for batch in voices.chunks(BATCH) {
        let notes: Vec<(&Voice, Gesture)> = batch.iter().map(|voice| (voice, gesture)).collect();
        let mut channels: Vec<&mut [f32]> = sounds[..batch.len()].iter_mut().map(Vec::as_mut_slice).collect();
        engine.render_into(&notes, &mut channels);
    }
    start.elapsed_secs()
}

/// CPU seconds of this thread where the system tells them (Linux), else the time of day: machines are shared.
struct CpuClock {
    cpu_secs: Option<f64>,
    start: Instant,
}

impl CpuClock {
    fn start() -> Self {
        Self { cpu_secs: Self::cpu_secs(), start: Instant::now() }
    }

    fn elapsed_secs(&self) -> f64 {
        let cpu = self.cpu_secs.zip(Self::cpu_secs()).map(|(start, now)| now - start);
        cpu.unwrap_or_else(|| self.start.elapsed().as_secs_f64())
    }

    fn cpu_secs() -> Option<f64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds * 1e-9)
    }
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

fn print_row(name: &str, values: impl Iterator<Item = f64> + Clone) {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.clone().fold(0.0, f64::max);
    println!("{name:15} median {:8.2}  ({low:.2} to {high:.2})", median(values));
}
