//! How fast the subtractive synth is, in CPU time of one thread, and what would be the most.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_subtractive [-- --presets N] [--rounds N]`
//!
//! Presets drawn from the prior, and the same with everything switched on, 4 s at 44.1 kHz, held for 3 s, in batches
//! whose sounds are given back as a search does; the roads take turns. The limit beside them is the time of the
//! arithmetic alone, counted by hand, where everything is in registers.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use cpu_time::ThreadTime;
use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::engines::subtractive::{ENTRY, Subtractive};
use tonewright_synth::{Gesture, Job, Plain, Preset, RenderError, RenderSetup, Renderer, Synth as _, seed};
use tonewright_testkit::timing::{median, peak_flops_per_milli};

const RATE_HZ: u32 = 44_100;
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;
/// Arithmetic operations of one step of one note with everything on: phases 82, shapes 76, noise 30, mix and crusher
/// 15, two steps of the filter 51 each, and to its rate and back 37. Comparisons, choices and divisions count as one; loads and the residuals of jumps don't count.
const OPERATIONS_A_STEP: f64 = 342.0;
/// Of one sample: two steps, decimator 49, amplifier 16, choruses 37, reverberation 85, bound 12, and a 32nd of 400
/// for what is computed once a block.
const OPERATIONS_A_SAMPLE: f64 = 2.0 * OPERATIONS_A_STEP + 49.0 + 16.0 + 37.0 + 85.0 + 12.0 + 12.5;
/// What "everything" is.
const EVERYTHING: [(&str, f64); 16] = [
    ("osc1.wave", 1.0),
    ("osc2.wave", 3.0),
    ("osc2.level", 60.0),
    ("sub.level", 40.0),
    ("noise.level", 5.0),
    ("osc2.sync", 1.0),
    ("osc2.fm", 1.0),
    ("ring", 20.0),
    ("filter.drive", 6.0),
    ("amp-env.sustain", 70.0),
    ("crusher.bits", 12.0),
    ("chorus.slow", 1.0),
    ("chorus.fast", 1.0),
    ("reverb.wet", 30.0),
    ("reverb.pre-delay", 0.02),
    ("amp-env.release", 1.0),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number = |name: &str, default: usize| -> usize {
        let mut words = std::env::args().skip_while(|word| word != name).skip(1);
        words.next().and_then(|word| word.parse().ok()).unwrap_or(default)
    };
    let (count, rounds) = (number("--presets", 256) as u64, number("--rounds", 7));
    let prior = Subtractive.prior();
    let drawn: Vec<Preset> =
        (0..count).map(|index| prior.draw(&mut seed::stream(1, "bench-subtractive", index))).collect();
    let everything: Vec<Preset> = drawn.iter().map(with_everything).collect();
    let few = &everything[..everything.len().min(32)];
    let roads: [(&str, &[Preset], usize); 6] = [
        ("prior, batches of 64", &drawn, 64),
        ("prior, batches of 16", &drawn, 16),
        ("prior, batches of 4", &drawn, 4),
        ("prior, one by one", &drawn[..drawn.len().min(32)], 1),
        ("everything on, batches of 64", &everything, 64),
        ("everything on, one by one", few, 1),
    ];
    let mut renderer = Subtractive.open(RenderSetup::of_secs(RATE_HZ, SECS))?;
    let mut times = vec![Vec::new(); roads.len()];
    let mut peaks = Vec::new();
    for _ in 0..rounds {
        for (times, (_, presets, batch)) in times.iter_mut().zip(roads) {
            times.push(SECS * presets.len() as f64 / batches(renderer.as_mut(), presets, batch)?);
        }
        peaks.push(peak_flops_per_milli());
    }
    println!(
        "{}: {count} presets of {SECS} s at {RATE_HZ} Hz, {rounds} rounds, one thread; times real time",
        ENTRY.name
    );
    for (times, (name, ..)) in times.iter_mut().zip(roads) {
        let (low, high) = times.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), t| (l.min(*t), h.max(*t)));
        println!("{name:30} {:8.0}  ({low:.0} to {high:.0})", median(times));
    }
    // A multiply-add counts twice there, and ours are apart, so that sounds are the same on every machine.
    let peak = 0.5 * median(&mut peaks) * 1e3;
    let limit = peak / (OPERATIONS_A_SAMPLE * f64::from(RATE_HZ));
    println!(
        "limit, everything on           {limit:8.0}  ({OPERATIONS_A_SAMPLE:.0} operations a sample, {:.0} thousand million a second)",
        peak / 1e9
    );
    Ok(())
}

/// The preset with every part of the engine at work.
fn with_everything(preset: &Preset) -> Preset {
    let mut preset = preset.clone();
    for (id, plain) in EVERYTHING {
        if let Some(index) = spec().index_of(id) {
            preset.values[index] = spec().params[index].norm_from_plain(Plain(plain));
        }
    }
    preset
}

/// CPU seconds to render all presets, from knobs to sounds, which are given back.
fn batches(renderer: &mut dyn Renderer, presets: &[Preset], batch: usize) -> Result<f64, RenderError> {
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let start = ThreadTime::now();
    for batch in presets.chunks(batch) {
        let jobs: Vec<Job> = batch.iter().map(|preset| Job { preset, gesture }).collect();
        for sound in renderer.render_batch(&jobs) {
            renderer.recycle(sound?);
        }
    }
    Ok(start.elapsed().as_secs_f64())
}
