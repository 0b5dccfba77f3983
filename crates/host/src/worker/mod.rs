//! The process that a plug-in lives in: it loads one, and answers on its standard output what it is asked on its standard
//! input, in the bridge protocol.

mod based;
mod files;
mod lister;
mod perform;
mod stage;

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::error::WireError;
use crate::plugin::{Address, PluginError};
use crate::wire::{self, Message};
use lister::Lister;
use stage::Stage;

/// Serves the plug-in of that address until standard input ends; `list=FORMAT:FOLDER` and `inside=ADDRESS` tell what
/// there is.
///
/// To be called first thing in a process of its own: standard input and output are taken for the protocol, and what a
/// plug-in prints goes to standard error.
pub fn serve(task: &str) -> ExitCode {
    let (questions, answers) = match streams() {
        Ok(streams) => streams,
        Err(error) => {
            eprintln!("standard input and output can't be used: {error}");
            return ExitCode::from(2);
        }
    };
    let stage = stage(task);
    match answer_all(stage, questions, answers) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", tonewright_synth::in_one_line(&error));
            ExitCode::from(2)
        }
    }
}

fn stage(task: &str) -> Result<Box<dyn Answers>, PluginError> {
    let parsed = |address: &str| {
        let unknown = || PluginError::Load(format!("`{address}` begins with the name of no plug-in format"));
        Address::parse(address).ok_or_else(unknown)
    };
    if let Some(list) = task.strip_prefix("list=") {
        return Ok(Box::new(Lister::of_places(list)?));
    }
    if let Some(address) = task.strip_prefix("inside=") {
        return Ok(Box::new(Lister::of_instruments(&parsed(address)?)));
    }
    let address = parsed(task)?;
    Ok(Box::new(Stage::new((address.format().open)(address.place())?)))
}

/// What a worker is there for.
trait Answers {
    /// Answers one question.
    fn answer(&mut self, question: &Message) -> Result<Message, PluginError>;
}

/// Answers until there is nobody who asks.
fn answer_all(
    mut stage: Result<Box<dyn Answers>, PluginError>,
    mut questions: impl BufRead,
    mut answers: impl Write,
) -> Result<(), WireError> {
    while let Some(question) = wire::read(&mut questions)? {
        let answer = match &mut stage {
            Ok(stage) => stage.answer(&question).unwrap_or_else(|error| refusal(&error)),
            Err(error) => refusal(error),
        };
        wire::write(&mut answers, answer)?;
    }
    Ok(())
}

fn refusal(error: &PluginError) -> Message {
    Message { header: json!({ "error": tonewright_synth::in_one_line(error) }), payload: Vec::new() }
}

/// What a question asks for, by its keys.
fn number(header: &Value, key: &'static str) -> Result<f64, PluginError> {
    let missing = || PluginError::Refused(format!("the question has no `{key}`"));
    header.get(key).and_then(Value::as_f64).ok_or_else(missing)
}

/// The two streams of the protocol, under file numbers that no plug-in knows; what it knows as standard input is empty,
/// and as standard output the standard error.
#[cfg(unix)]
fn streams() -> std::io::Result<(impl BufRead, impl Write)> {
    use std::fs::File;

    let private = |fd: rustix::fd::BorrowedFd| rustix::io::fcntl_dupfd_cloexec(fd, 3).map(File::from);
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let questions = private(rustix::fd::AsFd::as_fd(&stdin))?;
    let answers = private(rustix::fd::AsFd::as_fd(&stdout))?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(std::io::stderr())?;
    Ok((BufReader::new(questions), BufWriter::new(answers)))
}

/// Elsewhere a plug-in that prints to standard output garbles the protocol, which is then told.
#[cfg(not(unix))]
fn streams() -> std::io::Result<(impl BufRead, impl Write)> {
    Ok((BufReader::new(std::io::stdin()), BufWriter::new(std::io::stdout())))
}
