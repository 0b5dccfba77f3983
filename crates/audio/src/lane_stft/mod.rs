//! Frames of a sound, one per SIMD lane, to spectra and mel bands.
//!
//! A group of neighbouring frames is laid side by side, transformed, and either written back as rows or folded
//! where it lies. An even length is packed into a complex transform of half of it; for an odd length two groups
//! share one transform, each frame scaled to its own peak so that a loud one does not leave its rounding errors
//! in a silent neighbour.

mod bands;
#[cfg(target_arch = "x86_64")]
mod quads;
#[cfg(not(target_arch = "x86_64"))]
#[path = "no_quads.rs"]
mod quads;
mod unpack;

use pulp::{Arch, Simd, WithSimd, bytemuck};

use crate::lane_fft::LaneFft;
use crate::lanes::{AlignedBuffer, LoadColumns, MOST_LANES, StoreRows, Turn, lane_count};
use crate::matrix::ComplexSpectrogram;
use crate::mel::MelFilterbank;
use crate::stft::{Framing, Quiet};

pub(crate) use bands::BandSums;

use quads::Quads;
use unpack::{Kept, Pair, Transform};

/// A planned transform over lanes with its scratch space, none of which grows with the sound.
pub(crate) struct LaneStft {
    framing: Framing,
    /// Halved, which saves the halving when the packed spectrum is taken apart.
    window: Vec<f32>,
    plan: LaneFft,
    /// The points whose spectra mirror each other, from the first above 0 on.
    unpacking: Vec<Pair>,
    lanes: usize,
    turn: Turn,
    /// What does powers faster where it can.
    quads: Option<Box<Quads>>,
    /// Copies of the frames that reach beyond the ends of the sound.
    edges: Vec<f32>,
    points: AlignedBuffer,
    spectrum: AlignedBuffer,
    bands: AlignedBuffer,
}

impl LaneStft {
    /// Plans a transform; `None` when the length has a prime factor that lanes don't do.
    pub(crate) fn new(window: &[f32], framing: Framing) -> Option<Self> {
        let fft_len = window.len();
        let even = fft_len.is_multiple_of(2);
        let plan = LaneFft::new(if even { fft_len / 2 } else { fft_len })?;
        let lanes = lane_count().min(MOST_LANES);
        Some(Self {
            framing,
            window: window.iter().map(|w| 0.5 * w).collect(),
            unpacking: (1..=plan.len() / 2).map(|k| Pair::new(&plan, k, fft_len)).collect(),
            plan,
            lanes,
            turn: Turn::for_lanes(lanes),
            quads: Quads::new(framing).map(Box::new),
            edges: Vec::new(),
            points: AlignedBuffer::default(),
            spectrum: AlignedBuffer::default(),
            bands: AlignedBuffer::default(),
        })
    }

    /// How many frames lie side by side.
    pub(crate) fn lanes(&self) -> usize {
        self.lanes
    }

    fn bins(&self) -> usize {
        self.window.len() / 2 + 1
    }

    /// Groups that one transform covers: two for odd lengths.
    fn slots(&self) -> usize {
        1 + self.window.len() % 2
    }

    /// Powers of the frames from `first` on (those beyond the sound are silent): bin after bin, frame beside frame.
    /// For even lengths.
    pub(crate) fn powers(&mut self, signal: &[f32], first: usize) -> &[f32] {
        if let Some(quads) = &mut self.quads {
            self.spectrum.resize((self.window.len() / 2 + 1) * self.lanes);
            quads.columns(signal, &self.window, first, self.spectrum.as_mut_slice());
            return self.spectrum.as_slice();
        }
        self.transform(signal, first, Kept::Power)
    }

    /// Transforms the frames from `first` on (those beyond the sound are silent); the columns of all its slots,
    /// bin after bin, a register of power, magnitude or two of real and imaginary part for each.
    fn transform(&mut self, signal: &[f32], first: usize, kept: Kept) -> &[f32] {
        let (slots, lanes) = (self.slots(), self.lanes);
        // Where quads do all that is asked for, these are never needed.
        self.points.resize(2 * self.plan.len() * lanes);
        self.edges.resize(lanes * self.window.len(), 0.0);
        let mut peaks = [[1.0; MOST_LANES]; 2];
        for (slot, peaks) in peaks.iter_mut().enumerate().take(slots) {
            self.load(signal, first + slot * lanes, slot, peaks);
        }
        let registers = slots * self.bins() * if kept == Kept::Complex { 2 } else { 1 };
        self.spectrum.resize(registers * lanes);
        Arch::new().dispatch(Transform {
            plan: &self.plan,
            unpacking: &self.unpacking,
            peaks: (slots == 2).then_some(peaks),
            points: self.points.as_mut_slice(),
            spectrum: self.spectrum.as_mut_slice(),
            kept,
        });
        self.spectrum.as_slice()
    }

