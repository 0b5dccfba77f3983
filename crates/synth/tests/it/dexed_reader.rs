//! Our SysEx against the real Dexed's Python reader, both ways, where its environment is installed.

use std::process::Command;

use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::structure::ALGORITHMS;
use tonewright_synth::engines::dx7::{Voice, spec::spec, sysex};
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::seed;

/// Reads a bank, prints each voice's 155 bytes in hexadecimal, and writes the voices as a bank of its own.
const SCRIPT: &str = "
import sys
from dexed import Patch
patches = list(Patch.load_bank(sys.argv[1]))
for patch in patches:
    print(bytes(patch.to_raw())[:155].hex())
open(sys.argv[2], 'wb').write(b''.join(bytes(patch.to_packed()) for patch in patches))
";

#[test]
fn dexed_reads_what_we_write() {
    let root = crate::workspace_root();
    let python = root.join("target/reference-venv/bin/python");
    if !python.exists() {
        println!(
            "SKIPPED dexed_reads_what_we_write: no reference environment; make it with `cargo xtask setup`"
        );
        return;
    }
    let prior = Uniform::new(spec());
    let presets: Vec<_> = (0..32)
        .map(|index| {
            let mut preset = prior.draw(&mut seed::stream(5, "dexed-reader", index));
            preset.name = format!("DRAWN {index}");
            preset
        })
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let (bank, back) = (dir.path().join("bank.syx"), dir.path().join("back.syx"));
    std::fs::write(&bank, sysex::Syx.write(&presets).unwrap()).unwrap();
    let output = Command::new(python).args(["-c", SCRIPT]).args([&bank, &back]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let ours: Vec<_> =
        presets.iter().map(|preset| Voice::from_preset(preset).unwrap().file_bytes()).collect();
    assert_eq!(text.lines().count(), ours.len());
    for (line, bytes) in text.lines().zip(&ours) {
        assert_eq!(line, bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    }
    // And what it packs, headerless, is what we read.
    let read = sysex::read_voices(&std::fs::read(&back).unwrap()).unwrap();
    assert_eq!(read.voices.iter().map(Voice::file_bytes).collect::<Vec<_>>(), ours);
}

/// Prints carriers, edges and feedback of each algorithm, operators from 1.
const WIRING_SCRIPT: &str = "
import dexed
for n in range(32):
    m = dexed.get_mod_matrix(n)
    edges = sorted((s + 1, t + 1) for t in range(6) for s in range(6) if m[t][s])
    print([c + 1 for c in sorted(dexed.get_carriers(n))], edges, tuple(o + 1 for o in dexed.get_feedback_edge(n)))
";

#[test]
fn dexed_wires_the_algorithms_as_we_do() {
    let python = crate::workspace_root().join("target/reference-venv/bin/python");
    if !python.exists() {
        println!(
            "SKIPPED dexed_wires_the_algorithms_as_we_do: no reference environment; make it with `cargo xtask setup`"
        );
        return;
    }
    let output = Command::new(python).args(["-c", WIRING_SCRIPT]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), ALGORITHMS.len());
    for (line, algorithm) in text.lines().zip(&ALGORITHMS) {
        let mut edges = algorithm.edges.to_vec();
        edges.sort_unstable();
        let ours = format!("{:?} {edges:?} {:?}", algorithm.carriers, algorithm.feedback);
        assert_eq!(line, ours, "algorithm {}", algorithm.number);
    }
}
