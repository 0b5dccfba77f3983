//! Between rows (a frame's samples or bins one after the other) and columns (one moment or bin of many frames
//! side by side in a register): squares of registers turned on their side, a shuffle for every four values
//! where a loop would take a load and a store for each.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{__m512, __m512d};

use pulp::{Simd, WithSimd, bytemuck};

/// The most frames that a register carries.
pub(crate) const MOST_LANES: usize = 16;

/// As many registers as one has lanes (those beyond are not looked at).
type Square<S> = [<S as Simd>::f32s; MOST_LANES];

/// How this machine turns a square.
#[derive(Clone, Copy)]
pub(crate) enum Turn {
    /// 16 by 16, AVX-512.
    #[cfg(target_arch = "x86_64")]
    Sixteen(pulp::x86::V4),
    /// 8 by 8, AVX.
    #[cfg(target_arch = "x86_64")]
    Eight(pulp::x86::V3),
    /// Value by value, for any number of lanes.
    Plain,
}

impl Turn {
    /// The one that fits registers of `lanes`.
    pub(crate) fn for_lanes(lanes: usize) -> Self {
        #[cfg(target_arch = "x86_64")]
        match lanes {
            16 => return pulp::x86::V4::try_new().map_or(Self::Plain, Self::Sixteen),
            8 => return pulp::x86::V3::try_new().map_or(Self::Plain, Self::Eight),
            _ => {}
        }
        let _ = lanes;
        Self::Plain
    }

    /// Value `c` of register `r` becomes value `r` of register `c`.
    #[inline(always)]
    fn turn<S: Simd>(self, square: &mut Square<S>) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Sixteen(simd) if S::F32_LANES == 16 => {
                *square = bytemuck::cast(turn_sixteen(simd, bytemuck::cast(*square)));
            }
            #[cfg(target_arch = "x86_64")]
            Self::Eight(simd) if S::F32_LANES == 8 => eight::<S>(simd, square),
            _ => {
                let lanes = S::F32_LANES;
                let values: &mut [f32] = bytemuck::cast_slice_mut(&mut square[..lanes]);
                for row in 1..lanes {
                    (0..row).for_each(|column| values.swap(row * lanes + column, column * lanes + row));
                }
            }
        }
    }
}

/// Value `c` of register `r` becomes value `r` of register `c`.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn turn_sixteen(simd: pulp::x86::V4, square: [__m512; 16]) -> [__m512; 16] {
    // Four rows at a time to blocks of four rows by one column, of which each register holds four.
    let mut blocks: [[__m512; 4]; 4] = bytemuck::Zeroable::zeroed();
    for (rows, blocks) in square.as_chunks().0.iter().zip(&mut blocks) {
        *blocks = turn_blocks(simd, *rows);
    }
    // Then the blocks of each column to their places.
    let mut turned: [__m512; 16] = bytemuck::Zeroable::zeroed();
    for column in 0..4 {
        let places =
            gather_blocks(simd, [blocks[0][column], blocks[1][column], blocks[2][column], blocks[3][column]]);
        for (block, place) in places.iter().enumerate() {
            turned[4 * block + column] = *place;
        }
    }
    turned
}

/// Of each four values of four registers the first side by side, then the second, and so on.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn turn_blocks(simd: pulp::x86::V4, [a, b, c, d]: [__m512; 4]) -> [__m512; 4] {
    let avx = simd.avx512f;
    let low: __m512d = bytemuck::cast(avx._mm512_unpacklo_ps(a, b));
    let high: __m512d = bytemuck::cast(avx._mm512_unpackhi_ps(a, b));
    let next_low: __m512d = bytemuck::cast(avx._mm512_unpacklo_ps(c, d));
    let next_high: __m512d = bytemuck::cast(avx._mm512_unpackhi_ps(c, d));
    [
        bytemuck::cast(avx._mm512_unpacklo_pd(low, next_low)),
        bytemuck::cast(avx._mm512_unpackhi_pd(low, next_low)),
        bytemuck::cast(avx._mm512_unpacklo_pd(high, next_high)),
        bytemuck::cast(avx._mm512_unpackhi_pd(high, next_high)),
    ]
}

