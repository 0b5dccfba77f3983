//! The scripts that Slurm runs, written to be read by people.
//!
//! Slurm tells a script's shell some time before the limit (`--signal=B:USR1@…`). The shell asks the worker to stop, waits
//! for it and puts the task back into the queue; a worker that was killed is tried again as well, some times.

use super::Slurm;
use crate::error::LaunchError;
use crate::folder::LaunchFolder;
use crate::program::quoted;
use crate::task::JOIN;
use crate::work::Work;

/// The script of the tasks.
pub(super) fn tasks(slurm: &Slurm, folder: &LaunchFolder, work: &Work) -> Result<String, LaunchError> {
    let last = work.tasks.saturating_sub(1);
    let mut text =
        head(slurm, work, &[format!("--array=0-{last}")], "Each task of it does one share of the work.")?;
    text.push_str(&format!("\nexport {}={}\n", Work::COUNT, work.tasks));
    let (task, job) = ("$SLURM_ARRAY_TASK_ID", "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID");
    text.push_str(&body(slurm, folder, task, job)?);
    text.push_str(&format!("run {}\n", command(work, &work.worker)?));
    text.push_str("note done\n");
    Ok(text)
}

/// The script of the joining.
pub(super) fn join(slurm: &Slurm, folder: &LaunchFolder, work: &Work) -> Result<String, LaunchError> {
    let mut text = head(slurm, work, &[], "It joins what the tasks have done.")?;
    text.push_str(&body(slurm, folder, JOIN, "$SLURM_JOB_ID")?);
    for words in &work.join {
        text.push_str(&format!("run {}\n", command(work, words)?));
    }
    text.push_str("note done\n");
    Ok(text)
}

/// What `sbatch` is given beside what stands in a script: places, which may hold anything.
pub(super) fn arguments(
    folder: &LaunchFolder,
    work: &Work,
    script: &str,
    log: &str,
) -> Result<Vec<String>, LaunchError> {
    // A percent sign in a path is no pattern of Slurm's.
    let logs = readable(&folder.logs())?.replace('%', "%%");
    Ok(vec![
        format!("--job-name={}", work.name),
        format!("--chdir={}", readable(&work.folder)?),
        format!("--output={logs}/{log}.log"),
        readable(&folder.path().join(script))?,
    ])
}

/// The first lines: what Slurm is asked for.
fn head(slurm: &Slurm, work: &Work, more: &[String], what: &str) -> Result<String, LaunchError> {
    let grace = format!("--signal=B:USR1@{}", slurm.grace_secs);
    let mut options: Vec<String> = more.to_vec();
    options.extend(["--requeue", "--open-mode=append", &grace].map(str::to_owned));
    let named = [
        ("--partition", slurm.partition.clone()),
        ("--account", slurm.account.clone()),
        ("--time", slurm.time.clone()),
        ("--cpus-per-task", slurm.cpus.map(|cpus| cpus.to_string())),
        ("--mem", slurm.memory.clone()),
    ];
    for (name, value) in named {
        options.extend(value.map(|value| format!("{name}={value}")));
    }
    options.extend(slurm.options.iter().cloned());
    let mut text = format!("#!/bin/bash\n# A job of the launch `{}`. {what}\n", work.name);
    for option in options {
        text.push_str(&format!("#SBATCH {}\n", option_line(&option)?));
    }
    Ok(text)
}

/// An option as it stands in a script.
fn option_line(option: &str) -> Result<String, LaunchError> {
    let refuse =
        |reason: &str| LaunchError::Unwritable { what: format!("`{option}`"), reason: reason.to_owned() };
    if !option.starts_with('-') {
        return Err(refuse("an option of sbatch begins with `-`, as `--qos=long` does"));
    }
    if option.chars().any(char::is_control) {
        return Err(refuse("it holds a line break or another control character"));
    }
    // Words that need no quotes are easier to read without.
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=:.,/@+%".contains(letter);
    if option.chars().all(is_plain) { Ok(option.to_owned()) } else { quoted(&[option.to_owned()]) }
}

