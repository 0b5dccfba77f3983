//! A child process that answers questions, with a watchdog: it is asked, and answers in time or is ended.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child as Process, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::error::{HostError, WireError};
use crate::wire::{self, Message};

/// Lines of standard error that are kept for messages.
const LINES_KEPT: usize = 12;
/// Longest part of a line that is kept.
const LINE_BYTES: usize = 400;
/// Longest question that is written without a thread: it fits into a pipe anywhere (Windows: 4 KiB).
const SHORT_BYTES: usize = 4_096;
/// How long a process that was told to go may take.
const LEAVE: Duration = Duration::from_millis(500);

/// How a process is started and what it may take.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// Longest wait for its description: it may have to load a lot first.
    pub start_limit: Duration,
    /// Longest wait for a render.
    pub render_limit: Duration,
    /// Most address space, in bytes, where the system can limit it (Linux).
    pub memory_most: u64,
    /// A preset file of the synth's own that it is told to lie on before anything else.
    pub base: Option<Arc<[u8]>>,
}

impl Launch {
    /// That command with two minutes to start, one for each render, and 16 GiB.
    pub fn of(command: Vec<OsString>) -> Self {
        Self {
            command,
            start_limit: Duration::from_secs(120),
            render_limit: Duration::from_secs(60),
            memory_most: 16 << 30,
            base: None,
        }
    }

    /// The same, for a synth that lies on this preset file of its own: what no parameter tells (waves, samples, routings) is
    /// as there, and so is where parameters start.
    #[must_use]
    pub fn on(self, base: impl Into<Arc<[u8]>>) -> Self {
        Self { base: Some(base.into()), ..self }
    }

    fn program(&self) -> String {
        self.command.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// The last lines of a standard error.
#[derive(Default)]
struct Said(Mutex<VecDeque<String>>);

impl Said {
    fn listen(&self, stderr: impl Read) {
        let mut input = BufReader::new(stderr);
        let mut line = Vec::new();
        while input.by_ref().take(1 << 16).read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            let text = String::from_utf8_lossy(&line[..line.len().min(LINE_BYTES)]).trim_end().to_owned();
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push_back(text);
            if lines.len() > LINES_KEPT {
                lines.pop_front();
            }
            line.clear();
        }
    }

    fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("  {line}\n")).collect()
    }
}

/// A running child process.
pub(crate) struct Child {
    process: Process,
    /// None once it was told to go.
    questions: Option<Arc<ChildStdin>>,
    answers: Receiver<Result<Message, WireError>>,
    said: Arc<Said>,
    listener: Option<JoinHandle<()>>,
    /// Whether the system has forgotten the process.
    is_collected: bool,
}

impl Child {
    /// Starts the process, and tells it what preset its synth lies on.
    pub(crate) fn start(launch: &Launch) -> Result<Self, HostError> {
        let mut child = Self::spawn(launch)?;
        if let Some(base) = &launch.base {
            let question = Message { header: json!({ "ask": "base" }), payload: base.to_vec() };
            child.ask(question, launch.start_limit)?;
        }
        Ok(child)
    }

    /// Starts the process. Its standard error is kept for messages, and on glibc fresh memory is filled, so that what
    /// a synth reads before it writes is at least the same each time.
    fn spawn(launch: &Launch) -> Result<Self, HostError> {
        let start_error = |source| HostError::Start { command: launch.program(), source };
        let (program, arguments) = launch
            .command
            .split_first()
            .ok_or_else(|| start_error(std::io::ErrorKind::InvalidInput.into()))?;
        let mut command = Command::new(program);
        command.args(arguments).env("MALLOC_PERTURB_", "255");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: Ctrl-C is for us, and whatever it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn().map_err(start_error)?;
        limit_memory(&process, launch.memory_most);
        let (stdin, stdout, stderr) = (process.stdin.take(), process.stdout.take(), process.stderr.take());
        let said = Arc::new(Said::default());
        let (sender, answers) = channel();
        if let Some(stdout) = stdout {
            std::thread::spawn(move || hear_all(stdout, &sender));
        }
        let listener = stderr.map(|stderr| {
            let said = Arc::clone(&said);
            std::thread::spawn(move || said.listen(stderr))
        });
        let questions = stdin.map(Arc::new);
        Ok(Self { process, questions, answers, said, listener, is_collected: false })
    }

