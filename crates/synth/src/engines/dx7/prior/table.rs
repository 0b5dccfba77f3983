//! The shipped statistics of real voices, as they lie in `table.json`; `fit-dx7-prior` makes it.

use serde::{Deserialize, Serialize};

use super::categorical::{Choice, Sketch};

/// What is known of real voices: counts and typical values, no voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Kinds of timbres.
    pub kinds: Vec<Kind>,
    /// Kinds of motions.
    pub motions: Vec<Motion>,
    /// What is known of operators, for each part they can play.
    pub parts: Vec<Part>,
    /// Archetypes of oscillator sync, LFO, pitch sensitivity and transpose.
    pub lfos: Vec<Vec<Sketch>>,
    /// Archetypes of the pitch envelope.
    pub pitch_egs: Vec<Vec<Sketch>>,
    /// How much more likely the copy is of an operator that plays the same part.
    pub same_part: f64,
}

/// What is known of the operators that play one part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Archetypes of the tone: one sketch for each of its bytes ([`blocks::TONE`](super::blocks::TONE)).
    pub tones: Vec<Vec<Sketch>>,
    /// Archetypes of the rest: one sketch for each of its bytes ([`blocks::BODY`](super::blocks::BODY)).
    pub bodies: Vec<Vec<Sketch>>,
    /// How common each tone is.
    pub tone_weights: Choice,
    /// How common each body is.
    pub body_weights: Choice,
    /// How often each copied block is that of an earlier operator.
    pub copied: Vec<f64>,
    /// For each byte, how often it repeats the value of the operator it is programmed after
    /// ([`blocks::model_of`](super::blocks::model_of)) beyond what its archetype explains.
    pub repeated: Vec<f64>,
}

/// A kind of timbre: what goes with what in the spectrum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// How common it is, in ten-thousandths.
    pub weight: u32,
    /// Which algorithms it has.
    pub algorithm: Choice,
    /// Which feedback.
    pub feedback: Choice,
    /// Which motions.
    pub motion: Choice,
    /// For each seat, which tones.
    pub tones: Vec<Choice>,
}

/// A kind of motion: what goes with what in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Motion {
    /// How common it is, in ten-thousandths.
    pub weight: u32,
    /// Which archetypes of LFO.
    pub lfo: Choice,
    /// Which archetypes of the pitch envelope.
    pub pitch_eg: Choice,
    /// For each seat, which bodies.
    pub bodies: Vec<Choice>,
}
