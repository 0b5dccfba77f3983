//! Why there is no match.

use tonewright_synth::RenderError;

/// Why a match could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatchError {
    /// The synth can't be opened for this task.
    #[error("the synth can't render for this target")]
    Synth(#[from] RenderError),
    /// The task contradicts itself.
    #[error("this can't be matched: {0}")]
    Task(String),
    /// A method's configuration is wrong.
    #[error("the configuration of `{method}` is wrong: {reason}")]
    Config {
        /// Which method.
        method: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Every candidate failed.
    #[error("not one of {renders} candidates could be rendered; the first one: {first}")]
    AllFailed {
        /// How many were tried.
        renders: u64,
        /// Why the first one failed.
        first: String,
    },
    /// No candidate was rendered.
    #[error("not one candidate could be rendered")]
    NothingRendered,
}
