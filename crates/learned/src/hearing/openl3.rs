//! OpenL3 (Cramer and others, ICASSP 2019), taught on music to tell whether a sound and a picture belong together, as
//! synth-proxy listens with it: a second at a time, every half second.

use std::ops::Range;

use tonewright_audio::stft::{Stft, StftConfig};
use tonewright_audio::{FeatureError, Matrix};

use super::{AudioModelEntry, FrontEnd, OverTime};

const RATE_HZ: u32 = 48_000;
/// Samples of a window, and from one to the next.
const WINDOW: usize = 48_000;
const HOP: usize = 24_000;
/// Samples of silence before the sound, so that the first window lies around its beginning.
const BEFORE: usize = WINDOW / 2;
/// The spectrogram's transform and hop, and the samples of silence at either end of a window.
const FFT_LEN: usize = 2048;
const FRAME_HOP: usize = 242;
const SIDE: usize = (FFT_LEN - WINDOW % FRAME_HOP) / 2;
const FRAMES: usize = 1 + (WINDOW + 2 * SIDE - FFT_LEN) / FRAME_HOP;

/// The line of the table.
pub(super) const ENTRY: AudioModelEntry = AudioModelEntry {
    name: "openl3-mel256-music-6144",
    summary: "What goes with which picture, of music; knows a synth's knobs nearly as well as mn20, by 6144 numbers",
    source: "Cramer, Wu, Salamon and Bello, ICASSP 2019; the package torchopenl3 1.0.1 (mel256, music, 6144)",
    licence: "Apache-2.0 (torchopenl3), CC-BY-4.0 (the weights of OpenL3, of which it made its own)",
    obtain: "torchopenl3_mel256_music_6144.pth.tar of github.com/torchopenl3/torchopenl3-models, then `tonewright models add openl3-mel256-music-6144 FILE`",
    in_wheel: None,
    encoder: "openl3-mel256-music-6144",
    rate_hz: RATE_HZ,
    hop_secs: HOP as f64 / RATE_HZ as f64,
    dims: 6144,
    moments: 1,
    over_time: OverTime::Max,
    front_end: || Box::new(Windows::new()),
};

/// Windows of a sound, each with the powers of a spectrogram of its own; silence behind the last.
struct Windows {
    stft: Stft,
    frames: Matrix,
    signal: Vec<f32>,
    padded: Vec<f32>,
}

impl Windows {
    fn new() -> Self {
        let config = StftConfig { center: None, ..StftConfig::librosa(FFT_LEN, FRAME_HOP) };
        let stft = Stft::new(config).expect("the published settings can be");
        Self { stft, frames: Matrix::new(), signal: Vec::new(), padded: vec![0.0; WINDOW + 2 * SIDE] }
    }
}

impl FrontEnd for Windows {
    fn shape(&self) -> [usize; 2] {
        [FRAMES, FFT_LEN / 2 + 1]
    }

    fn count(&self, samples: usize) -> usize {
        1 + (BEFORE + samples).saturating_sub(WINDOW).div_ceil(HOP)
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        self.signal.clear();
        self.signal.extend_from_slice(signal);
        Ok(())
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        for window in which {
            for (place, slot) in self.padded[SIDE..SIDE + WINDOW].iter_mut().enumerate() {
                let place = (window * HOP + place).checked_sub(BEFORE);
                *slot = place.and_then(|place| self.signal.get(place)).copied().unwrap_or(0.0);
            }
            self.stft.process_into(&self.padded, &mut self.frames)?;
            spectra.extend_from_slice(self.frames.values());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What torchopenl3 makes of so many samples.
    #[test]
    fn windows_are_theirs() {
        let mut windows = (ENTRY.front_end)();
        assert_eq!((windows.shape(), SIDE), ([199, 1025], 982));
        for (samples, expected) in
            [(1, 1), (24_000, 1), (24_001, 2), (48_000, 2), (48_001, 3), (72_000, 3), (240_000, 10)]
        {
            assert_eq!(windows.count(samples), expected, "{samples}");
        }
        let mut spectra = Vec::new();
        for len in [1, 24_001] {
            windows.spectra_into(&vec![0.1; len], &mut spectra).unwrap();
            assert_eq!(spectra.len(), windows.count(len) * 199 * 1025);
        }
    }

    /// The sound begins in the middle of the first window, at the beginning of the second.
    #[test]
    fn windows_lie_around_their_moment() {
        let mut windows = (ENTRY.front_end)();
        let mut spectra = Vec::new();
        let sound: Vec<f32> = (0..30_000).map(|n| (n as f32 * 0.3).sin()).collect();
        windows.spectra_into(&sound, &mut spectra).unwrap();
        let level = |frame: usize| spectra[frame * 1025..(frame + 1) * 1025].iter().sum::<f32>();
        let silent: Vec<bool> = (0..2 * FRAMES).map(|frame| level(frame) == 0.0).collect();
        // A frame hears the samples from 242 times its number on, less what lies before the window.
        let begun = (SIDE + BEFORE - FFT_LEN) / FRAME_HOP + 1;
        assert!(silent[..begun].iter().all(|silent| *silent));
        assert!(silent[begun + 1..FRAMES + 125].iter().all(|silent| !silent));
        assert!(silent[FRAMES + 129..].iter().all(|silent| *silent));
    }
}
