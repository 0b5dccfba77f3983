//! How good a table is: what it predicts of voices it has not seen, and what its draws are like.

use std::hint::black_box;
use std::time::Instant;

use tonewright_synth::engines::dx7::prior::{Categorical, RealVoices, Table};
use tonewright_synth::engines::dx7::spec::{PARAM_BYTES, byte_limits, spec};
use tonewright_synth::engines::dx7::{Dx7, Voice};
use tonewright_synth::prior::{Prior, Uniform};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};

/// Voices rendered of each source, and of the prior itself.
const RENDERS: usize = 512;
const PRIOR_RENDERS: usize = 2048;
/// Voices whose nearest real voice is looked for.
const NEIGHBOURS: usize = 256;
/// Peak below which a render counts as silent: -60 dB of full scale.
const SILENT_PEAK: f32 = 1e-3;

/// Prints the figures.
pub(crate) fn judge(table: &Table, train: &[Voice], validation: &[Voice]) {
    let prior = RealVoices::with_table(table);
    let uniform = Uniform::new(spec());
    let marginals = Marginals::of(train);
    let bits = |nats: f64| nats / std::f64::consts::LN_2 / PARAM_BYTES as f64;
    let mean = |density: &dyn Fn(&Voice) -> f64, voices: &[Voice]| {
        bits(-voices.iter().map(density).sum::<f64>() / voices.len() as f64)
    };
    let learned = |voice: &Voice| prior.log_density(&voice.to_preset()).unwrap_or(f64::NEG_INFINITY);
    let uniform_nats = byte_limits().iter().map(|limit| (f64::from(*limit) + 1.0).ln()).sum();
    println!("bits for each of the 145 values (lower is better):");
    println!("  uniform                {:.3}", bits(uniform_nats));
    println!("  marginals, validation  {:.3}", mean(&|voice| marginals.log_probability(voice), validation));
    println!("  prior, validation      {:.3}", mean(&learned, validation));
    println!("  prior, fitted voices   {:.3}", mean(&learned, &train[..validation.len().min(train.len())]));
    let real: Vec<Preset> = validation.iter().take(RENDERS).map(Voice::to_preset).collect();
    let draws = |prior: &dyn Prior, count: usize| -> Vec<Preset> {
        (0..count as u64).map(|index| prior.draw(&mut seed::stream(1, "judge-dx7-prior", index))).collect()
    };
    let (drawn, blind, shuffled) =
        (draws(&prior, PRIOR_RENDERS), draws(&uniform, RENDERS), draws(&marginals, RENDERS));
    let vary = |strength: f64| -> Vec<Preset> {
        let vary = |(index, preset): (usize, &Preset)| {
            prior.perturb(preset, strength, &mut seed::stream(2, "judge-dx7-prior", index as u64))
        };
        real.iter().enumerate().map(vary).collect()
    };
    let (little, much) = (vary(0.1), vary(0.6));
    print_times(&prior, &drawn);
    println!(
        "{:<22} {:>7} {:>28} {:>34} {:>25}",
        "source", "silent", "RMS dB (p10 p50 p90)", "centroid Hz (p10 p50 p90)", "values unlike nearest"
    );
    for (name, presets) in [
        ("real (validation)", &real),
        ("prior", &drawn),
        ("marginals", &shuffled),
        ("uniform", &blind),
        ("perturbed by 0.1", &little),
        ("perturbed by 0.6", &much),
    ] {
        print_sounds(name, presets, train);
    }
}

/// Prints how long a draw, a variation and a density take, in microseconds.
fn print_times(prior: &RealVoices, presets: &[Preset]) {
    let mut rng = seed::stream(3, "judge-dx7-prior", 0);
    let mut time = |name: &str, task: &mut dyn FnMut(&Preset, &mut seed::Rng)| {
        let mut times_us: Vec<f64> = Vec::with_capacity(presets.len());
        for preset in presets {
            let start = Instant::now();
            task(preset, &mut rng);
            times_us.push(start.elapsed().as_secs_f64() * 1e6);
        }
        println!("{name:<22} {} microseconds (p10 p50 p90)", quantiles(times_us));
    };
    time("draw", &mut |_, rng| drop(black_box(prior.draw(rng))));
    time("perturb by 0.1", &mut |preset, rng| drop(black_box(prior.perturb(preset, 0.1, rng))));
    time("log_density", &mut |preset, _| {
        black_box(prior.log_density(preset));
    });
}

