//! How the benches count time: CPU time of their own thread, since machines are shared; and the arithmetic that a
//! core can do at most, as the physical limit beside a figure.

use std::hint::black_box;
use std::time::Instant;

use cpu_time::ThreadTime;
use pulp::{Arch, Simd, WithSimd};

/// Calls are repeated for so long.
const LONG_ENOUGH_SECS: f64 = 0.025;

/// CPU milliseconds of one call: the mean of as many as fill some tens of milliseconds, after one to warm up.
pub fn millis_per_call(mut call: impl FnMut()) -> f64 {
    call();
    let (start, mut calls) = (ThreadTime::now(), 0);
    loop {
        call();
        calls += 1;
        let secs = start.elapsed().as_secs_f64();
        if secs >= LONG_ENOUGH_SECS {
            return 1e3 * secs / f64::from(calls);
        }
    }
}

/// The middle one of the values (the upper of two), which are sorted by this.
///
/// # Panics
/// When there are none.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// FLOPs per millisecond of independent multiply-adds in registers, the fastest of several runs.
pub fn peak_flops_per_milli() -> f64 {
    let run = || {
        let start = Instant::now();
        Arch::new().dispatch(MultiplyAdds) as f64 / (start.elapsed().as_secs_f64() * 1e3)
    };
    (0..30).map(|_| run()).fold(0.0, f64::max)
}

/// Multiply-adds that need nothing from one another; the answer is how many FLOPs they were.
struct MultiplyAdds;

impl WithSimd for MultiplyAdds {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        const STEPS: usize = 100_000;
        let mut sums = [simd.splat_f32s(black_box(0.5)); 10];
        let (factor, summand) = (simd.splat_f32s(0.999_9), simd.splat_f32s(1e-4));
        for _ in 0..STEPS {
            for sum in &mut sums {
                *sum = simd.mul_add_e_f32s(*sum, factor, summand);
            }
        }
        black_box(sums);
        STEPS * 10 * S::F32_LANES * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeping_costs_no_cpu_time_and_working_does() {
        let mut calls = 0;
        let work = || {
            calls += 1;
            if calls % 2 == 0 {
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
            black_box((0..200_000_u64).fold(1_u64, |a, b| a.wrapping_mul(31).wrapping_add(black_box(b))));
        };
        let millis = millis_per_call(work);
        let wall = Instant::now();
        black_box((0..200_000_u64).fold(1_u64, |a, b| a.wrapping_mul(31).wrapping_add(black_box(b))));
        let alone = wall.elapsed().as_secs_f64() * 1e3;
        assert!(millis > 0.0 && millis < alone + 1.0, "{millis} ms of CPU, {alone} ms alone");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), 3.0);
    }
}
