//! Integration tests of the exam floor, as one binary.

mod report_fixture;
mod report_in_browser;
mod report_text;
