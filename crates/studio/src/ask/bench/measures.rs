//! The protocols that examine measures.

use tonewright_bench::{listeners, neighbours};

use super::{BenchAnswer, BenchRequest, data_dir, fault};
use crate::ask::presets::read_presets;
use crate::catalog;
use crate::error::StudioError;

/// Against human ratings.
pub(super) fn listeners(request: &BenchRequest) -> Result<BenchAnswer, StudioError> {
    let report = listeners::run(&data_dir(request), &names(request))
        .map_err(|error| fault("listeners", error.into()))?;
    Ok(answer(&report))
}

/// On real voices of the DX7, none of which any prior was learned from.
pub(super) fn neighbours(request: &BenchRequest) -> Result<BenchAnswer, StudioError> {
    let synth = catalog::synth("dx7")?;
    let presets = read_presets(&data_dir(request).join("dx7/voices-val.syx"), synth.as_ref())?.presets;
    let report = neighbours::run(&*synth, &presets, &names(request), &neighbours::Settings::default())
        .map_err(|error| fault("neighbours", error.into()))?;
    Ok(answer(&report))
}

fn names(request: &BenchRequest) -> Vec<&str> {
    request.only.iter().map(String::as_str).collect()
}

/// The answer of a protocol whose report is a Markdown table when displayed.
fn answer(report: &(impl std::fmt::Display + serde::Serialize)) -> BenchAnswer {
    let json = serde_json::to_value(report).expect("a report is plain data");
    BenchAnswer { markdown: report.to_string(), json, sitting: None }
}
