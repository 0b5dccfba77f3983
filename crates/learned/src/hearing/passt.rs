//! PaSST (Koutini and others, Interspeech 2022), taught to tell the sounds of AudioSet, as synth-proxy listens with it: the
//! vectors of its authors' package `hear21passt` at two levels with mel bands, every 50 ms.

use std::ops::Range;

use tonewright_audio::FeatureError;

use super::windows::{BANDS, HOP, RATE_HZ, Windows};
use super::{AudioModelEntry, FrontEnd, OverTime};

/// Samples of the windows around a moment, in the order of the network: 160 ms, 640 ms, and 60 ms of which the mel bands
/// themselves are in the vector.
const WINDOWS: [usize; 3] = [5120, 20_480, 1920];
/// Frames of the first two, and of all three.
const HEARD: usize = Windows::frames_of(WINDOWS[0]) + Windows::frames_of(WINDOWS[1]);
const FRAMES: usize = HEARD + Windows::frames_of(WINDOWS[2]);
/// What the network says of a window.
const DIMS: usize = 768;

/// The line of the table.
pub(super) const ENTRY: AudioModelEntry = AudioModelEntry {
    name: "passt-s",
    summary: "A transformer that tells everyday sounds apart, at two levels, with mel bands; one of the ears of synth-proxy",
    source: "Koutini, Schlüter, Eghbal-zadeh and Widmer, Interspeech 2022 (passt_s_kd_p16_128_ap486); the package hear21passt 0.0.26 (base2levelmel)",
    licence: "Apache-2.0",
    obtain: "passt-s-kd-ap.486.pt from release v.0.0.9 of github.com/kkoutini/PaSST, then `tonewright models add passt-s FILE`",
    in_wheel: None,
    encoder: "passt-s",
    rate_hz: RATE_HZ,
    hop_secs: HOP as f64 / RATE_HZ as f64,
    dims: 2 * DIMS + BANDS * (FRAMES - HEARD),
    moments: 1,
    over_time: OverTime::Mean,
    front_end: || Box::new(Levels(WINDOWS.map(Windows::new))),
};

/// The spectrograms of the windows around a moment, side by side.
struct Levels([Windows; 3]);

impl FrontEnd for Levels {
    fn shape(&self) -> [usize; 2] {
        [BANDS, FRAMES]
    }

    fn count(&self, samples: usize) -> usize {
        1 + samples / HOP
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        self.0.iter_mut().for_each(|windows| windows.open(signal));
        Ok(())
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        spectra.resize(which.len() * BANDS * FRAMES, 0.0);
        let mut first = 0;
        for (windows, samples) in self.0.iter_mut().zip(WINDOWS) {
            for (moment, spectrum) in which.clone().zip(spectra.chunks_mut(BANDS * FRAMES)) {
                windows.spectrum_into(moment, spectrum, [first, FRAMES])?;
            }
            first += Windows::frames_of(samples);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_seconds_are_101_moments_of_86_frames() {
        let mut levels = (ENTRY.front_end)();
        assert_eq!((levels.shape(), ENTRY.dims), ([128, 86], 2304));
        assert_eq!(levels.count(5 * RATE_HZ as usize), 101);
        let mut spectra = Vec::new();
        let sound: Vec<f32> = (0..12_000).map(|n| (n as f32 * 0.2).sin()).collect();
        for len in [1, 960, 1599, 1600, 2561, 10_240, 10_241, 12_000] {
            levels.spectra_into(&sound[..len], &mut spectra).unwrap();
            assert_eq!(spectra.len(), (1 + len / 1600) * 128 * 86, "{len}");
            assert!(spectra.iter().all(|value| value.is_finite()));
        }
    }

    /// All windows of a moment lie around it: a click is loudest in the middle of each.
    #[test]
    fn windows_lie_around_their_moment() {
        let mut levels = (ENTRY.front_end)();
        let mut sound = vec![0.0; 32_000];
        sound[10 * HOP] = 1.0;
        let mut spectra = Vec::new();
        levels.spectra_into(&sound, &mut spectra).unwrap();
        let moment = &spectra[10 * BANDS * FRAMES..11 * BANDS * FRAMES];
        let level = |frame: usize| moment.chunks(FRAMES).map(|band| band[frame]).sum::<f32>();
        for (frames, middle) in [(0..16, 8), (16..80, 16 + 32), (80..86, 80 + 3)] {
            let loudest = frames.max_by(|a, b| level(*a).total_cmp(&level(*b))).unwrap();
            assert_eq!(loudest, middle);
        }
    }
}
