//! Launches on a real Slurm: tasks are killed, stopped, cancelled and refused, and the bytes are those of one machine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::{Answer, Place};
use crate::dataset::{RECIPE, files};
use crate::slurm_cluster::{Cluster, worker};

/// A place whose commands talk to a cluster.
struct Site {
    place: Place,
    cluster: Cluster,
}

impl Site {
    fn run(&self, args: &[&str]) -> Answer {
        let output = self.place.command(args).env("SLURM_CONF", self.cluster.conf()).output().unwrap();
        self.place.answer(output)
    }

    /// Launches eight shards as four tasks, into folders with names that need quoting; the launch's folder.
    fn launch(&self, out: &str, more: &[&str]) -> PathBuf {
        let fixed = ["launch", "slurm", "my recipe.toml", "--tasks", "4", "--cpus", "1", "--time", "10"];
        let args: Vec<&str> =
            fixed.iter().chain(&["--launches", "the launches", "-o", out]).chain(more).copied().collect();
        let answer = self.run(&args).expect(0);
        assert!(answer.stderr.contains(": tasks") && answer.stderr.contains(": join"), "{}", answer.stderr);
        PathBuf::from(answer.stdout.trim().replace("[DIR]", &self.place.path("").display().to_string()))
    }

    fn status(&self, launch: &Path) -> Value {
        let output = self.run(&["launch", "status", launch.to_str().unwrap(), "--json"]);
        serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.all()))
    }

    fn until(&self, what: &str, launch: &Path, mut is_so: impl FnMut() -> bool) {
        let patience = Instant::now();
        while !is_so() {
            assert!(
                patience.elapsed() < Duration::from_secs(90),
                "{what}: it never was; {:#} {}",
                self.status(launch),
                self.cluster.ask("squeue", &["--array"])
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn notes(launch: &Path, task: &str) -> String {
    std::fs::read_to_string(launch.join("tasks").join(task)).unwrap_or_default()
}

fn with_cluster(test: &str) -> Option<Site> {
    match Cluster::start() {
        Err(why) => {
            eprintln!("SKIPPED {test}: {why}");
            None
        }
        Ok(cluster) => {
            let place = Place::empty();
            place.write("my recipe.toml", RECIPE.as_bytes());
            Some(Site { place, cluster })
        }
    }
}

#[test]
fn a_launch_whose_tasks_are_killed_and_stopped_comes_to_the_same_bytes() {
    let Some(site) = with_cluster("a launch on Slurm") else { return };
    let large = ["--set=items=6400", "--set=shard-items=800"];
    let alone = ["dataset", "render", "my recipe.toml", "-o", "whole"];
    site.run(&alone.iter().chain(&large).copied().collect::<Vec<_>>()).expect(0);

    let launch = site.launch("it's here", &[&large[..], &["--sbatch=--comment=two words"]].concat());
    let out = site.place.path("it's here");
    let mut pid = None;
    site.until("task 1 works", &launch, || {
        pid = worker(&out, "1");
        pid.is_some()
    });
    assert!(Command::new("kill").args(["-9", &pid.unwrap()]).status().unwrap().success());
    site.until("task 2 works", &launch, || worker(&out, "2").is_some());
    let record: Value = serde_json::from_slice(&std::fs::read(launch.join("launch.json")).unwrap()).unwrap();
    let job = record["jobs"]["tasks"].as_str().unwrap();
    // What Slurm does some time before the limit of a job.
    site.cluster.ask("scancel", &["--batch", "--signal=USR1", &format!("{job}_2")]);
    site.until("the joining is done", &launch, || site.status(&launch)["join"]["state"] == "done");

    assert!(notes(&launch, "1").contains("\tkilled\tit left with 137\n"), "{}", notes(&launch, "1"));
    assert!(notes(&launch, "2").contains("\tstopped\tby limit\n"), "{}", notes(&launch, "2"));
    for task in ["1", "2"] {
        let last = notes(&launch, task).lines().rev().take(2).map(str::to_owned).collect::<Vec<_>>();
        assert!(last[0].contains("\tdone") && last[1].contains("attempt 2"), "{last:?}");
    }
    let status = site.status(&launch);
    assert_eq!(status["standing"]["items-done"], 6400, "{status:#}");
    let told = site.run(&["launch", "status", launch.to_str().unwrap()]).expect(0).stdout;
    assert!(told.contains("tasks: 4 done of 4") && told.contains("; whole"), "{told}");
    let said = site.run(&["launch", "logs", launch.to_str().unwrap()]).expect(0).stdout;
    assert!(said.contains("nothing is wrong"), "{said}");
    let (whole, mut joined) = (files(&site.place.path("whole")), files(&out));
    // What was being written when it was killed may lie about under a name of its own.
    joined.retain(|name, _| !name.ends_with(".new"));
    assert_eq!(joined.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(joined == whole, "the bytes differ");
}

/// The login machine knows how the store is reached, and Slurm hands that on.
#[cfg(feature = "s3")]
#[test]
fn a_launch_into_a_store_comes_to_the_same_bytes() {
    let Some(site) = with_cluster("a launch on Slurm into a store") else { return };
    let Some(server) = crate::store_server::Server::start("a launch on Slurm into a store") else { return };
    let small = "--set=shard-items=160";
    site.run(&["dataset", "render", "my recipe.toml", "-o", "whole", small]).expect(0);
    let url = "s3://sounds/from slurm";
    let run = |args: &[&str]| {
        let mut command = server.command(&site.place, args);
        site.place.answer(command.env("SLURM_CONF", site.cluster.conf()).output().unwrap())
    };
    let launched = ["launch", "slurm", "my recipe.toml", "--tasks", "4", "--cpus", "1", "-o", url, small];
    run(&launched).expect(0);
    let launch = site.place.path("launches/tiny");
    let looked = ["launch", "status", "launches/tiny", "--json"];
    let joined = |answer: Answer| {
        serde_json::from_str::<Value>(&answer.stdout).is_ok_and(|status| status["join"]["state"] == "done")
    };
    site.until("the joining is done", &launch, || joined(run(&looked)));
    let seen = run(&["launch", "status", "launches/tiny"]).expect(0);
    assert!(seen.stdout.contains("640 of 640 items in 4 of 4 shards; whole"), "{}", seen.stdout);
    // Whoever does not reach it learns of the tasks.
    let mut stranger = server.command(&site.place, &looked);
    stranger.env("SLURM_CONF", site.cluster.conf()).env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let stranger = site.place.answer(stranger.output().unwrap()).expect(0);
    let status: Value = serde_json::from_str(&stranger.stdout).unwrap();
    assert_eq!((&status["dataset"], &status["standing"]), (&url.into(), &Value::Null), "{status:#}");
    assert!(status["remarks"][0].as_str().unwrap().starts_with("the store: "), "{status:#}");
    run(&["dataset", "fetch", url, "-o", "fetched"]).expect(0);
    run(&["dataset", "verify", "fetched"]).expect(0);
    let (whole, fetched) = (files(&site.place.path("whole")), files(&site.place.path("fetched")));
    assert_eq!(fetched.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(fetched == whole, "the bytes differ");

    // A place that no program of ours reaches is found before anything is handed over.
    let refused = run(&["launch", "slurm", "my recipe.toml", "--tasks", "1", "-o", "ftp://elsewhere/set"]);
    assert!(refused.expect(2).stderr.contains("`s3://`"));
    assert!(!site.place.path("launches/tiny-2").exists());
}

/// Two tasks work on one study, one of which is stopped by its limit; the joining draws it.
#[cfg(feature = "learned")]
#[test]
fn a_study_is_worked_on_by_several_tasks() {
    let Ok(cluster) = Cluster::start().map_err(|why| eprintln!("SKIPPED a study on Slurm: {why}")) else {
        return;
    };
    let site = Site { place: crate::tune::place(), cluster };
    let small = crate::train::taught::SMALL;
    let fixed = ["launch", "tune", "mine.toml", "--data", "train", "--held-out", "held-out", "-o", "a study"];
    let more = ["--tasks", "2", "--cpus", "1", "--time", "10", "--trials", "9", "--set", "teach.steps=60"];
    let nothing = site.run(&[&fixed[..], &["--tasks", "2", "--set", "encoder=8"]].concat()).expect(2).stderr;
    assert!(nothing.contains("encoder") && !site.place.path("launches").exists(), "{nothing}");
    let launched = site.run(&[&fixed[..], &small, &more].concat()).expect(0);
    assert!(launched.stdout.contains("launches/mine"), "{}", launched.stdout);
    let launch = site.place.path("launches/mine");
    let record: Value = serde_json::from_slice(&std::fs::read(launch.join("launch.json")).unwrap()).unwrap();
    let job = record["jobs"]["tasks"].as_str().unwrap();
    let ended = || site.status(&launch)["trials"]["complete"].as_u64().unwrap_or(0);
    site.until("trials end", &launch, || ended() >= 2);
    site.cluster.ask("scancel", &["--batch", "--signal=USR1", &format!("{job}_1")]);
    site.until("the joining is done", &launch, || site.status(&launch)["join"]["state"] == "done");
    assert!(notes(&launch, "1").contains("\tstopped\tby limit\n"), "{}", notes(&launch, "1"));
    let told = site.run(&["launch", "status", launch.to_str().unwrap()]).expect(0).stdout;
    assert!(told.contains("tasks: 2 done of 2") && told.contains(" 0 failed, 0 run"), "{told}");
    assert!(ended() >= 9 && site.place.path("a study/study.html").exists(), "{told}");
}

#[test]
fn launches_that_fail_or_are_cancelled_say_so() {
    let Some(site) = with_cluster("failing launches on Slurm") else { return };
    let refused = ["launch", "slurm", "my recipe.toml", "--tasks", "1", "--partition", "nowhere"];
    let answer = site.run(&refused).expect(2);
    assert!(
        answer.stderr.contains("nvalid partition") && answer.stderr.contains("`sinfo`"),
        "{}",
        answer.stderr
    );
    assert!(!site.place.path("launches/tiny").exists(), "a launch that never was has a folder");

    // A program that is on no machine: every task fails at once, and nothing is joined.
    let small = ["--set=shard-items=160"];
    let failing = site.launch("nothing", &[&small[..], &["--program", "/no/such program"]].concat());
    let states = |launch: &Path, state: &str| {
        let status = site.status(launch);
        status["tasks"].as_array().unwrap().iter().filter(|task| task["state"] == state).count()
    };
    site.until("all tasks have failed", &failing, || states(&failing, "failed") == 4);
    site.until("the joining is gone", &failing, || site.status(&failing)["join"]["state"] == "gone");
    let told = site.run(&["launch", "status", failing.to_str().unwrap()]).expect(1).stdout;
    assert!(told.contains("failed (it left with 127): 0 1 2 3"), "{told}");
    let said = site.run(&["launch", "logs", failing.to_str().unwrap(), "--task", "0"]).expect(0).stdout;
    assert!(said.contains("/no/such program"), "{said}");

    let endless = site.launch("endless", &["--set=items=4000000"]);
    let out = site.place.path("endless");
    site.until("a task works", &endless, || worker(&out, "0").is_some());
    site.until("a shard is begun", &endless, || out.join("shard-00000.part").exists());
    let (folder, last) = (endless.to_str().unwrap(), site.run(&["launch", "logs", "--task", "9"]).expect(2));
    assert!(last.stderr.contains("there is no launch in"), "{}", last.stderr);
    let answer = site.run(&["launch", "logs", folder, "--task", "9"]).expect(2);
    assert!(answer.stderr.contains("there is no task `9`"), "{}", answer.stderr);
    site.run(&["launch", "cancel", folder]).expect(0);
    site.until("all tasks are gone", &endless, || states(&endless, "gone") == 4);
    let told = site.run(&["launch", "status", folder]).expect(1).stdout;
    assert!(told.contains("(slurm, cancelled)") && told.contains("gone without being done"), "{told}");
    site.until("no worker is left", &endless, || worker(&out, "0").is_none());
    assert!(notes(&endless, "0").contains("\tstopped\tit was cancelled\n"), "{}", notes(&endless, "0"));
    assert!(files(&out).keys().any(|name| name.ends_with(".journal")), "what was done is lost");
}
