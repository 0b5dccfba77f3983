//! What a network is given of a sound.

use std::ops::Range;

use tonewright_audio::FeatureError;

/// Cuts a sound, which is at the model's rate, into the spectra that its network takes.
pub trait FrontEnd: Send {
    /// Rows and columns of a spectrum.
    fn shape(&self) -> [usize; 2];

    /// How many spectra a sound of so many samples has; at least one.
    fn count(&self, samples: usize) -> usize;

    /// Goes on to a sound that has at least one sample.
    ///
    /// # Errors
    /// [`FeatureError`].
    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError>;

    /// Replaces `spectra` by some of those of the sound that was opened last: all of a long one would fill the memory.
    ///
    /// # Errors
    /// [`FeatureError`].
    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError>;

    /// Replaces `spectra` by those of a sound that has at least one sample.
    ///
    /// # Errors
    /// [`FeatureError`].
    fn spectra_into(&mut self, signal: &[f32], spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        self.open(signal)?;
        self.some_into(0..self.count(signal.len()), spectra)
    }

    /// Appends what stands in a vector before the network's own numbers: mostly nothing.
    fn before_into(&self, _spectrum: &[f32], _vector: &mut Vec<f32>) {}
}

#[cfg(test)]
mod tests {
    use crate::hearing::AUDIO_MODELS;

    /// Parts of a sound's spectra are those of all of them, also once another sound was heard.
    #[test]
    fn parts_are_those_of_the_whole() {
        for entry in AUDIO_MODELS {
            let seconds = 2.5 * (entry.hop_secs * entry.moments as f64).max(0.4);
            let samples = (seconds * f64::from(entry.rate_hz)) as usize;
            let sound: Vec<f32> = (0..samples).map(|n| (n as f32 * 0.07).sin() * 0.3).collect();
            let mut front = (entry.front_end)();
            let (mut all, mut part) = (Vec::new(), Vec::new());
            front.spectra_into(&sound, &mut all).unwrap();
            front.spectra_into(&[0.5; 3000], &mut part).unwrap();
            front.open(&sound).unwrap();
            let [rows, columns] = front.shape();
            let count = front.count(samples);
            assert!(count > 1 && all.len() == count * rows * columns, "{}", entry.name);
            for which in [1..count, 0..1, count - 1..count] {
                front.some_into(which.clone(), &mut part).unwrap();
                assert_eq!(
                    part,
                    all[which.start * rows * columns..which.end * rows * columns],
                    "{}",
                    entry.name
                );
            }
        }
    }
}
