//! What a network is given of a sound.

use tonewright_audio::FeatureError;

/// Cuts a sound, which is at the model's rate, into the spectra that its network takes.
pub trait FrontEnd: Send {
    /// Rows and columns of a spectrum.
    fn shape(&self) -> [usize; 2];

    /// How many spectra a sound of so many samples has; at least one.
    fn count(&self, samples: usize) -> usize;

    /// Replaces `spectra` by those of a sound that has at least one sample.
    ///
    /// # Errors
    /// [`FeatureError`].
    fn spectra_into(&mut self, signal: &[f32], spectra: &mut Vec<f32>) -> Result<(), FeatureError>;

    /// Appends what stands in a vector before the network's own numbers: mostly nothing.
    fn before_into(&self, _spectrum: &[f32], _vector: &mut Vec<f32>) {}
}
