//! How a knob's way is spread over the range of a continuous parameter.

use serde::{Deserialize, Serialize};

/// The law between knob and unit of a continuous parameter; steps and choices are always spread evenly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Curve {
    /// Equal ways are equal differences.
    #[default]
    Linear,
    /// Equal ways are equal ratios: frequencies, times. The lowest value must be above zero.
    Log,
    /// The way to this power is the share of the range: above 1 the knob is finer near the low end. Above zero.
    Power(f64),
}

impl Curve {
    /// Whether it makes sense over that range.
    pub fn fits(self, (low, high): (f64, f64)) -> bool {
        let is_range = low.is_finite() && high.is_finite() && low < high;
        is_range
            && match self {
                Self::Linear => true,
                Self::Log => low > 0.0,
                Self::Power(exponent) => exponent.is_finite() && exponent > 0.0,
            }
    }

    /// Whether it is the straight one.
    pub fn is_linear(&self) -> bool {
        *self == Self::Linear
    }

    /// The plain value where a share 0..=1 of the knob's way lies behind it.
    pub(super) fn plain_from_way(self, way: f64, (low, high): (f64, f64)) -> f64 {
        let plain = match self {
            Self::Linear => low + way * (high - low),
            Self::Log => low * libm::pow(high / low, way),
            Self::Power(exponent) => low + libm::pow(way, exponent) * (high - low),
        };
        // Rounding must not leave the range.
        plain.clamp(low, high)
    }

    /// The share of the knob's way behind which a plain value lies.
    pub(super) fn way_from_plain(self, plain: f64, (low, high): (f64, f64)) -> f64 {
        let plain = plain.clamp(low, high);
        match self {
            Self::Linear => (plain - low) / (high - low),
            Self::Log => libm::log(plain / low) / libm::log(high / low),
            Self::Power(exponent) => libm::pow((plain - low) / (high - low), 1.0 / exponent),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn curves() -> impl Strategy<Value = Curve> {
        prop_oneof![Just(Curve::Linear), Just(Curve::Log), (0.2_f64..6.0).prop_map(Curve::Power)]
    }

    proptest! {
        #[test]
        fn ways_come_back_and_stay_in_the_range(
            curve in curves(), way in 0.0_f64..=1.0, low in 1e-3_f64..10.0, span in 1e-2_f64..1e5
        ) {
            let range = (low, low + span);
            prop_assert!(curve.fits(range));
            let plain = curve.plain_from_way(way, range);
            prop_assert!((range.0..=range.1).contains(&plain));
            let back = curve.way_from_plain(plain, range);
            // Where the curve is flat, a rounding of the plain value is a longer way of the knob.
            let again = curve.plain_from_way(back, range);
            prop_assert!((again - plain).abs() <= 1e-9 * range.1, "{way} {back} {plain} {again}");
        }
    }

    #[test]
    fn ends_and_middles() {
        let range = (20.0, 20_000.0);
        for curve in [Curve::Linear, Curve::Log, Curve::Power(2.0)] {
            let ends = [0.0, 1.0].map(|way| curve.plain_from_way(way, range));
            assert!(
                (ends[0] - 20.0).abs() < 1e-9 && (ends[1] - 20_000.0).abs() < 1e-6,
                "{curve:?}: {ends:?}"
            );
        }
        assert!((Curve::Log.plain_from_way(0.5, range) - 632.455_532).abs() < 1e-5);
        assert!((Curve::Power(2.0).plain_from_way(0.5, (0.0, 8.0)) - 2.0).abs() < 1e-12);
        assert!(!Curve::Log.fits((0.0, 1.0)) && !Curve::Power(0.0).fits((0.0, 1.0)));
        assert!(!Curve::Linear.fits((1.0, 1.0)) && !Curve::Linear.fits((0.0, f64::INFINITY)));
    }
}
