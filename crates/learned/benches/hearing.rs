//! Sounds that aiSFX hears a second, from files to vectors, against its own package, in turns:
//!
//! `TONEWRIGHT_TORCH=PYTHON cargo bench -p tonewright-learned --bench hearing -- WHEEL [ROUNDS] [THREADS]`
//!
//! PYTHON has PyTorch, librosa and the package (`tests/reference/hearing/make.py` says how); WHEEL is the package's.

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use tonewright_audio::Audio;
use tonewright_audio::read::read;
use tonewright_audio::write::Depth;
use tonewright_learned::hearing::{Ear, Listening, by_name, side_by_side, weights};
use tonewright_testkit::peer::{Peer, timed};
use tonewright_testkit::timing::{median, peak_flops_per_milli};

/// Multiply-adds of the eight convolutions for a block of 2.3 s, and blocks of a sound.
const PER_BLOCK: f64 = 1.9e9;
const BLOCKS: f64 = 3.0;
/// Sounds of four seconds.
const SOUNDS: usize = 8;
const SECS: usize = 4;
const RATE_HZ: u32 = 44_100;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let wheel = words.first().ok_or("name the wheel of aisfx")?;
    let number = |at: usize, usual: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let threads = number(2, std::thread::available_parallelism().map_or(1, usize::from));
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    tonewright_nn::device::keep_memory();
    let python = std::env::var("TONEWRIGHT_TORCH")
        .map_err(|_missing| "TONEWRIGHT_TORCH names no Python with aisfx")?;

    let folder = tempfile::tempdir()?;
    let files = (0..SOUNDS).map(|number| sound(number, folder.path())).collect::<Result<Vec<_>, _>>()?;
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/hearing/peer.py"));
    command.arg(threads.to_string()).args(&files).env("OMP_NUM_THREADS", threads.to_string());
    let mut peer = Peer::start(command)?;

    let entry = by_name("aisfx").ok_or("the table has aisfx")?;
    let bytes = weights::to_bytes(entry, &weights::read(entry, Path::new(wheel))?, HashMap::new())?;
    let ear = Ear::open(entry, &bytes, tonewright_nn::device::cpu())?;
    let hear = || {
        let one = |listening: &mut Listening, index: usize| {
            let sound = read(&files[index]).expect("a file written a moment ago");
            listening.hear(&sound).expect("it is a sound");
        };
        side_by_side(&ear, (files.len(), threads), one, |_, ()| true);
    };
    hear();
    let (mut clock, mut cpu, mut rates) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..number(1, 7) {
        let theirs = peer.work(1)?;
        let ours = timed(hear);
        clock.push(theirs.wall_secs / ours.wall_secs);
        cpu.push(theirs.cpu_secs / ours.cpu_secs);
        rates[0].push(SOUNDS as f64 / ours.wall_secs);
        rates[1].push(SOUNDS as f64 / theirs.wall_secs);
    }
    let [ours, theirs] = rates.map(|mut rates| median(&mut rates));
    let (clock, cpu) = (median(&mut clock), median(&mut cpu));
    println!(
        "{threads} threads, sounds of {SECS} s: ours {ours:.2} a second, aisfx {theirs:.2}; clock {clock:.2}, CPU {cpu:.2}"
    );
    let limit = 1e3 * peak_flops_per_milli() / (2.0 * BLOCKS * PER_BLOCK);
    println!("a core's multiply-adds alone would allow {limit:.1} a second");
    Ok(())
}

/// A file of tones.
fn sound(number: usize, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let hz = 110.0 * (1.0 + number as f32 / 3.0);
    let at = |n: usize| {
        let secs = n as f32 / RATE_HZ as f32;
        let tone = |partial: f32| (std::f32::consts::TAU * hz * partial * secs).sin() / partial;
        0.2 * (-secs).exp() * (tone(1.0) + tone(2.0) + tone(3.0))
    };
    let path = folder.join(format!("{number}.wav"));
    let samples = (0..SECS * RATE_HZ as usize).map(at).collect();
    tonewright_audio::write::wav(&path, &Audio::mono(samples, RATE_HZ), Depth::F32)?;
    Ok(path)
}
