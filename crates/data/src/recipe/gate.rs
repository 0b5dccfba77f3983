//! Which sounds a data set refuses: too quiet, too loud. A refused preset is drawn anew, and counted.

use serde::{Deserialize, Serialize};
use tonewright_audio::Audio;
use tonewright_audio::loudness::integrated_lufs;

use crate::error::DataError;

/// Which sounds are refused. Of a preset that is played several times, the sound that is loudest by the gate's own
/// measure is judged.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gate {
    /// The root mean square over the whole sound, as the data set has it, lies above the first and below the second.
    pub rms: Option<(f32, f32)>,
    /// The largest sample is above this.
    pub peak: Option<f32>,
    /// The integrated loudness (ITU-R BS.1770) is not below this; silence has none.
    pub lufs: Option<f64>,
    /// How often a preset is drawn for an item before the item is given up.
    pub most_draws: u32,
}

impl Default for Gate {
    fn default() -> Self {
        Self { rms: None, peak: None, lufs: None, most_draws: 10_000 }
    }
}

/// How loud a sound is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Root mean square over all channels.
    pub rms: f32,
    /// The largest sample.
    pub peak: f32,
}

/// Samples whose squares are summed in 32 bits before they go into the 64 bits of the whole.
const TOGETHER: usize = 256;
/// Sums that are kept side by side, as many as fill any machine's registers.
const ABREAST: usize = 16;

impl Level {
    /// The level of a sound; infinite or no number where a sample is (or is so large that its square is).
    pub fn of(sound: &Audio) -> Self {
        let (mut sum, mut peak) = (0.0_f64, 0.0_f32);
        for index in 0..sound.channel_count() {
            for samples in sound.channel(index).chunks(TOGETHER) {
                let (squares, most) = squares_and_peak(samples);
                sum += f64::from(squares);
                peak = peak.max(most);
            }
        }
        let count = (sound.len_samples() * sound.channel_count()).max(1);
        Self { rms: (sum / count as f64).sqrt() as f32, peak }
    }

    /// Whether every sample was a finite number.
    pub fn is_finite(&self) -> bool {
        self.rms.is_finite()
    }
}

fn squares_and_peak(samples: &[f32]) -> (f32, f32) {
    let (mut sums, mut peaks) = ([0.0_f32; ABREAST], [0.0_f32; ABREAST]);
    let (whole, rest) = samples.as_chunks::<ABREAST>();
    for lane in whole {
        for ((sum, peak), sample) in sums.iter_mut().zip(&mut peaks).zip(lane) {
            *sum += sample * sample;
            *peak = if sample.abs() > *peak { sample.abs() } else { *peak };
        }
    }
    for ((sum, peak), sample) in sums.iter_mut().zip(&mut peaks).zip(rest) {
        *sum += sample * sample;
        *peak = peak.max(sample.abs());
    }
    (sums.iter().sum(), peaks.iter().fold(0.0, |most, peak| most.max(*peak)))
}

/// Which gate refused a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// [`Gate::rms`].
    Rms,
    /// [`Gate::peak`].
    Peak,
    /// [`Gate::lufs`].
    Lufs,
}

impl Refused {
    /// All, in the order in which they are asked and stored.
    pub const ALL: [Self; 3] = [Self::Rms, Self::Peak, Self::Lufs];

    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rms => "rms",
            Self::Peak => "peak",
            Self::Lufs => "lufs",
        }
    }
}

impl Gate {
    /// The first gate that refuses the sounds of one preset, the cheap ones asked first.
    pub fn refuses(&self, sounds: &[Audio], levels: &[Level]) -> Option<Refused> {
        let most = |of: fn(&Level) -> f32| levels.iter().map(of).fold(0.0, f32::max);
        if let Some((low, high)) = self.rms {
            let rms = most(|level| level.rms);
            if !(rms > low && rms < high) {
                return Some(Refused::Rms);
            }
        }
        if self.peak.is_some_and(|least| most(|level| level.peak) <= least) {
            return Some(Refused::Peak);
        }
        let reaches =
            |least: f64| sounds.iter().any(|s| integrated_lufs(s).is_some_and(|lufs| lufs >= least));
        self.lufs.filter(|least| !reaches(*least)).map(|_| Refused::Lufs)
    }

    pub(super) fn check(&self) -> Result<(), DataError> {
        if let Some((low, high)) = self.rms.filter(|(low, high)| !(*low >= 0.0 && low < high)) {
            return Err(DataError::recipe("gate.rms", format!("is [{low}, {high}]: lowest, then highest")));
        }
        if let Some(least) = self.peak.filter(|least| !(0.0..1e6).contains(least)) {
            return Err(DataError::recipe("gate.peak", format!("is {least}: the least peak, from 0")));
        }
        if let Some(least) = self.lufs.filter(|least| !(-70.0..=20.0).contains(least)) {
            let reason = format!("is {least}: loudness lies within -70 and 20 LUFS");
            return Err(DataError::recipe("gate.lufs", reason));
        }
        super::within("gate.most-draws", self.most_draws, 1, 100_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(gate: &Gate, amplitudes: &[f32]) -> Option<Refused> {
        let wave = |amplitude: f32| {
            let samples = (0..22_050).map(|i| amplitude * (i as f32 * 0.1425).sin()).collect();
            Audio::mono(samples, 44_100)
        };
        let sounds: Vec<Audio> = amplitudes.iter().map(|a| wave(*a)).collect();
        let levels: Vec<Level> = sounds.iter().map(Level::of).collect();
        gate.refuses(&sounds, &levels)
    }

    #[test]
    fn levels_are_those_of_the_sound() {
        let samples: Vec<f32> = (0..10_007).map(|i| (i as f32 * 0.37).sin() * 0.8).collect();
        let other: Vec<f32> = (0..10_007).map(|i| (i as f32 * 0.11).cos() * -0.9).collect();
        let sound = Audio::from_channels(vec![samples, other.clone()], 44_100);
        let level = Level::of(&sound);
        assert!((level.rms / sound.rms() - 1.0).abs() < 1e-6 && level.peak == sound.peak());
        for bad in [f32::NAN, f32::INFINITY] {
            for at in [0, 300, 10_006] {
                let mut broken = other.clone();
                broken[at] = bad;
                assert!(!Level::of(&Audio::mono(broken, 44_100)).is_finite(), "{bad} at {at}");
            }
        }
    }

    #[test]
    fn the_loudest_sound_of_a_preset_decides() {
        let open = Gate::default();
        assert_eq!(refused(&open, &[0.0]), None);
        let rms = Gate { rms: Some((0.01, 1.0)), ..Gate::default() };
        assert_eq!(refused(&rms, &[0.001, 0.5]), None);
        assert_eq!(refused(&rms, &[0.001, 0.002]), Some(Refused::Rms));
        assert_eq!(refused(&rms, &[0.1, 3.0]), Some(Refused::Rms));
        let peak = Gate { peak: Some(1e-4), ..Gate::default() };
        assert_eq!((refused(&peak, &[1e-5]), refused(&peak, &[1e-3])), (Some(Refused::Peak), None));
        let lufs = Gate { lufs: Some(-55.0), ..Gate::default() };
        assert_eq!((refused(&lufs, &[1e-3]), refused(&lufs, &[0.1])), (Some(Refused::Lufs), None));
        assert_eq!(refused(&lufs, &[0.0]), Some(Refused::Lufs));
    }
}
