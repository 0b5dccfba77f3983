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

use tonewright_measure::{BandsConfig, Objective, ObjectiveConfig, ScaleConfig};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, seed};
use tonewright_testkit::timing::{median, millis_per_call, peak_flops_per_milli};

/// Presets per batch, as the oracle renders them.
const BATCH: u64 = 16;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: u64 = argument("--rounds").and_then(|n| n.parse().ok()).unwrap_or(20).max(3);
    let secs: f64 = argument("--secs").and_then(|n| n.parse().ok()).unwrap_or(3.0);
    let entry = SYNTHS.first().ok_or("no native synth")?;
    let synth = (entry.build)();
    let prior = synth.prior();
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
    let of_scale = |scale: &ScaleConfig| {
        // Low bands are heard of a sound thinned out to four times their highest frequency.
        let rate = match scale.bands {
            BandsConfig::Mel { .. } => 44_100.0,
            BandsConfig::Low { up_to_hz, .. } => 4.0 * up_to_hz,
        };
        let n = 2_f64.powf((scale.window_secs * rate).log2().round());
        (secs * rate / (n / 2.0)).ceil() * 2.5 * n * n.log2()
    };
    ObjectiveConfig::default().scales.iter().map(of_scale).sum()
}

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}
