//! Errors as house and user expect them: `error:` what happened, `caused by:` why, `hint:` what to do.

use std::error::Error;
use std::io;

use tonewright_studio::StudioError;

use super::Paint;

/// Exit code: done, but the asked-for criterion was missed.
pub(crate) const CRITERION_MISSED: u8 = 1;
/// Exit code: could not.
pub(crate) const COULD_NOT: u8 = 2;
/// Exit code: ended by the user before it was done; what shells say of an interrupted program (128 + SIGINT).
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The question could not be answered.
    Studio(Box<StudioError>),
    /// Our output could not be written.
    Output(io::Error),
    /// Whoever read our output has gone.
    Closed,
    /// Everything was said already.
    Told,
}

impl From<StudioError> for Failure {
    fn from(error: StudioError) -> Self {
        Self::Studio(Box::new(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Output(error) }
    }
}

/// Says an error with its causes and hints on stderr.
pub(crate) fn tell_error(error: &(dyn Error + 'static), hints: &[String]) {
    let paint = Paint::stderr();
    let mut text = format!("{} {error}\n", paint.red("error:"));
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        // A cause that only repeats the line above says nothing.
        if !said.ends_with(&words) {
            let words = words.trim_end().replace('\n', "\n    ");
            text.push_str(&format!("  {} {words}\n", paint.dim("caused by:")));
        }
        said = words;
        cause = error.source();
    }
    for hint in hints {
        text.push_str(&format!("{} {hint}\n", paint.cyan("hint:")));
    }
    tell(&text);
}

/// Says something a user should know on stderr.
pub(crate) fn tell_remark(words: &str) {
    tell(&format!("{} {words}\n", Paint::stderr().yellow("note:")));
}

/// Says a line on stderr, beside the data.
pub(crate) fn tell_line(words: &str) {
    tell(&format!("{words}\n"));
}

/// Writes to stderr; when even that is gone, there is nobody to tell.
fn tell(text: &str) {
    let _ = io::Write::write_all(&mut io::stderr().lock(), text.as_bytes());
}
