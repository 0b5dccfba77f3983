//! What a synth's parameters are: names, ranges, kinds, groups. One authoring point for each fact.

mod display;
mod param;
mod synth_spec;
mod value;

pub use display::Display;
pub use param::{Kind, ParamSpec};
pub use synth_spec::{Group, SynthSpec};
pub use value::{Norm, NotANorm, Plain};
