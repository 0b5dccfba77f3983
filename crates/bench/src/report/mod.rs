//! Reports: what a person reads of a result. A report is data first ([`MatchReport`]); the page, the
//! Markdown and the terminal lines are views of the same data.

mod likeness;
mod markdown;
mod model;
mod page;
mod panel;
mod parameters;
mod words;

pub use likeness::{Likeness, SCALES, Scale, place_of, place_of_one};
pub use markdown::markdown;
pub use model::{
    BudgetLimits, Direction, EntryFiles, FORMAT_VERSION, MatchEntry, MatchReport, MeasureValue, ReportSounds,
    SynthIdentity, TargetAnalysis, TargetReport, TraceEntry, measure_values,
};
pub use page::page;
pub use parameters::{ParamKind, ParamValue, param_values};
pub use words::summary_lines;
