//! What the objective costs per candidate beside the render of the same candidate, interleaved.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_objective [-- --rounds N] [--secs S]`
//!
//! DX7 voices drawn from the prior, as a search hears them. Each round renders a batch, scores it, and scores it
//! again under the limit that a search's archive would have (the best score so far); CPU seconds of one thread,
//! medians over the rounds. The limit beside them is the time that the FLOPs of the objective's transforms take
//! where everything is in registers.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::hint::black_box;
use std::time::Instant;

use pulp::{Arch, Simd, WithSimd};
use tonewright_measure::{Objective, ObjectiveConfig};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, seed};

/// Presets per batch, as the oracle renders them.
const BATCH: u64 = 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: u64 = argument("--rounds").and_then(|n| n.parse().ok()).unwrap_or(20).max(3);
    let secs: f64 = argument("--secs").and_then(|n| n.parse().ok()).unwrap_or(3.0);
    let entry = SYNTHS.first().ok_or("no native synth")?;
    let (synth, prior) = ((entry.build)(), (entry.prior)());
    let setup = RenderSetup::of_secs(44_100, secs);
    let gesture = Gesture { gate_secs: 0.7 * secs, ..Gesture::default() };
    let mut renderer = synth.open(setup)?;
    let init = Preset::init(synth.spec());
    let target = renderer.render(&Job { preset: &init, gesture })?;
    let mut scorer = Objective::new(&target).scorer();
    let (mut render, mut score, mut limited) = (Vec::new(), Vec::new(), Vec::new());
    let mut best = f64::INFINITY;
    for round in 0..rounds {
        let draw = |index| prior.draw(&mut seed::stream(round, "bench objective", index));
        let presets: Vec<Preset> = (0..BATCH).map(draw).collect();
        let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
        let render_all = || {
            let sounds = renderer.render_batch(&jobs).into_iter().flatten();
            sounds.for_each(|sound| renderer.recycle(sound));
        };
        render.push(millis_per_call(render_all) / BATCH as f64);
        let sounds: Vec<_> = renderer.render_batch(&jobs).into_iter().flatten().collect();
        let count = sounds.len().max(1) as f64;
        let mut score_all = |limit| {
            for sound in &sounds {
                black_box(scorer.score_within(sound.channel(0), limit));
            }
        };
        score.push(millis_per_call(|| score_all(f64::INFINITY)) / count);
        limited.push(millis_per_call(|| score_all(best)) / count);
        best = sounds.iter().map(|sound| scorer.score(sound.channel(0))).fold(best, f64::min);
        sounds.into_iter().for_each(|sound| renderer.recycle(sound));
    }
    let (render, score, limited) = (median(&mut render), median(&mut score), median(&mut limited));
    let (flops, peak) = (transform_flops(secs), peak_flops_per_milli());
    println!("{} voices of {secs} s at 44.1 kHz, CPU milliseconds per candidate, one thread", rounds * BATCH);
    println!("render               {render:.3}");
    println!("score                {score:.3}  ({:.2} of the render)", score / render);
    println!("score within a limit {limited:.3}");
    println!(
        "limit of the score   {:.3}  (its transforms at {:.0} GFLOP/s in registers)",
        flops / peak,
        peak / 1e6
    );
    Ok(())
}

/// FLOPs of the transforms that the default objective makes of a sound: 2.5 n log₂ n each.
fn transform_flops(secs: f64) -> f64 {
    let of_scale = |window_secs: f64| {
        let n = 2_f64.powf((window_secs * 44_100.0).log2().round());
        (secs * 44_100.0 / (n / 2.0)).ceil() * 2.5 * n * n.log2()
    };
    ObjectiveConfig::default().scales.iter().map(|scale| of_scale(scale.window_secs)).sum()
}

/// FLOPs per millisecond of independent multiply-adds in registers, the fastest of several runs.
fn peak_flops_per_milli() -> f64 {
    const STEPS: usize = 100_000;
    struct Run;
    impl WithSimd for Run {
        type Output = usize;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> usize {
            let mut sums = [simd.splat_f32s(black_box(0.5)); 10];
            let (factor, summand) = (simd.splat_f32s(0.999_9), simd.splat_f32s(1e-4));
            for _ in 0..STEPS {
                for sum in &mut sums {
                    *sum = simd.mul_add_e_f32s(*sum, factor, summand);
                }
            }
            black_box(sums);
            STEPS * 10 * S::F32_LANES * 2
        }
    }
    let run = || {
        let start = Instant::now();
        Arch::new().dispatch(Run) as f64 / (start.elapsed().as_secs_f64() * 1e3)
    };
    (0..30).map(|_| run()).fold(0.0, f64::max)
}

/// CPU milliseconds of one call. The system counts this thread's time at its ticks only, so calls are made from one
/// tick to another some tens of milliseconds later; where it does not count it, by the time of day.
fn millis_per_call(mut call: impl FnMut()) -> f64 {
    const LONG_ENOUGH_MILLIS: f64 = 25.0;
    let watch = Instant::now();
    let now = || cpu_millis().unwrap_or_else(|| watch.elapsed().as_secs_f64() * 1e3);
    call();
    // So many calls between two looks at the clock that looking costs nothing.
    let together = (0.3e-3 / watch.elapsed().as_secs_f64()).clamp(1.0, 1000.0) as u32;
    let before = now();
    while now() <= before {
        (0..together).for_each(|_| call());
    }
    let (start, mut calls) = (now(), 0);
    loop {
        (0..together).for_each(|_| call());
        calls += together;
        let millis = now() - start;
        if millis >= LONG_ENOUGH_MILLIS {
            return millis / f64::from(calls);
        }
    }
}

/// CPU milliseconds of this thread where the system tells them (Linux).
fn cpu_millis() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds * 1e-6)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}