/// What follows in both scripts: how a command is run, and what becomes of a task when it ends.
fn body(slurm: &Slurm, folder: &LaunchFolder, task: &str, job: &str) -> Result<String, LaunchError> {
    let notes = quoted(&[readable(&folder.notes())?])?;
    let hopeless = Work::HOPELESS.map(|code| code.to_string()).join(" | ");
    Ok(BODY
        .replace("{task}", task)
        .replace("{job}", job)
        .replace("{kills}", &slurm.kills_most.to_string())
        .replace("{stopped}", &Work::STOPPED.to_string())
        .replace("{hopeless}", &hopeless)
        .replace("{notes}", &notes))
}

/// See [`body`].
const BODY: &str = r#"
notes={notes}/"{task}"

note() {
    printf '%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$1" "${2-}" >>"$notes"
}

# Back into the queue; what is done stays done.
requeue() {
    if scontrol requeue "{job}"; then
        exit 0
    fi
    note failed "$1, and it could not be put back into the queue"
    exit 1
}

ending=     # why the worker is ending, where somebody asked for it
signalled=  # whether a signal came while we waited for it
worker=
trap 'signalled=yes; ending=limit; [ -z "$worker" ] || kill -TERM "$worker" 2>/dev/null' USR1
# At `scancel` Slurm tells the worker itself.
trap 'signalled=yes; ending=cancel' TERM

# The worker, or a command before it, was stopped with work left.
leave() {
    if [ "$ending" = cancel ]; then
        note stopped "it was cancelled"
        exit 143
    fi
    note stopped "by ${ending:-a signal}"
    requeue "it was stopped"
}

run() {
    local code=127 now
    [ -z "$ending" ] || leave
    "$@" &
    worker=$!
    # Whoever asked for the end a moment ago meant this one as well.
    [ -z "$ending" ] || kill -TERM "$worker"
    # A signal ends `wait` before the worker ends.
    while :; do
        signalled=
        wait "$worker"
        now=$?
        [ "$now" = 127 ] || code=$now
        [ -n "$signalled" ] || break
    done
    worker=
    case $code in
    0) ;;
    {hopeless} | 126 | 127)
        note failed "it left with $code"
        exit "$code"
        ;;
    {stopped} | 143)
        leave
        ;;
    *)
        if [ "$(grep -c "	killed	" "$notes")" -ge {kills} ]; then
            note failed "it was killed again and again, at last with $code"
            exit "$code"
        fi
        note killed "it left with $code"
        requeue "it was killed"
        ;;
    esac
}

note started "on $(hostname), attempt $((${SLURM_RESTART_COUNT:-0} + 1))"
"#;

/// A command, as a shell reads it.
fn command(work: &Work, words: &[String]) -> Result<String, LaunchError> {
    let all: Vec<String> = std::iter::once(&work.program).chain(words).cloned().collect();
    quoted(&all)
}

