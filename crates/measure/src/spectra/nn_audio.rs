//! Spectra as SynthRL has them from nnAudio: FFT 1024, hop 256, periodic Hann, reflected edges, magnitudes
//! floored at 1e-4.

use tonewright_audio::{
    Compression, DbConfig, FeatureError, Matrix, MelConfig, MelSpectrogramConfig, Mfcc, MfccConfig,
    Spectrogram, StftConfig,
};

/// The smallest magnitude.
const FLOOR: f32 = 1e-4;

/// Floored magnitudes, frames × 513.
pub(crate) fn magnitude(signal: &[f32]) -> Result<Spectrogram, FeatureError> {
    let mut spectrum = super::magnitude(signal, StftConfig::torchaudio(1024, 256))?;
    spectrum.values_mut().iter_mut().for_each(|x| *x = x.max(FLOOR));
    Ok(spectrum)
}

/// MFCCs of 128 Slaney bands in dB, frames × `coefficients`.
pub(crate) fn mfcc(signal: &[f32], rate_hz: u32, coefficients: usize) -> Result<Matrix, FeatureError> {
    let mel = MelSpectrogramConfig {
        stft: StftConfig::torchaudio(1024, 256),
        mel: MelConfig::librosa(128),
        ..MelSpectrogramConfig::librosa(rate_hz, 1024, 256, 128)
    };
    let mel = mel.with_compression(Compression::Db(DbConfig::default()));
    Mfcc::new(MfccConfig { mel, coefficients, lifter: 0 })?.process(signal)
}
