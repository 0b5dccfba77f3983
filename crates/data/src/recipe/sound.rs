//! What the sounds of a data set are: rate, length, channels, and what is done to them after the synth.

use serde::{Deserialize, Serialize};
use tonewright_audio::Audio;
use tonewright_synth::RenderSetup;

use super::within;
use crate::error::DataError;

/// What the sounds are.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SoundSetup {
    /// Samples per second.
    pub rate_hz: u32,
    /// Length of each sound.
    pub secs: f64,
    /// 1: the mean of the synth's channels. 2: left and right; a synth of one channel has it twice.
    pub channels: usize,
    /// Silence before every note.
    pub lead_secs: f32,
    /// The end is faded to nothing, in a straight line, over this time.
    pub fade_secs: f64,
    /// What becomes of the level.
    pub peak: Peak,
}

impl Default for SoundSetup {
    fn default() -> Self {
        Self {
            rate_hz: 44_100,
            secs: 4.0,
            channels: 1,
            lead_secs: 0.0,
            fade_secs: 0.0,
            peak: Peak::AsRendered,
        }
    }
}

/// What becomes of the level.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peak {
    /// It stays.
    #[default]
    AsRendered,
    /// The largest sample becomes 1, where it is above −80 dB.
    Normalised,
}

/// The least peak that is raised to 1: −80 dB.
const PEAK_LEAST: f32 = 1e-4;

impl SoundSetup {
    /// What the renderer is opened with.
    pub fn render_setup(&self) -> RenderSetup {
        RenderSetup::of_secs(self.rate_hz, self.secs)
    }

    pub(crate) fn check(&self) -> Result<(), DataError> {
        within("sound.rate-hz", self.rate_hz, 1_000, 384_000)?;
        within("sound.secs", self.secs, 0.01, 600.0)?;
        within("sound.channels", self.channels, 1, 2)?;
        within("sound.lead-secs", f64::from(self.lead_secs), 0.0, self.secs)?;
        within("sound.fade-secs", self.fade_secs, 0.0, self.secs)
    }

    /// The sound as the data set has it: the note begins `start_secs` in, channels and level are as asked.
    pub fn finish(&self, sound: Audio, start_secs: f32) -> Audio {
        let rate = f64::from(self.rate_hz);
        let start = (f64::from(start_secs + self.lead_secs) * rate).round() as usize;
        let mut channels = self.channels_of(sound);
        for channel in &mut channels {
            shift(channel, start);
            fade(channel, (self.fade_secs * rate).round() as usize);
        }
        if self.peak == Peak::Normalised {
            normalise(&mut channels);
        }
        Audio::from_channels(channels, self.rate_hz)
    }

    fn channels_of(&self, sound: Audio) -> Vec<Vec<f32>> {
        if self.channels == 1 && sound.channel_count() > 1 {
            return vec![sound.to_mono().into_owned()];
        }
        let mut channels = sound.into_channels();
        channels.truncate(self.channels);
        if channels.len() < self.channels {
            channels.push(channels[0].clone());
        }
        channels
    }
}

/// Brings the largest sample to 1, unless all is next to nothing.
fn normalise(channels: &mut [Vec<f32>]) {
    let peak = channels.iter().flatten().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    if peak > PEAK_LEAST {
        channels.iter_mut().flatten().for_each(|sample| *sample /= peak);
    }
}

/// Moves a channel to the right, silence before it; what goes over the end is lost.
fn shift(channel: &mut [f32], by: usize) {
    let by = by.min(channel.len());
    if by > 0 {
        channel.copy_within(..channel.len() - by, by);
        channel[..by].fill(0.0);
    }
}

/// Fades the last samples: the first of them keeps its level, the last is nothing.
fn fade(channel: &mut [f32], over: usize) {
    let over = over.min(channel.len());
    let first = channel.len() - over;
    let last = over.saturating_sub(1).max(1) as f32;
    for (index, sample) in channel[first..].iter_mut().enumerate() {
        *sample *= 1.0 - index as f32 / last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> SoundSetup {
        SoundSetup { rate_hz: 1_000, secs: 0.01, ..SoundSetup::default() }
    }

    #[test]
    fn a_note_begins_where_it_should_and_ends_in_nothing() {
        let setup = SoundSetup { lead_secs: 0.002, fade_secs: 0.003, channels: 2, ..setup() };
        let sound = setup.finish(Audio::mono(vec![1.0; 10], 1_000), 0.001);
        let wanted = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0];
        assert_eq!(sound.channel(0), wanted);
        assert_eq!(sound.channel(1), wanted);
    }

    #[test]
    fn stereo_is_averaged_and_levels_are_raised_but_not_those_of_silence() {
        let setup = SoundSetup { peak: Peak::Normalised, ..setup() };
        let stereo = Audio::from_channels(vec![vec![0.5; 10], vec![0.0; 10]], 1_000);
        assert_eq!(setup.finish(stereo, 0.0).channel(0), [1.0; 10]);
        let still = Audio::mono(vec![1e-5; 10], 1_000);
        assert_eq!(setup.finish(still, 0.0).channel(0), [1e-5; 10]);
    }
}
