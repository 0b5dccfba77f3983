//! A finished data set is read: its statistics are NumPy's, its splits keep near presets together, and data sets become one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tonewright_data::corpus::SplitPlan;
use tonewright_data::division::{Division, Together};
use tonewright_data::manifest::Manifest;
use tonewright_data::merge::merge;
use tonewright_data::statistics::{Statistics, statistics};
use tonewright_data::verify::verify;
use tonewright_data::{DataError, DataSet, Plan, Setting};
use tonewright_testkit::python::python_prints;
use tonewright_testkit::toy_synth::ToySynth;

use crate::kitchen::{SMALL, files, order, plan, recipe, rendered, share, toys};

/// A data set of that recipe in a folder of its own.
fn made(text: &str) -> (tempfile::TempDir, DataSet) {
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(text), &order(folder.path())).unwrap();
    let data_set = DataSet::open(folder.path()).unwrap();
    (folder, data_set)
}

fn counted(data_set: &DataSet) -> Statistics {
    statistics(data_set, None, &mut |_| {}).unwrap()
}

/// Prints largest differences between our statistics and NumPy's, each as a share of the standard deviation.
const NUMPY: &str = r#"
import glob, json, sys
import numpy as np
from safetensors.numpy import load_file
folder = sys.argv[1]
shards = [load_file(name) for name in sorted(glob.glob(folder + "/shard-*.safetensors"))]
status = np.concatenate([shard["status"] for shard in shards])
mel = np.concatenate([shard["features.mel-slaney"] for shard in shards])[status == 1].astype(np.float64)
mel = mel.reshape(-1, *mel.shape[2:])
ours = load_file(folder + "/statistics.safetensors")
npz = np.load(folder + "/stats.npz")
assert npz["mean"].dtype == np.float32 and npz["std"].dtype == np.float32
deviation = mel.std()
def far(a, b):
    assert a.shape == b.shape, (a.shape, b.shape)
    return float(np.abs(a - b).max() / deviation)
name = "features.mel-slaney."
band = tuple(axis for axis in range(mel.ndim) if mel.shape[axis] != 128)
print(json.dumps({
    "cells": max(far(npz["mean"], mel.mean(0)), far(npz["std"], mel.std(0))),
    "same": bool((npz["mean"] == ours[name + "mean"]).all() and (npz["std"] == ours[name + "std"]).all()),
    "bins": max(far(ours[name + "bins.mean"], mel.mean(band)), far(ours[name + "bins.std"], mel.std(band))),
    "whole": far(ours[name + "whole"], np.array([mel.min(), mel.max(), mel.mean(), mel.std()])),
}))
"#;

#[test]
fn statistics_are_those_of_numpy() {
    let (folder, data_set) = made(SMALL);
    let found = counted(&data_set);
    found.write(folder.path()).unwrap();
    found.write_npz("mel-slaney", &folder.path().join("stats.npz")).unwrap();
    let modules = ["numpy", "safetensors"];
    let Some(told) = python_prints("statistics_are_those_of_numpy", &modules, NUMPY, &[folder.path()]) else {
        return;
    };
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["same"], true);
    for key in ["cells", "bins", "whole"] {
        // 32-bit floats of numbers up to a hundred deviations from zero.
        assert!(told[key].as_f64().unwrap() < 2e-5, "{key}: {told}");
    }
}

#[test]
fn levels_and_knobs_are_counted() {
    let (_folder, data_set) = made(SMALL);
    let found = counted(&data_set);
    assert_eq!((found.items, found.rms_db.total(), found.peak_db.total()), (100, 200, 200));
    // The gate lets through what is louder than −20 dB in its louder note.
    assert!(found.rms_db.quantile(0.99).unwrap() > -20.0 && found.rms_db.quantile(1.0).unwrap() <= 0.0);
    assert_eq!(found.knobs.len(), data_set.spec().unwrap().params.len());
    assert!(found.knobs.iter().all(|knob| knob.counts.iter().sum::<u64>() == 100));
    let names: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let observed = |name: &str| found.columns.iter().find(|column| column.name == name).unwrap().observations;
    assert_eq!((observed("knobs"), observed("features.statistics")), (100, 200));
    let unknown = found.write_npz("loudness", Path::new("x")).unwrap_err();
    assert!(unknown.to_string().contains("mel-slaney"), "{unknown}");
}

#[test]
fn statistics_of_a_split_are_of_its_items_alone() {
    let (_folder, data_set) = made(SMALL);
    let plan = SplitPlan::from_text("train=0.7,test=0.3").unwrap();
    let division = Division::deal(&data_set, &plan, Some(5), Together::Near).unwrap();
    let train = division.split("train").unwrap();
    let is_in = |item: u64| division.of_item[item as usize] == train;
    let found = statistics(&data_set, Some(("train", &is_in)), &mut |_| {}).unwrap();
    assert_eq!((found.items, found.split.as_deref()), (division.sizes()[0], Some("train")));
    assert!((60..80).contains(&found.items), "{}", found.items);
}

