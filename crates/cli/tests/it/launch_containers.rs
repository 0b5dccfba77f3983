//! Pods of a launch as containers of a real Docker engine, under the limits that their manifests set: killed, stopped and run
//! again, they come to the bytes of one machine.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use tonewright_testkit::python::python_with;

use crate::command::Place;
use crate::dataset::{RECIPE, files};
use crate::docker_engine::Engine;
use crate::launch_kubernetes::{of_kind, validated};

/// What the image is called.
const IMAGE: &str = "example/tonewright:1";

/// Enough to be killed over.
const LARGE: [&str; 4] = ["--set", "items=9600", "--set", "shard-items=3200"];

fn engine(test: &str) -> Option<Engine> {
    let engine = Engine::start().map_err(|why| eprintln!("SKIPPED {test}: {why}")).ok()?;
    engine.build(IMAGE);
    Some(engine)
}

/// What an engine is told to run a pod's container: its user, limits, volumes, variables and words.
fn words(pod: &Value, container: &Value, config: &Path) -> Vec<String> {
    let (user, limits) = (&pod["securityContext"], &container["securityContext"]);
    assert_eq!((&limits["readOnlyRootFilesystem"], &user["runAsNonRoot"]), (&true.into(), &true.into()));
    assert_eq!(limits["allowPrivilegeEscalation"], false);
    let mut words =
        ["--read-only", "--network=none", "--security-opt=no-new-privileges"].map(str::to_owned).to_vec();
    words.push(format!("--user={}:{}", user["runAsUser"], user["runAsGroup"]));
    words.push(format!("--cap-drop={}", limits["capabilities"]["drop"][0].as_str().unwrap()));
    words.push(format!("--workdir={}", container["workingDir"].as_str().unwrap()));
    for variable in container["env"].as_array().unwrap() {
        let [name, value] = ["name", "value"].map(|key| variable[key].as_str().unwrap());
        words.push(format!("--env={name}={value}"));
    }
    for mount in container["volumeMounts"].as_array().unwrap() {
        let place = mount["mountPath"].as_str().unwrap();
        let volume = pod["volumes"].as_array().unwrap().iter().find(|volume| volume["name"] == mount["name"]);
        let volume = volume.unwrap();
        words.push(match volume["persistentVolumeClaim"]["claimName"].as_str() {
            Some(claim) => format!("--volume={claim}:{place}"),
            None if volume["configMap"].is_object() => format!("--volume={}:{place}:ro", config.display()),
            None => format!("--tmpfs={place}"),
        });
    }
    let of =
        |key: &str| container[key].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
    words.push(format!("--entrypoint={}", of("command").next().unwrap()));
    words.push(container["image"].as_str().unwrap().to_owned());
    words.extend(of("args"));
    words
}

/// The Jobs of a launch on an engine.
struct Jobs<'a> {
    engine: &'a Engine,
    documents: Vec<Value>,
    /// What the ConfigMap holds, as files.
    config: PathBuf,
    /// Where the engine keeps the volume of the claim.
    volume: PathBuf,
}

impl<'a> Jobs<'a> {
    fn new(engine: &'a Engine, documents: Vec<Value>, config: PathBuf) -> Self {
        let claim = of_kind(&documents, "PersistentVolumeClaim")[0]["metadata"]["name"].as_str().unwrap();
        engine.said(&["volume", "create", claim]);
        let volume = engine.said(&["volume", "inspect", "--format", "{{.Mountpoint}}", claim]).into();
        Self { engine, documents, config, volume }
    }

    fn pod(&self, job: usize) -> &Value {
        &of_kind(&self.documents, "Job")[job]["spec"]["template"]["spec"]
    }

    fn run(&self, fixed: &[&str], job: usize, container: &Value) -> String {
        let words = words(self.pod(job), container, &self.config);
        let all: Vec<&str> = fixed.iter().copied().chain(words.iter().map(String::as_str)).collect();
        self.engine.said(&all)
    }

    /// Runs the pod of an index to its end.
    fn index(&self, index: usize) {
        let index = format!("--env=JOB_COMPLETION_INDEX={index}");
        self.run(&["run", "--rm", &index], 0, &self.pod(0)["containers"][0]);
    }

