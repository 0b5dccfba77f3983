//! The presets that all these instruments come with.

use crate::panel::Values;

/// A preset by name.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) values: Values,
}

const fn program(name: &'static str, values: Values) -> Program {
    Program { name, values }
}

/// Wave, attack, release, cutoff, level; an instance starts with the first. Each value is one that single precision and
/// the way of a knob from 0 to 1 both hold to six digits.
pub(crate) const PROGRAMS: [Program; 5] = [
    program("Plain Saw", [1.0, 0.005, 0.1, 8_000.0, 0.5]),
    program("Soft Flute", [0.0, 0.08, 0.2, 3_000.0, 0.7]),
    program("Hollow Reed", [2.0, 0.02, 0.1, 2_000.0, 0.6]),
    program("Bright Saw", [1.0, 0.002, 0.05, 12_000.0, 0.9]),
    program("Dull Thud", [2.0, 0.001, 0.02, 300.0, 1.0]),
];
