//! Evil synths. Whatever they do is an error that says what it was, and the next render is answered.

use std::time::{Duration, Instant};

use tonewright_host::{Bridge, HostError};

use tonewright_synth::{Gesture, Job, Preset, Synth as _};

use crate::{SETUP, open, play, script};

/// A synth that plays a constant, but misbehaves as told on note 1.
fn evil(deed: &str) -> String {
    format!(
        r#"
import os, sys, time, subprocess
from tonewright_bridge import serve
def render(values, note, velocity, gate_secs, rate_hz, samples):
    if note == 1:
        {deed}
    return [note / 128] * samples
serve({{"id": "evil", "parameters": [{{"id": "level", "kind": "continuous"}}]}}, render)
"#
    )
}

#[test]
fn after_each_fault_the_next_render_is_answered() {
    let deeds = [
        ("raise ValueError('no such wave')", "it says: ValueError: no such wave"),
        ("print('the last words', file=sys.stderr); os._exit(7)", "exit status: 7"),
        ("print('the last words', file=sys.stderr); os._exit(7)", "the last words"),
        ("os.kill(os.getpid(), 11)", "signal: 11"),
        ("return [float('nan')] * samples", "not finite"),
        ("return [1e30] * samples", "which is no sound"),
        ("return [0.0] * 3", "it has 3 samples, and 400 were asked for"),
        ("return [[0.0] * samples] * 65", "65 channels"),
        ("os.write(1, b'x'); os.write(3, b'not a message\\n'); time.sleep(1)", "what it wrote is no answer"),
        ("os.write(3, b'{\"bytes\": 99999999999999}\\n'); time.sleep(1)", "longer than"),
        ("x = bytearray(64 << 30)", "MemoryError"),
        ("os.close(0); os.close(3); time.sleep(0.05); os._exit(0)", "ended before it answered"),
    ];
    for (deed, words) in deeds {
        let Some(bridge) = open(&evil(deed)) else { return };
        let bridge = bridge.unwrap();
        assert_eq!(play(&bridge, 64).unwrap()[0], 0.5);
        let error = play(&bridge, 1).unwrap_err();
        assert!(
            error.contains("evil failed on the preset `INIT`") && error.contains(words),
            "{deed}: {error}"
        );
        assert_eq!(play(&bridge, 64).unwrap()[399], 0.5, "{deed}");
    }
}

#[test]
fn who_does_not_answer_is_ended_with_all_that_it_started() {
    let pids = tempfile::NamedTempFile::new().unwrap();
    let deed = format!(
        "open({:?}, 'w').write(str(subprocess.Popen(['sleep', '1000']).pid)); time.sleep(1000)",
        pids.path()
    );
    let Some(mut launch) = script(&evil(&deed)) else { return };
    launch.render_limit = Duration::from_secs(2);
    let bridge = Bridge::open(launch).unwrap();
    let start = Instant::now();
    let error = play(&bridge, 1).unwrap_err();
    assert!(error.contains("no answer within 2 s"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(play(&bridge, 64).unwrap()[0], 0.5);
    let pid = std::fs::read_to_string(pids.path()).unwrap();
    let gone = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        // Ended, and perhaps not yet collected by whoever adopts orphans here.
        stat.map_or(true, |stat| stat.contains(") Z "))
    };
    while !gone() {
        assert!(start.elapsed() < Duration::from_secs(20), "its child {pid} lives on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_process_that_is_killed_from_outside_costs_nothing() {
    // Ends by itself in its twentieth render, whatever is asked: nothing is lost, nothing is heard twice.
    let tired = r#"
import os
from tonewright_bridge import serve
count = 0
def render(values, note, velocity, gate_secs, rate_hz, samples):
    global count
    count += 1
    if count == 20:
        os.kill(os.getpid(), 9)
    return [note / 128] * samples
serve({"id": "tired", "parameters": [{"id": "level", "kind": "continuous"}]}, render)
"#;
    let Some(bridge) = open(tired) else { return };
    let bridge = bridge.unwrap();
    for render in 0..200 {
        let note = render % 128;
        assert_eq!(play(&bridge, note).unwrap(), vec![f32::from(note) / 128.0; 400]);
    }
}

#[test]
fn processes_that_end_while_they_have_nothing_to_do_cost_nothing() {
    let impatient = evil("pass")
        .replace("    if note == 1:", "    threading.Timer(0.1, os._exit, [0]).start()\n    if note == 1:");
    let Some(bridge) = open(&impatient.replace("import os, sys", "import os, sys, threading")) else {
        return;
    };
    let bridge = bridge.unwrap();
    let preset = Preset::init(bridge.spec());
    let job = Job { preset: &preset, gesture: Gesture::default() };
    // Three at work at the same time, so that three are kept.
    let mut renderers: Vec<_> = (0..3).map(|_| bridge.open(SETUP).unwrap()).collect();
    renderers.iter_mut().for_each(|renderer| drop(renderer.render(&job).unwrap()));
    drop(renderers);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(play(&bridge, 64).unwrap()[0], 0.5);
}

#[test]
fn who_never_was_a_synth_is_told_so() {
    let fault = |text: &str| open(text).map(|bridge| bridge.err().unwrap());
    let Some(error) = fault("print('hello')") else { return };
    assert!(matches!(&error, HostError::Garbled { .. }), "{error}");
    let error = fault("import no_such_package_at_all").unwrap();
    assert!(error.to_string().contains("no_such_package_at_all"), "{error}");
    let another =
        "import sys\nsys.stdin.readline()\nprint('{\"protocol\": 1}', flush=True)\nsys.stdin.read()";
    assert!(matches!(fault(another).unwrap(), HostError::Description(_)));
    let absent = tonewright_host::Launch::of(vec!["/no/such/program".into()]);
    assert!(
        matches!(Bridge::open(absent).err().unwrap(), HostError::Start { command, .. } if command.contains("such"))
    );
    let nothing = tonewright_host::Launch::of(Vec::new());
    assert!(matches!(Bridge::open(nothing).err().unwrap(), HostError::Start { .. }));
}
