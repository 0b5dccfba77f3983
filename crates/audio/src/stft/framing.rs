//! Where frames lie in a sound, and what they hold beyond its ends.

use super::{Padding, StftConfig};

/// The places of frames.
#[derive(Clone, Copy)]
pub(crate) struct Framing {
    pub(crate) fft_len: usize,
    hop: usize,
    /// How far the first frame begins before the sound.
    lead: usize,
    padding: Padding,
}

impl Framing {
    pub(crate) fn new(config: &StftConfig) -> Self {
        Self {
            fft_len: config.fft_len,
            hop: config.hop,
            lead: config.pad_samples(),
            padding: config.center.unwrap_or_default(),
        }
    }

    /// The frame's samples where all of them lie within the sound.
    #[inline]
    pub(crate) fn inside<'a>(&self, signal: &'a [f32], frame: usize) -> Option<&'a [f32]> {
        let start = (frame * self.hop).checked_sub(self.lead)?;
        signal.get(start..start + self.fft_len)
    }

    /// The samples of `len` that `count` frames from `first` on look at; `None` where they hold mirrored ones.
    pub(crate) fn reach(&self, len: usize, first: usize, count: usize) -> Option<std::ops::Range<usize>> {
        let (begin, end) = (first * self.hop, (first + count.max(1) - 1) * self.hop + self.fft_len);
        let beyond = begin < self.lead || end > len + self.lead;
        let mirrored = beyond && self.padding == Padding::Reflect;
        let start = begin.saturating_sub(self.lead).min(len);
        (!mirrored).then(|| start..end.saturating_sub(self.lead).clamp(start, len))
    }

    /// Copies any frame's samples, those beyond the ends as the padding says; silence where there is none.
    pub(crate) fn fill(&self, signal: &[f32], frame: usize, out: &mut [f32]) {
        let begin = frame * self.hop;
        let start = begin.saturating_sub(self.lead).min(signal.len());
        let end = (begin + self.fft_len).saturating_sub(self.lead).min(signal.len()).max(start);
        let before = self.lead.saturating_sub(begin).min(out.len());
        let after = before + (end - start);
        out[before..after].copy_from_slice(&signal[start..end]);
        match self.padding {
            Padding::Zeros => {
                out[..before].fill(0.0);
                out[after..].fill(0.0);
            }
            Padding::Reflect => {
                let mirrored = |position: usize| {
                    let behind = self.lead.saturating_sub(position);
                    let ahead =
                        (position.saturating_sub(self.lead)).saturating_sub(signal.len().saturating_sub(1));
                    let back = signal.len().saturating_sub(1).checked_sub(ahead);
                    let index = if behind > 0 { Some(behind) } else { back };
                    index.and_then(|index| signal.get(index)).copied().unwrap_or(0.0)
                };
                out[..before].iter_mut().enumerate().for_each(|(i, x)| *x = mirrored(begin + i));
                out[after..].iter_mut().enumerate().for_each(|(i, x)| *x = mirrored(begin + after + i));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(signal: &[f32], config: StftConfig) -> Vec<Vec<f32>> {
        let framing = Framing::new(&config);
        let frame = |index| {
            let mut out = vec![f32::NAN; config.fft_len];
            framing.fill(signal, index, &mut out);
            if let Some(inside) = framing.inside(signal, index) {
                assert_eq!(inside, out);
            }
            out
        };
        (0..config.frames(signal.len()).unwrap()).map(frame).collect()
    }

    #[test]
    fn edges_as_numpy_pads_them() {
        let reflected = frames(&[1.0, 2.0, 3.0], StftConfig::torchaudio(4, 1));
        assert_eq!(
            reflected,
            [[3.0, 2.0, 1.0, 2.0], [2.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 2.0], [2.0, 3.0, 2.0, 1.0]]
        );
        let silent = frames(&[1.0, 2.0], StftConfig::librosa(5, 1));
        assert_eq!(silent, [[0.0, 0.0, 1.0, 2.0, 0.0], [0.0, 1.0, 2.0, 0.0, 0.0]]);
        let whole = frames(&[1.0, 2.0, 3.0], StftConfig { center: None, ..StftConfig::librosa(2, 1) });
        assert_eq!(whole, [[1.0, 2.0], [2.0, 3.0]]);
    }

    #[test]
    fn far_beyond_the_end_is_silence() {
        for config in [StftConfig::librosa(8, 4), StftConfig::torchaudio(8, 4)] {
            let mut out = [1.0; 8];
            Framing::new(&config).fill(&[0.5; 6], 50, &mut out);
            assert_eq!(out, [0.0; 8]);
        }
    }
}
