//! Integration tests of the exam floor, as one binary.

mod budgets;
mod exam;
mod protocols;
mod report_fixture;
mod report_in_browser;
mod report_text;
mod stats_reference;
