//! Two sounds made comparable: checked, of one length (the shorter is padded with silence) and of one
//! channel count. Every measure starts here, so that all of them refuse the same pairs with the same words.

use tonewright_audio::Audio;

use crate::MeasureError;

/// A pair that can be measured: both sides have the same rate, length and channel count.
pub(crate) struct Pair {
    /// Channels of the target.
    pub(crate) target: Vec<Vec<f32>>,
    /// Channels of the candidate.
    pub(crate) candidate: Vec<Vec<f32>>,
    /// Samples per second of both.
    pub(crate) rate_hz: u32,
}

impl Pair {
    /// The pair with all its channels. Where one side is mono it is repeated on the other's channels; any
    /// other difference of channel counts is resolved by mixing both to mono.
    pub(crate) fn new(target: &Audio, candidate: &Audio) -> Result<Self, MeasureError> {
        check(target, candidate)?;
        let len = target.len_samples().max(candidate.len_samples());
        let (left, right) = (target.channel_count(), candidate.channel_count());
        let spread = |audio: &Audio, count: usize| -> Vec<Vec<f32>> {
            if audio.channel_count() == count {
                (0..count).map(|c| padded(audio.channel(c), len)).collect()
            } else {
                vec![padded(&audio.to_mono(), len); count]
            }
        };
        let count = if left == right || left == 1 || right == 1 { left.max(right) } else { 1 };
        Ok(Self {
            target: spread(target, count),
            candidate: spread(candidate, count),
            rate_hz: target.rate_hz(),
        })
    }

    /// The pair mixed to mono.
    pub(crate) fn mono(target: &Audio, candidate: &Audio) -> Result<Self, MeasureError> {
        check(target, candidate)?;
        let len = target.len_samples().max(candidate.len_samples());
        Ok(Self {
            target: vec![padded(&target.to_mono(), len)],
            candidate: vec![padded(&candidate.to_mono(), len)],
            rate_hz: target.rate_hz(),
        })
    }

    /// The two sides of a mono pair.
    pub(crate) fn sides(&self) -> (&[f32], &[f32]) {
        (&self.target[0], &self.candidate[0])
    }

    /// The rate as a float, for window lengths in seconds.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(self.rate_hz)
    }
}

/// Refuses different rates, empty sounds, and samples that are not finite or beyond any real recording
/// (1e6 times full scale: squares of such samples leave the range of `f32` sums).
fn check(target: &Audio, candidate: &Audio) -> Result<(), MeasureError> {
    if target.rate_hz() != candidate.rate_hz() {
        return Err(MeasureError::RatesDiffer {
            target_hz: target.rate_hz(),
            candidate_hz: candidate.rate_hz(),
        });
    }
    for (which, audio) in [("target", target), ("candidate", candidate)] {
        let unusable = |reason| Err(MeasureError::Unusable { which, reason });
        if audio.is_empty() {
            return unusable("it has no samples");
        }
        if !audio.is_finite() {
            return unusable("it holds samples that are not finite numbers");
        }
        if audio.peak() > 1e6 {
            return unusable("it is a million times louder than full scale");
        }
    }
    Ok(())
}

fn padded(samples: &[f32], len: usize) -> Vec<f32> {
    let mut out = samples.to_vec();
    out.resize(len, 0.0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_side_is_padded_and_mono_is_repeated() {
        let mono = Audio::mono(vec![1.0, 2.0], 8_000);
        let stereo = Audio::from_channels(vec![vec![1.0; 3], vec![3.0; 3]], 8_000);
        let pair = Pair::new(&mono, &stereo).expect("same rate");
        assert_eq!(pair.target, vec![vec![1.0, 2.0, 0.0]; 2]);
        assert_eq!(pair.candidate.len(), 2);
        let pair = Pair::mono(&mono, &stereo).expect("same rate");
        assert_eq!(pair.sides(), ([1.0, 2.0, 0.0].as_slice(), [2.0; 3].as_slice()));
    }

    #[test]
    fn odd_channel_counts_meet_in_mono() {
        let stereo = Audio::from_channels(vec![vec![1.0], vec![0.0]], 8_000);
        let triple = Audio::from_channels(vec![vec![3.0], vec![0.0], vec![0.0]], 8_000);
        let pair = Pair::new(&stereo, &triple).expect("same rate");
        assert_eq!((pair.target[0][0], pair.candidate[0][0]), (0.5, 1.0));
    }

    #[test]
    fn nonsense_is_refused() {
        let good = Audio::mono(vec![0.1; 4], 8_000);
        let refuse = |bad: &Audio| Pair::new(&good, bad).err().expect("refused");
        let rates = refuse(&Audio::mono(vec![0.1; 4], 16_000));
        assert_eq!(rates, MeasureError::RatesDiffer { target_hz: 8_000, candidate_hz: 16_000 });
        for bad in [vec![], vec![f32::NAN], vec![f32::INFINITY], vec![1e30]] {
            let error = refuse(&Audio::mono(bad, 8_000));
            assert!(matches!(error, MeasureError::Unusable { which: "candidate", .. }), "{error}");
        }
    }
}
