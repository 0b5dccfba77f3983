//! The sounds of a page, made ready once: mono samples, level, the embedded file, the picture.

use std::borrow::Cow;

use tonewright_audio::Audio;

use crate::draw::{Picture, sound_url};
use crate::report::{MatchReport, ReportSounds};

/// Sounds a page embeds at most, and samples of them: five sounds of 4 s make less than 3 MB. What goes over is
/// linked, where it is beside the page.
const MOST_EMBEDDED: usize = 5;
const MOST_EMBEDDED_SAMPLES: usize = 12_000_000;
/// Most gain that "same level" gives: a nearly silent match stays nearly silent.
const MOST_GAIN_DB: f64 = 24.0;

/// One sound of the page.
pub(super) struct PageSound<'a> {
    /// `target`, `match`, `alternative-1`.
    pub(super) id: String,
    /// What the switch says.
    pub(super) label: String,
    /// The preset's name, or the target's file.
    pub(super) name: String,
    pub(super) samples: Cow<'a, [f32]>,
    pub(super) rate_hz: u32,
    /// Length of the longest sound of the page: all pictures share one time axis.
    pub(super) len_samples: usize,
    pub(super) picture: Picture,
    /// Gain that brings it to the target's loudness.
    pub(super) same_level_db: f64,
    /// The sound as a `data:` address, or the file beside the page.
    pub(super) source: String,
}

impl<'a> PageSound<'a> {
    /// Target, match, alternatives, in this order.
    pub(super) fn all(report: &MatchReport, sounds: &ReportSounds<'a>) -> Vec<Self> {
        let audios: Vec<&Audio> =
            [sounds.target, sounds.best].into_iter().chain(sounds.alternatives).collect();
        let len_samples = audios.iter().map(|a| a.len_samples()).max().unwrap_or(0).max(1);
        let target_db = loudness_db(&sounds.target.to_mono(), sounds.target.rate_hz());
        let mut embedded = 0;
        let one = |(index, audio): (usize, &&'a Audio)| {
            let samples = audio.to_mono();
            let level_db = loudness_db(&samples, audio.rate_hz());
            let gain = target_db.zip(level_db).map_or(0.0, |(target, own)| target - own);
            embedded += samples.len();
            let (id, label, name) = names(report, index);
            let file = index.checked_sub(2).and_then(|i| report.alternatives.get(i)?.files.wav.clone());
            let source = match file {
                Some(file) if index >= MOST_EMBEDDED || embedded > MOST_EMBEDDED_SAMPLES => file,
                _ => sound_url(&samples, audio.rate_hz()),
            };
            Self {
                id,
                label,
                name,
                picture: Picture::of(&samples, len_samples, audio.rate_hz()),
                samples,
                rate_hz: audio.rate_hz(),
                len_samples,
                same_level_db: gain.clamp(-MOST_GAIN_DB, MOST_GAIN_DB),
                source,
            }
        };
        audios.iter().enumerate().map(one).collect()
    }

    /// Length of the page's time axis.
    pub(super) fn duration_secs(&self) -> f64 {
        self.len_samples as f64 / f64::from(self.rate_hz)
    }

    /// The largest absolute sample.
    pub(super) fn peak(&self) -> f32 {
        self.samples.iter().filter(|s| s.is_finite()).fold(0.0, |peak, s| peak.max(s.abs()))
    }
}

fn names(report: &MatchReport, index: usize) -> (String, String, String) {
    match index {
        0 => ("target".into(), "Target".into(), report.target.name.clone()),
        1 => ("match".into(), "Match".into(), report.best.name.clone()),
        n => {
            let number = n - 1;
            let name = report.alternatives.get(n - 2).map_or(String::new(), |entry| entry.name.clone());
            (format!("alternative-{number}"), format!("Alt {number}"), name)
        }
    }
}

/// Level of the sounding part: power of the 50 ms blocks that are within 20 dB of the loudest one. `None` for
/// silence. Simpler than a loudness standard on purpose: both sounds have nearly one spectrum.
fn loudness_db(samples: &[f32], rate_hz: u32) -> Option<f64> {
    let block = (rate_hz as usize / 20).max(1);
    let power = |b: &[f32]| b.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / b.len() as f64;
    let powers: Vec<f64> = samples.chunks(block).map(power).filter(|p| p.is_finite()).collect();
    let loudest = powers.iter().copied().fold(0.0, f64::max);
    let sounding: Vec<f64> = powers.into_iter().filter(|p| *p >= loudest / 100.0).collect();
    (loudest > 1e-10).then(|| 10.0 * (sounding.iter().sum::<f64>() / sounding.len() as f64).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loudness_counts_what_sounds_and_not_the_silence_after() {
        let tone: Vec<f32> = (0..44_100).map(|i| (i as f32 * 0.05).sin() * 0.5).collect();
        let mut padded = tone.clone();
        padded.resize(10 * 44_100, 0.0);
        let (short, long) = (loudness_db(&tone, 44_100).unwrap(), loudness_db(&padded, 44_100).unwrap());
        assert!((short - long).abs() < 0.05 && (short + 9.03).abs() < 0.1, "{short} {long}");
        assert_eq!(loudness_db(&[0.0; 100], 44_100), None);
    }
}
