//! Trying a network that may come from anywhere, in a process of its own: this program, with another word.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use tonewright_learned::hearing::Ear;
use tonewright_learned::hearing::described::examine;
use tonewright_synth::in_one_line;

use crate::error::StudioError;

const WORD: &str = "model-trial";
/// How long a trial may take, unless `$TONEWRIGHT_TRIAL_SECS` says otherwise: it hears some ten segments, or as many as go in
/// at once.
const LONGEST: Duration = Duration::from_secs(300);
/// The memory that a trial may ask for, with the network's file several times over.
#[cfg(unix)]
const MOST_BYTES: u64 = 6 << 30;
/// The longest last words.
const MOST_LETTERS: usize = 2000;

/// Tries a network when these words start this program for that: `None` for others.
pub fn try_model(mut words: impl Iterator<Item = String>) -> Option<ExitCode> {
    let mut next = || words.next();
    let (_, word) = (next()?, next()?);
    if word != WORD {
        return None;
    }
    let heard = hear([next()?, next()?, next()?].each_ref().map(String::as_str));
    if let Err(reason) = heard {
        // Names in a file may hold anything. Whoever asked reads what went wrong when this process has ended.
        let plain: String = reason.chars().filter(|letter| !letter.is_control()).take(MOST_LETTERS).collect();
        let _ = std::io::Write::write_all(&mut std::io::stdout(), plain.as_bytes());
        return Some(ExitCode::FAILURE);
    }
    Some(ExitCode::SUCCESS)
}

fn hear([name, network, description]: [&str; 3]) -> Result<(), String> {
    limit();
    let read = |path: &str| std::fs::read(path).map_err(|error| format!("`{path}`: {error}"));
    let text = String::from_utf8(read(description)?).map_err(|error| error.to_string())?;
    let ear = Ear::described(name, &text, read(network)?).map_err(|error| in_one_line(&error))?;
    examine(&ear).map_err(|error| in_one_line(&error))
}

/// Takes no more memory than that from here on.
#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::As);
    limit.current = Some(limit.maximum.unwrap_or(MOST_BYTES).min(MOST_BYTES));
    // Where there is no such limit a trial does without.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(unix))]
fn limit() {}

/// Lets a process of its own hear with a network.
///
/// # Errors
/// When it can't, takes too long, or falls over.
pub(super) fn run(name: &str, network: &[u8], description: &str) -> Result<(), StudioError> {
    let io = |doing| move |source| StudioError::Io { doing, path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(io("make a folder for the trial"))?;
    let files = [folder.path().join("network.onnx"), folder.path().join("description.toml")];
    for (path, bytes) in files.iter().zip([network, description.as_bytes()]) {
        std::fs::write(path, bytes).map_err(io("write the model to be tried"))?;
    }
    let [network, description] = &files;
    match outcome(name, network, description).map_err(io("try the model"))? {
        None => Ok(()),
        Some(reason) => Err(StudioError::Model {
            doing: "taken in",
            source: reason.into(),
            hint: Some(
                "docs/models/audio-models.md says which networks can be used, and how they are described"
                    .to_owned(),
            ),
        }),
    }
}

fn longest() -> Duration {
    let said = std::env::var("TONEWRIGHT_TRIAL_SECS").ok().and_then(|secs| secs.parse().ok());
    said.map_or(LONGEST, Duration::from_secs)
}

/// What went wrong in that process.
fn outcome(name: &str, network: &Path, description: &Path) -> std::io::Result<Option<String>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([WORD, name]).arg(network).arg(description);
    // One sound at a time is heard on one core.
    command.env("RTEN_NUM_THREADS", "1").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let (begun, longest) = (Instant::now(), longest());
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun.elapsed() > longest {
            child.kill()?;
            child.wait()?;
            return Ok(Some(format!(
                "the network of `{name}` was still listening after {} s (`TONEWRIGHT_TRIAL_SECS` gives it longer)",
                longest.as_secs()
            )));
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let mut words = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(4 * MOST_LETTERS as u64).read_to_end(&mut words)?;
    }
    let words = String::from_utf8_lossy(&words).trim().to_owned();
    Ok(match status.code() {
        Some(0) => None,
        Some(_) if !words.is_empty() => Some(words),
        _ => Some(format!(
            "the network of `{name}` brings the runtime down ({status}): it is damaged, or wants more than 6 GiB"
        )),
    })
}
