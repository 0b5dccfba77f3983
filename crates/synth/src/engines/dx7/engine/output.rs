//! From the operators' counts to the plug-in's output: scale, DC blocker.

use super::super::voice::Globals;
use super::BLOCK;

/// The output stage of one note.
pub(super) struct Output {
    count_size: f32,
    pole: f32,
    last_in: f32,
    last_out: f32,
}

impl Output {
    pub(super) fn new(_globals: Globals, rate_hz: u32, count_size: f32) -> Self {
        Self { count_size, pole: 1.0 - 126.0 / rate_hz as f32, last_in: 0.0, last_out: 0.0 }
    }

    pub(super) fn process(&mut self, block: &[i32; BLOCK], out: &mut [f32]) {
        for (out, count) in out.iter_mut().zip(block) {
            let value = *count as f32 * self.count_size;
            self.last_out = value - self.last_in + self.pole * self.last_out;
            self.last_in = value;
            *out = self.last_out;
        }
    }
}
