//! *How good is it?* Protocols, statistics and reports.
//!
//! Upstairs of the ruler: it knows which targets, seeds and budgets make an exam, what the numbers of many
//! pairs mean together, and how a result is shown to a person. It has no opinion on methods: it examines
//! any [`Matcher`](tonewright_matching::Matcher) it is handed.

pub mod curves;
mod draw;
pub mod inspection;
pub mod knobs;
pub mod listeners;
pub mod map;
pub mod neighbours;
pub mod protocol;
pub mod rank;
pub mod report;
pub mod results;
pub mod retrieval;
pub mod runner;
pub mod stats;
pub mod study;
pub mod umap;
