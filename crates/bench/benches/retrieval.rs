//! How long the exam of a proxy takes: 100 galleries of 4,096 pairs, against a loop in PyTorch that asks in one direction:
//!
//! `TONEWRIGHT_TORCH=PYTHON cargo bench -p tonewright-bench --bench retrieval -- [--rounds N]`
//!
//! PYTHON has PyTorch (`tests/reference/requirements-torch.txt`). A round is our whole exam (both directions, recalls, gaps, the
//! classifier) and one gallery of theirs, which is counted a hundred times.

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::error::Error;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use tonewright_bench::retrieval::{Couples, ExamOrder, exam};
use tonewright_measure::retrieval::distance_by_name;
use tonewright_synth::seed;
use tonewright_testkit::peer::{Peer, timed};
use tonewright_testkit::timing::median;

/// Pairs of a gallery, and dimensions of the paper's vectors.
const SIZE: [usize; 2] = [4096, 192];
/// Galleries of an exam.
const REPEATS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    let rounds =
        words.iter().position(|word| word == "--rounds").and_then(|at| words.get(at + 1)?.parse().ok());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let python = std::env::var("TONEWRIGHT_TORCH")
        .map_err(|_missing| "TONEWRIGHT_TORCH names no Python with PyTorch")?;
    let [gallery, dim] = SIZE;
    let mut rng = seed::stream(1, "vectors", 0);
    let sounds: Vec<f32> = (0..2 * gallery * dim).map(|_| seed::normal(&mut rng) as f32).collect();
    let presets: Vec<f32> = sounds.iter().map(|x| x + 0.5 * seed::normal(&mut rng) as f32).collect();
    let couples = Couples::new(&presets, &sounds, dim)?;
    let distance = distance_by_name("l1").ok_or("no L1")?;
    let order = ExamOrder { gallery, repeats: REPEATS, seed: 1, distance, growing: false };
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/retrieval/peer.py"));
    command.arg(serde_json::json!({"gallery": gallery, "dim": dim, "threads": threads}).to_string());
    let mut peer = Peer::start(command)?;
    let [mut clock, mut cpu, mut secs] = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds.unwrap_or(3) {
        let theirs = peer.work(1)?;
        let mut found = None;
        let ours =
            timed(|| found = exam(couples, &order, &AtomicBool::new(false), &|_, _| ()).ok().flatten());
        let found = found.ok_or("the exam failed")?;
        println!(
            "ours {:.2} s (MRR {:.3}), one gallery of theirs {:.2} s",
            ours.wall_secs, found.presets_find_sounds.mrr.mean, theirs.wall_secs
        );
        clock.push(REPEATS as f64 * theirs.wall_secs / ours.wall_secs);
        cpu.push(REPEATS as f64 * theirs.cpu_secs / ours.cpu_secs);
        secs.push(ours.wall_secs);
    }
    println!(
        "{threads} threads: {:.1} s for {REPEATS} galleries of {gallery} pairs of {dim} numbers; {:.1} times as fast as the loop by the clock, {:.1} by CPU time",
        median(&mut secs),
        median(&mut clock),
        median(&mut cpu)
    );
    Ok(())
}
