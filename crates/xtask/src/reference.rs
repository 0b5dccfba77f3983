//! Comparisons with the real thing, each a program of its own.

use crate::cargo::{cargo, run as run_command};
use crate::{Outcome, setup};

/// `reference dx7 …`: our DX7 against the real Dexed engine.
pub(crate) fn run(words: &[String]) -> Outcome {
    let Some((what, rest)) = words.split_first() else {
        return Err("which reference? There is `dx7`".to_owned());
    };
    if what != "dx7" {
        return Err(format!("there is no reference `{what}`; there is `dx7`"));
    }
    setup::run(&[])?;
    let mut command = cargo();
    command.args(["run", "--release", "--quiet", "-p", "tonewright-testkit", "--bin", "reference-dx7", "--"]);
    run_command(command.args(rest), "the comparison with the real Dexed")
}
