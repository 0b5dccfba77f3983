//! What can go wrong with a synth in another process, by what can be done about it.

use std::io;

/// Why a synth in another process did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// Its program can't be started.
    #[error("`{command}` can't be started")]
    Start {
        /// The program.
        command: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It did not answer in time and was ended.
    #[error("it gave no answer within {secs} s and was ended{}", after(said))]
    Hung {
        /// How long was waited.
        secs: f64,
        /// The last lines that it wrote to its standard error.
        said: String,
    },
    /// Its process ended before it answered.
    #[error("its process ended before it answered ({status}){}", after(said))]
    Ended {
        /// How it ended.
        status: String,
        /// Whether somebody ended it who does not ask (the system short of memory, a person), rather than a fault.
        was_killed: bool,
        /// The last lines that it wrote to its standard error.
        said: String,
    },
    /// What it wrote is no answer.
    #[error("what it wrote is no answer{}", after(said))]
    Garbled {
        /// What is wrong with it.
        #[source]
        source: WireError,
        /// The last lines that it wrote to its standard error.
        said: String,
    },
    /// It says itself that it can't.
    #[error("it says: {0}")]
    Refused(String),
    /// It describes itself in a way that can't be.
    #[error("it describes itself wrongly: {0}")]
    Description(String),
    /// Its sound can't be used.
    #[error("its sound can't be used: {0}")]
    Sound(String),
}

/// Why bytes are no message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// They can't be read.
    #[error("its output can't be read")]
    Io(#[from] io::Error),
    /// The first line is no JSON object.
    #[error("a message begins with a line of JSON, not with {begins:?}")]
    NotJson {
        /// How the line begins.
        begins: String,
    },
    /// `bytes` is no number of bytes.
    #[error("`bytes` is {0}, not a number of bytes")]
    Length(String),
    /// A header or a payload is larger than any can be.
    #[error("a {what} of {len} bytes is longer than the {most} that there may be")]
    TooLong {
        /// `header` or `payload`.
        what: &'static str,
        /// How long it is, or claims to be.
        len: u64,
        /// The most there may be.
        most: u64,
    },
    /// The output ends within a message.
    #[error("the output ends within a message, {missing} bytes before its end")]
    CutOff {
        /// Bytes that are missing.
        missing: u64,
    },
}

/// What the process wrote last, as the end of a sentence.
fn after(lines: &str) -> String {
    let lines = lines.trim();
    if lines.is_empty() { String::new() } else { format!("; it wrote:\n{lines}") }
}
