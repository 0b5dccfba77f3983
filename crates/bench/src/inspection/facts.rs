//! What one sound is like, in four numbers.

use serde::Serialize;
use tonewright_audio::loudness::integrated_lufs;
use tonewright_audio::{Audio, Stft, StftConfig, pitch};
use tonewright_data::Note;

/// What a sound is like.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SoundFacts {
    /// Its item.
    pub item: u64,
    /// The key that was played, where that is known.
    pub note: Option<u8>,
    /// Integrated loudness (ITU-R BS.1770); `None` where nothing is above its gate of −70 LUFS.
    pub loudness_lufs: Option<f64>,
    /// Mean frequency of the whole sound, weighted by magnitude; `None` for silence.
    pub centroid_hz: Option<f64>,
    /// The MIDI note that is heard, with its fraction; `None` where there is no clear pitch.
    pub pitch_note: Option<f64>,
    /// From its beginning until its level stays 40 dB below the highest.
    pub audible_secs: f64,
}

/// Length of the stretches whose levels are compared.
const STRETCH_SECS: f64 = 0.02;
/// How far below the highest level a sound is over, as a share of power: 40 dB.
const OVER: f64 = 1e-4;

/// What this sound of an item is like.
pub fn facts_of(item: u64, note: Option<&Note>, sound: &Audio) -> SoundFacts {
    let mono = sound.to_mono();
    let heard = pitch::note(&mono, sound.rate_hz());
    SoundFacts {
        item,
        note: note.map(|note| note.note),
        loudness_lufs: integrated_lufs(sound).filter(|lufs| lufs.is_finite()),
        centroid_hz: centroid_hz(&mono, sound.rate_hz()),
        pitch_note: heard.map(|heard| pitch::note_from_hz(heard.hz)),
        audible_secs: audible_secs(&mono, sound.rate_hz()),
    }
}

fn centroid_hz(samples: &[f32], rate_hz: u32) -> Option<f64> {
    let config = StftConfig::librosa(2048, 512);
    let spectrogram = Stft::new(config).and_then(|mut stft| stft.process(samples)).ok()?;
    let bin_hz = f64::from(rate_hz) / config.fft_len as f64;
    let (mut weighted, mut sum) = (0.0, 0.0);
    for frame in 0..spectrogram.frames() {
        for (bin, power) in spectrogram.frame(frame).iter().enumerate() {
            let magnitude = f64::from(*power).sqrt();
            weighted += bin as f64 * bin_hz * magnitude;
            sum += magnitude;
        }
    }
    (sum > 1e-6).then(|| weighted / sum)
}

fn audible_secs(samples: &[f32], rate_hz: u32) -> f64 {
    let stretch = ((f64::from(rate_hz) * STRETCH_SECS) as usize).max(1);
    let power = |part: &[f32]| part.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / part.len() as f64;
    let powers: Vec<f64> = samples.chunks(stretch).map(power).collect();
    let highest = powers.iter().copied().fold(0.0, f64::max);
    let last = powers.iter().rposition(|power| *power > OVER * highest);
    last.map_or(0.0, |last| ((last + 1) * stretch).min(samples.len()) as f64 / f64::from(rate_hz))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_has_its_pitch_centroid_and_length() {
        let rate_hz = 44_100;
        let wave = |i: u32| (f64::from(i) * std::f64::consts::TAU * 440.0 / f64::from(rate_hz)).sin() as f32;
        let mut samples: Vec<f32> = (0..rate_hz).map(|i| 0.5 * wave(i)).collect();
        samples.resize(3 * rate_hz as usize, 0.0);
        let note = Note { note: 57, velocity: 100, start_secs: 0.0, gate_secs: 1.0 };
        let facts = facts_of(7, Some(&note), &Audio::mono(samples, rate_hz));
        assert!((facts.pitch_note.unwrap() - 69.0).abs() < 0.05, "{facts:?}");
        assert!((facts.audible_secs - 1.0).abs() < 0.03, "{facts:?}");
        assert!(facts.loudness_lufs.unwrap() > -20.0);
        // The edges of the tone and the window's skirts lift the mean above the tone itself.
        assert!((400.0..1500.0).contains(&facts.centroid_hz.unwrap()), "{facts:?}");
    }

    #[test]
    fn silence_has_nothing() {
        let note = Note { note: 60, velocity: 100, start_secs: 0.0, gate_secs: 1.0 };
        let facts = facts_of(0, Some(&note), &Audio::mono(vec![0.0; 44_100], 44_100));
        assert_eq!((facts.loudness_lufs, facts.centroid_hz, facts.pitch_note), (None, None, None));
        assert_eq!(facts.audible_secs, 0.0);
    }
}
