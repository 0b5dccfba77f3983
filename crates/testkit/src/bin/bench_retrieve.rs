//! How well an index of presets orders a bank: for targets that are not in the bank, where in the order the preset lies that
//! the objective finds nearest, and how near the first few of the order come.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_retrieve -- BANK.syx TARGETS.syx [PRESETS [TARGETS [any]]]`
//! takes 4,000 presets of the bank and 64 targets unless told, both spread evenly over their files. Targets sound at middle C
//! for 1.5 s of 2 s at 44.1 kHz, and so do the presets of the index, as `match --bank` has it; with `any` each target has a note
//! (36 to 84), gate (0.1 to 2 s) and velocity 100 of its own, and the index is one of the few that `find` keeps. The objective
//! always hears the target's own gesture.

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use rand::RngExt as _;
use tonewright_audio::Audio;
use tonewright_matching::{Class, Look, RetrieveIndex, class_of};
use tonewright_measure::Objective;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, Synth, seed};

type Error = Box<dyn std::error::Error>;

/// How many of the order's first presets are looked at.
const DEPTHS: [usize; 5] = [10, 50, 100, 200, 1000];
/// Root mean square below which a target counts as silent.
const SILENT_RMS: f32 = 1e-3;
/// Presets per call of the renderer.
const CHUNK: usize = 16;
const RATE_HZ: u32 = 44_100;

/// A sound to look up, and how it is played.
struct Target {
    sound: Audio,
    gesture: Gesture,
    setup: RenderSetup,
}

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bank, targets, rest @ ..] = arguments.as_slice() else {
        return Err("usage: bench_retrieve BANK.syx TARGETS.syx [PRESETS [TARGETS [any]]]".into());
    };
    let count = |at: usize, default: usize| rest.get(at).map_or(Ok(default), |text| text.parse());
    let any = rest.get(2).is_some_and(|word| word == "any");
    let entry = SYNTHS.first().ok_or("no native synth")?;
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let bank = spread(presets(synth.as_ref(), bank)?, count(0, 4000)?);
    let targets = presets(synth.as_ref(), targets)?;
    let mut targets = targets
        .iter()
        .enumerate()
        .map(|(index, preset)| target(&synth, preset, any.then_some(index)))
        .collect::<Result<Vec<_>, _>>()?;
    targets.retain(|target| target.sound.rms() > SILENT_RMS);
    let targets = spread(targets, count(1, 64)?);
    println!("{} presets, {} targets", bank.len(), targets.len());
    let mut indices = HashMap::new();
    let mut results = Vec::with_capacity(targets.len());
    for target in &targets {
        results.push(look_up(&synth, &bank, target, any, &mut indices)?);
    }
    report(&results, indices.len());
    Ok(())
}

/// The preset's sound at middle C, or, for one of any gesture, at what follows from its number.
fn target(synth: &Arc<dyn Synth>, preset: &Preset, index: Option<usize>) -> Result<Target, Error> {
    let (mut gesture, mut secs) = (Gesture { gate_secs: 1.5, ..Gesture::default() }, 2.0);
    if let Some(index) = index {
        let mut rng = seed::stream(7, "gestures of a bench", index as u64);
        let gate_secs = 0.1 * 20_f64.powf(rng.random::<f64>());
        gesture = Gesture { note: rng.random_range(36..=84), gate_secs, ..gesture };
        secs = gate_secs + 0.5;
    }
    let setup = RenderSetup::of_secs(RATE_HZ, secs);
    let sound = synth.open(setup)?.render(&Job { preset, gesture })?;
    Ok(Target { sound: Audio::mono(sound.to_mono().into_owned(), RATE_HZ), gesture, setup })
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

/// The bank in the order of its index, rendered at the target's gesture and scored.
fn look_up(
    synth: &Arc<dyn Synth>,
    bank: &[Preset],
    target: &Target,
    any: bool,
    indices: &mut HashMap<String, RetrieveIndex>,
) -> Result<Found, Error> {
    let plain = Class { gesture: target.gesture, setup: target.setup, look: Look::default() };
    let class = if any { class_of(target.gesture, &target.sound) } else { plain };
    let name = RetrieveIndex::name(synth, class.gesture, class.setup);
    let index = indices.entry(name).or_insert_with(|| RetrieveIndex::new(synth, class.gesture, class.setup));
    index.hear(synth, bank, 2, &AtomicBool::new(false), |_| {})?;
    let started = Instant::now();
    let order = index.nearest_by(bank, &target.sound, class.look, bank.len());
    let secs = started.elapsed().as_secs_f64();
    let mut scorer = Objective::new(&target.sound).scorer();
    let mut found =
        Found { place: 0, lowest: [f64::INFINITY; DEPTHS.len()], lowest_of_all: f64::INFINITY, secs };
    let mut renderer = synth.open(target.setup)?;
    for (chunk, near) in order.chunks(CHUNK).enumerate() {
        let job = |at: usize| Job { preset: &bank[at], gesture: target.gesture };
        let jobs: Vec<Job> = near.iter().map(|near| job(near.at)).collect();
        for (at, sound) in renderer.render_batch(&jobs).into_iter().enumerate() {
            let place = chunk * CHUNK + at;
            let score = scorer.score_within(&sound?.to_mono(), found.lowest_of_all);
            if score < found.lowest_of_all {
                (found.lowest_of_all, found.place) = (score, place);
            }
            for (lowest, depth) in found.lowest.iter_mut().zip(DEPTHS) {
                if place < depth {
                    *lowest = found.lowest_of_all;
                }
            }
        }
    }
    Ok(found)
}

fn report(results: &[Found], indices: usize) {
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
        "{indices} indices; one answers in {:.2} ms (median)",
        1e3 * secs.get(secs.len() / 2).copied().unwrap_or(0.0)
    );
}