/// Of four registers the first four values of each side by side, then the next four of each, and so on.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn gather_blocks(simd: pulp::x86::V4, [a, b, c, d]: [__m512; 4]) -> [__m512; 4] {
    let avx = simd.avx512f;
    let ab_even = avx._mm512_shuffle_f32x4::<0x88>(a, b);
    let cd_even = avx._mm512_shuffle_f32x4::<0x88>(c, d);
    let ab_odd = avx._mm512_shuffle_f32x4::<0xdd>(a, b);
    let cd_odd = avx._mm512_shuffle_f32x4::<0xdd>(c, d);
    [
        avx._mm512_shuffle_f32x4::<0x88>(ab_even, cd_even),
        avx._mm512_shuffle_f32x4::<0x88>(ab_odd, cd_odd),
        avx._mm512_shuffle_f32x4::<0xdd>(ab_even, cd_even),
        avx._mm512_shuffle_f32x4::<0xdd>(ab_odd, cd_odd),
    ]
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn eight<S: Simd>(simd: pulp::x86::V3, square: &mut Square<S>) {
    use std::arch::x86_64::{__m256, __m256d};

    let avx = simd.avx;
    let mut blocks: [[__m256; 4]; 2] = bytemuck::Zeroable::zeroed();
    for (half, blocks) in blocks.iter_mut().enumerate() {
        let a: __m256 = bytemuck::cast(square[4 * half]);
        let b: __m256 = bytemuck::cast(square[4 * half + 1]);
        let c: __m256 = bytemuck::cast(square[4 * half + 2]);
        let d: __m256 = bytemuck::cast(square[4 * half + 3]);
        let low: __m256d = bytemuck::cast(avx._mm256_unpacklo_ps(a, b));
        let high: __m256d = bytemuck::cast(avx._mm256_unpackhi_ps(a, b));
        let next_low: __m256d = bytemuck::cast(avx._mm256_unpacklo_ps(c, d));
        let next_high: __m256d = bytemuck::cast(avx._mm256_unpackhi_ps(c, d));
        *blocks = [
            bytemuck::cast(avx._mm256_unpacklo_pd(low, next_low)),
            bytemuck::cast(avx._mm256_unpackhi_pd(low, next_low)),
            bytemuck::cast(avx._mm256_unpacklo_pd(high, next_high)),
            bytemuck::cast(avx._mm256_unpackhi_pd(high, next_high)),
        ];
    }
    for column in 0..4 {
        let (top, bottom) = (blocks[0][column], blocks[1][column]);
        square[column] = bytemuck::cast(avx._mm256_permute2f128_ps::<0x20>(top, bottom));
        square[4 + column] = bytemuck::cast(avx._mm256_permute2f128_ps::<0x31>(top, bottom));
    }
}

/// Lays frames side by side, each sample times the window's.
pub(crate) struct LoadColumns<'a> {
    /// The frames' samples, as many of each as the window has.
    pub(crate) rows: [&'a [f32]; MOST_LANES],
    /// What each row is multiplied by first.
    pub(crate) scales: Option<[f32; MOST_LANES]>,
    pub(crate) window: &'a [f32],
    /// Registers: that of time `t` is number `t · stride`.
    pub(crate) columns: &'a mut [f32],
    pub(crate) stride: usize,
    pub(crate) turn: Turn,
}

impl WithSimd for LoadColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let lanes = S::F32_LANES;
        let Self { rows, scales, window, columns, stride, turn } = self;
        let (columns, _) = S::as_mut_simd_f32s(columns);
        let (weights, rest) = S::as_simd_f32s(window);
        let heads = rows.map(|row| S::as_simd_f32s(row).0);
        for (block, (weight, out)) in weights.iter().zip(columns.chunks_mut(stride * lanes)).enumerate() {
            let mut square = [simd.splat_f32s(0.0); MOST_LANES];
            for (lane, slot) in square.iter_mut().enumerate().take(lanes) {
                let samples = heads[lane][block];
                let samples = match &scales {
                    Some(scales) => simd.mul_f32s(samples, simd.splat_f32s(scales[lane])),
                    None => samples,
                };
                *slot = simd.mul_f32s(samples, *weight);
            }
            turn.turn::<S>(&mut square);
            for (time, column) in square.iter().enumerate().take(lanes) {
                out[time * stride] = *column;
            }
        }
        for (offset, weight) in rest.iter().enumerate() {
            let time = weights.len() * lanes + offset;
            let scales = scales.unwrap_or([1.0; MOST_LANES]);
            let column: [f32; MOST_LANES] =
                std::array::from_fn(|lane| rows[lane].get(time).map_or(0.0, |x| x * scales[lane] * weight));
            columns[time * stride] = simd.partial_load_f32s(&column[..lanes]);
        }
    }
}

