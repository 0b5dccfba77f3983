//! Data sets in other formats: read back with readers of those, they are what the shards hold.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tonewright_audio::write::Depth;
use tonewright_data::export::{EXPORTS, ExportOrder, ExportSettings, Exported, export};
use tonewright_data::manifest::Manifest;
use tonewright_data::{DataError, Plan, Shard, Status};
use tonewright_synth::{Norm, Synth as _};
use tonewright_testkit::toy_synth::ToySynth;

use crate::kitchen::{SMALL, files, order, plan, rendered};

/// A data set on the disk.
pub(crate) fn data_set(text: &str) -> (tempfile::TempDir, PathBuf, Plan) {
    let (parent, plan) = (tempfile::tempdir().unwrap(), plan(text));
    let folder = parent.path().join("set");
    rendered(&plan, &order(&folder)).unwrap();
    (parent, folder, plan)
}

/// Exports it.
pub(crate) fn exported(
    folder: &Path,
    format: &str,
    change: impl Fn(&mut ExportOrder),
) -> Result<Exported, DataError> {
    let (manifest, synth) = (Manifest::read(folder).unwrap(), ToySynth::new());
    let mut order = ExportOrder {
        folder,
        manifest: &manifest,
        spec: Some(synth.spec()),
        format,
        out: None,
        replaces: false,
        settings: ExportSettings::default(),
        made_by: "a test",
    };
    change(&mut order);
    export(&order, &AtomicBool::new(false), &mut |_, _| {})
}

#[test]
fn a_folder_holds_the_sounds_and_says_what_made_each() {
    let (_parent, folder, plan) = data_set(SMALL);
    let told = exported(&folder, "folder", |_| {}).unwrap();
    assert_eq!((told.rows, told.left_out, told.remarks.as_slice()), (200, 0, &[][..]));
    let lines = std::fs::read_to_string(told.path.join("examples.jsonl")).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 200);
    let line = &lines[2 * 37 + 1];
    assert_eq!((&line["item"], &line["synth"]), (&37.into(), &"toy".into()));
    let note = serde_json::json!({ "note": 72, "velocity": 40, "start-secs": 0.05, "gate-secs": 0.1 });
    assert_eq!(line["note"], note);
    let shard = Shard::open(&folder.join("shard-00001.safetensors")).unwrap();
    let params = &plan.setting().synth().spec().params;
    let knobs = &shard.numbers::<f32>("knobs").unwrap()[5 * params.len()..][..params.len()];
    for (param, knob) in params.iter().zip(knobs) {
        let (value, norm) = (&line["parameters"][param.id.as_ref()], Norm::saturating(*knob));
        assert_eq!(value["norm"].as_f64().unwrap() as f32, *knob);
        let plain = param.plain_from_norm(norm).0;
        assert!((value["plain"].as_f64().unwrap() - plain).abs() <= 1e-12 * plain.abs(), "{value}");
        assert_eq!(value["text"].as_str().unwrap(), param.text(norm));
    }
    let sound = tonewright_audio::read::read(told.path.join(line["file_name"].as_str().unwrap())).unwrap();
    let stored = &shard.numbers::<half::f16>("audio").unwrap()[(2 * 5 + 1) * 4000..][..4000];
    assert_eq!((sound.rate_hz(), sound.channel_count()), (16_000, 1));
    assert!(sound.channel(0).iter().zip(stored).all(|(read, stored)| *read == stored.to_f32()));
    assert_eq!(
        line["peak"].as_f64().unwrap() as f32,
        shard.numbers::<f32>("levels").unwrap()[(2 * 5 + 1) * 2 + 1]
    );
}

#[test]
fn what_lies_there_is_replaced_only_where_that_is_said_and_it_is_an_export() {
    let (_parent, folder, _) = data_set(SMALL);
    let first = exported(&folder, "folder", |_| {}).unwrap();
    let before = files(&first.path.join("audio"));
    let again = exported(&folder, "folder", |_| {}).unwrap_err();
    assert!(matches!(again, DataError::Exists { can_force: true, .. }), "{again}");
    let int16 = ExportSettings { depth: Some(Depth::I16), ..ExportSettings::default() };
    exported(&folder, "folder", |order| (order.replaces, order.settings) = (true, int16)).unwrap();
    let after = files(&first.path.join("audio"));
    assert!(before.keys().eq(after.keys()) && before != after);
    assert_eq!(after["00000000-0.wav"].len(), 44 + 2 * 4000);
    // The data set itself is no export.
    let evil =
        exported(&folder, "folder", |order| (order.replaces, order.out) = (true, Some(folder.clone())));
    assert!(matches!(evil.unwrap_err(), DataError::Exists { can_force: false, .. }));
    assert!(Manifest::read(&folder).is_ok());
    let left: Vec<_> = files_of_parent(&folder);
    assert_eq!(left, ["set", "set-folder"]);
}

