//! From the operators' counts to the plug-in's output: scale, DC blocker, filter and gain.
//!
//! The blocker is Dexed's, y\[n\] = x\[n\] − x\[n−1\] + (1 − 126/rate) y\[n−1\]. It is computed for rows of 16
//! samples at once: each by doubling steps, and then what it inherits from the row before.

use super::super::voice::Globals;
use super::BLOCK;
use super::filter::Filter;

/// Samples of a row.
const ROW: usize = 16;
/// A level that nobody hears (−400 dB).
const SILENCE: f32 = 1e-20;

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
    arch: pulp::Arch,
    count_size: f32,
    /// Powers of the blocker's pole, from the first.
    powers: [f32; ROW],
    /// What the doubling steps multiply by: a power, and nothing where nothing is inherited.
    doublings: [[f32; ROW]; 4],
}

impl OutputTables {
    /// The tables of this rate; one count of the operators is `count_size` at the output.
    pub(super) fn new(rate_hz: u32, count_size: f32) -> Self {
        let pole = 1.0 - 126.0 / f64::from(rate_hz);
        let powers: [f32; ROW] = std::array::from_fn(|index| libm::pow(pole, index as f64 + 1.0) as f32);
        let doublings = [1, 2, 4, 8]
            .map(|step| std::array::from_fn(|index| if index < step { 0.0 } else { powers[step - 1] }));
        Self { arch: pulp::Arch::new(), count_size, powers, doublings }
    }

    /// One block of each note, to its sound from sample `at` on.
    pub(super) fn process(
        &self,
        outputs: &mut [Output],
        blocks: &[[i32; BLOCK]],
        sounds: &mut [&mut [f32]],
        at: usize,
    ) {
        self.arch.dispatch(Process { tables: self, outputs, blocks, sounds, at });
    }
}

/// A call of [`OutputTables::process`], compiled for each kind of vector unit.
struct Process<'a, 'b> {
    tables: &'a OutputTables,
    outputs: &'a mut [Output],
    blocks: &'a [[i32; BLOCK]],
    sounds: &'a mut [&'b mut [f32]],
    at: usize,
}

impl pulp::WithSimd for Process<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { tables, outputs, blocks, sounds, at } = self;
        for ((output, counts), sound) in outputs.iter_mut().zip(blocks).zip(sounds) {
            let mut samples = [0.0; BLOCK];
            output.block_offset(tables, counts, &mut samples);
            let end = sound.len().min(at + BLOCK);
            if at < end {
                output.finish(&mut samples, &mut sound[at..end]);
            }
        }
    }
}

impl Output {
    /// An output stage at rest, with the plug-in's knobs.
    pub(super) fn new(globals: Globals, rate_hz: u32) -> Self {
        Self { last_in: 0.0, last_out: 0.0, gain: globals.output_norm, filter: Filter::new(globals, rate_hz) }
    }

    /// The blocker, for rows of samples: each row alone by doubling steps, then what it inherits.
    #[inline(always)]
    fn block_offset(&mut self, tables: &OutputTables, counts: &[i32; BLOCK], samples: &mut [f32; BLOCK]) {
        let rows = samples.as_chunks_mut::<ROW>().0.iter_mut().zip(counts.as_chunks::<ROW>().0);
        for (row, counts) in rows {
            let scaled: [f32; ROW] = std::array::from_fn(|index| counts[index] as f32 * tables.count_size);
            let mut before = rotated::<1>(scaled);
            before[0] = self.last_in;
            self.last_in = scaled[ROW - 1];
            let mut sums: [f32; ROW] = std::array::from_fn(|index| scaled[index] - before[index]);
            sums = added(sums, rotated::<1>(sums), tables.doublings[0]);
            sums = added(sums, rotated::<2>(sums), tables.doublings[1]);
            sums = added(sums, rotated::<4>(sums), tables.doublings[2]);
            sums = added(sums, rotated::<8>(sums), tables.doublings[3]);
            *row = added(sums, [self.last_out; ROW], tables.powers);
            self.last_out = row[ROW - 1];
        }
        // What fades for ever would end in numbers that processors are slow with.
        if self.last_out.abs() < SILENCE {
            self.last_out = 0.0;
        }
    }

    /// Filter and gain; the last block of a sound may be cut short.
    #[inline(always)]
    fn finish(&mut self, blocked: &mut [f32; BLOCK], samples: &mut [f32]) {
        if let Some(filter) = &mut self.filter {
            filter.process(blocked);
        }
        if let Ok(samples) = <&mut [f32; BLOCK]>::try_from(&mut *samples) {
            *samples = blocked.map(|sample| sample * self.gain);
        } else {
            for (sample, blocked) in samples.iter_mut().zip(blocked) {
                *sample = *blocked * self.gain;
            }
        }
    }
}

/// A row moved `K` samples later; its end comes round to its beginning.
#[inline(always)]
fn rotated<const K: usize>(row: [f32; ROW]) -> [f32; ROW] {
    std::array::from_fn(|index| row[(index + ROW - K) % ROW])
}

/// A row, plus another times its factors.
#[inline(always)]
fn added(row: [f32; ROW], other: [f32; ROW], factors: [f32; ROW]) -> [f32; ROW] {
    std::array::from_fn(|index| row[index] + other[index] * factors[index])
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
            tables.process(std::slice::from_mut(&mut output), &[counts], &mut [&mut samples], 0);
            for (count, sample) in counts.iter().zip(samples) {
                let value = f64::from(*count) / 32_768.0;
                last_out += value - last_in - 126.0 / 44_100.0 * last_out;
                last_in = value;
                assert!((last_out - f64::from(sample)).abs() < 2e-6, "{last_out} {sample}");
            }
        }
    }
}
