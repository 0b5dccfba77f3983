//! What a data set costs beside its renders: the farm against a bare loop that renders the same voices, and against a
//! Python loop around dexed-py with librosa and h5py that stores the same, in turns. CPU time decides (that of the
//! system included), since machines are shared; wall time stands beside it.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_farm [-- --voices N --rounds N --out DIR --synth NAME]`
//!
//! The DX7 plays voices of `dx7/voices-val.syx`; another native synth what its prior draws, without the Python loop.

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

mod peer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cpu_time::ProcessTime;
use rand::seq::SliceRandom as _;
use tonewright_data::farm::{Order, render};
use tonewright_data::item::Draws;
use tonewright_data::{Plan, Recipe};
use tonewright_synth::engines::dx7::sysex::{read_voices, write_bank};
use tonewright_synth::{Job, Preset, SYNTHS, seed};
use tonewright_testkit::timing::median;

use peer::Peer;

type Error = Box<dyn std::error::Error>;

/// Sounds that one call of the renderer makes.
const BATCH: usize = 64;
/// What is stored, by the name of the row.
const STORED: [(&str, &str); 4] = [
    ("knobs and levels only", "audio = \"none\""),
    ("and mel-slaney", "audio = \"none\"\nfeatures = [\"mel-slaney\"]"),
    (
        "and mel-slaney in 16 bits",
        "audio = \"none\"\nfeatures = [\"mel-slaney\"]\nfeature-type = \"float16\"",
    ),
    ("and mel-slaney and sounds", "audio = \"float16\"\nfeatures = [\"mel-slaney\"]"),
];

/// CPU seconds and seconds.
#[derive(Clone, Copy)]
struct Cost {
    cpu_secs: f64,
    wall_secs: f64,
}

fn main() -> Result<(), Error> {
    let word = |name: &str| std::env::args().skip_while(|word| word != name).nth(1);
    let number = |name: &str, usual: usize| word(name).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (count, rounds) = (number("--voices", 1024), number("--rounds", 5).max(1));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = word("--out").map_or_else(std::env::temp_dir, PathBuf::from).join("bench-farm");
    std::fs::create_dir_all(&folder)?;
    let result = match word("--synth").filter(|synth| synth != "dx7") {
        Some(synth) => {
            bench(&folder, &synth, &format!("items = {count}"), "draw = \"fitted\"\n", rounds, None)
        }
        None => bench_voices(&root, &folder, count, rounds),
    };
    std::fs::remove_dir_all(&folder)?;
    result
}

/// The DX7 with real voices, and the Python loop beside it.
fn bench_voices(root: &Path, folder: &Path, count: usize, rounds: usize) -> Result<(), Error> {
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let bank = data.join("dx7/voices-val.syx");
    let Ok(bytes) = std::fs::read(&bank) else {
        println!("SKIPPED bench_farm: {} is not here; TONEWRIGHT_DATA names its folder", bank.display());
        return Ok(());
    };
    let mut voices = read_voices(&bytes)?.voices;
    voices.shuffle(&mut seed::stream(1, "bench-farm", 0));
    // A bank holds 32: no voice is filled in.
    voices.truncate(count.next_multiple_of(32));
    let bank = folder.join("voices.syx");
    std::fs::write(&bank, voices.chunks(32).flat_map(write_bank).collect::<Vec<u8>>())?;
    let peer = match Peer::start(root, &voices[..voices.len().min(128)]) {
        Ok(peer) => Some(peer),
        Err(why) => {
            println!("SKIPPED the Python loop: {why}");
            None
        }
    };
    let prior = format!("draw = \"corpus\"\norder = \"each\"\nfiles = [{:?}]\n", bank.display().to_string());
    bench(folder, "dx7", "", &prior, rounds, peer)
}

