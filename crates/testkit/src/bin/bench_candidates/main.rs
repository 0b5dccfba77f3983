//! How many candidates a second the oracle tries against a Python loop around dexed-py with librosa's multi-scale
//! log-mel distance as its objective: same target, same voices, same length, two threads against two processes, in
//! turns. CPU time decides, since machines are shared; wall time stands beside it.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_candidates [-- --voices N --rounds N]`

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

mod peer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cpu_time::{ProcessTime, ThreadTime};
use rand::seq::SliceRandom as _;
use tonewright_audio::Audio;
use tonewright_matching::{Budget, CHUNK_MOST, Oracle, Task};
use tonewright_measure::{MEASURES, Objective};
use tonewright_synth::engines::dx7::sysex::read_voices;
use tonewright_synth::engines::dx7::{Dx7, Voice};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, Synth, seed};

use peer::{Peer, Style};

type Error = Box<dyn std::error::Error>;

const RATE_HZ: u32 = 44_100;
const GESTURE: Gesture = Gesture { note: 60, velocity: 100, gate_secs: 2.0 };
/// Seconds of every sound: as long as in-domain targets, and a usual recording.
const LENGTHS_SECS: [f64; 2] = [3.0, 2.5];
/// Threads here, processes there.
const CORES: usize = 2;
/// Candidates that an oracle hears before it is timed.
const WARM_UP: u64 = 128;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!(
                "SKIPPED bench_candidates: {error} (it needs TONEWRIGHT_PYTHON or target/reference-venv with \
                 dexed-py and librosa, and TONEWRIGHT_DATA with dx7/voices-val.syx)"
            );
            ExitCode::SUCCESS
        }
    }
}

fn run() -> Result<(), Error> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let number = |name: &str, default: usize| -> usize {
        let mut words = std::env::args().skip_while(|word| word != name).skip(1);
        words.next().and_then(|word| word.parse().ok()).unwrap_or(default)
    };
    let (count, rounds) = (number("--voices", 128), number("--rounds", 7).max(1));
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let python = std::env::var_os("TONEWRIGHT_PYTHON")
        .map_or_else(|| root.join("target/reference-venv/bin/python"), PathBuf::from);
    let mut voices = read_voices(&std::fs::read(data.join("dx7/voices-val.syx"))?)?.voices;
    voices.shuffle(&mut seed::stream(1, "bench-candidates", 0));
    let (target, candidates) = audible(&voices, count)?;
    for secs in LENGTHS_SECS {
        compare(&python, target, candidates, secs, rounds)?;
    }
    Ok(())
}

/// The first voice that sounds, and those behind it as candidates.
fn audible(voices: &[Voice], count: usize) -> Result<(&Voice, &[Voice]), Error> {
    for (at, voice) in voices.iter().enumerate() {
        if render(voice, 1.0)?.peak() > 0.01 {
            let candidates = voices.get(at + 1..at + 1 + count).ok_or("the bank has too few voices")?;
            return Ok((voice, candidates));
        }
    }
    Err("no voice of the bank sounds".into())
}

fn render(voice: &Voice, secs: f64) -> Result<Audio, Error> {
    let mut renderer = Dx7::mark_one().open(RenderSetup::of_secs(RATE_HZ, secs))?;
    Ok(renderer.render(&Job { preset: &voice.to_preset(), gesture: GESTURE })?)
}

/// CPU seconds and seconds of one round.
#[derive(Clone, Copy)]
struct Cost {
    cpu_secs: f64,
    wall_secs: f64,
}

