//! Synths that fail, and disks that are full: what is wrong is told, what is right is kept.

use std::process::Command;

use tonewright_audio::Audio;
use tonewright_data::{DataError, Shard, Sidecar, Status};
use tonewright_synth::{Job, RenderError, RenderSetup, Renderer, Synth, SynthSpec};
use tonewright_testkit::toy_synth::{FlakySynth, ToySynth};

use crate::kitchen::{SMALL, files, order, plan, plan_on, rendered};

/// Does harm on presets whose first level is above a half.
struct Harmful {
    inner: ToySynth,
    harm: fn(Audio) -> Audio,
}

struct HarmfulRenderer {
    inner: Box<dyn Renderer>,
    harm: fn(Audio) -> Audio,
}

impl Synth for Harmful {
    fn spec(&self) -> &SynthSpec {
        self.inner.spec()
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        Ok(Box::new(HarmfulRenderer { inner: self.inner.open(setup)?, harm: self.harm }))
    }
}

impl Renderer for HarmfulRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        let sound = self.inner.render(job)?;
        let is_evil = job.preset.values[tonewright_testkit::toy_synth::param::OSC1_LEVEL].get() > 0.5;
        Ok(if is_evil { (self.harm)(sound) } else { sound })
    }
}

fn nan(sound: Audio) -> Audio {
    let (rate, mut channels) = (sound.rate_hz(), sound.into_channels());
    channels[0][7] = f32::NAN;
    Audio::from_channels(channels, rate)
}

fn panic(_: Audio) -> Audio {
    panic!("the toy has had enough");
}

#[test]
fn presets_that_harm_the_synth_are_drawn_anew_and_told() {
    for (harm, why) in [(nan as fn(Audio) -> Audio, "finite"), (panic, "panicked")] {
        let text = SMALL.replace("rms = [0.1, 1.0]", "rms = [0.001, 1.0]");
        let plan = plan_on(&text, Harmful { inner: ToySynth::new(), harm });
        let [one, two] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let harvest = rendered(&plan, &order(one.path())).unwrap();
        let totals = &harvest.advance.totals;
        assert_eq!((totals.rendered, totals.failed), (100, 0));
        assert!(totals.failed_draws > 30, "{totals:?}");
        let sidecar = Sidecar::read(&one.path().join("shard-00000.json")).unwrap();
        let failure = &sidecar.failures[0];
        assert!(failure.why.contains(why) && failure.knobs[2] > 0.5, "{failure:?}");
        let single = tonewright_data::farm::Order { threads: 1, ..order(two.path()) };
        rendered(&plan, &single).unwrap();
        let (one, two) = (files(one.path()), files(two.path()));
        let differ: Vec<&String> = one.keys().filter(|name| one.get(*name) != two.get(*name)).collect();
        assert!(one.keys().eq(two.keys()) && differ.is_empty(), "{why}: {differ:?}");
    }
}

#[test]
fn items_of_a_list_fail_one_by_one_and_leave_no_hole_unmarked() {
    let bank = tempfile::tempdir().unwrap();
    let spec = ToySynth::new();
    let mut presets = Vec::new();
    for index in 0..50 {
        let mut rng = tonewright_synth::seed::stream(9, "trouble", index);
        presets.push(spec.prior().draw(&mut rng));
    }
    let json = spec.own_format().write(&presets).unwrap();
    let path = bank.path().join("bank.json");
    std::fs::write(&path, json).unwrap();
    let text = SMALL.replace("items = 100\n", "").replace(
        "draw = \"uniform\"",
        &format!("draw = \"corpus\"\norder = \"each\"\nfiles = [\"{}\"]", path.display()),
    );
    let text = text.replace("rms = [0.1, 1.0]", "peak = 0.2");
    let plan = plan_on(&text, FlakySynth::new(30));
    assert_eq!(plan.items(), 50);
    let folder = tempfile::tempdir().unwrap();
    let totals = rendered(&plan, &order(folder.path())).unwrap().advance.totals;
    assert!(totals.failed > 3 && totals.refused > 0 && totals.rendered > 10, "{totals:?}");
    assert_eq!((totals.items(), totals.draws), (50, 50));
    let shard = Shard::open(&folder.path().join("shard-00000.safetensors")).unwrap();
    let statuses = shard.numbers::<u8>("status").unwrap();
    assert!(statuses.iter().all(|status| *status != Status::Missing as u8));
    let failed = statuses.iter().position(|status| *status == Status::Failed as u8).unwrap();
    let width = shard.bytes("audio").unwrap().len() / statuses.len();
    assert!(shard.bytes("audio").unwrap()[failed * width..][..width].iter().all(|byte| *byte == 0));
}

#[test]
fn a_synth_that_never_plays_ends_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let error = rendered(&plan_on(SMALL, FlakySynth::new(100)), &order(folder.path())).unwrap_err();
    assert!(matches!(&error, DataError::AllFailed { first, .. } if first.contains("note")), "{error}");
}

#[test]
fn gates_that_refuse_everything_give_up_and_say_so() {
    let text = SMALL.replace("rms = [0.1, 1.0]", "peak = 100.0\nmost-draws = 20");
    let folder = tempfile::tempdir().unwrap();
    let totals = rendered(&plan(&text), &order(folder.path())).unwrap().advance.totals;
    assert_eq!((totals.refused, totals.draws, totals.refused_by["peak"]), (100, 2000, 2000));
}

#[test]
fn a_full_disk_is_told_and_what_is_finished_is_kept() {
    let mount = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=1500k", "tmpfs"]).arg(mount.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!(
            "SKIPPED a_full_disk_is_told_and_what_is_finished_is_kept: only root can mount a small disk"
        );
        return;
    }
    let plan = plan(SMALL);
    let folder = mount.path().join("data");
    let error = rendered(&plan, &order(&folder)).unwrap_err();
    // With more room the same command goes on.
    let remounted = Command::new("mount").args(["-o", "remount,size=20m"]).arg(mount.path()).status();
    let again = rendered(&plan, &order(&folder));
    let found = files(&folder);
    drop(Command::new("umount").arg(mount.path()).status());
    assert!(matches!(&error, DataError::DiskFull { needed_bytes, .. } if *needed_bytes > 500_000), "{error}");
    assert!(remounted.unwrap().success() && again.unwrap().manifest.is_some());
    let whole = tempfile::tempdir().unwrap();
    rendered(&plan, &order(whole.path())).unwrap();
    assert_eq!(found, files(whole.path()));
}