    /// Begins the pod of an index, lets something happen to it in the middle of a shard, and tells what it ended with.
    fn disturbed(&self, index: usize, happens: &[&str]) -> i64 {
        let (name, variable) = (format!("pod-{index}"), format!("--env=JOB_COMPLETION_INDEX={index}"));
        let before = self.unfinished();
        let fixed = ["run", "--detach", "--name", &name, &variable];
        self.run(&fixed, 0, &self.pod(0)["containers"][0]);
        let patience = Instant::now();
        while self.unfinished().is_subset(&before) {
            assert!(patience.elapsed() < Duration::from_secs(60), "{}", self.engine.said(&["logs", &name]));
            std::thread::sleep(Duration::from_millis(20));
        }
        self.engine.said(&[happens, &[&name]].concat());
        self.engine.said(&["wait", &name]).parse().unwrap()
    }

    fn join(&self) {
        for containers in ["initContainers", "containers"] {
            let containers = self.pod(1)[containers].as_array().into_iter().flatten();
            containers.for_each(|container| drop(self.run(&["run", "--rm"], 1, container)));
        }
    }

    /// Shards that somebody is at, or was.
    fn unfinished(&self) -> BTreeSet<PathBuf> {
        let files = std::fs::read_dir(self.volume.join("tiny")).into_iter().flatten();
        let paths = files.flatten().map(|file| file.path());
        paths.filter(|path| path.extension().is_some_and(|end| end == "part")).collect()
    }
}

#[test]
fn pods_that_die_and_are_stopped_come_to_the_same_bytes() {
    let test = "pods as containers";
    let Some(python) = python_with(test, &["kubernetes_validate"]) else { return };
    let Some(engine) = engine(test) else { return };
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    let launch = ["launch", "kubernetes", "tiny.toml", "--tasks", "3", "--image", IMAGE, "--storage", "1Gi"];
    place.run(&[&launch[..], &LARGE].concat()).expect(0);
    let documents = validated(&python, "1.33.0", &place.path("launches/tiny")).unwrap();
    let recipe = &of_kind(&documents, "ConfigMap")[0]["data"]["recipe.toml"];
    std::fs::create_dir(place.path("etc")).unwrap();
    place.write("etc/recipe.toml", recipe.as_str().unwrap().as_bytes());
    let jobs = Jobs::new(&engine, documents, place.path("etc"));

    // A node that dies, and one that is drained: the Job does not count the latter.
    assert_eq!(jobs.disturbed(0, &["kill", "--signal=KILL"]), 137);
    let drained = jobs.disturbed(1, &["stop", "--time=60"]);
    let rules = &of_kind(&jobs.documents, "Job")[0]["spec"]["podFailurePolicy"]["rules"];
    let uncounted = rules[1]["onExitCodes"]["values"].as_array().unwrap();
    assert!(uncounted.contains(&drained.into()), "{drained} is none of {uncounted:?}");
    (0..3).for_each(|index| jobs.index(index));
    jobs.join();
    place.run(&[&["dataset", "render", "tiny.toml", "-o", "alone"][..], &LARGE].concat()).expect(0);
    assert!(files(&jobs.volume.join("tiny")) == files(&place.path("alone")), "the bytes differ");
}

#[test]
fn the_image_renders_into_a_folder_of_whoever_runs_it() {
    let Some(engine) = engine("the image of the Dockerfile") else { return };
    let place = Place::empty();
    std::fs::create_dir(place.path("mine")).unwrap();
    std::fs::set_permissions(place.path("mine"), std::fs::Permissions::from_mode(0o777)).unwrap();
    place.write("mine/tiny.toml", RECIPE.as_bytes());
    assert_eq!(engine.said(&["image", "inspect", "--format", "{{.Config.User}}", IMAGE]), "65532:65532");
    let volume = format!("{}:/data", place.path("mine").display());
    for shard in ["1/3", "2/3", "3/3"] {
        let user = ["run", "--rm", "--network=none", "--user=12345:12345", "--volume", &volume, IMAGE];
        let words = ["dataset", "render", "tiny.toml", "--shard", shard, "-o", "tiny"];
        engine.said(&[&user[..], &words].concat());
    }
    place.run(&["dataset", "render", "mine/tiny.toml", "-o", "alone"]).expect(0);
    assert!(files(&place.path("mine/tiny")) == files(&place.path("alone")), "the bytes differ");
    // What it can not do it says as it does elsewhere.
    let answer =
        engine.docker(&["run", "--rm", "--network=none", IMAGE, "render", "none.syx"]).output().unwrap();
    assert_eq!(answer.status.code(), Some(2), "{}", String::from_utf8_lossy(&answer.stderr));
}