fn bench(
    folder: &Path,
    synth: &str,
    items: &str,
    prior: &str,
    rounds: usize,
    mut peer: Option<Peer>,
) -> Result<(), Error> {
    let of = |(_, store): &(&str, &str)| plan(synth, items, prior, store);
    let plans: Vec<Plan> = STORED.iter().map(of).collect::<Result<_, _>>()?;
    let first = |item| Draws::new(&plans[0], item).next().map(|draw| draw.preset);
    let presets: Vec<Preset> = (0..plans[0].items()).filter_map(first).collect();
    let threads = std::thread::available_parallelism()?.get();
    let (count, place) = (presets.len(), folder.display());
    println!(
        "{synth}: {count} presets x 4 s at 44100 Hz, {rounds} rounds in turns, {threads} threads, into {place}"
    );
    let (mut bare, mut farms, mut theirs) = (Vec::new(), vec![Vec::new(); plans.len()], Vec::new());
    let mut shares = vec![Vec::new(); plans.len()];
    for round in 0..=rounds {
        // Each farm stands beside the renders right before and after it: a machine's speed changes within seconds.
        let mut before = renders(&presets, &plans[0], threads)?;
        for (plan, (costs, shares)) in plans.iter().zip(farms.iter_mut().zip(&mut shares)) {
            let cost = farm(plan, folder, threads)?;
            let after = renders(&presets, &plans[0], threads)?;
            // The first round warms caches and memory.
            if round > 0 {
                bare.push(before);
                costs.push(cost);
                shares.push((before.cpu_secs + after.cpu_secs) / (2.0 * cost.cpu_secs));
            }
            before = after;
        }
        let peers = peer.as_mut().map(Peer::round).transpose()?;
        theirs.extend(peers.filter(|_| round > 0));
    }
    let millis = |costs: &[Cost], of: fn(&Cost) -> f64, count: usize| {
        median(&mut costs.iter().map(|cost| 1e3 * of(cost) / count as f64).collect::<Vec<_>>())
    };
    println!("{:<34}{:>14}{:>12}{:>22}", "", "CPU ms/sound", "sounds/s", "share of the renders");
    let row = |name: &str, costs: &[Cost], count: usize, share: Option<f64>| {
        let cpu = millis(costs, |cost| cost.cpu_secs, count);
        let speed = 1e3 / millis(costs, |cost| cost.wall_secs, count);
        let share = share.map_or_else(String::new, |share| format!("{share:.3}"));
        println!("{name:<34}{cpu:>14.3}{speed:>12.0}{share:>22}");
    };
    row("renders alone", &bare, presets.len(), Some(1.0));
    for ((name, _), (costs, shares)) in STORED.iter().zip(farms.iter().zip(&mut shares)) {
        row(name, costs, presets.len(), Some(median(shares)));
    }
    if let Some(peer) = &peer {
        row("dexed-py, librosa, h5py", &theirs, peer.voices, None);
        let ours = millis(&farms[3], |cost| cost.cpu_secs, presets.len());
        let peers = millis(&theirs, |cost| cost.cpu_secs, peer.voices);
        println!(
            "the farm with mels and sounds makes {:.1} times as many sounds of a second of CPU time",
            peers / ours
        );
    }
    Ok(())
}

fn plan(synth: &str, items: &str, prior: &str, store: &str) -> Result<Plan, Error> {
    let head = format!("name = \"bench\"\nsynth = \"{synth}\"\nshard-items = 512\n{items}\n");
    let recipe: Recipe = toml::from_str(&format!("{head}[[prior]]\n{prior}[store]\n{store}\n"))?;
    let entry = SYNTHS.iter().find(|entry| entry.name == synth).ok_or("there is no such native synth")?;
    Ok(Plan::new(recipe, Arc::from((entry.build)()), Path::new(""))?)
}

/// The same renders by threads that do nothing else.
fn renders(presets: &[Preset], plan: &Plan, threads: usize) -> Result<Cost, Error> {
    let (setup, gesture) = (plan.recipe().sound.render_setup(), plan.recipe().play.notes[0].gesture());
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let share = presets.len().div_ceil(threads).next_multiple_of(BATCH);
    std::thread::scope(|scope| {
        for presets in presets.chunks(share) {
            scope.spawn(move || {
                let opened = plan.setting().synth().open(setup);
                let mut renderer = opened.expect("44.1 kHz is a rate of every native synth");
                for presets in presets.chunks(BATCH) {
                    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
                    for sound in renderer.render_batch(&jobs) {
                        renderer.recycle(sound.expect("a native synth plays every preset"));
                    }
                }
            });
        }
    });
    Ok(Cost { cpu_secs: cpu.elapsed().as_secs_f64(), wall_secs: wall.elapsed().as_secs_f64() })
}

/// A whole data set, made and removed.
fn farm(plan: &Plan, folder: &Path, threads: usize) -> Result<Cost, Error> {
    let folder = folder.join("set");
    let order = Order { folder: folder.clone(), share: (0, 1), threads, made_by: "bench_farm".to_owned() };
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let harvest = render(plan, &order, &AtomicBool::new(false), &mut |_| {})?;
    let cost = Cost { cpu_secs: cpu.elapsed().as_secs_f64(), wall_secs: wall.elapsed().as_secs_f64() };
    if harvest.manifest.is_none() || harvest.advance.totals.rendered == 0 {
        return Err("the farm did not finish".into());
    }
    std::fs::remove_dir_all(folder)?;
    Ok(cost)
}
