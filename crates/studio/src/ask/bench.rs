//! *How good is it?* The protocols of `bench`, asked by name: each prints the table that the docs publish.

use std::path::PathBuf;

use tonewright_bench::{listeners, neighbours};

use super::presets::read_presets;
use crate::catalog;
use crate::error::StudioError;
use crate::suggest::nearest;

/// What a protocol is given.
#[derive(Clone, Debug)]
pub struct BenchRequest {
    /// The folder of data that the protocol needs; its own default where absent.
    pub data: Option<PathBuf>,
    /// Measures or methods to examine, by name; none means all.
    pub names: Vec<String>,
}

/// What a protocol found.
#[derive(Clone, Debug)]
pub struct BenchAnswer {
    /// A Markdown table, as the docs hold it.
    pub markdown: String,
    /// The same and more, for programs.
    pub json: serde_json::Value,
}

/// A protocol: how it is called and run.
pub struct ProtocolEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Runs it.
    pub run: fn(&BenchRequest) -> Result<BenchAnswer, StudioError>,
}

/// All protocols that can be asked, in the order of the docs.
pub const PROTOCOLS: &[ProtocolEntry] = &[
    ProtocolEntry {
        name: "listeners",
        summary: "Measures against human ratings of how different sounds are",
        run: run_listeners,
    },
    ProtocolEntry {
        name: "neighbours",
        summary: "Whether measures rank a preset's near neighbours before its far ones",
        run: run_neighbours,
    },
];

/// Runs a protocol.
///
/// # Errors
/// When there is none of that name, its data is missing or it fails.
pub fn bench(protocol: &str, request: &BenchRequest) -> Result<BenchAnswer, StudioError> {
    let entry = PROTOCOLS.iter().find(|entry| entry.name == protocol).ok_or_else(|| {
        let known: Vec<&str> = PROTOCOLS.iter().map(|entry| entry.name).collect();
        StudioError::UnknownName {
            what: "protocol",
            name: protocol.to_owned(),
            near: nearest(protocol, known.iter().copied()).map(str::to_owned),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        }
    })?;
    (entry.run)(request)
}

fn run_listeners(request: &BenchRequest) -> Result<BenchAnswer, StudioError> {
    let report = listeners::run(&data_dir(request), &names(request))
        .map_err(|error| fault("listeners", error.into()))?;
    Ok(answer(&report))
}

/// On real voices of the DX7, none of which any prior was learned from.
fn run_neighbours(request: &BenchRequest) -> Result<BenchAnswer, StudioError> {
    let entry = catalog::synth("dx7")?;
    let presets = read_presets(&data_dir(request).join("dx7/voices-val.syx"), entry)?.presets;
    let synth = (entry.build)();
    let report = neighbours::run(&*synth, &presets, &names(request), &neighbours::Settings::default())
        .map_err(|error| fault("neighbours", error.into()))?;
    Ok(answer(&report))
}

fn names(request: &BenchRequest) -> Vec<&str> {
    request.names.iter().map(String::as_str).collect()
}

fn fault(protocol: &str, source: crate::error::Cause) -> StudioError {
    StudioError::Bench { protocol: protocol.to_owned(), source }
}

/// Where data lies that is not part of the repository: `$TONEWRIGHT_DATA`, or `../shared/data` beside the checkout.
fn data_dir(request: &BenchRequest) -> PathBuf {
    let from_env = || std::env::var_os("TONEWRIGHT_DATA").map(PathBuf::from);
    request.data.clone().or_else(from_env).unwrap_or_else(|| PathBuf::from("../shared/data"))
}

/// The answer of a protocol whose report is a Markdown table when displayed.
fn answer(report: &(impl std::fmt::Display + serde::Serialize)) -> BenchAnswer {
    let json = serde_json::to_value(report).expect("a report is plain data");
    BenchAnswer { markdown: report.to_string(), json }
}
