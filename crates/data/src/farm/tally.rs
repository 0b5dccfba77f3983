//! What came of the draws of an item.

use crate::recipe::Refused;
use crate::shard::{Status, Totals};

/// What came of the draws of an item so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Draws that were judged.
    pub(crate) draws: u32,
    /// How many each gate refused, and on how many the synth failed.
    pub(crate) refused: [u32; Refused::ALL.len() + 1],
}

impl Tally {
    /// Notes a refusal.
    pub(crate) fn refuse(&mut self, by: Refused) {
        self.draws += 1;
        self.refused[by as usize] += 1;
    }

    /// Notes that the synth failed.
    pub(crate) fn fail(&mut self) {
        self.draws += 1;
        self.refused[Refused::ALL.len()] += 1;
    }

    /// On how many draws the synth failed.
    pub(crate) fn failed(&self) -> u32 {
        self.refused[Refused::ALL.len()]
    }

    /// As totals of one item.
    pub(crate) fn totals(&self, status: Status) -> Totals {
        let by = |gate: &Refused| (gate.name().to_owned(), u64::from(self.refused[*gate as usize]));
        Totals {
            rendered: u64::from(status == Status::Rendered),
            refused: u64::from(status == Status::Refused),
            failed: u64::from(status == Status::Failed),
            draws: u64::from(self.draws),
            refused_by: Refused::ALL.iter().map(by).filter(|(_, count)| *count > 0).collect(),
            failed_draws: u64::from(self.failed()),
        }
    }
}
