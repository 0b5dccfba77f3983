//! What the oracle costs beyond rendering and scoring: the same presets of the DX7 through a plain loop (batches as large, sounds given back) and
//! through an oracle of one thread, interleaved; the median ratio of seconds (trust it on an idle machine only).
//!
//! `cargo run --release -p tonewright-testkit --bin oracle_overhead`

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tonewright_matching::{Budget, CHUNK_MOST, Oracle, Task};
use tonewright_measure::Objective;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, SYNTHS, Synth, seed};

const ROUNDS: u64 = 11;
const PRESETS: u64 = 96;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let entry = SYNTHS.first().ok_or("no native synth")?;
    let synth: Arc<dyn Synth> = Arc::from((entry.build)());
    let setup = RenderSetup::of_secs(44_100, 2.0);
    let gesture = Gesture { gate_secs: 1.5, ..Gesture::default() };
    let prior = Arc::from(synth.prior());
    let mut renderer = synth.open(setup)?;
    let init = Preset::init(synth.spec());
    let target = Arc::new(renderer.render(&Job { preset: &init, gesture })?);
    let (locks, bank) = (Vec::new(), Arc::new(Vec::new()));
    let task = Task { synth, prior, target, gesture, setup, bank, surrogate: None, locks, seed: 1 };
    let mut scorer = Objective::new(&task.target).scorer();
    let go_on = AtomicBool::new(false);
    let mut oracle = Oracle::with_threads(&task, Budget::default(), &go_on, Box::new(|_| {}), 1)?;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let draw = |i| task.prior.draw(&mut seed::stream(round, "overhead", i));
        let presets: Vec<Preset> = (0..PRESETS).map(draw).collect();
        let started = Instant::now();
        let scores = oracle.try_batch(&presets);
        let through_oracle = started.elapsed().as_secs_f64();
        let started = Instant::now();
        let mut heard = 0;
        for chunk in presets.chunks(CHUNK_MOST) {
            let jobs: Vec<Job> = chunk.iter().map(|preset| Job { preset, gesture }).collect();
            let sounds = renderer.render_batch(&jobs);
            for sound in sounds.into_iter().flatten() {
                heard += usize::from(scorer.score(&sound.to_mono()).is_finite());
                renderer.recycle(sound);
            }
        }
        let plain = started.elapsed().as_secs_f64();
        assert!(heard > 0 && scores.iter().any(Option::is_some), "the prior's presets sound");
        println!("round {round}: oracle {:.3} ms, plain {:.3} ms each", per(through_oracle), per(plain));
        ratios.push(through_oracle / plain);
    }
    ratios.sort_by(f64::total_cmp);
    println!("oracle / (render + score): median {:.3}", ratios[ratios.len() / 2]);
    Ok(())
}

/// Milliseconds per preset.
fn per(secs: f64) -> f64 {
    1_000.0 * secs / PRESETS as f64
}
