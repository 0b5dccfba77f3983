//! Exports read with the readers of their formats: h5py, pyarrow, Hugging Face's `datasets`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tonewright_data::DataError;
use tonewright_data::export::{EXPORTS, ExportSettings};
use tonewright_synth::{Kind, ParamSpec};
use tonewright_testkit::python::python_with;

use crate::export::{data_set, exported};
use crate::kitchen::SMALL;

/// Sounds as synth-permutations has them, of which the gate refuses some for good.
const PERMUTATIONS: &str = r#"
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

/// What a script of `tests/reference/datasets` answers.
fn ask(python: &Path, script: &str, args: &[&Path]) -> Value {
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
    let Some(python) = python_with("a data set read by h5py", &["h5py", "numpy"]) else { return };
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
fn h5py_reads_choices_with_a_column_for_each_value() {
    if !built("hdf5") {
        println!("SKIPPED h5py_reads_choices_with_a_column_for_each_value: this build has no `hdf5`");
        return;
    }
    let Some(python) = python_with("a data set read by h5py", &["h5py", "numpy"]) else { return };
    let (_parent, folder, plan) = data_set(PERMUTATIONS);
    let one_hot = ExportSettings { one_hot: true, ..ExportSettings::default() };
    let told = exported(&folder, "hdf5", |order| order.settings = one_hot).unwrap();
    let answer = ask(&python, "hdf5_as_they_read_it.py", &[&told.path, &folder]);
    assert!(answer["same"].as_object().unwrap().values().all(|same| *same == Value::Bool(true)), "{answer}");
    let width = |param: &ParamSpec| match param.kind {
        Kind::Choice { .. } | Kind::Toggle => param.cardinality().unwrap(),
        Kind::Continuous | Kind::Stepped => 1,
    };
    let params = &plan.setting().synth().spec().params;
    let knobs: usize = params.iter().map(width).sum();
    assert!(knobs > params.len());
    assert_eq!(answer["found"]["param_array"], serde_json::json!([[told.rows, knobs + 3], "<f4"]));
    // Of a synth that is not known nobody can say how many values its choices have.
    let unknown = exported(&folder, "hdf5", |order| {
        (order.settings, order.spec, order.replaces) = (one_hot, None, true);
    });
    assert!(matches!(unknown.unwrap_err(), DataError::Setting { key: "one-hot", .. }));
}

#[test]
fn pyarrow_and_datasets_read_what_the_shards_hold() {
    if !built("parquet") {
        println!("SKIPPED pyarrow_and_datasets_read_what_the_shards_hold: this build has no `parquet`");
        return;
    }
    let Some(python) = python_with("a data set read by pyarrow", &["pyarrow.parquet", "soundfile", "numpy"])
    else {
        return;
    };
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
        eprintln!("SKIPPED a comparison with Hugging Face's `datasets`: the Python has it not");
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
