//! Four frames at a time, each cut into four parts: what one register holds is a moment of all four parts of all
//! four frames.
//!
//! A group of sixteen frames of 2048 samples takes 128 kB, which no nearest cache holds; four frames take 32 kB, which
//! those of our days do. The first pass of each frame's transform (radix four, decimation in frequency) is done on the
//! frame's own samples; it makes four transforms of a quarter of the length, which never meet again: part `r` gives bins
//! `4k + r`. So each of them takes a lane, four neighbouring bins come out side by side, and everything between is
//! regular. Needs AVX-512, and a length that is a multiple of 64; other machines and lengths put a frame in each lane.

mod load;
mod out;
mod unpack;

use pulp::bytemuck;
use pulp::x86::V4;

use crate::lane_fft::LaneFft;
use crate::lanes::AlignedBuffer;
use crate::mel::MelFilterbank;
use crate::stft::{Framing, Quiet};
use load::{Load, Turns};
use out::{Bands, Columns, Rows};
use unpack::{Mirror, Unpack};

/// Frames that lie side by side.
pub(super) const FRAMES: usize = 4;
/// Parts of each.
const PARTS: usize = 4;

/// What a register holds: of each frame a value of each part.
type Register = [f32; FRAMES * PARTS];

/// A planned transform with its scratch space.
pub(super) struct Quads {
    simd: V4,
    framing: Framing,
    turns: Vec<Turns>,
    sub: LaneFft,
    mirrors: Vec<Mirror>,
    /// Copies of the frames that reach beyond the ends of the sound.
    edges: Vec<f32>,
    points: AlignedBuffer,
    powers: AlignedBuffer,
}

impl Quads {
    /// Plans a transform; `None` where frames have to lie one in each lane.
    pub(super) fn new(framing: Framing) -> Option<Self> {
        let (simd, len) = (V4::try_new()?, framing.fft_len);
        let sub = LaneFft::new(len / (2 * PARTS)).filter(|_| len.is_multiple_of(64))?;
        let (mut points, mut powers) = (AlignedBuffer::default(), AlignedBuffer::default());
        points.resize(2 * sub.len() * size_of::<Register>() / 4);
        powers.resize((sub.len() + 1) * size_of::<Register>() / 4);
        Some(Self {
            simd,
            framing,
            turns: load::turns(sub.len()),
            mirrors: unpack::mirrors(&sub),
            sub,
            edges: vec![0.0; FRAMES * len],
            points,
            powers,
        })
    }

    /// Writes the powers or magnitudes of four frames (those beyond the sound are silent) as those of quad `slot`.
    fn transform(
        &mut self,
        signal: &[f32],
        window: &[f32],
        frames: [usize; FRAMES],
        root: bool,
        slot: usize,
    ) {
        let (framing, len) = (self.framing, self.framing.fft_len);
        for (frame, edge) in frames.iter().zip(self.edges.chunks_exact_mut(len)) {
            if framing.inside(signal, *frame).is_none() {
                framing.fill(signal, *frame, edge);
            }
        }
        let mut rows = [&[][..]; FRAMES];
        for ((row, frame), edge) in rows.iter_mut().zip(frames).zip(self.edges.chunks_exact(len)) {
            *row = framing.inside(signal, frame).unwrap_or(edge);
        }
        let (simd, count) = (self.simd, self.registers());
        let (points, _) = self.points.as_mut_slice().as_chunks_mut();
        simd.vectorize(Load { simd, frames: rows, window, turns: &self.turns, points });
        simd.vectorize(Transform { simd, sub: &self.sub, points });
        let (powers, _) = self.powers.as_mut_slice().as_chunks_mut();
        let powers = &mut powers[slot * count..][..count];
        simd.vectorize(Unpack { simd, mirrors: &self.mirrors, points, powers, root });
    }

    /// Registers of powers for each quad: a last one for the last bin.
    fn registers(&self) -> usize {
        self.sub.len() + 1
    }

    fn powers(&self, slot: usize) -> &[Register] {
        &self.powers.as_slice().as_chunks().0[slot * self.registers()..][..self.registers()]
    }

    /// Writes powers or magnitudes of a sound's frames into rows.
    pub(super) fn rows(&mut self, signal: &[f32], window: &[f32], root: bool, values: &mut [f32]) {
        let (simd, width) = (self.simd, self.framing.fft_len / 2 + 1);
        for (index, rows) in values.chunks_mut(FRAMES * width).enumerate() {
            self.transform(signal, window, neighbours(index), root, 0);
            simd.vectorize(Rows { simd, powers: self.powers(0), rows });
        }
    }

    /// Writes sums over mel bands of powers or magnitudes into rows; 0 where `quiet` finds nothing.
    pub(super) fn bands(
        &mut self,
        signal: &[f32],
        window: &[f32],
        root: bool,
        bank: &MelFilterbank,
        values: &mut [f32],
        mut quiet: Option<&mut Quiet>,
    ) {
        let simd = self.simd;
        for (index, rows) in values.chunks_mut(FRAMES * bank.bands()).enumerate() {
            let (first, count) = (FRAMES * index, rows.len() / bank.bands());
            if quiet.as_ref().is_some_and(|q| q.covers(&self.framing, signal, first, count, root)) {
                rows.fill(0.0);
                continue;
            }
            self.transform(signal, window, neighbours(index), root, 0);
            simd.vectorize(Bands { simd, powers: self.powers(0), bank, rows: &mut *rows });
            if let Some(quiet) = &mut quiet {
                quiet.hear(rows);
            }
        }
    }

    /// Writes powers of the frames from `first` on side by side, as many as a register holds.
    pub(super) fn columns(&mut self, signal: &[f32], window: &[f32], first: usize, columns: &mut [f32]) {
        self.powers.resize(QUADS * self.registers() * size_of::<Register>() / 4);
        for quad in 0..QUADS {
            let frames = [0, 1, 2, 3].map(|part| first + FRAMES * part + quad);
            self.transform(signal, window, frames, false, quad);
        }
        let (columns, _) = columns.as_chunks_mut();
        let powers = [self.powers(0), self.powers(1), self.powers(2), self.powers(3)];
        self.simd.vectorize(Columns { simd: self.simd, powers, columns });
    }
}

/// Quads of which columns are made.
const QUADS: usize = 4;

/// The frames of a quad of neighbours.
fn neighbours(index: usize) -> [usize; FRAMES] {
    [0, 1, 2, 3].map(|part| FRAMES * index + part)
}

/// The transforms of all parts.
struct Transform<'a> {
    simd: V4,
    sub: &'a LaneFft,
    points: &'a mut [Register],
}

impl pulp::NullaryFnOnce for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.sub.process(self.simd, bytemuck::cast_slice_mut(self.points));
    }
}
