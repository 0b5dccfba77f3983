//! From the operators' counts to the plug-in's output: scale, DC blocker, filter and gain.
//!
//! The blocker is Dexed's, y\[n\] = x\[n\] − x\[n−1\] + (1 − 126/rate) y\[n−1\], computed over a block in six
//! doubling steps instead of one sample after the other.

use super::super::voice::Globals;
use super::BLOCK;
use super::filter::Filter;

/// The output stage of one note.
#[derive(Clone, Copy)]
pub(super) struct Output {
    last_in: f32,
    last_out: f32,
    gain: f32,
    filter: Option<Filter>,
}

/// What all output stages at one rate share.
pub(super) struct OutputTables {
    count_size: f32,
    /// Powers of the blocker's pole: 1 to 64.
    powers: [f32; BLOCK],
}

impl OutputTables {
    /// The tables of this rate; one count of the operators is `count_size` at the output.
    pub(super) fn new(rate_hz: u32, count_size: f32) -> Self {
        let pole = 1.0 - 126.0 / f64::from(rate_hz);
        Self { count_size, powers: std::array::from_fn(|index| libm::pow(pole, index as f64 + 1.0) as f32) }
    }
}

impl Output {
    /// An output stage at rest, with the plug-in's knobs.
    pub(super) fn new(globals: Globals, rate_hz: u32) -> Self {
        Self { last_in: 0.0, last_out: 0.0, gain: globals.output_norm, filter: Filter::new(globals, rate_hz) }
    }

    /// One block from counts to samples; the last block of a sound may be cut short.
    pub(super) fn process(&mut self, tables: &OutputTables, counts: &[i32; BLOCK], samples: &mut [f32]) {
        let mut out = [0.0; BLOCK];
        self.block_dc(tables, counts, &mut out);
        if let Some(filter) = &mut self.filter {
            filter.process(&mut out);
        }
        for (sample, out) in samples.iter_mut().zip(out) {
            *sample = out * self.gain;
        }
    }

    #[inline(always)]
    fn block_dc(&mut self, tables: &OutputTables, counts: &[i32; BLOCK], out: &mut [f32; BLOCK]) {
        let scaled: [f32; BLOCK] = std::array::from_fn(|index| counts[index] as f32 * tables.count_size);
        out[0] = scaled[0] - self.last_in;
        for index in 1..BLOCK {
            out[index] = scaled[index] - scaled[index - 1];
        }
        self.last_in = scaled[BLOCK - 1];
        for doubling in 0..6 {
            let back = 1 << doubling;
            let power = tables.powers[back - 1];
            let before = *out;
            for index in back..BLOCK {
                out[index] = before[index] + power * before[index - back];
            }
        }
        for (sample, power) in out.iter_mut().zip(&tables.powers) {
            *sample += power * self.last_out;
        }
        self.last_out = out[BLOCK - 1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocker_is_the_recursion() {
        let tables = OutputTables::new(44_100, 1.0 / 32_768.0);
        let mut output = Output::new(Globals::default(), 44_100);
        let (mut last_in, mut last_out) = (0.0, 0.0);
        for block in 0..40 {
            let counts: [i32; BLOCK] =
                std::array::from_fn(|index| (block * 64 + index as i32) * 37 % 8_000 - 1_000);
            let mut samples = [0.0; BLOCK];
            output.process(&tables, &counts, &mut samples);
            for (count, sample) in counts.iter().zip(samples) {
                let value = f64::from(*count) / 32_768.0;
                last_out += value - last_in - 126.0 / 44_100.0 * last_out;
                last_in = value;
                assert!((last_out - f64::from(sample)).abs() < 2e-6, "{last_out} {sample}");
            }
        }
    }
}
