//! How many notes of 4 s hosted plug-ins render in a second, beside pedalboard and DawDreamer hosting the same ones, in turns;
//! and what of our time goes to their isolation.
//!
//! `cargo xtask plug-ins --release && cargo run --release -p tonewright-host --features lv2,vst3 --example host_throughput
//! [-- PYTHON [ROUNDS]]`, with a Python that has pedalboard, dawdreamer and mido.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use tonewright_host::{Address, Bridge, Purity, Workers};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Renders of each turn.
const RENDERS: usize = 8;
const SECS: f64 = 4.0;
const GATE_SECS: f64 = 3.0;

/// The name of a peer, and how it loads the plug-in as `play`.
type Loads = (&'static str, &'static str);

/// What is hosted: its name, our address of it, and its peers.
const CASES: &[(&str, &str, &[Loads])] = &[
    (
        "Honest, VST3",
        "vst3:target/plug-ins/tonewright-test-instruments.vst3#546F6E65777269676874486F6E657374",
        &[
            ("pedalboard, reset", PEDALBOARD),
            (
                "DawDreamer, the same instance",
                "play = dawdreamer_play('target/plug-ins/tonewright-test-instruments.vst3')",
            ),
            (
                "DawDreamer, a fresh instance",
                "play = lambda: dawdreamer_play('target/plug-ins/tonewright-test-instruments.vst3')()",
            ),
        ],
    ),
    ("Honest, CLAP", "clap:target/plug-ins/tonewright-test-instruments.clap#org.tonewright.honest", &[]),
    (
        "mda JX10, LV2",
        "lv2:http://drobilla.net/plugins/mda/JX10",
        &[
            (
                "DawDreamer, the same instance",
                "play = dawdreamer_play('http://drobilla.net/plugins/mda/JX10')",
            ),
            (
                "DawDreamer, a fresh instance",
                "play = lambda: dawdreamer_play('http://drobilla.net/plugins/mda/JX10')()",
            ),
        ],
    ),
    (
        "mda DX10, LV2",
        "lv2:http://drobilla.net/plugins/mda/DX10",
        &[
            (
                "DawDreamer, the same instance",
                "play = dawdreamer_play('http://drobilla.net/plugins/mda/DX10')",
            ),
            (
                "DawDreamer, a fresh instance",
                "play = lambda: dawdreamer_play('http://drobilla.net/plugins/mda/DX10')()",
            ),
        ],
    ),
];

const PEDALBOARD: &str = r#"
import pedalboard
from mido import Message
plugin = pedalboard.load_plugin("target/plug-ins/tonewright-test-instruments.vst3", plugin_name="Tonewright Honest")
notes = [Message("note_on", note=60, velocity=100, time=0), Message("note_off", note=60, time=3)]
def play():
    return plugin(notes, duration=4, sample_rate=44100, num_channels=2, buffer_size=512, reset=True)
"#;

/// The loop of a peer: a turn for each line that it reads, told in milliseconds per render.
const LOOP: &str = r#"
import os, sys, time
answers = os.fdopen(os.dup(1), "w"); os.dup2(2, 1)
def dawdreamer_play(path):
    import dawdreamer
    engine = dawdreamer.RenderEngine(44100, 512)
    plugin = engine.make_plugin_processor("synth", path)
    plugin.add_midi_note(60, 100, 0, 3)
    engine.load_graph([(plugin, [])])
    def play():
        engine.render(4)
        return engine.get_audio()
    return play
exec(sys.argv[1])
count = int(sys.argv[2])
for line in sys.stdin:
    start = time.perf_counter()
    for _ in range(count):
        play()
    print((time.perf_counter() - start) * 1e3 / count, file=answers, flush=True)
"#;

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let python = words.next().unwrap_or_else(|| "python3".into());
    let rounds: usize = words.next().map_or(Ok(9), |word| word.parse())?;
    println!(
        "4 s at 44100 Hz, stereo, blocks of 512; {rounds} rounds of {RENDERS} in turns, medians per render"
    );
    for (name, address, peers) in CASES {
        match case(name, address, peers, &python, rounds) {
            Ok(()) => {}
            Err(error) => println!("{name:16} left out: {error}"),
        }
    }
    Ok(())
}

fn case(name: &str, address: &str, peers: &[Loads], python: &str, rounds: usize) -> Outcome<()> {
    let address = Address::parse(address).ok_or("no such format")?;
    let worker = std::env::current_exe()?.with_file_name("../tonewright-plug-in-worker");
    let workers = Workers::started_by(vec![worker.into()]);
    let quirk = Purity::measure(&workers.launch(&address))?.quirk;
    let bridge = Bridge::hosting(workers.launch(&address), &address, quirk)?;
    let preset = Preset::init(bridge.spec());
    let job = Job { preset: &preset, gesture: Gesture { gate_secs: GATE_SECS, ..Gesture::default() } };
    let mut renderer = bridge.open(RenderSetup::of_secs(44_100, SECS))?;
    let mut others =
        peers.iter().map(|(name, play)| Peer::start(name, play, python)).collect::<Outcome<Vec<_>>>()?;
    let (mut ours, mut isolation) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (start, before) = (Instant::now(), bridge.inside_secs());
        for _ in 0..RENDERS {
            let sound = renderer.render(&job)?;
            renderer.recycle(sound);
        }
        let ms = start.elapsed().as_secs_f64() * 1e3 / RENDERS as f64;
        let inside_ms = (bridge.inside_secs() - before) * 1e3 / RENDERS as f64;
        others.iter_mut().try_for_each(|peer| peer.turn(round > 0))?;
        // The first round warms all of them up.
        if round > 0 {
            ours.push(ms);
            isolation.push(100.0 * (ms / inside_ms - 1.0));
        }
    }
    let ours = median(ours);
    println!(
        "{name:16} {ours:6.2} ms ({:.0} per s), forgetting by {:?}; isolation costs {:.1} %",
        1e3 / ours,
        quirk.reset,
        median(isolation)
    );
    for peer in others {
        let theirs = median(peer.ms.clone());
        println!("{:16} {theirs:6.2} ms by {}: ours takes {:.2} of it", "", peer.name, ours / theirs);
    }
    Ok(())
}

/// Another host, in its own process.
struct Peer {
    name: String,
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    ms: Vec<f64>,
}

impl Peer {
    fn start(name: &str, play: &str, python: &str) -> Outcome<Self> {
        let mut process = Command::new(python)
            .args(["-c", LOOP, play, &RENDERS.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (ask, answers) = process.stdin.take().zip(process.stdout.take()).ok_or("it has no pipes")?;
        Ok(Self { name: name.to_owned(), process, ask, answers: BufReader::new(answers), ms: Vec::new() })
    }

    fn turn(&mut self, counts: bool) -> Outcome<()> {
        writeln!(self.ask)?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let ms: f64 = line.trim().parse().map_err(|why| format!("{} does not run: {why}", self.name))?;
        if counts {
            self.ms.push(ms);
        }
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
