//! What each planned feature costs beside the render of the sound it is of: batches of 64 sounds of 4 s of the native
//! DX7, rendered and looked at in turns on one thread, CPU time.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_data_features [-- --rounds N] [--only NAME]`
//!
//! Sounds are at 44.1 kHz, and once more at the rate of a feature's source where that is another. `rate kept` is how
//! many sounds a second are left of those rendered alone. At the end the loudness of the same sounds in two channels,
//! which a data set asks for as well.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::error::Error;

use cpu_time::ThreadTime;
use tonewright_audio::features::FEATURES;
use tonewright_audio::loudness::integrated_lufs;
use tonewright_audio::{Audio, Feature, PlanSetup};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Renderer, Synth as _, seed};
use tonewright_testkit::timing::median;

const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;
const BATCH: usize = 64;
/// The rate of most sounds.
const RATE_HZ: u32 = 44_100;
/// A feature that has taken so long in a round looks at no further sound.
const LONG_ENOUGH_SECS: f64 = 0.1;

fn main() -> Result<(), Box<dyn Error>> {
    let argument = |name: &str| std::env::args().skip_while(|word| word != name).nth(1);
    let rounds: usize = argument("--rounds").and_then(|n| n.parse().ok()).unwrap_or(15).max(1);
    let only = argument("--only");
    let mut rates: Vec<u32> = FEATURES.iter().filter_map(|feature| feature.rate_hz).collect();
    rates.retain(|rate_hz| *rate_hz != RATE_HZ);
    rates.sort_unstable();
    rates.dedup();
    println!("{rounds} rounds of {BATCH} sounds of {SECS} s of the DX7's prior, one thread");
    for rate_hz in [RATE_HZ].into_iter().chain(rates) {
        bench(rate_hz, rounds, only.as_deref())?;
    }
    Ok(())
}

/// A cost beside the render: its name, what it does with a sound, and its figures, a round each.
struct Cost {
    name: &'static str,
    look: Box<dyn FnMut(&Audio)>,
    millis: Vec<f64>,
    shares: Vec<f64>,
}

impl Cost {
    fn new(name: &'static str, look: Box<dyn FnMut(&Audio)>) -> Self {
        Self { name, look, millis: Vec::new(), shares: Vec::new() }
    }

    /// Milliseconds for a sound.
    fn round(&mut self, sounds: &[Audio]) -> f64 {
        (self.look)(&sounds[0]);
        let (start, mut count) = (ThreadTime::now(), 0);
        for sound in sounds {
            (self.look)(sound);
            count += 1;
            if start.elapsed().as_secs_f64() > LONG_ENOUGH_SECS {
                break;
            }
        }
        start.elapsed().as_secs_f64() * 1e3 / f64::from(count)
    }

    fn print(&mut self) {
        let (millis, share) = (median(&mut self.millis), median(&mut self.shares));
        let quarter = |part: usize| self.shares[self.shares.len() * part / 4];
        println!(
            "{:24} {millis:9.3} {share:9.3} ({:.3} to {:.3}) {:9.1} %",
            self.name,
            quarter(1),
            quarter(3),
            100.0 / (1.0 + share)
        );
    }
}

/// The features that are looked at in sounds of a rate: all at the usual one, at others those whose source has it.
fn costs(rate_hz: u32, setup: PlanSetup, only: Option<&str>) -> Result<Vec<Cost>, Box<dyn Error>> {
    let mut costs = Vec::new();
    for entry in FEATURES.iter().filter(|entry| rate_hz == RATE_HZ || entry.rate_hz == Some(rate_hz)) {
        if only.is_none_or(|name| name == entry.name) {
            let mut planned: Box<dyn Feature> = (entry.plan)(setup)?;
            let mut values = vec![0.0; planned.shape().iter().product()];
            let look = move |sound: &Audio| {
                planned.process_into(sound, &mut values).expect("the sound it was planned for");
            };
            costs.push(Cost::new(entry.name, Box::new(look)));
        }
    }
    if rate_hz == RATE_HZ && only.is_none() {
        let look = |sound: &Audio| {
            std::hint::black_box(integrated_lufs(sound));
        };
        costs.push(Cost::new("LUFS of two channels", Box::new(look)));
    }
    Ok(costs)
}

fn bench(rate_hz: u32, rounds: usize, only: Option<&str>) -> Result<(), Box<dyn Error>> {
    let synth = Dx7::mark_one();
    let setup = RenderSetup::of_secs(rate_hz, SECS);
    let (mut renderer, prior) = (synth.open(setup)?, synth.prior());
    let (mut renders, mut costs) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let draw = |index| prior.draw(&mut seed::stream(round as u64, "bench-data-features", index));
        let presets: Vec<Preset> = (0..BATCH as u64).map(draw).collect();
        let (sounds, millis) = render(renderer.as_mut(), &presets)?;
        let twice = |sound: &Audio| Audio::from_channels(vec![sound.to_mono().into_owned(); 2], rate_hz);
        let stereo: Vec<Audio> = sounds.iter().map(twice).collect();
        if costs.is_empty() {
            costs = self::costs(rate_hz, PlanSetup::like(&sounds[0]), only)?;
        }
        for cost in &mut costs {
            let own = cost.round(if cost.name.starts_with("LUFS") { &stereo } else { &sounds });
            // The first round warms up.
            if round > 0 {
                cost.millis.push(own);
                cost.shares.push(own / millis);
            }
        }
        renders.push(millis);
        sounds.into_iter().for_each(|sound| renderer.recycle(sound));
    }
    if !costs.is_empty() {
        println!("\n{rate_hz} Hz: a render takes {:.3} ms", median(&mut renders));
        println!("{:24} {:>9} {:>9} (quartiles)      rate kept", "feature", "ms", "share");
        costs.iter_mut().for_each(Cost::print);
    }
    Ok(())
}

/// The sounds of some presets, and how many milliseconds each took.
fn render(renderer: &mut dyn Renderer, presets: &[Preset]) -> Result<(Vec<Audio>, f64), Box<dyn Error>> {
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
    let start = ThreadTime::now();
    let sounds: Vec<Audio> = renderer.render_batch(&jobs).into_iter().collect::<Result<_, _>>()?;
    Ok((sounds, start.elapsed().as_secs_f64() * 1e3 / presets.len() as f64))
}
