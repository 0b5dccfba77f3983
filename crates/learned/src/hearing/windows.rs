//! Windows of a sound whose ends are mirrored, each heard as if it were alone, by the mel spectrogram that EfficientAT and
//! PaSST share.

use tonewright_audio::{FeatureError, Matrix, MelSpectrogram, MelSpectrogramConfig};

/// Rate of the sounds.
pub(super) const RATE_HZ: u32 = 32_000;
/// Samples from one window to the next: 50 ms.
pub(super) const HOP: usize = 1600;
/// Mel bands.
pub(super) const BANDS: usize = 128;
/// Samples from one frame of a spectrogram to the next.
const FRAME_HOP: usize = 320;

/// Windows of one length; each but the first begins [`HOP`] samples behind the one before it.
pub(super) struct Windows {
    samples: usize,
    mel: MelSpectrogram,
    frames: Matrix,
    padded: Vec<f32>,
}

impl Windows {
    /// Windows of so many samples.
    pub(super) fn new(samples: usize) -> Self {
        let mel =
            MelSpectrogram::new(MelSpectrogramConfig::efficient_at()).expect("the published settings can be");
        Self { samples, mel, frames: Matrix::new(), padded: Vec::new() }
    }

    /// Frames of a window.
    pub(super) const fn frames_of(samples: usize) -> usize {
        // Pre-emphasis takes a sample.
        1 + (samples - 1) / FRAME_HOP
    }

    /// The least that a sound is taken to have: what is mirrored at an end, and the sample that it is mirrored about.
    pub(super) const fn least(samples: usize) -> usize {
        samples / 2 + 1
    }

    /// Goes on to this sound, with half a window mirrored on either side; one too short for that is followed by silence first.
    pub(super) fn open(&mut self, signal: &[f32]) {
        let side = self.samples / 2;
        let len = signal.len().max(Self::least(self.samples));
        let at = |index: usize| signal.get(index).copied().unwrap_or(0.0);
        self.padded.clear();
        self.padded.extend((1..=side).rev().map(at));
        self.padded.extend((0..len).map(at));
        self.padded.extend((len - 1 - side..len - 1).rev().map(at));
    }

    /// Writes a window's spectrogram into columns from `first` on of `spectrum`: bands × `columns`.
    ///
    /// # Errors
    /// [`FeatureError`].
    pub(super) fn spectrum_into(
        &mut self,
        window: usize,
        spectrum: &mut [f32],
        [first, columns]: [usize; 2],
    ) -> Result<(), FeatureError> {
        let start = window * HOP;
        self.mel.process_into(&self.padded[start..start + self.samples], &mut self.frames)?;
        for (frame, row) in self.frames.rows().enumerate() {
            for (band, value) in row.iter().enumerate() {
                spectrum[band * columns + first + frame] = (value + 4.5) / 5.0;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_mirrored_without_their_last_sample() {
        let mut windows = Windows::new(5120);
        let sound: Vec<f32> = (0..4000).map(|n| n as f32).collect();
        windows.open(&sound);
        let padded = &windows.padded;
        assert_eq!((padded.len(), padded[0], padded[2559], padded[2560]), (9120, 2560.0, 1.0, 0.0));
        assert_eq!((padded[6559], padded[6560], padded[9119]), (3999.0, 3998.0, 1439.0));
    }

    #[test]
    fn a_short_sound_is_followed_by_silence_before_it_is_mirrored() {
        let mut windows = Windows::new(1920);
        windows.open(&[1.0, 2.0, 3.0]);
        let padded = &windows.padded;
        assert_eq!((padded.len(), &padded[957..964]), (2881, &[0.0, 3.0, 2.0, 1.0, 2.0, 3.0, 0.0][..]));
        let (silence, mirrored) = padded[963..].split_at(2881 - 963 - 3);
        assert!(silence.iter().all(|sample| *sample == 0.0));
        assert_eq!(mirrored, [3.0, 2.0, 1.0]);
    }

    #[test]
    fn frames_are_counted_as_they_come() {
        for samples in [1920, 5120, 20_480] {
            let mut windows = Windows::new(samples);
            windows.open(&vec![0.1; 30_000]);
            let columns = Windows::frames_of(samples) + 3;
            let mut spectrum = vec![f32::NAN; BANDS * columns];
            windows.spectrum_into(7, &mut spectrum, [2, columns]).unwrap();
            assert_eq!(windows.frames.frames(), Windows::frames_of(samples));
            for band in spectrum.chunks(columns) {
                let written = |value: &f32| !value.is_nan();
                assert_eq!(band.iter().filter(|value| written(value)).count(), columns - 3);
                assert!(!written(&band[1]) && written(&band[2]) && !written(&band[columns - 1]));
            }
        }
    }
}
