//! A definition of a synth that nobody has described, written from what was heard of it: a file for people to edit.
//!
//! [`crate::probe`] listens; here names become rows and parts, and what was heard becomes kinds, values and comments.

mod decide;
mod names;
mod parts;
mod rows;
mod twins;
mod write;

use std::path::PathBuf;
use std::sync::Arc;

use tonewright_synth::{Synth, SynthSpec};

use crate::definition::{Definition, DefinitionError, Underneath, View};
use crate::probe::Findings;
use crate::told::Quirk;

/// What a definition says that the synth itself does not know.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Where the table comes from, a line.
    pub source: String,
    /// What else should be known, a sentence each.
    pub notes: Vec<String>,
    /// How the synth is found again.
    pub underneath: Underneath,
    /// What a host must know of it, where that was measured.
    pub quirk: Option<Quirk>,
    /// The preset file that it was heard on.
    pub base: Option<PathBuf>,
}

/// Why no definition was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearnError {
    /// No knob does anything.
    #[error("none of its {params} parameters was heard to change the sound by more than its level")]
    NothingHeard {
        /// How many it has.
        params: usize,
    },
    /// What was written can't be read again: a fault of ours.
    #[error("the definition that was written makes no sense")]
    Definition(#[from] DefinitionError),
}

/// The definition of a synth, as the text of a file; what was heard must be of that synth. The same findings give the
/// same text.
///
/// # Errors
/// [`LearnError::NothingHeard`] when no parameter would be used.
pub fn write(spec: &SynthSpec, findings: &Findings, lesson: &Lesson) -> Result<String, LearnError> {
    let merged = twins::merged(spec, findings);
    let rows = rows::of(spec, &merged);
    if rows.iter().all(|row| row.is_fixed) {
        return Err(LearnError::NothingHeard { params: spec.params.len() });
    }
    let parts = parts::of(spec, rows);
    let head = write::head(spec, &parts, lesson);
    let body = write::body(spec, &parts);
    // What it comes to is known once it is read; that it can be read is proved by the same.
    let definition = Definition::parse(&spec.id, &format!("{head}\n{body}"), None)?;
    Ok(format!("{head}\n{}\n{body}", write::totals(&definition)))
}

/// The definition in a text, laid on the synth that it was written for.
///
/// # Errors
/// [`LearnError::Definition`] when the two don't fit.
pub fn lay(text: &str, synth: Arc<dyn Synth>) -> Result<View, LearnError> {
    let definition = Definition::parse(&synth.spec().id, text, None)?;
    Ok(View::new(definition, synth)?)
}
