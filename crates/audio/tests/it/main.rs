//! The audio crate's tests that need more than one file: hearing, hostile files, formats, example sounds.

mod allocation;
mod example_sounds;
mod features;
mod formats;
mod fronts;
mod hearing;
mod hostile;
mod models;
mod reference_features;