    /// Windows a group's frames into their lanes; writes what a shared transform must multiply them by again.
    fn load(&mut self, signal: &[f32], first: usize, slot: usize, peaks: &mut [f32; MOST_LANES]) {
        let (framing, len) = (self.framing, self.window.len());
        for (lane, edge) in self.edges.chunks_exact_mut(len).enumerate() {
            if framing.inside(signal, first + lane).is_none() {
                framing.fill(signal, first + lane, edge);
            }
        }
        let row = |lane: usize| match framing.inside(signal, first + lane) {
            Some(inside) => inside,
            None => &self.edges[lane * len..][..len],
        };
        let lanes = self.lanes;
        let rows = std::array::from_fn(|lane| if lane < lanes { row(lane) } else { &[] });
        let slots = 1 + len % 2;
        let scales = (slots == 2).then(|| scales(&rows, peaks));
        Arch::new().dispatch(LoadColumns {
            rows,
            scales,
            window: &self.window,
            columns: &mut self.points.as_mut_slice()[slot * lanes..],
            stride: slots,
            turn: self.turn,
        });
    }

    /// Writes powers or magnitudes into as many rows as there are.
    pub(crate) fn spectrogram_into(&mut self, signal: &[f32], root: bool, rows: &mut [f32]) {
        if let Some(quads) = &mut self.quads {
            return quads.rows(signal, &self.window, root, rows);
        }
        let (kept, frames) = (if root { Kept::Magnitude } else { Kept::Power }, rows.len() / self.bins());
        let (group, slots) = (self.bins() * self.lanes, self.slots());
        for first in (0..frames).step_by(slots * self.lanes) {
            self.transform(signal, first, kept);
            for slot in 0..slots {
                let columns = &self.spectrum.as_slice()[slot * group..][..group];
                self.store(columns, first + slot * self.lanes, frames, rows);
            }
        }
    }

    /// Writes complex spectra into a spectrogram that has its shape.
    pub(crate) fn complex_into(&mut self, signal: &[f32], out: &mut ComplexSpectrogram) {
        let (frames, group, slots) = (out.frames(), 2 * self.bins() * self.lanes, self.slots());
        for first in (0..frames).step_by(slots * self.lanes) {
            self.transform(signal, first, Kept::Complex);
            for slot in 0..slots {
                let columns = &self.spectrum.as_slice()[slot * group..][..group];
                // A complex number is its two parts one after the other, as the columns are.
                let values = bytemuck::cast_slice_mut(out.values_mut());
                self.store(columns, first + slot * self.lanes, frames, values);
            }
        }
    }

    /// Writes sums over mel bands of powers or magnitudes into as many rows as there are; 0 where `quiet` finds nothing.
    pub(crate) fn mel_into(
        &mut self,
        signal: &[f32],
        root: bool,
        bank: &MelFilterbank,
        rows: &mut [f32],
        mut quiet: Option<&mut Quiet>,
    ) {
        if let Some(quads) = &mut self.quads {
            return quads.bands(signal, &self.window, root, bank, rows, quiet);
        }
        let (kept, frames) = (if root { Kept::Magnitude } else { Kept::Power }, rows.len() / bank.bands());
        let (group, slots) = (self.bins() * self.lanes, self.slots());
        self.bands.resize(bank.bands() * self.lanes);
        for first in (0..frames).step_by(slots * self.lanes) {
            let count = (slots * self.lanes).min(frames - first);
            let here = first * bank.bands()..(first + count) * bank.bands();
            if quiet.as_ref().is_some_and(|q| q.covers(&self.framing, signal, first, count, root)) {
                rows[here].fill(0.0);
                continue;
            }
            self.transform(signal, first, kept);
            for slot in 0..slots {
                let spectrum = &self.spectrum.as_slice()[slot * group..][..group];
                Arch::new().dispatch(BandSums { spectrum, bank, bands: self.bands.as_mut_slice() });
                self.store(self.bands.as_slice(), first + slot * self.lanes, frames, rows);
            }
            if let Some(quiet) = &mut quiet {
                quiet.hear(&rows[here]);
            }
        }
    }

    /// Writes a group's columns as the rows from `first` on of `frames` in all.
    fn store(&self, columns: &[f32], first: usize, frames: usize, values: &mut [f32]) {
        let width = columns.len() / self.lanes;
        let last = (first + self.lanes).min(frames);
        if first < last {
            let rows = &mut values[first * width..last * width];
            Arch::new().dispatch(StoreRows { columns, rows, turn: self.turn });
        }
    }
}

/// What brings each frame's peak to 1, and in `peaks` what brings it back: 0 for silence, which stays silent.
fn scales(rows: &[&[f32]; MOST_LANES], peaks: &mut [f32; MOST_LANES]) -> [f32; MOST_LANES] {
    const SMALLEST: f32 = 1e-30;
    let mut scales = [1.0; MOST_LANES];
    for ((row, peak), scale) in rows.iter().zip(peaks).zip(&mut scales) {
        let loudest = Arch::new().dispatch(Peak(row));
        let divisor = loudest.max(SMALLEST);
        *peak = divisor.min(loudest * (1.0 / SMALLEST));
        *scale = 1.0 / divisor;
    }
    scales
}

/// The largest magnitude of some samples.
struct Peak<'a>(&'a [f32]);

impl WithSimd for Peak<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (registers, rest) = S::as_simd_f32s(self.0);
        let mut most = simd.abs_f32s(simd.partial_load_f32s(rest));
        for x in registers {
            most = simd.max_f32s(most, simd.abs_f32s(*x));
        }
        simd.reduce_max_f32s(most)
    }
}
