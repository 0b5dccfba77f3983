//! Steps of training a second, against PyTorch with the same networks, batches and precision, in turns:
//!
//! `TONEWRIGHT_TORCH=PYTHON cargo bench -p tonewright-nn --bench training -- [--rounds N] [--threads N] [ENCODER…]`
//!
//! PYTHON has PyTorch (`tests/reference/requirements-torch.txt`). An encoder of our own, which PyTorch has not, goes alone and
//! needs none.

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::error::Error;
use std::process::Command;

use tonewright_nn::burn::tensor::{Device, Distribution, Int, Tensor, TensorData};
use tonewright_nn::train::{AdamW, AdamWConfig, loss_and_slopes};
use tonewright_nn::{Init, PRESET_ENCODERS, PresetBatch, PresetEncoder, device};
use tonewright_synth::{PresetLayout, Synth as _, engines::dx7::Dx7};
use tonewright_testkit::peer::{Peer, timed};
use tonewright_testkit::timing::median;

/// The paper's encoders; presets of a batch as published, but for those that would take minutes a step.
const ENCODERS: [(&str, usize); 5] =
    [("mlp-oh", 512), ("hn-oh", 512), ("hn-pt", 512), ("hn-ptgru", 64), ("tfm", 64)];
/// Ours, at the batch of the one that it is measured against.
const OURS: [(&str, usize); 1] = [("operators", 64)];
/// Dimensions of the paper's vectors.
const OUTPUTS: usize = 192;
/// A round of either shall take so long.
const ROUND_SECS: f64 = 2.0;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let number = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)?.parse::<usize>().ok()
    };
    let threads =
        number("--threads").unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    device::keep_memory();
    let is_known = |word: &String| ENCODERS.iter().chain(&OURS).any(|(known, _)| known == word);
    let is_asked = |name: &str| !words.iter().any(is_known) || words.iter().any(|word| word == name);
    let rounds = number("--rounds").unwrap_or(5);
    println!("{threads} threads; steps a second, and the share of PyTorch's by the clock and by CPU time");
    for (name, batch) in ENCODERS.into_iter().filter(|(name, _)| is_asked(name)) {
        let python = std::env::var("TONEWRIGHT_TORCH")
            .map_err(|_missing| "TONEWRIGHT_TORCH names no Python with PyTorch")?;
        race(name, batch, &python, threads, rounds)?;
    }
    for (name, batch) in OURS.into_iter().filter(|(name, _)| is_asked(name)) {
        alone(name, batch, rounds);
    }
    Ok(())
}

/// How often either works in a round, of the time that it takes once.
fn often(secs: f64) -> usize {
    ((ROUND_SECS / secs) as usize).clamp(1, 10_000)
}

fn alone(name: &str, batch: usize, rounds: usize) {
    let mut school = School::new(name, batch, &PresetLayout::of(Dx7::default().spec()));
    school.step();
    let steps = often(timed(|| school.step()).wall_secs);
    let rate = |_| steps as f64 / timed(|| (0..steps).for_each(|_| school.step())).wall_secs;
    let mut rates: Vec<f64> = (0..rounds).map(rate).collect();
    println!("{name:9} batch {batch:4}  ours {:8.2}", median(&mut rates));
}

fn race(name: &str, batch: usize, python: &str, threads: usize, rounds: usize) -> Result<(), Box<dyn Error>> {
    let layout = PresetLayout::of(Dx7::default().spec());
    let choices: Vec<usize> = layout.choices().map(|(_, classes)| classes).collect();
    let numbers = layout.numbers().count();
    let order = serde_json::json!({"encoder": name, "numbers": numbers, "choices": choices,
        "outputs": OUTPUTS, "batch": batch, "threads": threads});
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/networks/peer.py"));
    command.arg(order.to_string()).env("OMP_NUM_THREADS", threads.to_string());
    let mut peer = Peer::start(command)?;
    let mut school = School::new(name, batch, &layout);
    let (theirs, ours) = (peer.work(1)?.wall_secs, timed(|| school.step()).wall_secs);
    let (their_steps, our_steps) = (often(theirs), often(ours));
    let (mut clock, mut cpu, mut rates) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..rounds {
        let theirs = peer.work(their_steps)?;
        let ours = timed(|| (0..our_steps).for_each(|_| school.step()));
        let per_step = |secs: f64, steps: usize| secs / steps as f64;
        clock.push(per_step(theirs.wall_secs, their_steps) / per_step(ours.wall_secs, our_steps));
        cpu.push(per_step(theirs.cpu_secs, their_steps) / per_step(ours.cpu_secs, our_steps));
        rates[0].push(1.0 / per_step(ours.wall_secs, our_steps));
        rates[1].push(1.0 / per_step(theirs.wall_secs, their_steps));
    }
    let [ours, theirs] = rates.map(|mut rates| median(&mut rates));
    println!(
        "{name:9} batch {batch:4}  ours {ours:8.2}  PyTorch {theirs:8.2}  clock {:.2}  CPU {:.2}",
        median(&mut clock),
        median(&mut cpu)
    );
    Ok(())
}

/// A network that is taught.
struct School {
    network: PresetEncoder,
    optimizer: AdamW,
    batch: PresetBatch,
    target: Tensor<2>,
}

impl School {
    fn new(name: &str, batch: usize, layout: &PresetLayout) -> Self {
        let device = device::training(device::cpu());
        let entry = PRESET_ENCODERS
            .iter()
            .find(|entry| entry.name == name)
            .expect("the table has the encoders of these lists");
        let network =
            entry.config.init(layout, OUTPUTS, &mut Init::new(1, &device)).expect("its config can be");
        let classes: Vec<i64> = layout.choices().map(|(_, classes)| classes as i64).collect();
        let drawn =
            (0..batch * classes.len()).map(|at| (at as i64 * 7919) % classes[at % classes.len()]).collect();
        Self {
            network,
            optimizer: AdamW::new(AdamWConfig { longest: Some(1.0), ..AdamWConfig::default() }),
            batch: PresetBatch {
                numbers: random([batch, layout.numbers().count()], &device),
                classes: whole(drawn, [batch, classes.len()], &device),
            },
            target: random([batch, OUTPUTS], &device),
        }
    }

    fn step(&mut self) {
        let (_, slopes) = loss_and_slopes(&self.network, &self.batch, &self.target, |off| off.abs().mean());
        let length = slopes.length();
        self.network = self.optimizer.step(1e-4, self.network.clone(), slopes, length);
    }
}

fn random(shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::random(shape, Distribution::Uniform(0.0, 1.0), device)
}

fn whole(values: Vec<i64>, shape: [usize; 2], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(values, shape), device)
}
