//! Trials for tests.

use crate::{Params, State, Trial};

/// A trial that reported these values at steps 1, 2, ….
pub(crate) fn trial(number: u64, state: State, reports: &[f64]) -> Trial {
    Trial {
        number,
        state,
        params: Params::default(),
        value: reports.last().copied(),
        reports: (1..).zip(reports.iter().copied()).collect(),
        notes: std::collections::BTreeMap::new(),
        id: number,
        worker: String::new(),
        attributes: std::collections::BTreeMap::new(),
        started: None,
    }
}
