//! What can be wrong with a synth definition, by what can be done about it.

use std::io;

/// How many faults are told at once.
const FAULTS_TOLD: usize = 6;

/// Why a synth definition can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DefinitionError {
    /// Its file can't be read: give another.
    #[error("`{origin}` can't be read")]
    Io {
        /// Which file.
        origin: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What is written in it makes no sense: mend it.
    #[error("{origin}{}: {reason}", at(*line))]
    Fault {
        /// File or name of the definition.
        origin: String,
        /// The line, where it is known.
        line: Option<usize>,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// The synth underneath is not the one that the definition speaks of: another version, other names.
    #[error("`{definition}` does not fit the synth {synth}: {}", listed(faults))]
    Mismatch {
        /// Which definition.
        definition: String,
        /// The synth underneath.
        synth: String,
        /// Sentences, one for each parameter that does not fit.
        faults: Vec<String>,
    },
}

fn at(line: Option<usize>) -> String {
    line.map(|line| format!(", line {line}")).unwrap_or_default()
}

fn listed(faults: &[String]) -> String {
    let mut text = faults.iter().take(FAULTS_TOLD).cloned().collect::<Vec<_>>().join("; ");
    if let Some(more) = faults.len().checked_sub(FAULTS_TOLD).filter(|more| *more > 0) {
        text += &format!("; and {more} more");
    }
    text
}
