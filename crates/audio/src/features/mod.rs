//! Features of a sound with published settings, one file each, and the table that lists them.
//!
//! For other settings use the planned objects ([`crate::Stft`], [`crate::MelSpectrogram`], [`crate::Mfcc`] ...).

mod entry;
mod error;
mod mel_htk;
mod mel_kaldi;
mod mel_slaney;
mod mfcc_librosa;
mod mfcc_torchaudio;
mod rms_envelope;
mod shape;
mod spectral_envelope;
mod spectral_shape;
mod statistics;
mod stft;

pub use entry::FeatureEntry;
pub use error::FeatureError;
pub use shape::SpectralShape;

/// All features, in the order of the docs.
pub const FEATURES: &[FeatureEntry] = &[
    stft::ENTRY,
    mel_slaney::ENTRY,
    mel_htk::ENTRY,
    mel_kaldi::ENTRY,
    mfcc_librosa::ENTRY,
    mfcc_torchaudio::ENTRY,
    rms_envelope::ENTRY,
    spectral_envelope::ENTRY,
    spectral_shape::ENTRY,
    statistics::ENTRY,
];
