//! Sounds that an audio model hears a second, from files to vectors, against its own program, in turns:
//!
//! `TONEWRIGHT_TORCH=PYTHON cargo bench -p tonewright-learned --bench hearing -- MODEL [WEIGHTS] [--rounds N] [--threads N] [--sounds N]`
//!
//! PYTHON has PyTorch, librosa and the model's program (`tests/reference/hearing/peer.py` says which). Without WEIGHTS, a file as
//! its authors publish it, its numbers are drawn; `aisfx` wants its wheel.

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use tonewright_audio::Audio;
use tonewright_audio::read::read;
use tonewright_audio::write::Depth;
use tonewright_learned::hearing::{AudioModelEntry, Ear, Listening, by_name, side_by_side, weights};
use tonewright_nn::AUDIO_ENCODERS;
use tonewright_nn::weights::{Tensors, Values};
use tonewright_testkit::mixed::filled;
use tonewright_testkit::peer::{Peer, timed};
use tonewright_testkit::timing::{median, peak_flops_per_milli};

/// Thousand millions of multiply-adds that the layers of a model take for a sound of four seconds: blocks or moments, times what
/// one takes.
const MULTIPLY_ADDS: &[(&str, f64)] = &[
    ("aisfx", 3.0 * 1.9),
    ("openl3-mel256-music-6144", 9.0 * 10.0),
    ("passt-s", 81.0 * 6.5),
    ("audiomae-ctx8", 48.0),
];
const SECS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let number = |name: &str, usual: usize| {
        let at = words.iter().position(|word| word == name);
        at.and_then(|at| words.get(at + 1)?.parse().ok()).unwrap_or(usual)
    };
    let name = words.first().ok_or("name a model")?;
    let entry = by_name(name).ok_or("no such model is built in")?;
    let published = words.get(1).filter(|word| !word.starts_with("--"));
    let threads = number("--threads", std::thread::available_parallelism().map_or(1, usize::from));
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    tonewright_nn::device::keep_memory();

    let folder = tempfile::tempdir()?;
    let files = (0..number("--sounds", 8))
        .map(|number| sound(number, entry.rate_hz, folder.path()))
        .collect::<Result<Vec<_>, _>>()?;
    let mut peer = peer(name, threads, &files)?;

    let tensors = match published {
        Some(file) => weights::read(entry, Path::new(file))?,
        None => drawn(entry),
    };
    let bytes = weights::to_bytes(entry, &tensors, HashMap::new())?;
    drop(tensors);
    let ear = Ear::open(entry, &bytes, tonewright_nn::device::cpu())?;
    let hear = || {
        let one = |listening: &mut Listening, index: usize| {
            let sound = read(&files[index]).expect("a file written a moment ago");
            listening.hear(&sound).expect("it is a sound");
        };
        side_by_side(&ear, (files.len(), threads), one, |_, ()| true);
    };
    hear();
    race(&mut peer, hear, &format!("{name}, {threads} threads"), [files.len(), number("--rounds", 7)])?;
    if let Some((_, giga)) = MULTIPLY_ADDS.iter().find(|(model, _)| model == name) {
        let limit = 1e-6 * peak_flops_per_milli() / (2.0 * giga);
        println!("a core's multiply-adds alone would allow {limit:.2} a second");
    }
    Ok(())
}

/// The model's own program, warm.
fn peer(model: &str, threads: usize, files: &[PathBuf]) -> Result<Peer, Box<dyn Error>> {
    let python = std::env::var("TONEWRIGHT_TORCH")
        .map_err(|_missing| "TONEWRIGHT_TORCH names no Python with the model's program")?;
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/hearing/peer.py"));
    command.args([model, &threads.to_string()]).args(files).env("OMP_NUM_THREADS", threads.to_string());
    Ok(Peer::start(command)?)
}

/// Takes turns, and tells who heard how much.
fn race(
    peer: &mut Peer,
    hear: impl Fn(),
    what: &str,
    [sounds, rounds]: [usize; 2],
) -> Result<(), Box<dyn Error>> {
    let (mut clock, mut cpu, mut rates) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..rounds {
        let theirs = peer.work(1)?;
        let ours = timed(&hear);
        clock.push(theirs.wall_secs / ours.wall_secs);
        cpu.push(theirs.cpu_secs / ours.cpu_secs);
        rates[0].push(sounds as f64 / ours.wall_secs);
        rates[1].push(sounds as f64 / theirs.wall_secs);
    }
    let [ours, theirs] = rates.map(|mut rates| median(&mut rates));
    let (clock, cpu) = (median(&mut clock), median(&mut cpu));
    println!(
        "{what}, sounds of {SECS} s: ours {ours:.3} a second, its own program {theirs:.3}; clock {clock:.2}, CPU {cpu:.2}"
    );
    Ok(())
}

/// Weights that look drawn.
fn drawn(entry: &AudioModelEntry) -> Tensors {
    let encoder = AUDIO_ENCODERS.iter().find(|encoder| encoder.name == entry.encoder);
    let outline = encoder.expect("the tables agree").outline();
    let filled = |(name, shape): (String, Vec<usize>)| {
        let values = filled(&name, &shape);
        (name, Values { shape, values })
    };
    outline.into_iter().map(filled).collect()
}

/// A file of tones.
fn sound(number: usize, rate_hz: u32, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let hz = 110.0 * (1.0 + number as f32 / 3.0);
    let at = |n: usize| {
        let secs = n as f32 / rate_hz as f32;
        let tone = |partial: f32| (std::f32::consts::TAU * hz * partial * secs).sin() / partial;
        0.2 * (-secs).exp() * (tone(1.0) + tone(2.0) + tone(3.0))
    };
    let path = folder.join(format!("{number}.wav"));
    let samples = (0..SECS * rate_hz as usize).map(at).collect();
    tonewright_audio::write::wav(&path, &Audio::mono(samples, rate_hz), Depth::F32)?;
    Ok(path)
}
