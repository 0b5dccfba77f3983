//! Engines that live in Python packages, behind the bridges that the program brings along, as a user meets them.

use tonewright_testkit::python::python_with;

use crate::command::Place;
use crate::contest::{beats_chance, plays_again};

/// Names of our bridges, or of what lies on one, and the packages that they need.
const ENGINES: &[(&str, &str)] = &[("dexed-py", "dexed"), ("vital-simple", "vita")];

#[test]
fn each_is_matched_better_than_by_chance_and_its_preset_plays_the_match() {
    for (name, package) in ENGINES {
        let Some(python) = python_with(&format!("a match by `{name}`"), &[package]) else { continue };
        let place = Place::with_pluck().with_python(python);
        beats_chance(&place, name, name);
        plays_again(&place, name, name);
    }
}
