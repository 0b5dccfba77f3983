//! The audio crate's tests that need more than one file: hearing, hostile files, formats, example sounds.

mod features;
mod hearing;
mod reference_features;
