//! EfficientAT (Schmid, Koutini and Widmer, ICASSP 2023), taught to tell the sounds of AudioSet, as synth-proxy listens with it:
//! 160 ms at a time, every 50 ms.

use tonewright_audio::{FeatureError, Matrix, MelSpectrogram, MelSpectrogramConfig};

use super::{AudioModelEntry, FrontEnd};

const RATE_HZ: u32 = 32_000;
/// Samples of a segment, and from one to the next.
const SEGMENT: usize = 5120;
const HOP: usize = 1600;
/// Mel bands, and frames of a segment.
const BANDS: usize = 128;
const FRAMES: usize = 16;

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
    mel: MelSpectrogram,
    frames: Matrix,
    padded: Vec<f32>,
    with_mel: bool,
}

impl Segments {
    fn new(with_mel: bool) -> Self {
        let mel =
            MelSpectrogram::new(MelSpectrogramConfig::efficient_at()).expect("the published settings can be");
        Self { mel, frames: Matrix::new(), padded: Vec::new(), with_mel }
    }

    /// The sound with half a segment mirrored on either side; one too short for that is followed by silence first.
    fn pad(&mut self, signal: &[f32]) {
        let side = SEGMENT / 2;
        let len = signal.len().max(side + 1);
        let at = |index: usize| signal.get(index).copied().unwrap_or(0.0);
        self.padded.clear();
        self.padded.extend((1..=side).rev().map(at));
        self.padded.extend((0..len).map(at));
        self.padded.extend((len - 1 - side..len - 1).rev().map(at));
    }
}

impl FrontEnd for Segments {
    fn shape(&self) -> [usize; 2] {
        [BANDS, FRAMES]
    }

    fn count(&self, samples: usize) -> usize {
        1 + samples.max(SEGMENT / 2 + 1) / HOP
    }

    fn spectra_into(&mut self, signal: &[f32], spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        self.pad(signal);
        spectra.clear();
        spectra.resize(self.count(signal.len()) * BANDS * FRAMES, 0.0);
        for (segment, out) in spectra.chunks_mut(BANDS * FRAMES).enumerate() {
            let start = segment * HOP;
            self.mel.process_into(&self.padded[start..start + SEGMENT], &mut self.frames)?;
            for (frame, row) in self.frames.rows().enumerate() {
                for (band, value) in row.iter().enumerate() {
                    out[band * FRAMES + frame] = (value + 4.5) / 5.0;
                }
            }
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
            assert_eq!(segments.frames.frames(), FRAMES);
        }
    }

    #[test]
    fn ends_are_mirrored_without_their_last_sample() {
        let mut segments = Segments::new(false);
        let sound: Vec<f32> = (0..4000).map(|n| n as f32).collect();
        segments.pad(&sound);
        let padded = &segments.padded;
        assert_eq!((padded.len(), padded[0], padded[2559], padded[2560]), (9120, 2560.0, 1.0, 0.0));
        assert_eq!((padded[6559], padded[6560], padded[9119]), (3999.0, 3998.0, 1439.0));
    }
}
