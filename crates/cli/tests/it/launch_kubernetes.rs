//! Launches written for Kubernetes: held against the schemas that it publishes, and their commands run as pods run them.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tonewright_testkit::python::python_with;

use crate::command::Place;
use crate::dataset::{RECIPE, files};

/// Reads files of manifests, holds each document against the strict schemas of a version, prints the documents.
const VALIDATE: &str = "
import json, sys
import kubernetes_validate, yaml
documents = [document for path in sys.argv[2:] for document in yaml.safe_load_all(open(path))]
for document in documents:
    kubernetes_validate.validate(document, sys.argv[1], strict=True)
print(json.dumps(documents))
";

/// The documents of a launch's two manifests where they are valid, else the complaint.
pub(crate) fn validated(python: &Path, version: &str, launch: &Path) -> Result<Vec<Value>, String> {
    let mut command = Command::new(python);
    command.args(["-c", VALIDATE, version]).args(["job.yaml", "join.yaml"].map(|name| launch.join(name)));
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

/// Those of a kind.
pub(crate) fn of_kind<'a>(documents: &'a [Value], kind: &str) -> Vec<&'a Value> {
    documents.iter().filter(|document| document["kind"] == kind).collect()
}

/// Runs a container's command with the volume and the files of the launch where they are here.
fn run_container(place: &Place, container: &Value, index: Option<usize>, secret: &[(&str, String)]) {
    let here = |word: &Value| {
        let word = word.as_str().unwrap().replace("/etc/tonewright/", "etc/");
        word.replace("/data", &place.path("data").display().to_string())
    };
    let args: Vec<String> = container["args"].as_array().unwrap().iter().map(here).collect();
    let mut command = place.command(&args.iter().map(String::as_str).collect::<Vec<_>>());
    for variable in container["env"].as_array().unwrap() {
        if variable["name"] == "TONEWRIGHT_SHARES" {
            command.env("TONEWRIGHT_SHARES", variable["value"].as_str().unwrap());
        }
    }
    if container["envFrom"].is_array() {
        command.envs(secret.iter().cloned());
    }
    if let Some(index) = index {
        command.env("JOB_COMPLETION_INDEX", index.to_string());
    }
    place.answer(command.output().unwrap()).expect(0);
}

/// Runs the Jobs as pods do: each index, then what joins.
fn run_jobs(place: &Place, documents: &[Value], secret: &[(&str, String)]) {
    std::fs::create_dir_all(place.path("data")).unwrap();
    std::fs::create_dir_all(place.path("etc")).unwrap();
    let recipe = &of_kind(documents, "ConfigMap")[0]["data"]["recipe.toml"];
    place.write("etc/recipe.toml", recipe.as_str().unwrap().as_bytes());
    let jobs = of_kind(documents, "Job");
    let [tasks, join] = [0, 1].map(|number| &jobs[number]["spec"]["template"]["spec"]);
    (0..3).for_each(|index| run_container(place, &tasks["containers"][0], Some(index), secret));
    for containers in ["initContainers", "containers"] {
        let containers = join[containers].as_array().into_iter().flatten();
        containers.for_each(|container| run_container(place, container, None, secret));
    }
}

#[test]
fn manifests_are_valid_and_their_commands_make_the_same_bytes() {
    let Some(python) = python_with("manifests held against schemas", &["kubernetes_validate"]) else {
        return;
    };
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    let fixed = ["launch", "kubernetes", "tiny.toml", "--tasks", "3", "--image", "example/tonewright:1"];
    let plain = ["--storage", "100Gi"];
    let full = "--volume-claim sounds --namespace music --cpus 4 --mem 8Gi --parallelism 2 --set sound.secs=0.4 \
        --set shard-items=200 -o /data/sets/tiny";
    let full: Vec<&str> = full.split_whitespace().collect();
    for (number, more) in [&plain[..], &full[..]].into_iter().enumerate() {
        let answer = place.run(&fixed.iter().chain(more).copied().collect::<Vec<_>>()).expect(0);
        assert!(answer.stderr.contains("kubectl apply -f"), "{}", answer.stderr);
        let name = ["tiny", "tiny-2"][number];
        let launch = place.path("launches").join(name);
        // The first version in which all that is used is stable, and the latest.
        let documents = validated(&python, "1.33.0", &launch).unwrap();
        assert_eq!(validated(&python, "1.37.0", &launch).unwrap(), documents);
        assert_eq!(of_kind(&documents, "ConfigMap")[0]["data"]["recipe.toml"], RECIPE);
        assert_eq!(of_kind(&documents, "PersistentVolumeClaim").len(), 1 - number);
        let jobs = of_kind(&documents, "Job");
        assert_eq!(
            jobs.iter().map(|job| &job["metadata"]["name"]).collect::<Vec<_>>(),
            [name, &format!("{name}-join")]
        );
        let spec = &jobs[0]["spec"];
        assert_eq!((&spec["completions"], &spec["parallelism"]), (&3.into(), &(3 - number).into()));
        let pod = &spec["template"]["spec"];
        let claim = &pod["volumes"][0]["persistentVolumeClaim"]["claimName"];
        assert_eq!(claim, ["tiny", "sounds"][number]);
        run_jobs(&place, &documents, &[]);
        let alone: &[&str] =
            if number == 0 { &[] } else { &["--set", "sound.secs=0.4", "--set", "shard-items=200"] };
        let out = ["alone", "alone-2"][number];
        let render: Vec<&str> =
            ["dataset", "render", "tiny.toml", "-o", out].iter().chain(alone).copied().collect();
        place.run(&render).expect(0);
        let joined = files(&place.path(["data/tiny", "data/sets/tiny"][number]));
        assert!(joined == files(&place.path(out)), "the bytes differ");
    }
    // What is wrong is found: the schemas are really asked.
    let path = place.path("launches/tiny/job.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    for (right, wrong) in [("completions: 3", "completions: three"), ("restartPolicy", "restartPolitics")] {
        assert!(text.contains(right), "{text}");
        std::fs::write(&path, text.replace(right, wrong)).unwrap();
        assert!(validated(&python, "1.33.0", &place.path("launches/tiny")).is_err(), "{wrong} is taken");
    }
}

