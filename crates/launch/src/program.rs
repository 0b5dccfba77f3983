//! Programs of batch systems: what they say is the answer, what they complain of is the error.

use std::process::Command;

use crate::error::LaunchError;

/// Runs a program to its end; what it wrote to stdout.
///
/// # Errors
/// [`LaunchError::NoProgram`], [`LaunchError::Refused`] with what it wrote to stderr.
pub(crate) fn ask(program: &'static str, args: &[String]) -> Result<String, LaunchError> {
    let output = Command::new(program).args(args).output();
    let output = output.map_err(|source| LaunchError::NoProgram { program, source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said = if lines.is_empty() { output.status.to_string() } else { lines.join("; ") };
    Err(LaunchError::Refused { program, said })
}

/// Words as a shell reads them.
///
/// # Errors
/// [`LaunchError::Unwritable`] for a word with a NUL.
pub(crate) fn quoted(words: &[String]) -> Result<String, LaunchError> {
    shlex::try_join(words.iter().map(String::as_str))
        .map_err(|error| LaunchError::Unwritable { what: format!("{words:?}"), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_a_program_says_and_complains_of_is_told() {
        let shell = |text: &str| ask("sh", &["-c".to_owned(), text.to_owned()]);
        assert_eq!(shell("echo 12").unwrap(), "12\n");
        let LaunchError::Refused { said, .. } = shell("echo one >&2; echo two >&2; exit 3").unwrap_err()
        else {
            panic!("it was no refusal")
        };
        assert_eq!(said, "one; two");
        assert!(matches!(ask("no-such-program", &[]), Err(LaunchError::NoProgram { .. })));
    }
}
