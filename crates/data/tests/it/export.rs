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

/// Sounds as synth-permutations has them, of which the gate refuses some for good.
pub(crate) const PERMUTATIONS: &str = r#"
name = "permutations"
synth = "toy"
seed = 11
items = 24
shard-items = 10
[[prior]]
draw = "uniform"
[play.drawn]
note = [48, 72]
time = { two-within-secs = 4.0 }
[sound]
channels = 2
[gate]
lufs = -20.0
most-draws = 1
[store]
features = ["mel-synth-permutations", "statistics"]
"#;

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

/// A Python that has these modules.
pub(crate) fn python_with(modules: &str) -> Option<PathBuf> {
    let named = std::env::var_os("TONEWRIGHT_PYTHON").map(PathBuf::from);
    let venv = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/reference-venv/bin/python"));
    let works = |python: &PathBuf| {
        let imported = Command::new(python).args(["-c", &format!("import {modules}")]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([venv, "python3".into()]).find(works);
    if found.is_none() {
        println!("SKIPPED a comparison with {modules}: there is no Python that has it");
    }
    found
}

/// What a script of `tests/reference/datasets` answers.
pub(crate) fn ask(python: &Path, script: &str, args: &[&Path]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/datasets").join(script);
    let output = Command::new(python).arg(script).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn built(format: &str) -> bool {
    EXPORTS.iter().any(|entry| entry.name == format && entry.missing.is_none())
}

#[test]
fn h5py_reads_what_the_shards_hold_by_the_keys_of_synth_permutations() {
    if !built("hdf5") {
        println!("SKIPPED h5py_reads_what_the_shards_hold: this build has no `hdf5`");
        return;
    }
    let Some(python) = python_with("h5py, numpy") else { return };
    let (parent, folder, plan) = data_set(PERMUTATIONS);
    let told = exported(&folder, "hdf5", |_| {}).unwrap();
    assert_eq!((told.path.as_path(), told.remarks.len()), (parent.path().join("set.h5").as_path(), 0));
    assert!(told.left_out > 2 && told.rows + told.left_out == 24, "{told:?}");
    let answer = ask(&python, "hdf5_as_they_read_it.py", &[&told.path, &folder]);
    let rows = told.rows;
    let (knobs, found) = (plan.setting().synth().spec().params.len() as u64, &answer["found"]);
    assert_eq!(found["audio"], serde_json::json!([[rows, 2, 176_400], "<f2"]));
    assert_eq!(found["mel_spec"], serde_json::json!([[rows, 2, 128, 401], "<f4"]));
    assert_eq!(found["param_array"], serde_json::json!([[rows, knobs + 3], "<f4"]));
    assert!(answer["same"].as_object().unwrap().values().all(|same| *same == Value::Bool(true)), "{answer}");
    assert!(answer["drawn"].as_f64().unwrap() < 1e-7, "{answer}");
    let wanted = serde_json::json!({ "velocity": 100, "signal_duration_seconds": 4.0, "sample_rate": 44_100,
        "channels": 2, "min_loudness": -20.0 });
    assert_eq!(answer["attributes"], wanted);
    let names = answer["names"].as_array().unwrap();
    assert_eq!(names[0], plan.setting().synth().spec().params[0].id.as_ref());
    assert_eq!(names[knobs as usize..], ["pitch", "note_start", "note_end"].map(Value::from));
    assert_eq!(
        (&answer["chunks"], &answer["filters"]),
        (&serde_json::json!([1, 2, 176_400]), &Value::from("gzip"))
    );
    assert_eq!(
        (&answer["file"]["synth"], &answer["file"]["seed"], &answer["file"]["exported_by"]),
        (&Value::from("toy"), &Value::from(11), &Value::from("a test"))
    );
    let recipe: Value = serde_json::from_str(answer["file"]["recipe"].as_str().unwrap()).unwrap();
    assert_eq!(recipe["gate"]["lufs"], -20.0);
    assert_eq!(answer["batches"], rows / 4);
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
        let wrong = ExportSettings { gzip: Some(10), depth: Some(Depth::I16) };
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

#[test]
fn pyarrow_and_datasets_read_what_the_shards_hold() {
    if !built("parquet") {
        println!("SKIPPED pyarrow_and_datasets_read_what_the_shards_hold: this build has no `parquet`");
        return;
    }
    let Some(python) = python_with("pyarrow.parquet, soundfile, numpy") else { return };
    let text = SMALL.replace("rms = [0.1, 1.0]", "rms = [0.1, 1.0]\nmost-draws = 1");
    let (_parent, folder, plan) = data_set(&text);
    let told = exported(&folder, "parquet", |_| {}).unwrap();
    let answer = ask(&python, "parquet_as_others_read_it.py", &[&told.path, &folder]);
    assert!(told.left_out > 5 && answer["rows"] == told.rows, "{told:?} {answer}");
    assert_eq!((&answer["rate"], &answer["recipe"]), (&16_000.into(), &"small".into()));
    assert_eq!(answer["files"][3], "data-00003-of-00004.parquet");
    let same = answer["same"].as_object().unwrap();
    assert!(same.len() == 7 && same.values().all(|same| *same == Value::Bool(true)), "{answer}");
    if answer["loaded"].is_null() {
        println!("SKIPPED a comparison with Hugging Face's `datasets`: the Python has it not");
        return;
    }
    let loaded = &answer["loaded"];
    assert_eq!((&loaded["rows"], &loaded["rate"]), (&answer["rows"], &16_000.into()));
    assert_eq!((&loaded["audio"], &loaded["knobs"]), (&Value::Bool(true), &Value::Bool(true)));
    let shape =
        |name: &str| plan.layout().columns()[plan.layout().index_of(name).unwrap()].shape[1..].to_vec();
    for (shown, name) in [("mel_slaney", "features.mel-slaney"), ("statistics", "features.statistics")] {
        assert_eq!(loaded["shapes"][shown], serde_json::json!(shape(name)), "{loaded}");
    }
}
