//! A thousand renders while somebody kills workers: nothing is lost, nothing comes twice, nothing is different.

use std::sync::atomic::{AtomicUsize, Ordering};

use tonewright_host::{Bridge, Quirk, Reset};
use tonewright_synth::{Gesture, Job, Preset, Prior as _, RenderSetup, Synth as _, prior, seed};

use crate::instruments::addresses;
use crate::plugins::workers;

const RENDERS: usize = 1_000;
/// A worker is killed after so many renders.
const EVERY: usize = 20;
const THREADS: usize = 4;

/// All sounds, by the number of their preset; `after` is told how many there are.
fn render_all(bridge: &Bridge, presets: &[Preset], after: &(dyn Fn(usize) + Sync)) -> Vec<Vec<f32>> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut sounds: Vec<(usize, Vec<f32>)> = std::thread::scope(|scope| {
        let work = || {
            let mut renderer = bridge.open(RenderSetup { rate_hz: 44_100, len_samples: 1_500 }).unwrap();
            let mut heard = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(preset) = presets.get(index) else { return heard };
                let gesture =
                    Gesture { note: 40 + (index % 40) as u8, gate_secs: 0.02, ..Gesture::default() };
                let sound = renderer.render(&Job { preset, gesture }).unwrap();
                heard.push((index, sound.channel(0).to_vec()));
                after(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    sounds.sort_by_key(|(index, _)| *index);
    assert!(sounds.iter().enumerate().all(|(at, (index, _))| at == *index), "each once");
    sounds.into_iter().map(|(_, sound)| sound).collect()
}

/// Processes of ours that host that place.
#[cfg(target_os = "linux")]
fn workers_of(place: &str) -> Vec<i32> {
    let us = std::process::id().to_string();
    let of = |entry: std::fs::DirEntry| {
        let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().to_owned();
        let command = std::fs::read(entry.path().join("cmdline")).ok()?;
        let hosts = String::from_utf8_lossy(&command).contains(place);
        if parent == us && hosts { entry.file_name().to_str()?.parse().ok() } else { None }
    };
    std::fs::read_dir("/proc").unwrap().flatten().filter_map(of).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn killed_workers_lose_nothing() {
    use rustix::process::{Pid, Signal, kill_process};

    for address in addresses("honest") {
        // A link of another name, so that no other test's workers are meant.
        let folder = tempfile::tempdir().unwrap();
        let (path, id) = address.place().split_once('#').unwrap();
        let extension = address.format().extension;
        let link = folder.path().join(format!("mortal.{extension}"));
        std::os::unix::fs::symlink(std::fs::canonicalize(path).unwrap(), &link).unwrap();
        let text = format!("{extension}:{}#{id}", link.display());
        let address = tonewright_host::Address::parse(&text).unwrap();

        let quirk = Quirk { reset: Reset::Reset, ..Quirk::default() };
        let bridge = Bridge::hosting(workers().launch(&address), &address, quirk).unwrap();
        let prior = prior::AroundDefault::new(bridge.spec());
        let presets: Vec<Preset> =
            (0..RENDERS as u64).map(|i| prior.draw(&mut seed::stream(3, "losses", i))).collect();
        let undisturbed = render_all(&bridge, &presets, &|_| ());

        let killed = AtomicUsize::new(0);
        let kill_one = |done: usize| {
            if !done.is_multiple_of(EVERY) {
                return;
            }
            let alive = workers_of("mortal");
            let victim = alive.get((done / EVERY * 7) % alive.len().max(1));
            if let Some(pid) = victim.and_then(|pid| Pid::from_raw(*pid)) {
                killed.fetch_add(usize::from(kill_process(pid, Signal::KILL).is_ok()), Ordering::Relaxed);
            }
        };
        let disturbed = render_all(&bridge, &presets, &kill_one);
        assert!(killed.load(Ordering::Relaxed) >= RENDERS / EVERY / 2, "{killed:?} were killed");
        assert!(disturbed == undisturbed, "{address}: results depend on who was killed");
    }
}
