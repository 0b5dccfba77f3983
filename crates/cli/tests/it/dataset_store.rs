//! Data sets in an object store: a real server that speaks S3 (moto), workers that are killed, and two that do the same work.

use std::process::Stdio;
use std::time::Duration;

use crate::command::Place;
use crate::dataset::files;
use crate::store_server::Server;

const RECIPE: &str = r#"
name = "tiny"
synth = "dx7"
seed = 5
items = 300
shard-items = 60
[[prior]]
draw = "fitted"
[sound]
secs = 1.0
"#;

#[test]
fn workers_that_are_killed_and_doubled_leave_the_bytes_of_one_machine() {
    let Some(server) = Server::start("data sets in an object store") else { return };
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    place.run(&["dataset", "render", "tiny.toml", "-q", "-o", "whole"]).expect(0);
    let url = "s3://sounds/sets/tiny";
    let render = |share: &'static str| ["dataset", "render", "tiny.toml", "-q", "-o", url, "--shard", share];
    for millis in [30, 120, 250, 400] {
        let mut worker = server.command(&place, &render("1/2")).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    // Two that do the same work at once, each with a machine of its own.
    let other = Place::empty();
    other.write("tiny.toml", RECIPE.as_bytes());
    let workers = [&place, &other].map(|place| {
        server.command(place, &render("1/2")).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    });
    for worker in workers {
        let output = worker.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let early = server.run(&place, &["dataset", "fetch", url, "-o", "early"]).expect(0);
    assert!(early.stderr.contains("no manifest yet"), "{}", early.stderr);
    server.run(&place, &render("2/2")).expect(0);
    server.run(&place, &["dataset", "fetch", url, "-o", "fetched"]).expect(0);
    let (whole, fetched) = (files(&place.path("whole")), files(&place.path("fetched")));
    assert_eq!(fetched.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(fetched == whole, "some bytes differ");
    let again = server.run(&place, &["dataset", "fetch", url, "-o", "fetched"]).expect(0);
    assert!(again.stderr.contains("0 files fetched"), "{}", again.stderr);
}

#[test]
fn another_recipe_and_a_missing_bucket_are_told() {
    let Some(server) = Server::start("an object store with other things in it") else { return };
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    let url = "s3://sounds/other";
    let small = ["--set", "items=4", "--set", "shard-items=4", "-q", "-o"];
    let args = |url: &'static str, more: &[&'static str]| -> Vec<&'static str> {
        ["dataset", "render", "tiny.toml"].iter().chain(&small).chain(&[url]).chain(more).copied().collect()
    };
    server.run(&place, &args(url, &[])).expect(0);
    server.run(&place, &args(url, &[])).expect(0);
    let other = server.run(&place, &args(url, &["--set", "seed=6"])).expect(2).stderr;
    assert!(other.contains("another data set") && other.contains("seed"), "{other}");
    let missing = server.run(&place, &args("s3://nowhere/set", &[])).expect(2).stderr;
    assert!(missing.contains("NoSuchBucket") && missing.contains("AWS_ACCESS_KEY_ID"), "{missing}");
    let nothing = server.run(&place, &["dataset", "fetch", "s3://sounds/empty", "-o", "x"]).expect(2).stderr;
    assert!(nothing.contains("holds no files"), "{nothing}");
    let scheme = server.run(&place, &args("ftp://sounds/set", &[])).expect(2).stderr;
    assert!(scheme.contains("s3://bucket/prefix"), "{scheme}");
}

#[test]
fn connections_are_encrypted() {
    let place = Place::empty();
    let Some(server) = Server::start_encrypted("an object store over https", &place) else { return };
    place.write("tiny.toml", RECIPE.as_bytes());
    let (url, small) = ("s3://sounds/secret", ["--set", "items=4", "--set", "shard-items=4"]);
    let render = |out| [&["dataset", "render", "tiny.toml", "-q", "-o", out], &small[..]].concat();
    place.run(&render("whole")).expect(0);
    server.run(&place, &render(url)).expect(0);
    server.run(&place, &["dataset", "fetch", url, "-o", "fetched"]).expect(0);
    assert!(files(&place.path("whole")) == files(&place.path("fetched")), "some bytes differ");
}
