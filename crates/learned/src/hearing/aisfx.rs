//! aiSFX (Ma and Lerch, ISMIR 2022): taught to index libraries of sound effects. Of what was tried, its vectors agree best with
//! what listeners say of timbres; their cosine distance does best.

use std::ops::Range;

use tonewright_audio::{
    Compression, FeatureError, Matrix, MelConfig, MelNorm, MelScale, MelSpectrogram, MelSpectrogramConfig,
};

use super::{AudioModelEntry, FrontEnd, OverTime};

/// The line of the table.
pub(super) const ENTRY: AudioModelEntry = AudioModelEntry {
    name: "aisfx",
    summary: "What a library of sound effects would file it under; of single models the one nearest to listeners",
    source: "Ma and Lerch, ISMIR 2022; the package aisfx 0.1.2, with its mel spectrograms by librosa",
    licence: "MIT",
    obtain: "`pip download --no-deps aisfx==0.1.2`, then `tonewright models add aisfx aisfx-0.1.2-py2.py3-none-any.whl`",
    in_wheel: Some("aisfx/models/checkpoint.pth"),
    encoder: "aisfx",
    rate_hz: RATE_HZ,
    hop_secs: (HOP_FRAMES * HOP) as f64 / RATE_HZ as f64,
    dims: 512,
    moments: 1,
    over_time: OverTime::Mean,
    front_end: || Box::new(Blocks::new()),
};

const RATE_HZ: u32 = 44_100;
const FFT_LEN: usize = 2048;
const HOP: usize = 1024;
const BANDS: usize = 96;
/// Frames of a block, and from one to the next: half of it.
const FRAMES: usize = 100;
const HOP_FRAMES: usize = 50;
/// log10(1 + this · power).
const GAIN: f32 = 10_000.0;
/// The largest value of the spectrograms that it was taught with.
const LARGEST: f32 = 9.457_799;

/// Blocks of 2.3 s of a mel spectrogram, silence behind the last. Their command leaves a last block out that is not full; here
/// the whole sound is heard.
struct Blocks {
    mel: MelSpectrogram,
    frames: Matrix,
    signal: Vec<f32>,
}

impl Blocks {
    fn new() -> Self {
        let mel = MelConfig { scale: MelScale::Htk, norm: MelNorm::L1, ..MelConfig::librosa(BANDS) };
        let config =
            MelSpectrogramConfig { mel, ..MelSpectrogramConfig::librosa(RATE_HZ, FFT_LEN, HOP, BANDS) };
        let config = config.with_compression(Compression::Log10OnePlus(GAIN));
        let mel = MelSpectrogram::new(config).expect("the published settings can be");
        Self { mel, frames: Matrix::new(), signal: Vec::new() }
    }
}

impl FrontEnd for Blocks {
    fn shape(&self) -> [usize; 2] {
        [FRAMES, BANDS]
    }

    fn count(&self, samples: usize) -> usize {
        (1 + samples / HOP).saturating_sub(FRAMES).div_ceil(HOP_FRAMES) + 1
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        let peak = signal.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let gain = if peak > 0.0 { peak.recip() } else { 1.0 };
        self.signal.clear();
        self.signal.extend(signal.iter().map(|sample| sample * gain));
        self.mel.process_into(&self.signal, &mut self.frames)
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        spectra.resize(which.len() * FRAMES * BANDS, 0.0);
        for (block, out) in which.zip(spectra.chunks_mut(FRAMES * BANDS)) {
            let heard = self.frames.values().get(block * HOP_FRAMES * BANDS..).unwrap_or_default();
            out.iter_mut().zip(heard).for_each(|(slot, value)| *slot = value / LARGEST);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `blocking` of their package makes of so many frames, with the last block kept.
    #[test]
    fn blocks_are_theirs() {
        let blocks = Blocks::new();
        for (frames, expected) in
            [(1, 1), (60, 1), (100, 1), (101, 2), (150, 2), (151, 3), (173, 3), (431, 8)]
        {
            assert_eq!(blocks.count((frames - 1) * HOP), expected, "{frames}");
        }
    }

    #[test]
    fn silence_stays_silence_and_level_is_nothing() {
        let mut blocks = Blocks::new();
        let (mut loud, mut soft) = (Vec::new(), Vec::new());
        blocks.spectra_into(&[0.0; 5000], &mut loud).unwrap();
        assert!(loud.iter().all(|value| *value == 0.0));
        let sound: Vec<f32> = (0..9000).map(|n| (n as f32 * 0.3).sin()).collect();
        blocks.spectra_into(&sound, &mut loud).unwrap();
        let quarter: Vec<f32> = sound.iter().map(|sample| sample * 0.25).collect();
        blocks.spectra_into(&quarter, &mut soft).unwrap();
        let apart = loud.iter().zip(&soft).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6 && loud.iter().any(|value| *value > 0.3), "{apart}");
    }
}
