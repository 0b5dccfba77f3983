//! What a synth's parameters are: names, ranges, kinds, groups. One authoring point for each fact.

mod curve;
mod display;
mod param;
mod stored;
mod synth_spec;
mod value;

pub use curve::Curve;
pub use display::Display;
pub use param::{Kind, ParamSpec};
pub use synth_spec::{Group, Repeats, SynthSpec};
pub use value::{Norm, NotANorm, Plain};