/// Writes columns back as rows, one after the other without a gap; the last lanes may have no row.
pub(crate) struct StoreRows<'a> {
    pub(crate) columns: &'a [f32],
    pub(crate) rows: &'a mut [f32],
    pub(crate) turn: Turn,
}

impl WithSimd for StoreRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (lanes, Self { columns, rows, turn }) = (S::F32_LANES, self);
        let (columns, _) = S::as_simd_f32s(columns);
        let width = columns.len();
        let count = rows.len() / width.max(1);
        for (block, registers) in columns.chunks_exact(lanes).enumerate() {
            let mut square = [simd.splat_f32s(0.0); MOST_LANES];
            for (slot, register) in square.iter_mut().zip(registers) {
                *slot = *register;
            }
            turn.turn::<S>(&mut square);
            for (lane, register) in square.iter().enumerate().take(lanes) {
                if lane < count {
                    let (cells, _) = S::as_mut_simd_f32s(&mut rows[lane * width + block * lanes..][..lanes]);
                    cells[0] = *register;
                }
            }
        }
        for column in width - width % lanes..width {
            let mut values = [0.0; MOST_LANES];
            simd.partial_store_f32s(&mut values[..lanes], columns[column]);
            (0..count).for_each(|lane| rows[lane * width + column] = values[lane]);
        }
    }
}

#[cfg(test)]
mod tests {
    use pulp::Arch;

    use super::*;
    use crate::lanes::lane_count;

    #[test]
    fn there_and_back_on_every_road() {
        let lanes = lane_count();
        for turn in [Turn::for_lanes(lanes), Turn::Plain] {
            for width in [1, 7, 16, 45, 64] {
                let rows: Vec<Vec<f32>> =
                    (0..lanes).map(|r| (0..width).map(|c| (100 * r + c) as f32).collect()).collect();
                let sources = std::array::from_fn(|lane| rows.get(lane).map_or(&[][..], Vec::as_slice));
                let (mut columns, mut back) = (vec![0.0; width * lanes], vec![0.0; width * (lanes - 1)]);
                let window = vec![2.0; width];
                let load = LoadColumns {
                    rows: sources,
                    scales: None,
                    window: &window,
                    columns: &mut columns,
                    stride: 1,
                    turn,
                };
                Arch::new().dispatch(load);
                for (time, column) in columns.chunks_exact(lanes).enumerate() {
                    assert!(column.iter().zip(&rows).all(|(x, row)| *x == 2.0 * row[time]), "{width} wide");
                }
                Arch::new().dispatch(StoreRows { columns: &columns, rows: &mut back, turn });
                let expected: Vec<f32> = rows[..lanes - 1].iter().flatten().map(|x| 2.0 * x).collect();
                assert_eq!(back, expected, "{width} wide");
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn squares_of_eight() {
        struct Check(pulp::x86::V3);
        impl pulp::NullaryFnOnce for Check {
            type Output = ();
            fn call(self) {
                type S = pulp::x86::V3;
                let mut square: Square<S> = bytemuck::Zeroable::zeroed();
                let values: &mut [f32] = bytemuck::cast_slice_mut(&mut square);
                values.iter_mut().enumerate().for_each(|(index, x)| *x = index as f32);
                Turn::Eight(self.0).turn::<S>(&mut square);
                let values: &[f32] = bytemuck::cast_slice(&square);
                for (index, x) in values[..64].iter().enumerate() {
                    assert_eq!(*x, (index % 8 * 8 + index / 8) as f32);
                }
            }
        }
        match pulp::x86::V3::try_new() {
            Some(simd) => simd.vectorize(Check(simd)),
            None => eprintln!("SKIPPED squares_of_eight: needs a machine with AVX2"),
        }
    }
}
