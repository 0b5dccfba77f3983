//! A finished sound in memory: planar `f32` channels at one sample rate.

use std::borrow::Cow;

/// A sound: one or more channels of equal length, nominally in −1..=1, at `rate_hz`.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    channels: Vec<Vec<f32>>,
    rate_hz: u32,
}

impl Audio {
    /// A sound of one channel.
    ///
    /// # Panics
    /// When `rate_hz` is zero.
    pub fn mono(samples: Vec<f32>, rate_hz: u32) -> Self {
        Self::from_channels(vec![samples], rate_hz)
    }

    /// A sound from planar channels.
    ///
    /// # Panics
    /// When there is no channel, the channels differ in length, or `rate_hz` is zero.
    pub fn from_channels(channels: Vec<Vec<f32>>, rate_hz: u32) -> Self {
        assert!(rate_hz > 0, "a sound has a sample rate");
        assert!(!channels.is_empty(), "a sound has at least one channel");
        assert!(channels.iter().all(|c| c.len() == channels[0].len()), "channels have equal length");
        Self { channels, rate_hz }
    }

    /// Samples per second.
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// How many channels there are, at least one.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }

    /// The samples of channel `index`.
    pub fn channel(&self, index: usize) -> &[f32] {
        &self.channels[index]
    }

    /// Length of each channel.
    pub fn len_samples(&self) -> usize {
        self.channels[0].len()
    }

    /// Whether there is no sample at all.
    pub fn is_empty(&self) -> bool {
        self.len_samples() == 0
    }

    /// Length in seconds.
    pub fn duration_secs(&self) -> f64 {
        self.len_samples() as f64 / f64::from(self.rate_hz)
    }

    /// The mean of the channels; borrowed when there is only one.
    pub fn to_mono(&self) -> Cow<'_, [f32]> {
        if let [only] = self.channels.as_slice() {
            return Cow::Borrowed(only);
        }
        let scale = 1.0 / self.channels.len() as f32;
        let mix = |i: usize| self.channels.iter().map(|c| c[i]).sum::<f32>() * scale;
        Cow::Owned((0..self.len_samples()).map(mix).collect())
    }

    /// The largest absolute sample over all channels (0 for an empty sound).
    pub fn peak(&self) -> f32 {
        self.channels.iter().flatten().fold(0.0, |peak, s| peak.max(s.abs()))
    }

    /// Root mean square over all channels (0 for an empty sound).
    pub fn rms(&self) -> f32 {
        let count = (self.len_samples() * self.channel_count()).max(1);
        let sum: f64 = self.channels.iter().flatten().map(|s| f64::from(*s) * f64::from(*s)).sum();
        (sum / count as f64).sqrt() as f32
    }

    /// Whether every sample is a finite number.
    pub fn is_finite(&self) -> bool {
        self.channels.iter().flatten().all(|s| s.is_finite())
    }

    /// The channels themselves, for in-place work that keeps their lengths equal.
    pub fn into_channels(self) -> Vec<Vec<f32>> {
        self.channels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mono_is_borrowed_and_stereo_is_averaged() {
        let mono = Audio::mono(vec![0.5, -0.5], 8_000);
        assert!(matches!(mono.to_mono(), Cow::Borrowed(_)));
        let stereo = Audio::from_channels(vec![vec![1.0, 0.0], vec![0.0, -1.0]], 8_000);
        assert_eq!(stereo.to_mono().as_ref(), [0.5, -0.5]);
        assert_eq!(stereo.duration_secs(), 2.0 / 8_000.0);
    }

    #[test]
    fn an_empty_sound_has_no_level() {
        let empty = Audio::mono(Vec::new(), 44_100);
        assert_eq!((empty.peak(), empty.rms()), (0.0, 0.0));
        assert!(empty.is_empty() && empty.is_finite());
    }
}
