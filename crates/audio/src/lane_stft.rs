//! Frames of a sound, one per SIMD lane, to spectra and mel bands.
//!
//! Lane `l` of group `g` carries frame `l · groups + g`: neighbouring groups then read the same rearranged
//! samples, so that a sound is rearranged once and not once per overlapping frame. An even length is packed
//! into a complex transform of half of it; for an odd length two groups share one transform,
//! each frame scaled to its own peak so that a loud one does not leave its rounding errors in a silent neighbour.

use pulp::{Arch, Simd, WithSimd};
use realfft::num_complex::Complex32;

use crate::lane_fft::{LaneFft, twiddle};
use crate::lanes::{AlignedBuffer, lane_count};
use crate::matrix::{ComplexSpectrogram, Matrix};
use crate::mel::MelFilterbank;

/// What is kept of each bin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// |X|², one register per bin.
    Power,
    /// |X|, one register per bin.
    Magnitude,
    /// Real and imaginary part, two registers per bin.
    Complex,
}

/// A planned transform over lanes with its scratch space.
pub(crate) struct LaneStft {
    fft_len: usize,
    hop: usize,
    /// Halved, which saves the halving when the packed spectrum is taken apart.
    window: Vec<f32>,
    plan: LaneFft,
    /// `e^(−2πik/fft_len)` for the first half of the bins of an even length.
    unpacking: Vec<[f32; 2]>,
    lanes: usize,
    frames: usize,
    groups: usize,
    /// Per sample time a register: the samples that the lanes see.
    columns: AlignedBuffer,
    points: AlignedBuffer,
    spectrum: AlignedBuffer,
    bands: AlignedBuffer,
}

impl LaneStft {
    /// Plans a transform; `None` when the length has a prime factor that lanes don't do.
    pub(crate) fn new(window: &[f32], hop: usize) -> Option<Self> {
        let fft_len = window.len();
        let even = fft_len.is_multiple_of(2);
        let plan = LaneFft::new(if even { fft_len / 2 } else { fft_len })?;
        Some(Self {
            fft_len,
            hop,
            window: window.iter().map(|w| 0.5 * w).collect(),
            unpacking: (0..=plan.len() / 2).map(|k| twiddle(k, fft_len)).collect(),
            plan,
            lanes: lane_count(),
            frames: 0,
            groups: 0,
            columns: AlignedBuffer::default(),
            points: AlignedBuffer::default(),
            spectrum: AlignedBuffer::default(),
            bands: AlignedBuffer::default(),
        })
    }

    fn bins(&self) -> usize {
        self.fft_len / 2 + 1
    }

    /// Groups that one transform covers.
    fn slots(&self) -> usize {
        if self.fft_len.is_multiple_of(2) { 1 } else { 2 }
    }

    /// Rearranges a padded sound of `frames` frames.
    fn load(&mut self, padded: &[f32], frames: usize) {
        self.frames = frames;
        self.groups = frames.div_ceil(self.lanes).next_multiple_of(self.slots());
        let times = (self.groups - 1) * self.hop + self.fft_len;
        self.columns.resize(times * self.lanes);
        let step = self.groups * self.hop;
        match self.lanes {
            16 => rearrange::<16>(padded, step, self.columns.as_mut_slice()),
            8 => rearrange::<8>(padded, step, self.columns.as_mut_slice()),
            4 => rearrange::<4>(padded, step, self.columns.as_mut_slice()),
            _ => rearrange_any(padded, step, self.lanes, self.columns.as_mut_slice()),
        }
        self.points.resize(2 * self.plan.len() * self.lanes);
        self.spectrum.resize(2 * self.slots() * self.bins() * self.lanes);
    }

    /// Transforms the groups from `group` on that share a transform.
    fn transform(&mut self, group: usize, kept: Kept) {
        Arch::new().dispatch(Transform { stft: self, group, kept });
    }

    /// The frame in `lane` of `group`, if there is one.
    fn frame(&self, group: usize, lane: usize) -> Option<usize> {
        Some(lane * self.groups + group).filter(|frame| *frame < self.frames)
    }

    /// Writes powers or magnitudes.
    pub(crate) fn spectrogram_into(&mut self, padded: &[f32], frames: usize, root: bool, out: &mut Matrix) {
        let (bins, lanes) = (self.bins(), self.lanes);
        self.load(padded, frames);
        out.reshape(frames, bins);
        for first in (0..self.groups).step_by(self.slots()) {
            self.transform(first, if root { Kept::Magnitude } else { Kept::Power });
            for slot in 0..self.slots() {
                let values = &self.spectrum.as_slice()[slot * bins * lanes..][..bins * lanes];
                self.scatter(values, first + slot, out);
            }
        }
    }

