//! Who is examined: a method by name, with or without a bank of real presets, or any matcher that a caller makes.

use std::sync::Arc;

use tonewright_matching::{METHODS, MatchError, Matcher, MethodEntry, Surrogate, Task};

use super::BenchError;
use crate::protocol::Target;

/// Makes a matcher for one target.
type Build = dyn Fn(&Target) -> Result<Box<dyn Matcher>, MatchError> + Sync;

/// Makes the surrogate of a task.
type Guess = dyn Fn(&Task) -> Result<Arc<dyn Surrogate>, MatchError> + Sync;

/// What guesses at presets for one who is examined.
pub(super) struct Guesser {
    /// What its guesses follow from.
    pub(super) print: String,
    guess: Box<Guess>,
}

/// One who is examined.
pub struct Examinee {
    /// What the results call it.
    pub name: String,
    /// Whether it is given the bank of training voices.
    pub with_bank: bool,
    /// Version of its answers.
    pub version: u32,
    /// Whether it needs a run of its own for each budget.
    pub plans_with_budget: bool,
    pub(super) guesser: Option<Guesser>,
    build: Box<Build>,
}

impl Examinee {
    /// Anything that makes a matcher; each budget gets a run of its own.
    pub fn new(
        name: &str,
        with_bank: bool,
        build: impl Fn(&Target) -> Result<Box<dyn Matcher>, MatchError> + Sync + 'static,
    ) -> Self {
        let (name, build) = (name.to_owned(), Box::new(build));
        Self { name, with_bank, version: 1, plans_with_budget: true, guesser: None, build }
    }

    /// The same with a surrogate; `print` tells it from others.
    #[must_use]
    pub fn with_surrogate(
        self,
        print: &str,
        guess: impl Fn(&Task) -> Result<Arc<dyn Surrogate>, MatchError> + Sync + 'static,
    ) -> Self {
        let guesser = Guesser { print: print.to_owned(), guess: Box::new(guess) };
        Self { guesser: Some(guesser), ..self }
    }

    /// Its surrogate for that task, where it has one.
    pub(super) fn surrogate(&self, task: &Task) -> Result<Option<Arc<dyn Surrogate>>, MatchError> {
        self.guesser.as_ref().map(|guesser| (guesser.guess)(task)).transpose()
    }

    /// Its matcher for that target.
    pub(super) fn matcher(&self, target: &Target) -> Result<Box<dyn Matcher>, MatchError> {
        (self.build)(target)
    }
}

/// Examinees by name: a method's name, or that name with `+bank`, which hands it the training voices.
/// `retrieve` always has them: it can do nothing else.
///
/// # Errors
/// When there is no such method.
pub fn examinees(names: &[String]) -> Result<Vec<Examinee>, BenchError> {
    names.iter().map(|name| examinee(name)).collect()
}

fn examinee(name: &str) -> Result<Examinee, BenchError> {
    let (method, bank) = name.strip_suffix("+bank").map_or((name, false), |method| (method, true));
    let entry: &'static MethodEntry = METHODS.iter().find(|m| m.name == method).ok_or_else(|| {
        let known: Vec<&str> = METHODS.iter().map(|m| m.name).collect();
        BenchError::Unknown { what: "method", name: name.to_owned(), known: known.join(", ") }
    })?;
    let with_bank = bank || method == "retrieve";
    let examinee = Examinee::new(name, with_bank, move |_| (entry.build)(&(entry.defaults)()));
    Ok(Examinee { version: entry.version, plans_with_budget: entry.plans_with_budget, ..examinee })
}
