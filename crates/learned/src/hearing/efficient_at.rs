//! EfficientAT (Schmid, Koutini and Widmer, ICASSP 2023), taught to tell the sounds of AudioSet, as synth-proxy listens with it:
//! 160 ms at a time, every 50 ms.

use std::ops::Range;

use tonewright_audio::FeatureError;

use super::windows::{BANDS, HOP, RATE_HZ, Windows};
use super::{AudioModelEntry, FrontEnd, OverTime};

/// Samples and frames of a segment.
const SEGMENT: usize = 5120;
const FRAMES: usize = Windows::frames_of(SEGMENT);

/// The line of the table for the small network.
pub(super) const MN04: AudioModelEntry = AudioModelEntry {
    name: "mn04",
    summary: "A small network that tells everyday sounds apart; the ear of synth-proxy's paper",
    source: "Schmid, Koutini and Widmer, ICASSP 2023 (mn04_as); Combes, Weinzierl and Obermayer 2025",
    licence: "MIT",
    obtain: "mn04_as_mAP_432.pt from the releases of github.com/fschmid56/EfficientAT, then `tonewright models add mn04 FILE`",
    in_wheel: None,
    encoder: "mn04",
    rate_hz: RATE_HZ,
    hop_secs: HOP as f64 / RATE_HZ as f64,
    dims: 192,
    moments: 1,
    over_time: OverTime::Mean,
    front_end: || Box::new(Segments::new(false)),
};

/// The same with the mel bands themselves.
pub(super) const MN04_MEL: AudioModelEntry = AudioModelEntry {
    name: "mn04-mel",
    summary: "The same with the means of 128 mel bands before it",
    dims: MN04.dims + BANDS,
    front_end: || Box::new(Segments::new(true)),
    ..MN04
};

/// The line of the table for the large network.
pub(super) const MN20: AudioModelEntry = AudioModelEntry {
    name: "mn20",
    summary: "A larger network of the same kind",
    source: "Schmid, Koutini and Widmer, ICASSP 2023 (mn20_as); Combes, Weinzierl and Obermayer 2025",
    obtain: "mn20_as_mAP_478.pt from the releases of github.com/fschmid56/EfficientAT, then `tonewright models add mn20 FILE`",
    encoder: "mn20",
    dims: 944,
    ..MN04
};

/// The same with the mel bands themselves.
pub(super) const MN20_MEL: AudioModelEntry = AudioModelEntry {
    name: "mn20-mel",
    summary: "The same with the means of 128 mel bands before it; of 15 representations the one that follows knobs best",
    dims: MN20.dims + BANDS,
    front_end: || Box::new(Segments::new(true)),
    ..MN20
};

/// Segments of a sound whose ends are mirrored, each heard as if it were alone.
struct Segments {
    windows: Windows,
    with_mel: bool,
}

impl Segments {
    fn new(with_mel: bool) -> Self {
        Self { windows: Windows::new(SEGMENT), with_mel }
    }
}

impl FrontEnd for Segments {
    fn shape(&self) -> [usize; 2] {
        [BANDS, FRAMES]
    }

    fn count(&self, samples: usize) -> usize {
        1 + samples.max(Windows::least(SEGMENT)) / HOP
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        self.windows.open(signal);
        Ok(())
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        spectra.resize(which.len() * BANDS * FRAMES, 0.0);
        for (segment, out) in which.zip(spectra.chunks_mut(BANDS * FRAMES)) {
            self.windows.spectrum_into(segment, out, [0, FRAMES])?;
        }
        Ok(())
    }

    fn before_into(&self, spectrum: &[f32], vector: &mut Vec<f32>) {
        if self.with_mel {
            vector.extend(spectrum.chunks(FRAMES).map(|band| band.iter().sum::<f32>() / FRAMES as f32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_seconds_are_101_segments_of_16_frames() {
        let mut segments = Segments::new(true);
        assert_eq!(segments.count(5 * RATE_HZ as usize), 101);
        let mut spectra = Vec::new();
        let sound: Vec<f32> = (0..40_000).map(|n| (n as f32 * 0.2).sin()).collect();
        for len in [1, 2000, 2560, 2561, 40_000] {
            segments.spectra_into(&sound[..len], &mut spectra).unwrap();
            assert_eq!(spectra.len(), segments.count(len) * BANDS * FRAMES, "{len}");
        }
    }
}