fn compare(
    python: &Path,
    target: &Voice,
    candidates: &[Voice],
    secs: f64,
    rounds: usize,
) -> Result<(), Error> {
    let mut peers = candidates
        .chunks(candidates.len().div_ceil(CORES))
        .map(|share| Peer::start(python, RATE_HZ, GESTURE, secs, target, share))
        .collect::<Result<Vec<_>, _>>()?;
    peers.iter_mut().try_for_each(Peer::wait_until_ready)?;
    let sound = render(target, secs)?;
    let presets: Vec<Preset> = candidates.iter().map(Voice::to_preset).collect();
    let (mut ours, mut manual, mut careful, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut distances = Vec::new();
    for _ in 0..rounds {
        manual.push(peers_round(&mut peers, Style::Manual, &mut distances)?);
        ours.push(our_round(&sound, &presets, secs)?);
        careful.push(peers_round(&mut peers, Style::Careful, &mut distances)?);
        shares.push(parts(&sound, &presets, secs)?);
    }
    println!(
        "{} voices x {secs} s at {RATE_HZ} Hz, {rounds} rounds in turns, {CORES} threads against {CORES} processes",
        candidates.len()
    );
    println!("candidates a second of two cores (by CPU time, and as they came in by the clock):");
    let speed = |cost: &Cost| (CORES * candidates.len()) as f64 / cost.cpu_secs;
    let by_clock = |cost: &Cost| candidates.len() as f64 / cost.wall_secs;
    let sides = [("Python, manual", &manual), ("Python, careful", &careful), ("ours", &ours)];
    for (name, costs) in sides {
        row(&format!("{name}, CPU"), costs.iter().map(speed));
        row(&format!("{name}, clock"), costs.iter().map(by_clock));
    }
    for (name, theirs) in &sides[..2] {
        let pairs = || ours.iter().zip(*theirs);
        row(&format!("ratio to {name}, CPU"), pairs().map(|(a, b)| speed(a) / speed(b)));
        row(&format!("ratio to {name}, clock"), pairs().map(|(a, b)| by_clock(a) / by_clock(b)));
    }
    let bare = shares.iter().map(|(render, score)| (CORES * candidates.len()) as f64 / (render + score));
    row("limit: rendered and scored by a bare loop", bare);
    row(
        "ours, ms to render a candidate",
        shares.iter().map(|(render, _)| 1e3 * render / presets.len() as f64),
    );
    row("ours, ms to score a candidate", shares.iter().map(|(_, score)| 1e3 * score / presets.len() as f64));
    check(&sound, candidates, &distances, secs)
}

/// One round of all Python processes at the same time.
fn peers_round(peers: &mut [Peer], style: Style, distances: &mut Vec<f64>) -> Result<Cost, Error> {
    distances.clear();
    peers.iter_mut().try_for_each(|peer| peer.begin_round(style))?;
    let mut cost = Cost { cpu_secs: 0.0, wall_secs: 0.0 };
    for peer in peers {
        let (cpu_secs, wall_secs) = peer.end_round(distances)?;
        cost = Cost { cpu_secs: cost.cpu_secs + cpu_secs, wall_secs: cost.wall_secs.max(wall_secs) };
    }
    Ok(cost)
}

/// One round through a fresh oracle, to which none of the presets is known. It has heard some draws of the prior before,
/// as the Python loop has some voices: a search's first hundred candidates of thousands.
fn our_round(target: &Audio, presets: &[Preset], secs: f64) -> Result<Cost, Error> {
    let entry = SYNTHS.iter().find(|synth| synth.name == "dx7").ok_or("no DX7")?;
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let task = Task {
        prior: Arc::from(synth.prior()),
        synth: Arc::clone(&synth),
        target: Arc::new(target.clone()),
        gesture: GESTURE,
        setup: RenderSetup::of_secs(RATE_HZ, secs),
        bank: Arc::new(Vec::new()),
        surrogate: None,
        locks: Vec::new(),
        seed: 1,
    };
    let go_on = AtomicBool::new(false);
    let mut oracle = Oracle::with_threads(&task, Budget::default(), &go_on, Box::new(|_| {}), CORES)?;
    let draw = |i| task.prior.draw(&mut seed::stream(2, "bench-candidates", i));
    oracle.try_batch(&(0..WARM_UP).map(draw).collect::<Vec<Preset>>());
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let scores = oracle.try_batch(presets);
    let cost = Cost { cpu_secs: cpu.elapsed().as_secs_f64(), wall_secs: wall.elapsed().as_secs_f64() };
    if scores.iter().all(Option::is_none) {
        return Err("not one candidate was heard".into());
    }
    Ok(cost)
}

/// CPU seconds to render all presets and to score them, on this thread alone: what the oracle can't go below.
fn parts(target: &Audio, presets: &[Preset], secs: f64) -> Result<(f64, f64), Error> {
    let mut renderer = Dx7::mark_one().open(RenderSetup::of_secs(RATE_HZ, secs))?;
    let mut scorer = Objective::new(target).scorer();
    let mut spent = (0.0, 0.0);
    // The first chunk is heard twice: its memory is fresh.
    for (at, chunk) in presets.chunks(CHUNK_MOST).take(1).chain(presets.chunks(CHUNK_MOST)).enumerate() {
        let jobs: Vec<Job> = chunk.iter().map(|preset| Job { preset, gesture: GESTURE }).collect();
        let clock = ThreadTime::now();
        let sounds = renderer.render_batch(&jobs);
        let render_secs = clock.elapsed().as_secs_f64();
        let clock = ThreadTime::now();
        for sound in sounds {
            let sound = sound?;
            if scorer.score(&sound.to_mono()).is_nan() {
                return Err("a score is no number".into());
            }
            renderer.recycle(sound);
        }
        if at > 0 {
            spent = (spent.0 + render_secs, spent.1 + clock.elapsed().as_secs_f64());
        }
    }
    Ok(spent)
}

/// Both sides hear the same: the distances of the Python loop against our measure of the same name on our renders.
fn check(target: &Audio, candidates: &[Voice], distances: &[f64], secs: f64) -> Result<(), Error> {
    let mss = MEASURES.iter().find(|measure| measure.name == "mss").ok_or("no measure `mss`")?;
    let mut apart = Vec::new();
    for (voice, theirs) in candidates.iter().zip(distances) {
        if let Ok(ours) = (mss.compute)(target, &render(voice, secs)?) {
            apart.push((ours - theirs).abs());
        }
    }
    row("check: MSS there less MSS here (dB)", apart.into_iter());
    Ok(())
}

/// Median, lowest and highest.
fn row(name: &str, values: impl Iterator<Item = f64>) {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    if let (Some(low), Some(high)) = (values.first(), values.last()) {
        println!("  {name:42} median {:9.3}  ({low:.3} to {high:.3})", values[values.len() / 2]);
    }
}
