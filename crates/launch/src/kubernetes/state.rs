//! How the tasks fare by what `kubectl` says of the Jobs and their pods.

use std::collections::BTreeMap;

use serde_json::Value;

use super::manifest::join_name;
use crate::task::{TaskState, Tasks};

/// The index of a pod's task, as the Job controller labels it.
const INDEX: &str = "batch.kubernetes.io/job-completion-index";
/// The name of a pod's Job.
const JOB: &str = "batch.kubernetes.io/job-name";

/// How the tasks of a launch fare, from the lists of its Jobs and of its pods.
pub(super) fn tasks(name: &str, tasks: u32, jobs: &Value, pods: &Value) -> Tasks {
    let job = |name: &str| items(jobs).find(|job| job["metadata"]["name"] == name);
    let remarks = match job(name) {
        None => vec![format!("the cluster has no Job `{name}`: it was not applied, or is deleted")],
        Some(_) => Vec::new(),
    };
    let status = job(name).map_or(&Value::Null, |job| &job["status"]);
    let (done, failed) = (indexes(&status["completedIndexes"]), indexes(&status["failedIndexes"]));
    let pods_by_index = pods_by_index(name, pods);
    let state = |number: u32| {
        if holds(&done, number) {
            TaskState::Done
        } else if holds(&failed, number) {
            TaskState::Failed("its pods failed".to_owned())
        } else {
            pods_by_index.get(&number).map_or(TaskState::Waiting("no pod yet".to_owned()), |pod| of_pod(pod))
        }
    };
    let join = join_name(name);
    Tasks { tasks: (0..tasks).map(state).collect(), join: of_join(job(&join)), remarks }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list["items"].as_array().into_iter().flatten()
}

/// The last pod of each task: those of earlier attempts stay as well.
fn pods_by_index<'a>(name: &str, pods: &'a Value) -> BTreeMap<u32, &'a Value> {
    let mut of_job: Vec<&Value> = items(pods).filter(|pod| pod["metadata"]["labels"][JOB] == name).collect();
    of_job.sort_by_key(|pod| pod["metadata"]["creationTimestamp"].as_str().unwrap_or_default());
    let index = |pod: &Value| pod["metadata"]["labels"][INDEX].as_str()?.parse().ok();
    of_job.into_iter().filter_map(|pod| Some((index(pod)?, pod))).collect()
}

fn of_pod(pod: &Value) -> TaskState {
    let status = &pod["status"];
    match status["phase"].as_str() {
        Some("Running") => TaskState::Running,
        Some("Failed") => TaskState::Waiting("its pod failed; another comes".to_owned()),
        _ => TaskState::Waiting(why(status)),
    }
}

/// Why a pod does not run: what its container or its scheduling waits for.
fn why(status: &Value) -> String {
    let container = status["containerStatuses"][0]["state"]["waiting"]["reason"].as_str();
    let mut conditions = status["conditions"].as_array().into_iter().flatten();
    let refused = conditions.find(|condition| condition["status"] == "False");
    let scheduling = refused.and_then(|condition| condition["message"].as_str());
    container.or(scheduling).unwrap_or("its pod is pending").to_owned()
}

fn of_join(job: Option<&Value>) -> TaskState {
    let Some(job) = job else { return TaskState::Waiting("`join.yaml` is not applied yet".to_owned()) };
    let mut conditions = job["status"]["conditions"].as_array().into_iter().flatten();
    let ended = conditions.find(|condition| {
        condition["status"] == "True" && ["Complete", "Failed"].map(Value::from).contains(&condition["type"])
    });
    match ended {
        Some(condition) if condition["type"] == "Complete" => TaskState::Done,
        Some(condition) => TaskState::Failed(condition["message"].as_str().unwrap_or_default().to_owned()),
        None if job["status"]["active"].as_u64() > Some(0) => TaskState::Running,
        None => TaskState::Waiting("no pod yet".to_owned()),
    }
}

/// Ranges of indexes as a Job's status writes them: `0-2,5`.
fn indexes(text: &Value) -> Vec<(u32, u32)> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
    };
    text.as_str().unwrap_or_default().split(',').filter_map(range).collect()
}

fn holds(ranges: &[(u32, u32)], number: u32) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn jobs_and_pods_make_states() {
        let pod = |index: &str, created: &str, phase: &str| {
            json!({
                "metadata": { "creationTimestamp": created, "labels": { JOB: "x", INDEX: index } },
                "status": { "phase": phase, "conditions": [
                    { "type": "PodScheduled", "status": "False", "message": "0/3 nodes are available" },
                ] },
            })
        };
        let jobs = json!({ "items": [
            { "metadata": { "name": "x" }, "status": { "completedIndexes": "0-1,4", "failedIndexes": "3" } },
            { "metadata": { "name": "x-join" }, "status": { "conditions": [
                { "type": "SuccessCriteriaMet", "status": "True" }, { "type": "Complete", "status": "True" },
            ] } },
        ] });
        let pods = json!({ "items": [
            pod("2", "2026-01-02T00:00:00Z", "Running"),
            pod("2", "2026-01-01T00:00:00Z", "Failed"),
            pod("5", "2026-01-01T00:00:00Z", "Pending"),
        ] });
        let found = tasks("x", 7, &jobs, &pods);
        let waiting = |why: &str| TaskState::Waiting(why.to_owned());
        let wanted = [
            TaskState::Done,
            TaskState::Done,
            TaskState::Running,
            TaskState::Failed("its pods failed".to_owned()),
            TaskState::Done,
            waiting("0/3 nodes are available"),
            waiting("no pod yet"),
        ];
        assert_eq!(found.tasks, wanted);
        assert_eq!((found.join, found.remarks.len()), (TaskState::Done, 0));
        let nothing = tasks("x", 1, &json!({ "items": [] }), &json!({}));
        assert_eq!((nothing.tasks, nothing.remarks.len()), (vec![waiting("no pod yet")], 1));
    }
}