    /// Writes complex spectra.
    pub(crate) fn complex_into(&mut self, padded: &[f32], frames: usize, out: &mut ComplexSpectrogram) {
        let (bins, lanes) = (self.bins(), self.lanes);
        self.load(padded, frames);
        out.reshape(frames, bins);
        for first in (0..self.groups).step_by(self.slots()) {
            self.transform(first, Kept::Complex);
            for slot in 0..self.slots() {
                let values = &self.spectrum.as_slice()[2 * slot * bins * lanes..][..2 * bins * lanes];
                for lane in 0..lanes {
                    let Some(frame) = self.frame(first + slot, lane) else { continue };
                    let row = out.frame_mut(frame).iter_mut().zip(values.chunks_exact(2 * lanes));
                    row.for_each(|(cell, pair)| *cell = Complex32::new(pair[lane], pair[lanes + lane]));
                }
            }
        }
    }

    /// Writes sums over mel bands of powers or magnitudes, without ever laying out the spectrogram.
    pub(crate) fn mel_into(
        &mut self,
        padded: &[f32],
        frames: usize,
        root: bool,
        bank: &MelFilterbank,
        out: &mut Matrix,
    ) {
        let (bins, lanes) = (self.bins(), self.lanes);
        self.load(padded, frames);
        self.bands.resize(bank.bands() * lanes);
        out.reshape(frames, bank.bands());
        for first in (0..self.groups).step_by(self.slots()) {
            self.transform(first, if root { Kept::Magnitude } else { Kept::Power });
            for slot in 0..self.slots() {
                let spectrum = &self.spectrum.as_slice()[slot * bins * lanes..][..bins * lanes];
                Arch::new().dispatch(BandSums { spectrum, bank, bands: self.bands.as_mut_slice() });
                self.scatter(self.bands.as_slice(), first + slot, out);
            }
        }
    }

    /// Copies a register per column to the rows of the frames that its lanes carry.
    fn scatter(&self, values: &[f32], group: usize, out: &mut Matrix) {
        let groups = self.groups;
        match self.lanes {
            16 => scatter::<16>(values, group, groups, out),
            8 => scatter::<8>(values, group, groups, out),
            4 => scatter::<4>(values, group, groups, out),
            lanes => {
                for lane in 0..lanes {
                    let Some(frame) = self.frame(group, lane) else { continue };
                    let cells = out.frame_mut(frame).iter_mut().zip(values.chunks_exact(lanes));
                    cells.for_each(|(cell, column)| *cell = column[lane]);
                }
            }
        }
    }
}

/// Lane `l` of time `t` becomes sample `t + l · step`, or silence beyond the end.
fn rearrange<const LANES: usize>(padded: &[f32], step: usize, columns: &mut [f32]) {
    let (columns, _) = columns.as_chunks_mut::<LANES>();
    let last = (LANES - 1) * step;
    let whole = padded.len().saturating_sub(last).min(columns.len());
    let (inside, rest) = columns.split_at_mut(whole);
    if whole > 0 {
        let rows: [&[f32]; LANES] = std::array::from_fn(|lane| &padded[lane * step..][..whole]);
        // Blocks of 16 times: a cache line is read once per lane and block.
        for (block, chunk) in inside.chunks_mut(16).enumerate() {
            for (lane, row) in rows.iter().enumerate() {
                let samples = &row[16 * block..][..chunk.len()];
                chunk.iter_mut().zip(samples).for_each(|(column, sample)| column[lane] = *sample);
            }
        }
    }
    for (offset, column) in rest.iter_mut().enumerate() {
        for (lane, slot) in column.iter_mut().enumerate() {
            *slot = padded.get(whole + offset + lane * step).copied().unwrap_or(0.0);
        }
    }
}

/// The same for a number of lanes that no machine of today has.
fn rearrange_any(padded: &[f32], step: usize, lanes: usize, columns: &mut [f32]) {
    for (time, column) in columns.chunks_exact_mut(lanes).enumerate() {
        for (lane, slot) in column.iter_mut().enumerate() {
            *slot = padded.get(time + lane * step).copied().unwrap_or(0.0);
        }
    }
}

