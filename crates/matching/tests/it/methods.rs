//! Every method keeps every promise.

use tonewright_matching::{METHODS, MethodEntry};
use tonewright_testkit::contract::methods as promise;

fn each(check: impl Fn(&MethodEntry)) {
    METHODS.iter().for_each(check);
}

fn random() -> &'static MethodEntry {
    METHODS.iter().find(|entry| entry.name == "random").expect("random is in the table")
}

#[test]
fn same_seed_same_answer() {
    each(promise::same_seed_same_answer);
}

#[test]
fn budget_is_exact() {
    // `retrieve` ends when its bank is tried: its own bank of 400 holds each of these budgets.
    each(promise::budget_is_exact);
}

#[test]
fn no_worse_than_its_start() {
    each(promise::no_worse_than_its_start);
}

#[test]
fn beats_random() {
    // `retrieve` without a bank has nothing to try, and a bank of random presets is random search.
    let searches = METHODS.iter().filter(|entry| !["random", "retrieve"].contains(&entry.name));
    searches.for_each(|entry| promise::beats_random(entry, random()));
}

#[test]
fn survives_failing_renders() {
    each(promise::survives_failing_renders);
}

#[test]
fn locks_are_kept() {
    each(promise::locks_are_kept);
}

#[test]
fn stop_is_obeyed() {
    each(promise::stop_is_obeyed);
}

#[test]
fn alternatives_are_distinct() {
    each(promise::alternatives_are_distinct);
}

#[test]
fn ends_by_itself() {
    each(promise::ends_by_itself);
}

#[test]
fn configuration_is_checked() {
    each(promise::configuration_is_checked);
}

#[test]
fn the_default_comes_first_and_every_file_is_in_the_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/methods");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-"))
        .filter(|name| !["mod", "config"].contains(&name.as_str()))
        .collect();
    let mut names: Vec<&str> = METHODS.iter().map(|entry| entry.name).collect();
    assert!(!names.is_empty());
    files.sort();
    names.sort_unstable();
    assert_eq!(files, names);
}
