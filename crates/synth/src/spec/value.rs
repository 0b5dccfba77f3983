//! The two ways to say a parameter's value, kept apart by type: on the knob, and in its own unit.

use serde::{Deserialize, Serialize};

/// A value on the knob, 0..=1, checked at birth.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Norm(f32);

/// A value in the parameter's own unit (a DX7 level of 99, a choice's index). Only a
/// [`ParamSpec`](super::ParamSpec) turns one into the other.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plain(pub f64);

/// The number is not within 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a knob value lies within 0 and 1, but this is {0}")]
pub struct NotANorm(pub f32);

impl Norm {
    /// The knob fully down.
    pub const ZERO: Self = Self(0.0);
    /// The knob fully up.
    pub const ONE: Self = Self(1.0);

    /// A knob value, or an error outside 0..=1 (NaN included).
    pub fn new(value: f32) -> Result<Self, NotANorm> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(NotANorm(value)) }
    }

    /// The nearest knob value; NaN becomes 0.
    pub fn saturating(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The number itself.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl TryFrom<f32> for Norm {
    type Error = NotANorm;
    fn try_from(value: f32) -> Result<Self, NotANorm> {
        Self::new(value)
    }
}

impl From<Norm> for f32 {
    fn from(norm: Norm) -> f32 {
        norm.0
    }
}
