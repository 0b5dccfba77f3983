//! What a bridge costs: the same renders by the real Dexed engine behind its bridge and in a Python loop around the same
//! function, in turns.
//!
//! `cargo run --release -p tonewright-host --example bridge_overhead [-- PYTHON [ROUNDS]]`

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use tonewright_host::{ADAPTERS, Bridge};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth, seed};

/// Presets of each round.
const PRESETS: u64 = 64;
const RATE_HZ: u32 = 44_100;
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;

/// Renders what it is handed again and again, a round for each line that it reads, and tells the milliseconds.
const LOOP: &str = r#"
import array, json, sys, time, types
module = types.ModuleType("tonewright_bridge")
kept = {}
module.serve = lambda description, render: kept.update(render=render)
sys.modules["tonewright_bridge"] = module
exec(compile(open(sys.argv[1]).read(), "dexed.py", "exec"))
presets = json.loads(sys.stdin.readline())
rate_hz, samples, gate_secs = json.loads(sys.stdin.readline())
for line in sys.stdin:
    start = time.perf_counter()
    for values in presets:
        kept["render"](values, 60, 100, gate_secs, rate_hz, samples)
    print((time.perf_counter() - start) * 1e3, flush=True)
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let python = words.next().unwrap_or_else(|| "target/reference-venv/bin/python".into());
    let rounds: usize = words.next().map_or(Ok(15), |word| word.parse())?;
    let adapter = ADAPTERS.iter().find(|adapter| adapter.name == "dexed-py").ok_or("no bridge of Dexed")?;
    let bridge = Bridge::open(adapter.launch(&python, None))?;
    let presets = presets(&bridge);
    let setup = RenderSetup::of_secs(RATE_HZ, SECS);
    let gesture = Gesture { gate_secs: GATE_SECS, ..Gesture::default() };

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bridges/dexed.py");
    let mut peer = Command::new(&python)
        .args(["-c", LOOP, script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (mut ask, answers) = peer.stdin.take().zip(peer.stdout.take()).ok_or("the loop has no pipes")?;
    let mut answers = BufReader::new(answers);
    let params = &bridge.spec().params;
    let plain = |preset: &Preset| -> Vec<f64> {
        params.iter().zip(&preset.values).map(|(param, value)| param.plain_from_norm(*value).0).collect()
    };
    writeln!(ask, "{}", serde_json::to_string(&presets.iter().map(plain).collect::<Vec<_>>())?)?;
    writeln!(ask, "{}", serde_json::json!([RATE_HZ, setup.len_samples, GATE_SECS]))?;

    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
    let mut renderer = bridge.open(setup)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let start = Instant::now();
        let mut failed = 0;
        for job in &jobs {
            // Given back, as a search does.
            renderer.render(job).map_or_else(|_| failed += 1, |sound| renderer.recycle(sound));
        }
        let bridged = start.elapsed().as_secs_f64() * 1e3;
        writeln!(ask)?;
        let mut line = String::new();
        answers.read_line(&mut line)?;
        // The first round warms both up.
        if round > 0 && failed == 0 {
            ours.push(bridged / PRESETS as f64);
            theirs.push(line.trim().parse::<f64>()? / PRESETS as f64);
        }
    }
    drop(ask);
    peer.wait()?;
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{PRESETS} real voices of {SECS} s at {RATE_HZ} Hz, {rounds} rounds in turns, medians per render"
    );
    println!("behind the bridge  {ours:.2} ms");
    println!("in a Python loop   {theirs:.2} ms");
    println!("the bridge's price {:.2} ms, {:.1} %", ours - theirs, 100.0 * (ours / theirs - 1.0));
    Ok(())
}

/// Presets as people make them, carried over from our own DX7 by their parameters' names.
fn presets(bridge: &Bridge) -> Vec<Preset> {
    let ours = Dx7::mark_one();
    let prior = ours.prior();
    let carried = |preset: Preset| {
        let value = |param: &tonewright_synth::ParamSpec| {
            let known = ours.spec().index_of(&param.id);
            known.map_or(param.norm_from_plain(param.default), |at| preset.values[at])
        };
        Preset { name: preset.name.clone(), values: bridge.spec().params.iter().map(value).collect() }
    };
    (0..PRESETS).map(|i| carried(prior.draw(&mut seed::stream(1, "bridge-overhead", i)))).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
