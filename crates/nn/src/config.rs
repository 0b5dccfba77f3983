//! What a preset encoder is made of, as plain data.

use serde::{Deserialize, Serialize};

/// A network from presets to vectors.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "network", rename_all = "kebab-case", deny_unknown_fields)]
pub enum EncoderConfig {
    /// Blocks of one kind upon each other.
    Stack {
        /// What goes in.
        input: StackInput,
        /// What kind of blocks.
        block: BlockConfig,
        /// How many, at least one.
        blocks: usize,
        /// How wide they are.
        width: usize,
    },
    /// Tokens that attend to each other.
    Transformer {
        /// Dimensions of a token, a multiple of `heads`.
        dim: usize,
        /// Heads of each layer.
        heads: usize,
        /// How wide the second half of a layer is.
        feed: usize,
        /// How many layers.
        layers: usize,
    },
    /// Numbers and classes, read one after the other forth and back.
    Recurrent {
        /// How many layers, at least one.
        layers: usize,
        /// States of both directions together, an even number.
        states: usize,
    },
    /// Units that hear each other along the wires of a layout's [`tonewright_synth::Wiring`], which it needs.
    Graph {
        /// At how many scales each number is spread over knots, 2ˢ + 1 of them at the scale s, from 1; at most ten.
        scales: usize,
        /// Dimensions of a unit's state, and of that of the synth as a whole.
        dim: usize,
        /// How wide the second half of a round is.
        feed: usize,
        /// How many rounds of messages.
        rounds: usize,
        /// How wide the read-out is.
        width: usize,
        /// How many blocks deep the read-out is.
        blocks: usize,
    },
}

/// What goes into a stack.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StackInput {
    /// Knobs as they are.
    Raw,
    /// A column for each number and for each class.
    OneHot,
    /// A token for each parameter, all of them in one row.
    Tokens {
        /// Dimensions of a token.
        dim: usize,
    },
    /// The last states of a network that reads the tokens forth and back.
    TokensGru {
        /// Dimensions of a token and of what is read, an even number.
        dim: usize,
    },
}

/// Kinds of blocks.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockConfig {
    /// Two linear maps.
    Mlp,
    /// A gated one.
    Highway,
    /// Two whose input is added again.
    Residual,
}

/// A config that no network can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network's `{key}` {reason}")]
pub struct ConfigError {
    /// Which value.
    pub key: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// More than this is a slip of the hand, or a file that means harm.
const MOST: usize = 1 << 16;
/// The finest of so many scales has a knot for each of ten bits.
const MOST_SCALES: usize = 10;

impl EncoderConfig {
    /// Whether a network can be made of it.
    ///
    /// # Errors
    /// [`ConfigError`] with the value that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        match *self {
            Self::Stack { input, blocks, width, .. } => {
                input.check()?;
                within("blocks", blocks, 1)?;
                within("width", width, 1)
            }
            Self::Transformer { dim, heads, feed, layers } => {
                within("dim", dim, 1)?;
                within("heads", heads, 1)?;
                within("feed", feed, 1)?;
                within("layers", layers, 0)?;
                multiple("dim", dim, heads)
            }
            Self::Recurrent { layers, states } => {
                within("layers", layers, 1)?;
                within("states", states, 2)?;
                multiple("states", states, 2)
            }
            Self::Graph { scales, dim, feed, rounds, width, blocks } => {
                if scales > MOST_SCALES {
                    let reason = format!("is {scales}: it lies within 0 and {MOST_SCALES}");
                    return Err(ConfigError { key: "scales", reason });
                }
                within("dim", dim, 1)?;
                within("feed", feed, 1)?;
                within("rounds", rounds, 0)?;
                within("width", width, 1)?;
                within("blocks", blocks, 0)
            }
        }
    }
}

impl StackInput {
    fn check(self) -> Result<(), ConfigError> {
        match self {
            Self::Raw | Self::OneHot => Ok(()),
            Self::Tokens { dim } => within("input.dim", dim, 1),
            Self::TokensGru { dim } => {
                within("input.dim", dim, 2)?;
                multiple("input.dim", dim, 2)
            }
        }
    }
}

fn within(key: &'static str, value: usize, least: usize) -> Result<(), ConfigError> {
    if (least..=MOST).contains(&value) {
        return Ok(());
    }
    Err(ConfigError { key, reason: format!("is {value}: it lies within {least} and {MOST}") })
}

fn multiple(key: &'static str, value: usize, of: usize) -> Result<(), ConfigError> {
    if value.is_multiple_of(of) {
        return Ok(());
    }
    Err(ConfigError { key, reason: format!("is {value}: it has to be a multiple of {of}") })
}
