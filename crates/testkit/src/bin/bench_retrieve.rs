//! How well a bank's index orders it: for targets that are not in the bank, where in the index's order the preset
//! lies that the objective finds nearest, and how near the first few of the order come.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_retrieve -- BANK.syx TARGETS.syx [PRESETS [TARGETS]]`
//! takes 4,000 presets of the bank and 64 targets unless told, both spread evenly over their files. Presets sound
//! at middle C for 1.5 s of 2 s at 44.1 kHz; all of them stay in memory (1.4 GB for 4,000).

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tonewright_audio::Audio;
use tonewright_matching::RetrieveIndex;
use tonewright_measure::Objective;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, Synth};

type Error = Box<dyn std::error::Error>;

/// How many of the order's first presets are looked at.
const DEPTHS: [usize; 3] = [50, 200, 1000];
/// Root mean square below which a target counts as silent.
const SILENT_RMS: f32 = 1e-3;
/// Presets per call of the renderer.
const CHUNK: usize = 16;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bank, targets, counts @ ..] = arguments.as_slice() else {
        return Err("usage: bench_retrieve BANK.syx TARGETS.syx [PRESETS [TARGETS]]".into());
    };
    let count = |at: usize, default: usize| counts.get(at).map_or(Ok(default), |text| text.parse());
    let entry = SYNTHS.first().ok_or("no native synth")?;
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let setup = RenderSetup::of_secs(44_100, 2.0);
    let gesture = Gesture { gate_secs: 1.5, ..Gesture::default() };
    let bank = spread(presets(synth.as_ref(), bank)?, count(0, 4000)?);
    let targets = presets(synth.as_ref(), targets)?;
    let mut targets = sounds(&synth, &targets, gesture, setup)?;
    targets.retain(|sound| sound.rms() > SILENT_RMS);
    let targets = spread(targets, count(1, 64)?);
    let go_on = AtomicBool::new(false);
    let index =
        RetrieveIndex::build(&synth, &bank, gesture, setup, 1, &go_on, |_| {})?.ok_or("it was stopped")?;
    let heard = sounds(&synth, &bank, gesture, setup)?;
    println!("{} presets, {} targets", bank.len(), targets.len());
    let results: Vec<Found> = targets.iter().map(|target| look_up(&index, &heard, target)).collect();
    report(&results);
    Ok(())
}

fn presets(synth: &dyn Synth, path: &str) -> Result<Vec<Preset>, Error> {
    let bytes = std::fs::read(path).map_err(|error| format!("can't read `{path}`: {error}"))?;
    Ok(synth.own_format().read(&bytes)?.presets)
}

/// Up to `count` items at equal distances.
fn spread<T>(all: Vec<T>, count: usize) -> Vec<T> {
    let len = all.len().max(1);
    let count = count.min(len);
    let steps = |at: usize| at * count / len;
    all.into_iter().enumerate().filter(|(at, _)| steps(*at) < steps(at + 1)).map(|(_, item)| item).collect()
}

fn sounds(
    synth: &Arc<dyn Synth>,
    presets: &[Preset],
    gesture: Gesture,
    setup: RenderSetup,
) -> Result<Vec<Audio>, Error> {
    let mut renderer = synth.open(setup)?;
    let mut sounds = Vec::with_capacity(presets.len());
    for chunk in presets.chunks(CHUNK) {
        let jobs: Vec<Job> = chunk.iter().map(|preset| Job { preset, gesture }).collect();
        for sound in renderer.render_batch(&jobs) {
            let sound = sound?;
            sounds.push(Audio::mono(sound.to_mono().into_owned(), setup.rate_hz));
        }
    }
    Ok(sounds)
}

/// What was found for one target.
struct Found {
    /// Place in the index's order of the preset that the objective finds nearest.
    place: usize,
    /// Lowest objective among the first of the order, for each depth, and among all.
    lowest: [f64; DEPTHS.len()],
    lowest_of_all: f64,
    /// Seconds the index took.
    secs: f64,
}

fn look_up(index: &RetrieveIndex, heard: &[Audio], target: &Audio) -> Found {
    let started = Instant::now();
    let order = index.nearest(target, heard.len());
    let secs = started.elapsed().as_secs_f64();
    let mut scorer = Objective::new(target).scorer();
    let mut found = Found { place: 0, lowest: [f64::INFINITY; 3], lowest_of_all: f64::INFINITY, secs };
    for (place, preset) in order.into_iter().enumerate() {
        let score = scorer.score_within(&heard[preset].to_mono(), found.lowest_of_all);
        if score < found.lowest_of_all {
            (found.lowest_of_all, found.place) = (score, place);
        }
        for (lowest, depth) in found.lowest.iter_mut().zip(DEPTHS) {
            if place < depth {
                *lowest = found.lowest_of_all;
            }
        }
    }
    found
}

fn report(results: &[Found]) {
    let count = results.len().max(1) as f64;
    println!("{:>8} {:>22} {:>34}", "first", "hold the nearest", "lowest objective, of the nearest's");
    for (at, depth) in DEPTHS.into_iter().enumerate() {
        let held = results.iter().filter(|found| found.place < depth).count() as f64 / count;
        let above = |found: &Found| ((found.lowest[at] + 1e-9) / (found.lowest_of_all + 1e-9)).ln();
        let ratio = (results.iter().map(above).sum::<f64>() / count).exp();
        println!("{depth:>8} {:>21.1}% {ratio:>34.4}", 100.0 * held);
    }
    let mut secs: Vec<f64> = results.iter().map(|found| found.secs).collect();
    secs.sort_by(f64::total_cmp);
    println!(
        "the index answers in {:.2} ms (median)",
        1e3 * secs.get(secs.len() / 2).copied().unwrap_or(0.0)
    );
}