/// Without a volume: each pod has a scratch folder of its own and what a secret tells of the store.
#[cfg(feature = "s3")]
#[test]
fn a_job_into_a_store_needs_no_volume() {
    let Some(python) = python_with("manifests held against schemas", &["kubernetes_validate"]) else {
        return;
    };
    let Some(server) = crate::store_server::Server::start("a Job into a store") else { return };
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    let url = "s3://sounds/from-pods";
    let words = ["launch", "kubernetes", "tiny.toml", "--tasks", "3", "--image", "example/tonewright:1"];
    let store = ["-o", url, "--env-from", "s3-keys"];
    place.run(&words.iter().chain(&store).copied().collect::<Vec<_>>()).expect(0);
    let documents = validated(&python, "1.33.0", &place.path("launches/tiny")).unwrap();
    assert!(of_kind(&documents, "PersistentVolumeClaim").is_empty());
    for job in of_kind(&documents, "Job") {
        let pod = &job["spec"]["template"]["spec"];
        assert_eq!(pod["volumes"][0], serde_json::json!({ "name": "data", "emptyDir": {} }));
        let from = serde_json::json!([{ "secretRef": { "name": "s3-keys" } }]);
        assert_eq!(pod["containers"][0]["envFrom"], from);
    }
    run_jobs(&place, &documents, &server.variables());
    place.run(&["dataset", "render", "tiny.toml", "-o", "alone"]).expect(0);
    server.run(&place, &["dataset", "fetch", url, "-o", "fetched"]).expect(0);
    assert!(files(&place.path("fetched")) == files(&place.path("alone")), "the bytes differ");
    // What lies on a volume can't be had without one.
    place.write("tiny.toml", RECIPE.replace("\"fitted\"", "\"corpus\"").as_bytes());
    let presets = ["--presets", "/data/voices.syx"];
    let all: Vec<&str> = words.iter().chain(&store).chain(&presets).copied().collect();
    let answer = place.run(&all).expect(2);
    assert!(answer.stderr.contains("--volume-claim"), "{}", answer.stderr);
}

#[test]
fn what_a_cluster_can_not_do_is_refused() {
    let place = Place::empty();
    place.write("tiny.toml", RECIPE.as_bytes());
    let refused = |more: &[&str], words: &str| {
        let fixed = ["launch", "kubernetes", "tiny.toml", "--image", "x", "--tasks"];
        let answer = place.run(&fixed.iter().chain(more).copied().collect::<Vec<_>>()).expect(2);
        assert!(answer.stderr.contains(words), "{}", answer.stderr);
        assert!(!place.path("launches").exists(), "{more:?}");
    };
    refused(&["3"], "--volume-claim");
    refused(&["3", "--storage", "100GB"], "`--storage 100GB`");
    refused(&["3", "--storage", "1Gi", "--mem", "much"], "`--mem much`");
    refused(&["3", "--storage", "1Gi", "-o", "/elsewhere"], "not in the volume");
    refused(&["3", "--storage", "1Gi", "-o", "/data/../etc"], "not in the volume");
    refused(&["4", "--storage", "1Gi"], "4 tasks can't share 3 shards");
    let shown = [
        "launch",
        "kubernetes",
        "tiny.toml",
        "--image",
        "x",
        "--tasks",
        "3",
        "--storage",
        "1Gi",
        "--dry-run",
    ];
    assert!(place.run(&shown).expect(0).stdout.contains("completionMode: Indexed"));
    assert!(!place.path("launches").exists());
}
