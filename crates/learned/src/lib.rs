//! *How does learning find out?* Networks taught on data sets, examined, and kept.
//!
//! A proxy ([`proxy`]) is a preset encoder that was taught what an audio feature says of a preset's sound: a rendering and
//! a listening in one network, through which gradients flow.

mod error;
pub mod proxy;
pub mod run;

pub use error::LearnError;
