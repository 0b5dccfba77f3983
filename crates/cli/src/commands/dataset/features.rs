//! `tonewright dataset features`: what can be kept of sounds besides themselves.

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::ask::dataset::FEATURES;
use tonewright_studio::ask::models;

use crate::voice::{self, Failure, Table, width};

/// List the features that can be kept of sounds
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Lists them.
pub(super) fn run() -> Result<ExitCode, Failure> {
    let mut table = Table::default();
    for feature in FEATURES {
        let rate = feature.rate_hz.map_or(String::new(), |rate| format!("; defined at {rate} Hz"));
        table.row([feature.name.to_owned(), format!("{} ({}{rate})", feature.summary, feature.source)]);
    }
    // Builds without models have none to list.
    for model in models::list().unwrap_or_default() {
        let state =
            if model.weights.is_some() { "" } else { "; `tonewright models add` takes its weights in" };
        let words = format!(
            "{}, a vector for the sound; `{}-frames` moment by moment{state}",
            model.summary, model.name
        );
        table.row([model.name.to_owned(), words]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
