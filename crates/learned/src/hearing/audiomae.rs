//! AudioMAE (Huang and others, NeurIPS 2022), taught to fill in what is hidden of sounds and then to tell those of AudioSet, as
//! synth-proxy listens with it: at 44.1 kHz, though it was taught at 16 kHz.

use std::ops::Range;

use tonewright_audio::stft::StftConfig;
use tonewright_audio::window::Window;
use tonewright_audio::{FeatureError, Matrix, MelConfig, MelSpectrogram, MelSpectrogramConfig};

use super::{AudioModelEntry, FrontEnd, OverTime};

const RATE_HZ: u32 = 44_100;
/// Samples of a frame and from one to the next (25 and 10 ms, rounded down), and of its transform.
const FRAME: usize = 1102;
const HOP: usize = 441;
const FFT_LEN: usize = 2048;
const BANDS: usize = 128;
/// Kaldi's lowest frequency.
const LOW_HZ: f64 = 20.0;
/// Of each sample, this much of the one before is taken away.
const EMPHASIS: f32 = 0.97;
/// Frames of a spectrum, and of a moment.
const FRAMES: usize = 1024;
const MOMENT: usize = 16;
/// Mean of the levels that it was taught with, and twice their deviation.
const MEAN: f32 = -4.267_739_3;
const SPREAD: f32 = 2.0 * 4.568_997_4;

/// The line of the table.
pub(super) const ENTRY: AudioModelEntry = AudioModelEntry {
    name: "audiomae-ctx8",
    summary: "A transformer taught to fill in what is hidden of sounds, then to tell everyday sounds; one of the ears of synth-proxy",
    source: "Huang and others, NeurIPS 2022 (ViT-B, pre-trained and fine-tuned on AudioSet-2M); as in Combes, Weinzierl and Obermayer 2025",
    licence: "CC-BY-4.0",
    obtain: "finetuned.pth, linked in the README of github.com/facebookresearch/AudioMAE (47.3 mAP), then `tonewright models add audiomae-ctx8 FILE`",
    in_wheel: None,
    encoder: "audiomae",
    rate_hz: RATE_HZ,
    hop_secs: (MOMENT * HOP) as f64 / RATE_HZ as f64,
    dims: 768,
    moments: FRAMES / MOMENT,
    over_time: OverTime::Max,
    front_end: || Box::new(Blocks::new()),
};

/// Kaldi's mel bands (`fbank`: whole frames within the sound, each without its mean, so that the sound's own need not be taken
/// away first, and with its treble raised), in blocks of 10.24 s; what lies behind the sound in the last has levels of 0 before
/// they are scaled.
struct Blocks {
    mel: MelSpectrogram,
    signal: Vec<f32>,
    /// Frames one behind the other, each in the middle of as many samples as are transformed.
    framed: Vec<f32>,
    bands: Matrix,
}

impl Blocks {
    fn new() -> Self {
        let stft = StftConfig {
            win_len: FRAME,
            window: Window::HannSymmetric,
            center: None,
            ..StftConfig::librosa(FFT_LEN, FFT_LEN)
        };
        let mel = MelConfig::kaldi(BANDS, LOW_HZ, f64::from(RATE_HZ) / 2.0);
        let config = MelSpectrogramConfig {
            stft,
            mel,
            ..MelSpectrogramConfig::librosa(RATE_HZ, FFT_LEN, FFT_LEN, BANDS)
        };
        let mel = MelSpectrogram::new(config).expect("the published settings can be");
        Self { mel, signal: Vec::new(), framed: Vec::new(), bands: Matrix::new() }
    }

    /// Lays out a frame of the sound, which silence follows where it is shorter.
    fn lay_out(signal: &[f32], frame: usize, place: &mut [f32]) {
        let heard = signal.get(frame * HOP..).unwrap_or_default();
        let heard = &heard[..heard.len().min(FRAME)];
        let mean = (heard.iter().copied().map(f64::from).sum::<f64>() / FRAME as f64) as f32;
        let at = |index: usize| heard.get(index).copied().unwrap_or(0.0) - mean;
        let start = (FFT_LEN - FRAME) / 2;
        for (index, slot) in place[start..start + FRAME].iter_mut().enumerate() {
            *slot = at(index) - EMPHASIS * at(index.saturating_sub(1));
        }
    }
}

/// Frames of a sound of so many samples: those that lie within it, and one of a sound that is shorter.
fn frames_of(samples: usize) -> usize {
    1 + samples.saturating_sub(FRAME) / HOP
}

impl FrontEnd for Blocks {
    fn shape(&self) -> [usize; 2] {
        [FRAMES, BANDS]
    }

    fn count(&self, samples: usize) -> usize {
        frames_of(samples).div_ceil(FRAMES)
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        self.signal.clear();
        self.signal.extend_from_slice(signal);
        Ok(())
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        spectra.resize(which.len() * FRAMES * BANDS, -MEAN / SPREAD);
        let frames = frames_of(self.signal.len());
        for (block, spectrum) in which.zip(spectra.chunks_mut(FRAMES * BANDS)) {
            let here = (frames - block * FRAMES).min(FRAMES);
            self.framed.clear();
            self.framed.resize(here * FFT_LEN, 0.0);
            for (frame, place) in self.framed.chunks_mut(FFT_LEN).enumerate() {
                Self::lay_out(&self.signal, block * FRAMES + frame, place);
            }
            self.mel.process_into(&self.framed, &mut self.bands)?;
            for (slot, power) in spectrum.iter_mut().zip(self.bands.values()) {
                *slot = (power.max(f32::EPSILON).ln() - MEAN) / SPREAD;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_1024_whole_frames() {
        for (samples, expected) in
            [(1, 1), (1102, 1), (1542, 1), (1543, 2), (1102 + 441 * 1023, 1024), (1102 + 441 * 1024, 1025)]
        {
            assert_eq!(frames_of(samples), expected, "{samples}");
            assert_eq!(Blocks::new().count(samples), expected.div_ceil(1024));
        }
    }

    /// Behind the sound are levels of 0, scaled; a constant is silence, and silence the lowest level.
    #[test]
    fn levels_are_scaled_and_what_is_behind_too() {
        let mut blocks = Blocks::new();
        let mut spectra = Vec::new();
        let none = 4.267_739_3 / (2.0 * 4.568_997_4);
        let lowest = (f32::EPSILON.ln() + 4.267_739_3) / (2.0 * 4.568_997_4);
        for (sound, frames) in [(vec![0.0; 1], 1), (vec![0.25; 2000], 3)] {
            blocks.spectra_into(&sound, &mut spectra).unwrap();
            let (heard, behind) = spectra.split_at(frames * 128);
            assert!(
                behind.iter().all(|value| (value - none).abs() < 1e-6)
                    && behind.len() == (1024 - frames) * 128
            );
            assert!(heard.iter().all(|value| (value - lowest).abs() < 1e-6));
        }
        // A second block goes on where the first ends.
        let sound: Vec<f32> =
            (0..1102 + 441 * 1030).map(|n| (n as f32 * 0.05).sin() * n as f32 * 1e-6).collect();
        blocks.spectra_into(&sound, &mut spectra).unwrap();
        assert_eq!(spectra.len(), 2 * 1024 * 128);
        let alone = spectra[1024 * 128..1025 * 128].to_vec();
        blocks.spectra_into(&sound[441 * 1024..], &mut spectra).unwrap();
        assert_eq!(spectra[..128], alone);
    }
}
