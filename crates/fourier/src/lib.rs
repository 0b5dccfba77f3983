//! *Who plans Fourier transforms and changes of rate?* The libraries realfft and rubato, compiled here once.
//!
//! Both are generic over the number type: whoever calls their planners compiles every kernel of rustfft for every
//! instruction set, more than a million lines of intermediate code, and its tests do so once more. Behind these
//! functions that happens in one crate. What they hand out are trait objects, which cost those libraries' own dynamic
//! calls and nothing else.

use std::sync::Arc;

use realfft::RealFftPlanner;
use rubato::{Fft, FixedSync, Resampler, ResamplerConstructionError, WindowFunction};

pub use realfft::{ComplexToReal, RealToComplex, num_complex};

/// A forward and an inverse transform of real signals of one length.
pub type Pair<T> = (Arc<dyn RealToComplex<T>>, Arc<dyn ComplexToReal<T>>);

/// Transforms of `len` real 32-bit numbers, not scaled.
pub fn pair_f32(len: usize) -> Pair<f32> {
    let mut planner = RealFftPlanner::new();
    (planner.plan_fft_forward(len), planner.plan_fft_inverse(len))
}

/// Transforms of `len` real 64-bit numbers, not scaled.
pub fn pair_f64(len: usize) -> Pair<f64> {
    let mut planner = RealFftPlanner::new();
    (planner.plan_fft_forward(len), planner.plan_fft_inverse(len))
}

/// A forward transform of `len` real 32-bit numbers.
pub fn forward_f32(len: usize) -> Arc<dyn RealToComplex<f32>> {
    RealFftPlanner::new().plan_fft_forward(len)
}

/// A forward transform of `len` real 64-bit numbers.
pub fn forward_f64(len: usize) -> Arc<dyn RealToComplex<f64>> {
    RealFftPlanner::new().plan_fft_forward(len)
}

/// A synchronous resampler of one channel by way of spectra, which takes `block` samples at a time (rounded up to a
/// whole number of periods of both rates); its filter is a squared Blackman-Harris window.
///
/// # Errors
/// As rubato has them: for a rate or a block of 0.
pub fn resampler(
    from_hz: usize,
    to_hz: usize,
    block: usize,
) -> Result<Box<dyn Resampler<f64>>, ResamplerConstructionError> {
    let engine =
        Fft::new_custom(from_hz, to_hz, block, 1, 1, WindowFunction::BlackmanHarris2, FixedSync::Both)?;
    Ok(Box::new(engine))
}
