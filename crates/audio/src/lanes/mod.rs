//! What the SIMD kernels share: buffers that start on a cache line, squares of registers turned on their side,
//! logarithms, levels, and the search for what is no number.

mod finite;
mod levels;
mod ln;
mod transpose;
mod turner;

use pulp::{Arch, Simd, WithSimd};

pub(crate) use finite::all_finite;
pub(crate) use levels::Levels;
pub(crate) use ln::{ln, scaled_ln};
pub(crate) use transpose::{LoadColumns, MOST_LANES, StoreRows, Turn};
#[cfg(target_arch = "x86_64")]
pub(crate) use transpose::{gather_blocks, turn_blocks, turn_sixteen};
pub(crate) use turner::Turner;

/// Floats per cache line, and the widest register there is.
const LINE: usize = 16;

/// A buffer of floats that starts on a cache line: registers loaded from it never straddle two.
#[derive(Default)]
pub(crate) struct AlignedBuffer {
    values: Vec<f32>,
    start: usize,
    len: usize,
}

impl AlignedBuffer {
    /// Makes room for `len` floats; what they are is unspecified. Allocates only when it grows.
    pub(crate) fn resize(&mut self, len: usize) {
        if self.values.len() < len + LINE {
            self.values.resize(len + LINE, 0.0);
            self.start = self.values.as_ptr().align_offset(4 * LINE).min(LINE);
        }
        self.len = len;
    }

    pub(crate) fn as_slice(&self) -> &[f32] {
        &self.values[self.start..][..self.len]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.values[self.start..][..self.len]
    }
}

/// How many frames one register carries on this machine.
pub(crate) fn lane_count() -> usize {
    struct Count;
    impl WithSimd for Count {
        type Output = usize;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            S::F32_LANES
        }
    }
    Arch::new().dispatch(Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligned_and_kept() {
        let mut buffer = AlignedBuffer::default();
        buffer.resize(100);
        assert_eq!(buffer.as_slice().as_ptr().align_offset(64), 0);
        let before = buffer.as_slice().as_ptr();
        buffer.resize(40);
        assert_eq!((buffer.as_slice().as_ptr(), buffer.as_slice().len()), (before, 40));
    }
}
