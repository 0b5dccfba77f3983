//! What a data set costs beside its renders: the farm against a bare loop that renders the same voices, and against a
//! Python loop around dexed-py with librosa and h5py that stores the same, in turns. CPU time decides (that of the
//! system included), since machines are shared; wall time stands beside it.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_farm [-- --voices N --rounds N --out DIR]`

#![expect(clippy::print_stdout, reason = "a program that prints a report")]

mod peer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cpu_time::ProcessTime;
use rand::seq::SliceRandom as _;
use tonewright_data::farm::{Order, render};
use tonewright_data::{Plan, Recipe};
use tonewright_synth::engines::dx7::sysex::{read_voices, write_bank};
use tonewright_synth::engines::dx7::{Dx7, Voice};
use tonewright_synth::{Job, Preset, Synth as _, seed};
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
    let data = std::env::var_os("TONEWRIGHT_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let bank = data.join("dx7/voices-val.syx");
    let Ok(bytes) = std::fs::read(&bank) else {
        println!("SKIPPED bench_farm: {} is not here; TONEWRIGHT_DATA names its folder", bank.display());
        return Ok(());
    };
    let mut voices = read_voices(&bytes)?.voices;
    voices.shuffle(&mut seed::stream(1, "bench-farm", 0));
    voices.truncate(count);
    let folder = word("--out").map_or_else(std::env::temp_dir, PathBuf::from).join("bench-farm");
    std::fs::create_dir_all(&folder)?;
    let result = bench(&root, &folder, &voices, rounds);
    std::fs::remove_dir_all(&folder)?;
    result
}

fn bench(root: &Path, folder: &Path, voices: &[Voice], rounds: usize) -> Result<(), Error> {
    let bank = folder.join("voices.syx");
    std::fs::write(&bank, voices.chunks(32).flat_map(write_bank).collect::<Vec<u8>>())?;
    let plans: Vec<Plan> =
        STORED.iter().map(|(_, store)| plan(&bank, voices.len(), store)).collect::<Result<_, _>>()?;
    let presets: Vec<Preset> = voices.iter().map(Voice::to_preset).collect();
    let mut peer = match Peer::start(root, &voices[..voices.len().min(128)]) {
        Ok(peer) => Some(peer),
        Err(why) => {
            println!("SKIPPED the Python loop: {why}");
            None
        }
    };
    let threads = std::thread::available_parallelism()?.get();
    println!(
        "{} voices x 4 s at 44100 Hz, {rounds} rounds in turns, {threads} threads, into {}",
        voices.len(),
        folder.display()
    );
    let (mut bare, mut farms, mut theirs) = (Vec::new(), vec![Vec::new(); plans.len()], Vec::new());
    for round in 0..=rounds {
        let pure = renders(&presets, &plans[0], threads)?;
        let ours: Vec<Cost> =
            plans.iter().map(|plan| farm(plan, folder, threads)).collect::<Result<_, _>>()?;
        let peers = peer.as_mut().map(Peer::round).transpose()?;
        // The first round warms caches and memory.
        if round > 0 {
            bare.push(pure);
            farms.iter_mut().zip(ours).for_each(|(all, cost)| all.push(cost));
            theirs.extend(peers);
        }
    }
    let millis = |costs: &[Cost], of: fn(&Cost) -> f64, count: usize| {
        median(&mut costs.iter().map(|cost| 1e3 * of(cost) / count as f64).collect::<Vec<_>>())
    };
    println!("{:<34}{:>14}{:>12}{:>20}", "", "CPU ms/sound", "sounds/s", "share of the renders");
    let pure = millis(&bare, |cost| cost.cpu_secs, presets.len());
    let row = |name: &str, costs: &[Cost], count: usize| {
        let cpu = millis(costs, |cost| cost.cpu_secs, count);
        let speed = 1e3 / millis(costs, |cost| cost.wall_secs, count);
        println!("{name:<34}{cpu:>14.3}{speed:>12.0}{:>20.3}", pure / cpu);
    };
    row("renders alone", &bare, presets.len());
    for ((name, _), costs) in STORED.iter().zip(&farms) {
        row(name, costs, presets.len());
    }
    if let Some(peer) = &peer {
        row("dexed-py, librosa, h5py", &theirs, peer.voices);
        let ours = millis(&farms[3], |cost| cost.cpu_secs, presets.len());
        let peers = millis(&theirs, |cost| cost.cpu_secs, peer.voices);
        println!(
            "the farm with mels and sounds makes {:.1} times as many sounds of a second of CPU time",
            peers / ours
        );
    }
    Ok(())
}

fn plan(bank: &Path, count: usize, store: &str) -> Result<Plan, Error> {
    let text = format!(
        "name = \"bench\"\nsynth = \"dx7\"\nshard-items = 512\n[[prior]]\ndraw = \"corpus\"\norder = \"each\"\nfiles = [{:?}]\n[store]\n{store}\n",
        bank.display().to_string()
    );
    let recipe: Recipe = toml::from_str(&text)?;
    let plan = Plan::new(recipe, Arc::new(Dx7::mark_one()), Path::new(""))?;
    if plan.items() != count.next_multiple_of(32) as u64 && plan.items() != count as u64 {
        return Err(format!("the bank holds {} voices, not {count}", plan.items()).into());
    }
    Ok(plan)
}

/// The same renders by threads that do nothing else.
fn renders(presets: &[Preset], plan: &Plan, threads: usize) -> Result<Cost, Error> {
    let (setup, gesture) = (plan.recipe().sound.render_setup(), plan.recipe().play.notes[0].gesture());
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let share = presets.len().div_ceil(threads).next_multiple_of(BATCH);
    std::thread::scope(|scope| {
        for presets in presets.chunks(share) {
            scope.spawn(move || {
                let mut renderer = Dx7::mark_one().open(setup).expect("44.1 kHz is a rate of the DX7");
                for presets in presets.chunks(BATCH) {
                    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
                    for sound in renderer.render_batch(&jobs) {
                        renderer.recycle(sound.expect("a voice of a bank can be played"));
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
    let order = Order { folder: folder.clone(), share: (1, 1), threads, made_by: "bench_farm".to_owned() };
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let harvest = render(plan, &order, &AtomicBool::new(false), &mut |_| {})?;
    let cost = Cost { cpu_secs: cpu.elapsed().as_secs_f64(), wall_secs: wall.elapsed().as_secs_f64() };
    if harvest.manifest.is_none() || harvest.advance.totals.rendered == 0 {
        return Err("the farm did not finish".into());
    }
    std::fs::remove_dir_all(folder)?;
    Ok(cost)
}
