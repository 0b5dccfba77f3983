//! The manifests: the recipe's files, the volume's claim, the Job of the tasks, the Job that joins them.
//!
//! Plain values and not the types of a client library: `tests/reference` holds them against the schemas that Kubernetes
//! publishes, and a client's types are a hundred thousand lines to compile.

use serde_json::{Value, json};

use super::{DATA, FILES, Kubernetes, Volume};
use crate::error::LaunchError;
use crate::folder::LaunchFolder;
use crate::work::Work;

/// By this label everything of a launch is found.
pub(super) const LABEL: &str = "tonewright/launch";
/// The user that containers run as: nobody in particular.
const USER: u32 = 65_532;
/// Longest name of a Job whose pods' names have room for index and random letters.
const NAME_MOST: usize = 50;
/// How long a pod has to stop before it is killed.
const GRACE_SECS: u32 = 60;

/// A launch's name in the cluster: that of its folder, as a DNS label.
pub(super) fn name(folder: &LaunchFolder) -> String {
    let name = folder.path().file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = name.chars().map(plain).collect();
    // The end tells launches of one name apart.
    let name = name[name.len().saturating_sub(NAME_MOST)..].trim_matches('-');
    if name.is_empty() { "launch".to_owned() } else { name.to_owned() }
}

/// The name of the Job that joins.
pub(super) fn join_name(name: &str) -> String {
    format!("{name}-join")
}

/// Documents of one file.
pub(super) fn text(documents: &[Value]) -> String {
    let texts =
        documents.iter().map(|document| serde_saphyr::to_string(document).expect("a manifest is plain data"));
    let texts: Vec<String> = texts.map(|text| format!("---\n{}\n", text.trim_end())).collect();
    texts.concat()
}

/// What is applied for the tasks.
pub(super) fn tasks(kubernetes: &Kubernetes, name: &str, work: &Work) -> Result<Vec<Value>, LaunchError> {
    let mut documents = vec![json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(kubernetes, name),
        "immutable": true,
        "data": kubernetes.files,
    })];
    if let Volume::New { size, class } = &kubernetes.volume {
        let mut claim = json!({
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata(kubernetes, name),
            "spec": {
                "accessModes": ["ReadWriteMany"],
                "resources": { "requests": { "storage": quantity("--storage", size)? } },
            },
        });
        if let Some(class) = class {
            claim["spec"]["storageClassName"] = json!(class);
        }
        documents.push(claim);
    }
    let worker = container(kubernetes, "worker", work, &work.worker)?;
    let mut spec = json!({
        "completionMode": "Indexed",
        "completions": work.tasks,
        "parallelism": kubernetes.parallelism.unwrap_or(work.tasks).min(work.tasks),
        "backoffLimitPerIndex": kubernetes.kills_most,
        "podFailurePolicy": failure_policy("FailIndex"),
        "template": pod(kubernetes, name, &[], &[worker]),
    });
    spec["template"]["metadata"] = json!({ "labels": { LABEL: name } });
    documents.push(job(kubernetes, name, name, spec));
    Ok(documents)
}

/// What is applied when the tasks are done.
pub(super) fn join(kubernetes: &Kubernetes, name: &str, work: &Work) -> Result<Value, LaunchError> {
    // Containers before the last run one after the other, each to its end.
    let mut containers = Vec::new();
    for (number, words) in work.join.iter().enumerate() {
        containers.push(container(kubernetes, &format!("join-{number}"), work, words)?);
    }
    let last = containers.split_off(containers.len().saturating_sub(1));
    let mut spec = json!({
        "backoffLimit": kubernetes.kills_most,
        "podFailurePolicy": failure_policy("FailJob"),
        "template": pod(kubernetes, name, &containers, &last),
    });
    spec["template"]["metadata"] = json!({ "labels": { LABEL: name } });
    Ok(job(kubernetes, &join_name(name), name, spec))
}

fn job(kubernetes: &Kubernetes, name: &str, launch: &str, spec: Value) -> Value {
    let mut metadata = metadata(kubernetes, name);
    metadata["labels"] = json!({ LABEL: launch });
    json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec })
}

fn metadata(kubernetes: &Kubernetes, name: &str) -> Value {
    let mut metadata = json!({ "name": name, "labels": { LABEL: name } });
    if let Some(namespace) = &kubernetes.namespace {
        metadata["namespace"] = json!(namespace);
    }
    metadata
}

