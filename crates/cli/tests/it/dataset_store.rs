//! Data sets in an object store: a real server that speaks S3 (moto), workers that are killed, and two that do the same work.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::Place;

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

/// The longest that a server may take to start.
const START: Duration = Duration::from_secs(60);

/// A server that speaks S3 until it is dropped, with a bucket.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start() -> Option<Self> {
        let python = tonewright_testkit::python::reference_python()?;
        let has = Command::new(&python).args(["-c", "import moto.server"]).output();
        if !has.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(&python)
            .args(["-c", "from moto.server import main; main()", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let begin = Instant::now();
        while server.make_bucket().is_none() {
            assert!(begin.elapsed() < START, "the server never answers");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(server)
    }

    fn make_bucket(&self) -> Option<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let host = format!("127.0.0.1:{}", self.port);
        write!(
            stream,
            "PUT /sounds HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.starts_with("HTTP/1.1 200").then_some(())
    }

    fn command(&self, place: &Place, args: &[&str]) -> Command {
        let mut command = place.command(args);
        command
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ALLOW_HTTP", "true");
        command
    }

    fn run(&self, place: &Place, args: &[&str]) -> crate::command::Answer {
        place.answer(self.command(place, args).output().unwrap())
    }
}

/// A server, or the word that there is none.
fn server(test: &str) -> Option<Server> {
    let server = Server::start();
    if server.is_none() {
        eprintln!("SKIPPED {test}: the reference environment has no moto (`cargo xtask setup`)");
    }
    server
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (name(&entry), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn workers_that_are_killed_and_doubled_leave_the_bytes_of_one_machine() {
    let Some(server) = server("data sets in an object store") else { return };
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
    let Some(server) = server("an object store with other things in it") else { return };
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
