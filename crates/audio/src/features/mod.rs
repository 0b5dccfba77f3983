//! Features of a sound.

mod error;

pub use error::FeatureError;
