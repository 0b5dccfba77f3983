//! From the operators' counts to the plug-in's output: scale, DC blocker, filter and gain.
//!
//! The blocker is Dexed's, y\[n\] = x\[n\] − x\[n−1\] + (1 − 126/rate) y\[n−1\], computed for rows of four
//! samples side by side, with what each row inherits from the one before added last.

use super::super::voice::Globals;
use super::BLOCK;
use super::filter::Filter;
use super::mark_one::GROUP;

/// Rows of four samples in a block.
const ROWS: usize = BLOCK / 4;

/// A block as rows of four samples: first the first sample of each row, then the second ...
type Rows = [[f32; ROWS]; 4];

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
    /// The blocker's pole, its square, cube and fourth power.
    powers: [f32; 4],
}

impl OutputTables {
    /// The tables of this rate; one count of the operators is `count_size` at the output.
    pub(super) fn new(rate_hz: u32, count_size: f32) -> Self {
        let pole = 1.0 - 126.0 / f64::from(rate_hz);
        let arch = pulp::Arch::new();
        Self {
            arch,
            count_size,
            powers: std::array::from_fn(|index| libm::pow(pole, index as f64 + 1.0) as f32),
        }
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
        let mut lasts = [[0.0; GROUP]; ROWS];
        let mut rows = [[[0.0; ROWS]; 4]; GROUP];
        for (index, (output, counts)) in outputs.iter_mut().zip(blocks).enumerate() {
            output.begin_rows(tables, counts, &mut rows[index]);
            for (lasts, last) in lasts.iter_mut().zip(rows[index][3]) {
                lasts[index] = last;
            }
        }
        let mut inherited: [f32; GROUP] =
            std::array::from_fn(|index| outputs.get(index).map_or(0.0, |o| o.last_out));
        for lasts in &mut lasts {
            for (last, inherited) in lasts.iter_mut().zip(&mut inherited) {
                let here = *last + tables.powers[3] * *inherited;
                *last = *inherited;
                *inherited = here;
            }
        }
        for (index, (output, sound)) in outputs.iter_mut().zip(sounds).enumerate() {
            output.last_out = inherited[index];
            let end = sound.len().min(at + BLOCK);
            if at < end {
                let inherited = std::array::from_fn(|row| lasts[row][index]);
                output.end_rows(tables, &rows[index], &inherited, &mut sound[at..end]);
            }
        }
    }
}

impl Output {
    /// An output stage at rest, with the plug-in's knobs.
    pub(super) fn new(globals: Globals, rate_hz: u32) -> Self {
        Self { last_in: 0.0, last_out: 0.0, gain: globals.output_norm, filter: Filter::new(globals, rate_hz) }
    }

    /// Blocks the offset of each row of four samples as if nothing had come before it.
    #[inline(always)]
    fn begin_rows(&mut self, tables: &OutputTables, counts: &[i32; BLOCK], rows: &mut Rows) {
        let pole = tables.powers[0];
        let scaled: [f32; BLOCK] = std::array::from_fn(|index| counts[index] as f32 * tables.count_size);
        for row in 0..ROWS {
            let [a, b, c, d] = std::array::from_fn(|at| scaled[4 * row + at]);
            let before = if row == 0 { self.last_in } else { scaled[4 * row - 1] };
            let first = a - before;
            let second = b - a + pole * first;
            let third = c - b + pole * second;
            (rows[0][row], rows[1][row], rows[2][row]) = (first, second, third);
            rows[3][row] = d - c + pole * third;
        }
        self.last_in = scaled[BLOCK - 1];
    }

    /// Adds what each row inherits from the one before it, then filter and gain; the last block of a sound
    /// may be cut short.
    #[inline(always)]
    fn end_rows(&mut self, tables: &OutputTables, rows: &Rows, inherited: &[f32; ROWS], samples: &mut [f32]) {
        let mut out = [0.0; BLOCK];
        for row in 0..ROWS {
            for at in 0..4 {
                out[4 * row + at] = rows[at][row] + tables.powers[at] * inherited[row];
            }
        }
        if let Some(filter) = &mut self.filter {
            filter.process(&mut out);
        }
        if let Ok(samples) = <&mut [f32; BLOCK]>::try_from(&mut *samples) {
            *samples = out.map(|sample| sample * self.gain);
        } else {
            for (sample, out) in samples.iter_mut().zip(out) {
                *sample = out * self.gain;
            }
        }
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