/// A path as text.
fn readable(path: &std::path::Path) -> Result<String, LaunchError> {
    let text = path.to_str().ok_or("it is not UTF-8");
    let text =
        text.and_then(|text| if text.contains('\n') { Err("it holds a line break") } else { Ok(text) });
    text.map(str::to_owned).map_err(|reason| LaunchError::Unwritable {
        what: format!("`{}`", path.display()),
        reason: reason.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::folder::tests::launch;

    fn scripts(slurm: &Slurm) -> Result<[String; 2], LaunchError> {
        let parent = tempfile::tempdir().unwrap();
        let folder = LaunchFolder::create(parent.path(), "launch").unwrap();
        let work = launch(8).work;
        Ok([tasks(slurm, &folder, &work)?, join(slurm, &folder, &work)?])
    }

    #[test]
    fn what_was_asked_for_stands_in_the_script() {
        let slurm = Slurm {
            partition: Some("long".to_owned()),
            time: Some("4:00:00".to_owned()),
            options: vec!["--comment=two words".to_owned()],
            ..Slurm::default()
        };
        let [tasks, join] = scripts(&slurm).unwrap();
        for line in [
            "#SBATCH --array=0-7",
            "#SBATCH --signal=B:USR1@120",
            "#SBATCH --partition=long",
            "#SBATCH --time=4:00:00",
            "#SBATCH '--comment=two words'",
            "export TONEWRIGHT_SHARES=8",
            "run '/opt/tone wright/tonewright' work \"it's\" --shard auto",
        ] {
            assert!(tasks.lines().any(|there| there == line), "{line}: {tasks}");
        }
        assert!(
            !join.contains("--array") && join.contains("run '/opt/tone wright/tonewright' join\n"),
            "{join}"
        );
    }

    #[test]
    fn options_that_would_write_lines_of_their_own_are_refused() {
        for bad in ["qos=long", "--qos=long\nrm -rf ~", ""] {
            let slurm = Slurm { options: vec![bad.to_owned()], ..Slurm::default() };
            assert!(matches!(scripts(&slurm), Err(LaunchError::Unwritable { .. })), "{bad}");
        }
        let slurm = Slurm { partition: Some("a\nb".to_owned()), ..Slurm::default() };
        assert!(scripts(&slurm).is_err());
    }

    /// Runs a task's script with commands in place of the worker and of `scontrol`; its exit code, and the notes.
    #[cfg(unix)]
    fn end_of(worker: &str, earlier: &str) -> (i32, String) {
        let parent = tempfile::tempdir().unwrap();
        let folder = LaunchFolder::create(parent.path(), "it's {task} $HOME \"%a\"").unwrap();
        std::fs::write(folder.notes().join("3"), earlier).unwrap();
        let mut work = launch(8).work;
        work.program = "sh".to_owned();
        work.worker = vec!["-c".to_owned(), worker.to_owned()];
        let text = tasks(&Slurm::default(), &folder, &work).unwrap();
        let text = text.replace("scontrol requeue", "echo requeued");
        let script = parent.path().join("task.sh");
        std::fs::write(&script, text).unwrap();
        let mut command = Command::new("bash");
        command.arg(&script).env("SLURM_ARRAY_TASK_ID", "3").env("SLURM_ARRAY_JOB_ID", "12");
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let notes = std::fs::read_to_string(folder.notes().join("3")).unwrap();
        let words = notes.lines().skip(earlier.lines().count()).map(|line| line.split('\t').nth(1).unwrap());
        let words: Vec<&str> = words.chain(said.lines()).collect();
        (output.status.code().unwrap(), words.join(" "))
    }

    #[cfg(unix)]
    #[test]
    fn each_end_of_a_worker_has_its_consequence() {
        let of = |worker: &str| end_of(worker, "");
        assert_eq!(of("exit 0"), (0, "started done".to_owned()));
        assert_eq!(of("exit 2"), (2, "started failed".to_owned()));
        assert_eq!(of("exit 130"), (0, "started stopped requeued 12_3".to_owned()));
        assert_eq!(of("kill -9 $$"), (0, "started killed requeued 12_3".to_owned()));
        let killed = "T\tkilled\tit left with 137\n".repeat(3);
        assert_eq!(end_of("kill -9 $$", &killed), (137, "started failed".to_owned()));
        // The limit comes: the worker is asked, ends in its own time, and the task goes back into the queue.
        let asked = "trap 'sleep 0.2; exit 130' TERM; kill -USR1 $PPID; while :; do sleep 0.05; done";
        assert_eq!(of(asked), (0, "started stopped requeued 12_3".to_owned()));
        let finishes = "trap 'exit 0' TERM; kill -USR1 $PPID; while :; do sleep 0.05; done";
        assert_eq!(of(finishes), (0, "started done".to_owned()));
        let cancelled = "kill -TERM $PPID; sleep 0.2; exit 130";
        assert_eq!(of(cancelled), (143, "started stopped".to_owned()));
    }
}