/// Block by block, so that the registers of a block stay near while its lanes are written out.
fn scatter<const LANES: usize>(values: &[f32], group: usize, groups: usize, out: &mut Matrix) {
    let (columns, _) = values.as_chunks::<LANES>();
    let (frames, bins) = (out.frames(), out.bins());
    for (index, block) in columns.chunks(32).enumerate() {
        for lane in 0..LANES {
            let frame = lane * groups + group;
            if frame < frames {
                let cells = &mut out.values_mut()[frame * bins + 32 * index..][..block.len()];
                cells.iter_mut().zip(block).for_each(|(cell, column)| *cell = column[lane]);
            }
        }
    }
}

struct Transform<'a> {
    stft: &'a mut LaneStft,
    group: usize,
    kept: Kept,
}

impl WithSimd for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let even = self.stft.slots() == 1;
        let LaneStft { plan, window, unpacking, hop, fft_len, columns, points, spectrum, .. } = self.stft;
        let (plan, hop, fft_len) = (&*plan, *hop, *fft_len);
        let (columns, _) = S::as_simd_f32s(columns.as_slice());
        let (points, _) = S::as_mut_simd_f32s(points.as_mut_slice());
        let first = &columns[self.group * hop..][..fft_len];
        let mut peaks = [simd.splat_f32s(1.0); 2];
        if even {
            // Sample pairs are the real and imaginary parts: the order in memory is already right.
            for ((point, x), w) in points.iter_mut().zip(first).zip(&*window) {
                *point = simd.mul_f32s(*x, simd.splat_f32s(*w));
            }
        } else {
            let second = &columns[(self.group + 1) * hop..][..fft_len];
            let scales = [first, second].map(|frame| scale(simd, frame));
            peaks = scales.map(|(_, peak)| peak);
            for (((pair, a), b), w) in points.chunks_exact_mut(2).zip(first).zip(second).zip(&*window) {
                let w = simd.splat_f32s(*w);
                let [(a_scale, _), (b_scale, _)] = scales;
                pair[0] = simd.mul_f32s(simd.mul_f32s(*a, a_scale), w);
                pair[1] = simd.mul_f32s(simd.mul_f32s(*b, b_scale), w);
            }
        }
        plan.process(simd, points);
        let (spectrum, _) = S::as_mut_simd_f32s(spectrum.as_mut_slice());
        let packing = if even { Packing::Halves } else { Packing::Frames(peaks) };
        match self.kept {
            Kept::Power => take_apart::<S, 0>(simd, plan, unpacking, packing, points, spectrum),
            Kept::Magnitude => take_apart::<S, 1>(simd, plan, unpacking, packing, points, spectrum),
            Kept::Complex => take_apart::<S, 2>(simd, plan, unpacking, packing, points, spectrum),
        }
    }
}

/// How real frames lie in the complex transform.
enum Packing<S: Simd> {
    /// Even and odd samples of one frame.
    Halves,
    /// Two frames, and what each must be multiplied by again.
    Frames([S::f32s; 2]),
}

/// What brings a frame's peak to 1 in each lane, and what brings it back: 0 for silence, so that it stays silent.
#[inline(always)]
fn scale<S: Simd>(simd: S, frame: &[S::f32s]) -> (S::f32s, S::f32s) {
    const SMALLEST: f32 = 1e-30;
    let louder = |peak, x: &S::f32s| simd.max_f32s(peak, simd.abs_f32s(*x));
    let peak = frame.iter().fold(simd.splat_f32s(0.0), louder);
    let divisor = simd.max_f32s(peak, simd.splat_f32s(SMALLEST));
    let back = simd.min_f32s(divisor, simd.mul_f32s(peak, simd.splat_f32s(1.0 / SMALLEST)));
    (simd.div_f32s(simd.splat_f32s(1.0), divisor), back)
}

/// Writes a bin as power (`KEPT` 0), magnitude (1) or parts (2).
#[inline(always)]
fn keep<S: Simd, const KEPT: u8>(simd: S, out: &mut [S::f32s], bin: usize, re: S::f32s, im: S::f32s) {
    if KEPT == 2 {
        (out[2 * bin], out[2 * bin + 1]) = (re, im);
    } else {
        let power = simd.mul_add_e_f32s(re, re, simd.mul_f32s(im, im));
        out[bin] = if KEPT == 1 { simd.sqrt_f32s(power) } else { power };
    }
}