fn files_of_parent(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.parent().unwrap()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn stopped_or_refused_it_leaves_nothing_behind() {
    let (_parent, folder, _) = data_set(SMALL);
    for format in EXPORTS.iter().filter(|format| format.missing.is_none()) {
        let manifest = Manifest::read(&folder).unwrap();
        let order = ExportOrder {
            folder: &folder,
            manifest: &manifest,
            spec: None,
            format: format.name,
            out: None,
            replaces: false,
            settings: ExportSettings::default(),
            made_by: "a test",
        };
        let stop = AtomicBool::new(false);
        // Whoever watches asks for an end after the first stretch.
        let stopped =
            export(&order, &stop, &mut |_, _| stop.store(true, std::sync::atomic::Ordering::Relaxed));
        assert!(matches!(stopped.unwrap_err(), DataError::Stopped), "{}", format.name);
        assert_eq!(files_of_parent(&folder), ["set"], "{}", format.name);
        let wrong = ExportSettings { gzip: Some(10), depth: Some(Depth::I16), ..ExportSettings::default() };
        let refused = exported(&folder, format.name, |order| order.settings = wrong).unwrap_err();
        assert!(matches!(refused, DataError::Setting { .. }), "{}: {refused}", format.name);
        assert_eq!(files_of_parent(&folder), ["set"], "{}", format.name);
    }
    let unknown = exported(&folder, "hdf6", |_| {}).unwrap_err().to_string();
    assert!(EXPORTS.iter().all(|format| unknown.contains(format.name)), "{unknown}");
}

#[test]
fn a_manifest_that_lies_is_an_answer_and_no_panic() {
    let (_parent, folder, _) = data_set(SMALL);
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let mut lies = Vec::new();
    for column in 0..manifest["plan"]["columns"].as_array().unwrap().len() {
        for (key, value) in [
            ("shape", "[]"),
            ("shape", "[3]"),
            ("shape", "[2,0,1]"),
            ("dtype", "\"F64\""),
            ("axes", "[]"),
            ("name", "\"x\""),
        ] {
            let mut lie = manifest.clone();
            lie["plan"]["columns"][column][key] = serde_json::from_str(value).unwrap();
            lies.push(lie);
        }
    }
    for (at, value) in [("recipe", "7"), ("recipe", "null"), ("columns", "{}"), ("synth", "[]")] {
        let mut lie = manifest.clone();
        lie["plan"][at] = serde_json::from_str(value).unwrap();
        lies.push(lie);
    }
    let mut elsewhere = manifest.clone();
    elsewhere["shards"][0]["file"] = "../set/shard-00000.safetensors".into();
    lies.push(elsewhere);
    for format in EXPORTS.iter().filter(|format| format.missing.is_none()) {
        for lie in &lies {
            std::fs::write(folder.join("manifest.json"), lie.to_string()).unwrap();
            if let Err(error) = exported(&folder, format.name, |_| {}) {
                assert!(matches!(error, DataError::Damaged { .. }), "{}: {error}", format.name);
            }
            for entry in
                std::fs::read_dir(folder.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path())
            {
                if entry != folder {
                    drop(std::fs::remove_file(&entry).or_else(|_| std::fs::remove_dir_all(&entry)));
                }
            }
        }
    }
}

#[test]
fn a_full_disk_is_told_and_the_place_is_left_as_it_was() {
    let mount = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=700k", "tmpfs"]).arg(mount.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!(
            "SKIPPED a_full_disk_is_told_and_the_place_is_left_as_it_was: only root can mount a small disk"
        );
        return;
    }
    let (_parent, folder, _) = data_set(SMALL);
    let mut answers = Vec::new();
    for format in EXPORTS.iter().filter(|format| format.missing.is_none()) {
        let error =
            exported(&folder, format.name, |order| order.out = Some(mount.path().join("out"))).unwrap_err();
        answers.push((format.name, error, files(mount.path()).len()));
    }
    drop(Command::new("umount").arg(mount.path()).status());
    for (format, error, left) in answers {
        let is_told = matches!(error, DataError::DiskFull { .. } | DataError::Format { .. });
        assert!(is_told && left == 0, "{format}: {error}, {left} files left");
    }
}

#[test]
fn items_without_a_sound_are_left_out() {
    let (_parent, folder, _) =
        data_set(&SMALL.replace("rms = [0.1, 1.0]", "rms = [0.2, 1.0]\nmost-draws = 1"));
    let told = exported(&folder, "folder", |_| {}).unwrap();
    let statuses = |shard: u32| -> Vec<u8> {
        let shard = Shard::open(&folder.join(format!("shard-{shard:05}.safetensors"))).unwrap();
        shard.numbers::<u8>("status").unwrap().to_vec()
    };
    let statuses: Vec<u8> = (0..4).flat_map(statuses).collect();
    let kept = |status: &&u8| **status == Status::Rendered as u8;
    assert_eq!(told.rows as usize, 2 * statuses.iter().filter(kept).count());
    assert!(told.left_out > 5, "{told:?}");
    let sounds = files(&told.path.join("audio"));
    for (item, status) in statuses.iter().enumerate() {
        assert_eq!(sounds.contains_key(&format!("{item:08}-0.wav")), kept(&status), "{item}");
    }
}
