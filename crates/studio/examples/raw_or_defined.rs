//! What a definition is worth: the same targets, drawn as the synth itself draws its presets, matched at equal renders with
//! the whole synth and with the definition of it.
//!
//! `cargo run --release -p tonewright-studio --features lv2,vst3 --example raw_or_defined -- SYNTH DEFINITION [TARGETS
//! [RENDERS]]`, as in `lv2:http://drobilla.net/plugins/mda/JX10 jx10 12 400`.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_matching::{Budget, Task, run};
use tonewright_studio::{Gesture, RenderSetup, catalog, serve_plugin};
use tonewright_synth::{Job, Synth, seed};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const GESTURE: Gesture = Gesture { note: 57, velocity: 100, gate_secs: 1.0 };

fn main() -> ExitCode {
    // Plug-ins live in processes of their own, which are this program with another word.
    if let Some(task) = catalog::worker_task(std::env::args()) {
        return serve_plugin(&task);
    }
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [raw, defined, rest @ ..] = words.as_slice() else {
        return Err("name a synth and a definition of it".into());
    };
    let number = |at: usize, otherwise: u64| -> Outcome<u64> {
        Ok(rest.get(at).map_or(Ok(otherwise), |word| word.parse())?)
    };
    let (targets, renders) = (number(0, 12)?, number(1, 400)?);
    let synths = [catalog::synth(raw)?, catalog::synth(defined)?];
    let setup = RenderSetup::of_secs(44_100, 1.5);
    let mut scores: [Vec<f64>; 2] = Default::default();
    for (number, target) in sounds(synths[0].as_ref(), setup, targets as usize)?.into_iter().enumerate() {
        for (synth, scores) in synths.iter().zip(&mut scores) {
            let task = Task {
                synth: Arc::clone(synth),
                prior: Arc::from(synth.prior()),
                target: Arc::clone(&target),
                gesture: GESTURE,
                setup,
                bank: Arc::new(Vec::new()),
                surrogate: None,
                locks: Vec::new(),
                seed: number as u64,
            };
            let method = catalog::method("search")?;
            let mut matcher = (method.build)(&(method.defaults)())?;
            let budget = Budget { renders: Some(renders), secs: None };
            scores.push(run(&task, budget, matcher.as_mut(), &AtomicBool::new(false), |_| {})?.best.score);
        }
        println!("{number:>3}  {:8.4} {:8.4}", scores[0][number], scores[1][number]);
    }
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    let better = scores[0].iter().zip(&scores[1]).filter(|(raw, defined)| defined < raw).count();
    println!(
        "{renders} renders, {} targets: raw {:.4}, defined {:.4}; defined better on {better}",
        scores[0].len(),
        mean(&scores[0]),
        mean(&scores[1])
    );
    Ok(())
}

/// Sounds of presets that the synth draws, as many as are wanted.
fn sounds(synth: &dyn Synth, setup: RenderSetup, wanted: usize) -> Outcome<Vec<Arc<Audio>>> {
    let (prior, mut renderer) = (synth.prior(), synth.open(setup)?);
    let mut sounds = Vec::new();
    for index in 0..20 * wanted as u64 {
        let preset = prior.draw(&mut seed::stream(7, "raw-or-defined", index));
        let sound = renderer.render(&Job { preset: &preset, gesture: GESTURE })?;
        if sound.rms() > 1e-3 && sounds.len() < wanted {
            sounds.push(Arc::new(Audio::mono(sound.to_mono().into_owned(), sound.rate_hz())));
        }
    }
    Ok(sounds)
}