/// The spectra of real frames from the complex transform that carried them (of halved windows).
#[inline(always)]
fn take_apart<S: Simd, const KEPT: u8>(
    simd: S,
    plan: &LaneFft,
    unpacking: &[[f32; 2]],
    packing: Packing<S>,
    points: &[S::f32s],
    out: &mut [S::f32s],
) {
    let (len, zero, two) = (plan.len(), simd.splat_f32s(0.0), simd.splat_f32s(2.0));
    let point = |index: usize| {
        let position = 2 * plan.position(index);
        (points[position], points[position + 1])
    };
    let (re, im) = point(0);
    let (re, im) = (simd.mul_f32s(two, re), simd.mul_f32s(two, im));
    let Packing::Frames([first_peak, second_peak]) = packing else {
        keep::<S, KEPT>(simd, out, 0, simd.add_f32s(re, im), zero);
        keep::<S, KEPT>(simd, out, len, simd.sub_f32s(re, im), zero);
        for (k, [cos, sin]) in unpacking.iter().enumerate().skip(1) {
            let ((a_re, a_im), (b_re, b_im)) = (point(k), point(len - k));
            // Spectra of the even and the odd samples, the latter turned by the bin's angle.
            let (even_re, even_im) = (simd.add_f32s(a_re, b_re), simd.sub_f32s(a_im, b_im));
            let (odd_re, odd_im) = (simd.add_f32s(a_im, b_im), simd.sub_f32s(b_re, a_re));
            let (cos, sin) = (simd.splat_f32s(*cos), simd.splat_f32s(*sin));
            let turned_re = simd.negate_mul_add_e_f32s(odd_im, sin, simd.mul_f32s(odd_re, cos));
            let turned_im = simd.mul_add_e_f32s(odd_re, sin, simd.mul_f32s(odd_im, cos));
            let high = (simd.sub_f32s(even_re, turned_re), simd.sub_f32s(turned_im, even_im));
            keep::<S, KEPT>(simd, out, len - k, high.0, high.1);
            let low = (simd.add_f32s(even_re, turned_re), simd.add_f32s(even_im, turned_im));
            keep::<S, KEPT>(simd, out, k, low.0, low.1);
        }
        return;
    };
    let rows = if KEPT == 2 { len + 1 } else { len / 2 + 1 };
    let (first, second) = out.split_at_mut(rows);
    let times = |x, y| simd.mul_f32s(x, y);
    keep::<S, KEPT>(simd, first, 0, times(re, first_peak), zero);
    keep::<S, KEPT>(simd, second, 0, times(im, second_peak), zero);
    for k in 1..=len / 2 {
        let ((a_re, a_im), (b_re, b_im)) = (point(k), point(len - k));
        let (re, im) = (simd.add_f32s(a_re, b_re), simd.sub_f32s(a_im, b_im));
        keep::<S, KEPT>(simd, first, k, times(re, first_peak), times(im, first_peak));
        let (re, im) = (simd.add_f32s(a_im, b_im), simd.sub_f32s(b_re, a_re));
        keep::<S, KEPT>(simd, second, k, times(re, second_peak), times(im, second_peak));
    }
}

/// The sums over mel bands of one group.
struct BandSums<'a> {
    spectrum: &'a [f32],
    bank: &'a MelFilterbank,
    bands: &'a mut [f32],
}

impl WithSimd for BandSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (spectrum, _) = S::as_simd_f32s(self.spectrum);
        let (bands, _) = S::as_mut_simd_f32s(self.bands);
        for (index, slot) in bands.iter_mut().enumerate() {
            let (first, weights) = self.bank.band(index);
            // Two sums, so that one addition need not wait for the one before.
            let mut sums = [simd.splat_f32s(0.0); 2];
            let bins = &spectrum[first..][..weights.len()];
            let (pairs, rest) = bins.as_chunks::<2>();
            for (pair, weight) in pairs.iter().zip(weights.chunks_exact(2)) {
                sums[0] = simd.mul_add_e_f32s(pair[0], simd.splat_f32s(weight[0]), sums[0]);
                sums[1] = simd.mul_add_e_f32s(pair[1], simd.splat_f32s(weight[1]), sums[1]);
            }
            if let ([last], Some(weight)) = (rest, weights.last()) {
                sums[0] = simd.mul_add_e_f32s(*last, simd.splat_f32s(*weight), sums[0]);
            }
            *slot = simd.add_f32s(sums[0], sums[1]);
        }
    }
}