/// What becomes of a pod that fails: one that was stopped goes on and costs no attempt, one that would fail again is not
/// tried again, any other is tried again some times.
fn failure_policy(hopeless: &str) -> Value {
    json!({ "rules": [
        { "action": "Ignore", "onPodConditions": [{ "type": "DisruptionTarget", "status": "True" }] },
        { "action": "Ignore", "onExitCodes": { "operator": "In", "values": [Work::STOPPED, 143] } },
        { "action": hopeless, "onExitCodes": { "operator": "In", "values": Work::HOPELESS } },
    ] })
}

fn pod(kubernetes: &Kubernetes, name: &str, before: &[Value], containers: &[Value]) -> Value {
    let of_claim = |claim: &str| json!({ "name": "data", "persistentVolumeClaim": { "claimName": claim } });
    let data = match &kubernetes.volume {
        Volume::Claim(claim) => of_claim(claim),
        Volume::New { .. } => of_claim(name),
        Volume::Scratch => json!({ "name": "data", "emptyDir": {} }),
    };
    let mut pod = json!({
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": GRACE_SECS,
        "automountServiceAccountToken": false,
        "securityContext": {
            "runAsNonRoot": true,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": { "type": "RuntimeDefault" },
        },
        "containers": containers,
        "volumes": [
            data,
            { "name": "files", "configMap": { "name": name } },
            { "name": "scratch", "emptyDir": {} },
        ],
    });
    if !before.is_empty() {
        pod["initContainers"] = json!(before);
    }
    json!({ "spec": pod })
}

fn container(
    kubernetes: &Kubernetes,
    name: &str,
    work: &Work,
    words: &[String],
) -> Result<Value, LaunchError> {
    let mut resources = serde_json::Map::new();
    if let Some(cpus) = kubernetes.cpus {
        resources.insert("cpu".to_owned(), json!(cpus.to_string()));
    }
    if let Some(memory) = &kubernetes.memory {
        resources.insert("memory".to_owned(), json!(quantity("--mem", memory)?));
    }
    let mut container = json!({
        "name": name,
        "image": kubernetes.image,
        "command": [work.program],
        "args": words,
        "workingDir": work.folder,
        "env": [
            { "name": Work::COUNT, "value": work.tasks.to_string() },
            { "name": "TONEWRIGHT_CACHE", "value": "/tmp/cache" },
            { "name": "HOME", "value": "/tmp" },
        ],
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": { "drop": ["ALL"] },
        },
        "volumeMounts": [
            { "name": "data", "mountPath": DATA },
            { "name": "files", "mountPath": FILES, "readOnly": true },
            { "name": "scratch", "mountPath": "/tmp" },
        ],
    });
    if !kubernetes.secrets.is_empty() {
        let secret = |name: &String| json!({ "secretRef": { "name": name } });
        container["envFrom"] = kubernetes.secrets.iter().map(secret).collect();
    }
    if !resources.is_empty() {
        container["resources"] = json!({ "requests": resources, "limits": resources });
    }
    Ok(container)
}

/// A quantity as Kubernetes writes it: `8Gi`, `1.5G`, `500M`.
fn quantity(what: &str, text: &str) -> Result<String, LaunchError> {
    let split = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let units = ["", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let is_positive = number.parse::<f64>().is_ok_and(|number| number > 0.0);
    if is_positive && units.contains(&unit) {
        return Ok(text.to_owned());
    }
    Err(LaunchError::Unwritable {
        what: format!("`{what} {text}`"),
        reason: "it is no amount of Kubernetes': write 8 gibibytes as `8Gi`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_names_are_those_of_kubernetes() {
        for good in ["8Gi", "1.5G", "500M", "1000"] {
            assert_eq!(quantity("--mem", good).unwrap(), good);
        }
        for bad in ["", "8GB", "Gi", "-1Gi", "8 Gi", "0"] {
            assert!(quantity("--mem", bad).is_err(), "{bad}");
        }
        let parent = tempfile::tempdir().unwrap();
        let of = |text: &str| name(&LaunchFolder::planned(parent.path(), text));
        assert_eq!(of("DX7_fitted.2"), "dx7-fitted-2");
        assert_eq!(of("_"), "launch");
        assert!(of(&format!("{}-2", "x".repeat(80))).ends_with("xx-2"));
        assert_eq!(of(&"ä".repeat(80)), "launch");
    }
}