/// Presets of a corpus, each with three variations that keep most of it.
fn varied(folder: &Path) -> DataSet {
    toys(12).write(&folder.join("toys.jsonl")).unwrap();
    let of = "of = { draw = \"corpus\", order = \"each\", files = [\"toys.jsonl\"] }";
    let prior = format!("draw = \"perturb\"\n{of}\nvariations = 4\nstrength = [0.0, 0.2]");
    let text = SMALL.replace("draw = \"uniform\"", &prior).replace("items = 100\n", "");
    let text = text.replace("rms = [0.1, 1.0]\n", "");
    let plan = Plan::new(recipe(&text), Arc::new(ToySynth::new()), folder).unwrap();
    rendered(&plan, &order(folder)).unwrap();
    DataSet::open(folder).unwrap()
}

#[test]
fn variations_of_a_preset_stay_together_and_a_split_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let data_set = varied(folder.path());
    assert!(data_set.items() > 20 && data_set.items().is_multiple_of(4));
    let plan = SplitPlan::from_text("train=0.5,test=0.5").unwrap();
    let division = Division::deal(&data_set, &plan, None, Together::Near).unwrap();
    let families = division.of_item.chunks(4);
    assert!(families.clone().all(|family| family.iter().all(|split| *split == family[0])));
    assert!(division.groups <= families.len());
    division.write(folder.path()).unwrap();
    assert_eq!(Division::read(&data_set).unwrap(), division);
    let alone = Division::deal(&data_set, &plan, None, Together::Nothing).unwrap();
    assert_eq!(alone.groups, division.of_item.len());
    let same = Division::deal(&data_set, &plan, None, Together::Same).unwrap();
    assert!(same.groups >= division.groups);
}

#[test]
fn a_split_of_another_data_set_is_refused_and_so_is_nonsense() {
    let (folder, data_set) = made(SMALL);
    let plan = SplitPlan::from_text("train=0.5,test=0.5").unwrap();
    let division = Division::deal(&data_set, &plan, None, Together::Near).unwrap();
    let other = Division { print: "another".to_owned(), ..division.clone() };
    other.write(folder.path()).unwrap();
    assert!(matches!(Division::read(&data_set), Err(DataError::Other { .. })));
    let beyond = Division { of_item: vec![7; 100], ..division };
    beyond.write(folder.path()).unwrap();
    assert!(matches!(Division::read(&data_set), Err(DataError::Damaged { .. })));
    std::fs::write(folder.path().join("split.safetensors"), b"nonsense").unwrap();
    assert!(matches!(Division::read(&data_set), Err(DataError::Damaged { .. })));
}

fn prove(folder: &Path) -> Vec<String> {
    let setting = Setting::new(recipe(SMALL), Arc::new(ToySynth::new())).unwrap();
    verify(folder, &Manifest::read(folder).unwrap(), Some(&setting), 30, &mut |_| {}).unwrap().faults
}

#[test]
fn shares_of_several_machines_become_the_undisturbed_data_set() {
    let (whole, _) = made(SMALL);
    let machines: Vec<tempfile::TempDir> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    for (index, machine) in machines.iter().enumerate() {
        rendered(&plan(SMALL), &share(machine.path(), index, 3)).unwrap();
    }
    let folders: Vec<PathBuf> = machines.iter().map(|machine| machine.path().to_owned()).collect();
    let out = tempfile::tempdir().unwrap();
    let some = merge(&folders[..2], out.path(), "a test", &mut |_, _| {}).unwrap();
    assert!(some.manifest.is_none() && some.shards < some.of);
    let all = merge(&folders, out.path(), "a test", &mut |_, _| {}).unwrap();
    assert!(all.manifest.is_some());
    assert_eq!(files(out.path()), files(whole.path()));
}

#[test]
fn data_sets_of_several_seeds_become_one_that_is_proved() {
    let (one, _) = made(SMALL);
    let (two, _) = made(&SMALL.replace("seed = 3\nitems = 100", "seed = 4\nitems = 50"));
    let folders = [one.path().to_owned(), two.path().to_owned()];
    let out = tempfile::tempdir().unwrap();
    let merged = merge(&folders, &out.path().join("both"), "a test", &mut |_, _| {}).unwrap();
    assert_eq!((merged.shards, merged.of), (6, 6));
    let both = DataSet::open(&out.path().join("both")).unwrap();
    assert_eq!((both.items(), both.name()), (150, "both".to_owned()));
    assert_eq!(prove(both.folder()), Vec::<String>::new());
    let again = merge(&folders, &out.path().join("both"), "a test", &mut |_, _| {}).unwrap();
    assert!(again.manifest.is_some());
}

#[test]
fn what_does_not_fit_together_is_told_by_its_key() {
    let (one, _) = made(SMALL);
    let (other, _) = made(&SMALL.replace("secs = 0.25", "secs = 0.5"));
    let out = tempfile::tempdir().unwrap();
    let folders = [one.path().to_owned(), other.path().to_owned()];
    let refused = merge(&folders, &out.path().join("x"), "a test", &mut |_, _| {}).unwrap_err();
    assert!(refused.to_string().contains("columns"), "{refused}");
    let taken = merge(&folders[..1], other.path(), "a test", &mut |_, _| {}).unwrap_err();
    assert!(matches!(taken, DataError::Other { .. }), "{taken}");
}