/// Each byte by itself, as in the voices: what a prior without structure is.
struct Marginals(Vec<Categorical>);

impl Marginals {
    fn of(voices: &[Voice]) -> Self {
        let counted = |byte: usize| {
            let mut counts = vec![0.5; usize::from(byte_limits()[byte]) + 1];
            voices.iter().for_each(|voice| counts[usize::from(voice.bytes[byte])] += 1.0);
            Categorical::from_weights(&counts)
        };
        Self((0..PARAM_BYTES).map(counted).collect())
    }

    fn log_probability(&self, voice: &Voice) -> f64 {
        self.0.iter().zip(&voice.bytes).map(|(byte, value)| byte.probability(*value).ln()).sum()
    }
}

impl Prior for Marginals {
    fn draw(&self, rng: &mut seed::Rng) -> Preset {
        let mut voice = Voice::init();
        self.0.iter().zip(&mut voice.bytes).for_each(|(categorical, byte)| *byte = categorical.draw(rng));
        voice.to_preset()
    }
}

/// One line: share of silent sounds, spread of loudness and brightness, and distance to real voices.
fn print_sounds(name: &str, presets: &[Preset], train: &[Voice]) {
    let setup = RenderSetup::of_secs(22_050, 1.5);
    let Ok(mut renderer) = Dx7::mark_one().open(setup) else { return };
    let gesture = Gesture { gate_secs: 1.0, ..Gesture::default() };
    let (mut silent, mut levels_db, mut centroids_hz) = (0, Vec::new(), Vec::new());
    for preset in presets {
        let Ok(audio) = renderer.render(&Job { preset, gesture }) else { continue };
        let samples = audio.channel(0);
        if samples.iter().all(|sample| sample.abs() < SILENT_PEAK) {
            silent += 1;
            continue;
        }
        let power =
            samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64;
        levels_db.push(10.0 * power.log10());
        centroids_hz.push(mean_frequency_hz(samples, power, f64::from(setup.rate_hz)));
    }
    let unlike: Vec<f64> =
        presets.iter().take(NEIGHBOURS).map(|preset| unlike_nearest(preset, train)).collect();
    let share = 100.0 * f64::from(silent) / presets.len() as f64;
    println!(
        "{name:<22} {share:>6.1}% {:>28} {:>34} {:>25}",
        quantiles(levels_db),
        quantiles(centroids_hz),
        quantiles(unlike)
    );
}

/// The root-mean-square frequency of a sound, from its power and that of its differences: a spectral centroid that
/// needs no transform.
fn mean_frequency_hz(samples: &[f32], power: f64, rate_hz: f64) -> f64 {
    let differences = samples.windows(2).map(|pair| f64::from(pair[1] - pair[0]).powi(2)).sum::<f64>();
    let ratio = (differences / samples.len() as f64 / power / 4.0).clamp(0.0, 1.0);
    ratio.sqrt().asin() * rate_hz / std::f64::consts::PI
}

/// How many of the 145 values differ from those of the real voice that shares most, the voice itself aside.
fn unlike_nearest(preset: &Preset, train: &[Voice]) -> f64 {
    let Ok(voice) = Voice::from_preset(preset) else { return f64::NAN };
    let unlike =
        |other: &Voice| other.bytes[..PARAM_BYTES].iter().zip(&voice.bytes).filter(|(a, b)| a != b).count();
    train.iter().map(unlike).min().unwrap_or(0) as f64
}

/// The 10th, 50th and 90th percentile.
fn quantiles(mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        values.get(((values.len().max(1) - 1) as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
    };
    format!("{:.0} {:.0} {:.0}", at(0.1), at(0.5), at(0.9))
}