    /// Asks, and waits for the answer. After an error other than [`HostError::Refused`] the process is of no use.
    pub(crate) fn ask(&mut self, question: Message, limit: Duration) -> Result<Message, HostError> {
        if let Some(questions) = &self.questions {
            put(questions, question);
        }
        match self.answers.recv_timeout(limit) {
            Ok(Ok(answer)) => match answer.header.get("error") {
                Some(error) => {
                    let sentence = error.as_str().map_or_else(|| error.to_string(), str::to_owned);
                    Err(HostError::Refused(sentence))
                }
                None => Ok(answer),
            },
            Ok(Err(source)) => Err(HostError::Garbled { source, said: self.last_words() }),
            Err(RecvTimeoutError::Timeout) => {
                Err(HostError::Hung { secs: limit.as_secs_f64(), said: self.said.text() })
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.end();
                let was_killed = status.is_some_and(was_killed);
                let status = status.map_or_else(|| "it had to be ended".to_owned(), |s| s.to_string());
                Err(HostError::Ended { status, was_killed, said: self.last_words() })
            }
        }
    }

    /// What it wrote to its standard error up to its end, for which it is waited a little: those words come by another
    /// way than the end itself.
    fn last_words(&self) -> String {
        let start = Instant::now();
        while start.elapsed() < LEAVE && self.listener.as_ref().is_some_and(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.said.text()
    }

    /// Whether the process has ended; a system that can't tell says so when it is asked the next question.
    pub(crate) fn has_ended(&self) -> bool {
        #[cfg(unix)]
        if let Some(pid) = pid(&self.process) {
            use rustix::process::{WaitId, WaitIdOptions, waitid};
            // It is left to be collected: until then its number is nobody else's.
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
            return !matches!(waitid(WaitId::Pid(pid), options), Ok(None));
        }
        false
    }

    /// Lets the process go by itself, for a little while, and ends whatever it has started; how it ended, where it did
    /// so itself.
    fn end(&mut self) -> Option<ExitStatus> {
        // Closing its input asks it to go.
        self.questions = None;
        let start = Instant::now();
        while start.elapsed() < LEAVE && !self.has_ended() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let by_itself = self.has_ended();
        // Before it is collected, as only so long the group's number is its own.
        end_group(&self.process);
        let _ = self.process.kill();
        self.is_collected = true;
        self.process.wait().ok().filter(|_| by_itself)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Once collected it must not be ended again: its number may be another's by then.
        if !self.is_collected {
            self.end();
        }
    }
}

/// Whether it was a signal that no program sends itself.
fn was_killed(status: ExitStatus) -> bool {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status)
        == Some(rustix::process::Signal::KILL.as_raw());
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}

/// Writes a question. A long one is written by a thread of its own, as nobody may be reading; a short one fits into the
/// pipe, which is empty when something is asked.
fn put(questions: &Arc<ChildStdin>, question: Message) {
    let mut bytes = Vec::new();
    wire::write(&mut bytes, question).expect("memory takes what is written");
    // Fails only when the process is gone, which the answer will say better.
    let write = |mut stdin: &ChildStdin, bytes: &[u8]| drop(stdin.write_all(bytes));
    if bytes.len() <= SHORT_BYTES {
        write(questions, &bytes);
    } else {
        let questions = Arc::clone(questions);
        std::thread::spawn(move || write(&questions, &bytes));
    }
}

/// Reads answers until the end, or until what comes is none.
fn hear_all(stdout: impl Read, answers: &Sender<Result<Message, WireError>>) {
    let mut input = BufReader::with_capacity(1 << 16, stdout);
    while let Some(answer) = wire::read(&mut input).transpose() {
        let is_last = answer.is_err();
        if answers.send(answer).is_err() || is_last {
            return;
        }
    }
}

#[cfg(unix)]
fn pid(process: &Process) -> Option<rustix::process::Pid> {
    i32::try_from(process.id()).ok().and_then(rustix::process::Pid::from_raw)
}

/// Ends whatever the process has started, and itself.
fn end_group(process: &Process) {
    #[cfg(unix)]
    if let Some(group) = pid(process) {
        // Fails when nobody is left, which is as it should be.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = process;
}

fn limit_memory(process: &Process, most: u64) {
    #[cfg(target_os = "linux")]
    if let Some(pid) = pid(process) {
        let limit = rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
        // A lower limit of the system's own is kept.
        let _ = rustix::process::prlimit(Some(pid), rustix::process::Resource::As, limit);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (process, most);
}
