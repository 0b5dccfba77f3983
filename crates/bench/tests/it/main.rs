//! Integration tests of the exam floor, as one binary.
#![expect(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test; clippy sees only the test functions"
)]

mod browser;
mod budgets;
mod charts_in_browser;
mod exam;
mod inspection_in_browser;
mod protocols;
mod report_fixture;
mod report_in_browser;
mod report_text;
mod results_in_browser;
mod stats_reference;
