//! *How does learning find out?* Networks taught on data sets, examined, and kept.
//!
//! A proxy ([`proxy`]) is a preset encoder that was taught what an audio feature says of a preset's sound: a rendering and
//! a listening in one network, through which gradients flow. What is listened with, and published, is in [`hearing`].

mod error;
pub mod hearing;
pub mod proxy;
pub mod run;

pub use error::LearnError;
