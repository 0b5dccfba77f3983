//! How two sounds are compared: sample by sample, by their spectra in dB, and as louder and quieter versions of one.

use tonewright_audio::{
    Audio, Compression, DbConfig, Matrix, MelSpectrogram, MelSpectrogramConfig, Reference,
};

/// Length and hop of the spectra, in samples.
const FFT_LEN: usize = 1_024;
const HOP: usize = 512;
/// Bands from 0 Hz to half the rate.
const BANDS: usize = 64;
/// What lies so far below the louder of two sounds is silence.
const RANGE_DB: f32 = 60.0;
/// A peak below this is no sound (-80 dBFS).
const SILENT_PEAK: f32 = 1e-4;

/// Listens: turns sounds into spectra.
pub(super) struct Ear {
    mel: MelSpectrogram,
    out: Matrix,
}

/// A sound that was heard.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    audio: Audio,
    /// Bands of all frames and channels, in dB.
    bands_db: Vec<f32>,
}

impl Ear {
    /// An ear for sounds of that rate.
    ///
    /// # Panics
    /// Never for rates of sounds: the lengths are fixed.
    pub(super) fn new(rate_hz: u32) -> Self {
        let db = DbConfig { reference: Reference::One, amin: 1e-10, top_db: None };
        let config =
            MelSpectrogramConfig::librosa(rate_hz, FFT_LEN, HOP, BANDS).with_compression(Compression::Db(db));
        Self { mel: MelSpectrogram::new(config).expect("these lengths are lengths"), out: Matrix::new() }
    }

    /// The sound, heard.
    pub(super) fn hear(&mut self, audio: Audio) -> Sound {
        let mut bands_db = Vec::new();
        for channel in 0..audio.channel_count() {
            // What is too short for a frame has no spectrum; its samples are still compared.
            if self.mel.process_into(audio.channel(channel), &mut self.out).is_ok() {
                bands_db.extend_from_slice(self.out.values());
            }
        }
        Sound { audio, bands_db }
    }
}

impl Sound {
    /// Whether there is nothing to hear.
    pub(super) fn is_silent(&self) -> bool {
        self.audio.peak() < SILENT_PEAK
    }

    /// Whether the samples are the same.
    pub(super) fn is_exactly(&self, other: &Self) -> bool {
        self.audio == other.audio
    }

    /// Root mean square of the differences of the bands, in dB.
    pub(super) fn distance_db(&self, other: &Self) -> f64 {
        let loudest = self.bands_db.iter().chain(&other.bands_db).copied().fold(f32::NEG_INFINITY, f32::max);
        let floor = loudest - RANGE_DB;
        let square = |(a, b): (&f32, &f32)| f64::from(a.max(floor) - b.max(floor)).powi(2);
        let sum: f64 = self.bands_db.iter().zip(&other.bands_db).map(square).sum();
        (sum / self.bands_db.len().max(1) as f64).sqrt()
    }

    /// What is left of this sound when the part of it that is the other, louder or quieter, is taken away: in dB of its
    /// own power; nothing is left of silence.
    pub(super) fn beyond_gain_db(&self, other: &Self) -> f64 {
        if self.is_silent() {
            return f64::NEG_INFINITY;
        }
        let channels = self.audio.channel_count().min(other.audio.channel_count());
        let pairs = (0..channels).flat_map(|c| self.audio.channel(c).iter().zip(other.audio.channel(c)));
        let (mut own, mut both, mut others) = (0.0, 0.0, 0.0);
        for (a, b) in pairs {
            let (a, b) = (f64::from(*a), f64::from(*b));
            own += a * a;
            both += a * b;
            others += b * b;
        }
        if others <= 0.0 {
            return 0.0;
        }
        10.0 * ((own - both * both / others).max(0.0) / own + 1e-20).log10()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(samples: impl Fn(f32) -> f32) -> Sound {
        Ear::new(44_100)
            .hear(Audio::mono((0..22_050).map(|i| samples(i as f32 / 44_100.0)).collect(), 44_100))
    }

    #[test]
    fn louder_is_far_away_but_nothing_beyond_gain() {
        // Noise, which fills all bands.
        let noise = |gain: f32| sound(move |at| gain * ((12_345.678 * at).sin() * 43_758.547).fract());
        let (loud, quiet, silent) = (noise(0.5), noise(0.05), noise(0.0));
        assert!((loud.distance_db(&quiet) - 20.0).abs() < 0.1 && loud.distance_db(&loud) == 0.0);
        assert!(quiet.beyond_gain_db(&loud) < -60.0 && silent.beyond_gain_db(&loud) < -60.0);
        let other = sound(|at| 0.5 * (500.0 * std::f32::consts::TAU * at).sin());
        assert!(other.beyond_gain_db(&loud) > -1.0 && other.distance_db(&loud) > 3.0);
        assert!(silent.is_silent() && !loud.is_exactly(&quiet) && loud.is_exactly(&loud));
    }

    #[test]
    fn a_sound_without_a_frame_is_compared_by_its_samples() {
        let mut ear = Ear::new(44_100);
        let (a, b) = (ear.hear(Audio::mono(vec![0.5], 44_100)), ear.hear(Audio::mono(vec![-0.5], 44_100)));
        assert!(!a.is_exactly(&b) && a.distance_db(&b).is_finite());
    }
}
