//! Where registers of sixteen lanes are not: a frame lies in each lane.

use crate::mel::MelFilterbank;
use crate::stft::{Framing, Quiet};

/// What no machine of this kind has.
pub(super) enum Quads {}

impl Quads {
    pub(super) fn new(_: Framing) -> Option<Self> {
        None
    }

    pub(super) fn rows(&mut self, _: &[f32], _: &[f32], _: bool, _: &mut [f32]) {
        match *self {}
    }

    pub(super) fn bands(
        &mut self,
        _: &[f32],
        _: &[f32],
        _: bool,
        _: &MelFilterbank,
        _: &mut [f32],
        _: Option<&mut Quiet>,
    ) {
        match *self {}
    }

    pub(super) fn columns(&mut self, _: &[f32], _: &[f32], _: usize, _: &mut [f32]) {
        match *self {}
    }
}
