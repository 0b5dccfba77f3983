//! Axes of charts.

/// Size of a chart, and the margins in which its axes are written.
pub(crate) const WIDTH: f64 = 560.0;
pub(crate) const HEIGHT: f64 = 260.0;
pub(crate) const LEFT: f64 = 62.0;
pub(crate) const RIGHT: f64 = 24.0;
pub(crate) const TOP: f64 = 12.0;
pub(crate) const BOTTOM: f64 = 34.0;

/// Values that span more than this are drawn on a logarithmic axis.
const LOGARITHMIC_FROM: f64 = 50.0;

/// A linear axis, or a logarithmic one.
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) is_log: bool,
}

impl Axis {
    /// Over these values; logarithmic where it may be and they are above 0 and span far.
    pub(crate) fn of(values: impl Iterator<Item = f64> + Clone, may_log: bool) -> Self {
        let (low, high) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let is_log = may_log && low > 0.0 && high / low > LOGARITHMIC_FROM;
        if high > low {
            Self { low, high, is_log }
        } else {
            Self { low: low - 0.5, high: low + 0.5, is_log: false }
        }
    }

    /// Where a value lies, 0 to 1.
    pub(crate) fn share(&self, value: f64) -> f64 {
        if self.is_log {
            return (value / self.low).ln() / (self.high / self.low).ln();
        }
        // Halves, so that no difference of finite numbers is infinite.
        (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
    }

    /// Values at equal distances of the axis.
    pub(crate) fn ticks(&self, count: usize) -> Vec<f64> {
        let at = |share: f64| {
            if self.is_log {
                self.low * (self.high / self.low).powf(share)
            } else {
                self.low * (1.0 - share) + self.high * share
            }
        };
        (0..=count).map(|tick| at(tick as f64 / count as f64)).collect()
    }
}
