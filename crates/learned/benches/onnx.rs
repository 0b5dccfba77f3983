//! Sounds that a described network hears a second, from samples to vectors, against ONNX Runtime, which is given the segments as
//! they go in, in turns:
//!
//! `TONEWRIGHT_TORCH=PYTHON cargo bench -p tonewright-learned --bench onnx -- NAME MODEL.onnx [ROUNDS] [THREADS]`
//!
//! PYTHON has onnxruntime; NAME is a description that ships (`tests/reference/hearing/to_onnx.py` makes its network).

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::error::Error;
use std::process::Command;

use tonewright_audio::Audio;
use tonewright_learned::hearing::described::description_by_name;
use tonewright_learned::hearing::{Ear, Listening, side_by_side};
use tonewright_testkit::peer::{Peer, timed};
use tonewright_testkit::timing::median;

/// Sounds of four seconds.
const SOUNDS: usize = 8;
const SECS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [name, file] = words.first_chunk().ok_or("name a description and its network")?;
    let number = |at: usize, usual: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let threads = number(3, std::thread::available_parallelism().map_or(1, usize::from));
    tonewright_nn::device::keep_memory();
    let python = std::env::var("TONEWRIGHT_TORCH")
        .map_err(|_missing| "TONEWRIGHT_TORCH names no Python with onnxruntime")?;

    let text = description_by_name(name).ok_or("no such description ships")?.text;
    let ear = Ear::described(name, text, std::fs::read(file)?)?;
    let rate_hz = ear.facts().rate_hz;
    let sounds: Vec<Audio> = (0..SOUNDS).map(|number| Audio::mono(tones(number, rate_hz), rate_hz)).collect();
    let segments = ear.listen().hear(&sounds[0])?.frames().div_ceil(ear.facts().moments);

    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/hearing/onnx_peer.py"));
    let numbers = [threads, SOUNDS, segments].map(|number| number.to_string());
    command.args([file, name]).args(numbers).env("OMP_NUM_THREADS", threads.to_string());
    let mut peer = Peer::start(command)?;
    let hear = || {
        let one = |listening: &mut Listening, index: usize| {
            listening.hear(&sounds[index]).expect("tones can be heard");
        };
        side_by_side(&ear, (sounds.len(), threads), one, |_, ()| true);
    };
    hear();
    let (mut clock, mut rates) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..number(2, 7) {
        let theirs = peer.work(1)?;
        let ours = timed(hear);
        clock.push(theirs.wall_secs / ours.wall_secs);
        rates[0].push(SOUNDS as f64 / ours.wall_secs);
        rates[1].push(SOUNDS as f64 / theirs.wall_secs);
    }
    let [ours, theirs] = rates.map(|mut rates| median(&mut rates));
    println!(
        "{name}, {threads} threads, sounds of {SECS} s ({segments} segments): ours {ours:.1} a second, ONNX Runtime \
         {theirs:.1}; clock {:.2}",
        median(&mut clock)
    );
    Ok(())
}

/// A tone with partials that dies away.
fn tones(number: usize, rate_hz: u32) -> Vec<f32> {
    let hz = 110.0 * (1.0 + number as f32 / 3.0);
    let at = |n: usize| {
        let secs = n as f32 / rate_hz as f32;
        let tone = |partial: f32| (std::f32::consts::TAU * hz * partial * secs).sin() / partial;
        0.2 * (-secs).exp() * (tone(1.0) + tone(2.0) + tone(3.0))
    };
    (0..SECS * rate_hz as usize).map(at).collect()
}
