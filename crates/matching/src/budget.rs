//! How much a method may spend.

/// Limits on a search; the first one reached ends it. Without any, it ends when nothing improves.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Budget {
    /// Most candidates rendered.
    pub renders: Option<u64>,
    /// Most seconds of wall-clock time.
    pub secs: Option<f64>,
}

impl Budget {
    /// What a search that has spent so much would be ended by, if anything.
    pub fn spent_by(&self, renders: u64, secs: f64) -> Option<StopReason> {
        if self.renders.is_some_and(|most| renders >= most) {
            Some(StopReason::Renders)
        } else if self.secs.is_some_and(|most| secs >= most) {
            Some(StopReason::Time)
        } else {
            None
        }
    }
}

/// What ended a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// The render budget is spent.
    Renders,
    /// The time is over.
    Time,
    /// Somebody asked it to stop.
    Interrupted,
    /// Nothing improved any more.
    Converged,
    /// The method has tried all it can.
    Finished,
}
