//! The shipped statistics of real voices, as they lie in `table.json`; `fit-dx7-prior` makes it.

use serde::{Deserialize, Serialize};

use super::categorical::Sketch;

/// What is known of real voices: counts and typical values, no voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Kinds of voices.
    pub kinds: Vec<Kind>,
    /// For each part an operator can play, its archetypes: one sketch for each of the 21 bytes.
    pub operators: Vec<Vec<Vec<Sketch>>>,
    /// Archetypes of oscillator sync, LFO, pitch sensitivity and transpose.
    pub lfos: Vec<Vec<Sketch>>,
    /// Archetypes of the pitch envelope.
    pub pitch_egs: Vec<Vec<Sketch>>,
    /// For each part and each copied block, how often an operator has the block of an earlier one.
    pub copied: Vec<Vec<f64>>,
    /// For each part and byte, how often an operator repeats the value of the operator it is programmed after
    /// ([`blocks::model_of`](super::blocks::model_of)) beyond what its archetype explains.
    pub repeated: Vec<Vec<f64>>,
    /// How much more likely the copy is of an operator that plays the same part.
    pub same_part: f64,
}

/// A kind of voice: what goes with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// How common it is, in ten-thousandths.
    pub weight: u32,
    /// Which algorithms it has.
    pub algorithm: Sketch,
    /// Which feedback.
    pub feedback: Sketch,
    /// Which archetypes of LFO.
    pub lfo: Sketch,
    /// Which archetypes of the pitch envelope.
    pub pitch_eg: Sketch,
    /// For each part, which archetypes of operators.
    pub operators: Vec<Sketch>,
}
