//! Numbers let through by how likely a normal deviate is below them (Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016).

use super::exp::{exp, series};

/// A number times the share of normal deviates below it.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    x * below(x)
}

/// The share of normal deviates below a number, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26).
#[inline(always)]
fn below(x: f32) -> f32 {
    const FACTORS: [f32; 5] = [1.061_405_4, -1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6];
    let far = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * far);
    let beyond = 0.5 * exp(-far * far) * series(t, FACTORS) * t;
    if x < 0.0 { beyond } else { 1.0 - beyond }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fused::same::{assert_close, plain};

    #[test]
    fn it_is_what_the_library_says() {
        for factor in [1.0, 6.0] {
            let numbers = plain([130, 301], 1) * factor;
            let values: Vec<f32> = numbers.clone().into_data().try_into_vec_as().unwrap();
            let found: Vec<f32> = values.into_iter().map(gelu).collect();
            let found = burn::tensor::TensorData::new(found, [130, 301]);
            let found = burn::tensor::Tensor::<2>::from_data(found, &numbers.device());
            assert_close(found, burn::tensor::activation::gelu(numbers));
        }
    }
}
