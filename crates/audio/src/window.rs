//! Analysis windows, in the periodic form that spectra use and the symmetric form that filters (and some
//! published front ends) use.

use std::f64::consts::PI;

/// The shape of an analysis window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Window {
    /// Hann over `len` samples of a period of `len`: librosa's and torch's default.
    #[default]
    HannPeriodic,
    /// Hann that ends at zero on both sides: SciPy's `sym=True`, Kaldi's `hanning`.
    HannSymmetric,
    /// Hamming (0.54, 0.46), periodic.
    HammingPeriodic,
    /// Hamming (0.54, 0.46), symmetric.
    HammingSymmetric,
    /// Blackman (0.42, 0.5, 0.08), periodic.
    BlackmanPeriodic,
    /// All ones.
    Rectangular,
}

impl Window {
    /// The window's `len` samples. A window of one sample is 1.
    pub fn samples(self, len: usize) -> Vec<f64> {
        if len == 1 {
            return vec![1.0];
        }
        let (coefficients, period): (&[f64], usize) = match self {
            Self::HannPeriodic => (&[0.5, 0.5], len),
            Self::HannSymmetric => (&[0.5, 0.5], len.saturating_sub(1)),
            Self::HammingPeriodic => (&[0.54, 0.46], len),
            Self::HammingSymmetric => (&[0.54, 0.46], len.saturating_sub(1)),
            Self::BlackmanPeriodic => (&[0.42, 0.5, 0.08], len),
            Self::Rectangular => (&[1.0], len),
        };
        let at = |i: usize| {
            let phase = 2.0 * PI * i as f64 / period as f64;
            let term = |(k, c): (usize, &f64)| if k % 2 == 0 { *c } else { -c } * (k as f64 * phase).cos();
            coefficients.iter().enumerate().map(term).sum()
        };
        (0..len).map(at).collect()
    }

    /// The window of `len` samples, zero-padded to `padded_len` with the window in the middle (the extra zero
    /// of an odd difference goes right, as librosa and torch put it).
    pub fn centred(self, len: usize, padded_len: usize) -> Vec<f64> {
        let mut padded = vec![0.0; padded_len];
        let start = padded_len.saturating_sub(len) / 2;
        padded.iter_mut().skip(start).zip(self.samples(len)).for_each(|(slot, value)| *slot = value);
        padded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12);
        assert!(close(&Window::HannPeriodic.samples(4), &[0.0, 0.5, 1.0, 0.5]));
        assert!(close(&Window::HannSymmetric.samples(5), &[0.0, 0.5, 1.0, 0.5, 0.0]));
        assert!(close(&Window::HammingPeriodic.samples(4), &[0.08, 0.54, 1.0, 0.54]));
        assert!(close(&Window::BlackmanPeriodic.samples(2), &[0.0, 1.0]));
        assert!(close(&Window::Rectangular.samples(3), &[1.0; 3]));
    }

    #[test]
    fn degenerate_lengths() {
        assert!(Window::HannSymmetric.samples(0).is_empty());
        assert_eq!(Window::HannSymmetric.samples(1), [1.0]);
    }

    #[test]
    fn a_short_window_sits_in_the_middle() {
        assert_eq!(Window::Rectangular.centred(2, 5), [0.0, 1.0, 1.0, 0.0, 0.0]);
        assert_eq!(Window::Rectangular.centred(3, 3), [1.0; 3]);
    }
}
