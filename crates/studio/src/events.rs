//! What happens on the way, told to whoever listens: a terminal, a page, a test. Events are for people and
//! progress; nothing that a result depends on flows through them.

use std::path::PathBuf;

use tonewright_data::farm::Advance;
use tonewright_matching::{Budget, TracePoint};

/// Something that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A target was read and understood; the text says what will be played.
    Prepared {
        /// The target's file name.
        target: String,
        /// What is played, in words: `plays C3 (60) at velocity 100 for 1.2 s of 2 s`.
        plays: String,
    },
    /// Something a user should know, one sentence.
    Remark(String),
    /// The run folder exists.
    Folder(PathBuf),
    /// A bank is being listened to, once.
    Indexing {
        /// Presets heard so far.
        done: usize,
        /// Presets in the bank.
        total: usize,
    },
    /// The search is on its way.
    Searching {
        /// Where it is.
        point: TracePoint,
        /// What it may spend.
        budget: Budget,
    },
    /// The search is over; the result is measured and written.
    Finishing,
    /// A data set is being rendered.
    Rendering(Advance),
    /// A step of a benchmark.
    Step {
        /// What is being done.
        what: String,
        /// Steps done.
        done: usize,
        /// All steps.
        total: usize,
        /// Seconds that the rest will take, once that can be told.
        left_secs: Option<f64>,
    },
}

/// Hears events.
pub trait Listener {
    /// Takes note of one event; called on the thread that asked the question.
    fn hear(&mut self, event: &Event);
}

impl<F: FnMut(&Event)> Listener for F {
    fn hear(&mut self, event: &Event) {
        self(event);
    }
}
