//! Features of a sound with published settings, one file each, and the table that lists them.
//!
//! [`FeatureEntry::compute`] gives a feature of one sound; for many sounds of a kind it is planned once
//! ([`FeatureEntry::plan`]). For other settings use the planned objects ([`crate::Stft`], [`crate::MelSpectrogram`], [`crate::Mfcc`] ...).

mod bands;
mod entry;
mod error;
mod kind;
mod mel_efficient_at;
mod mel_htk;
mod mel_kaldi;
mod mel_preset_gen_vae;
mod mel_slaney;
mod mel_synth_match;
mod mel_synth_permutations;
mod mel_synth_proxy;
mod mel_synthrl;
mod mfcc_librosa;
mod mfcc_torchaudio;
mod picture;
mod plan;
mod rms_envelope;
mod rows;
mod shape;
mod spectral_envelope;
mod spectral_shape;
mod statistics;
mod stft;

pub use entry::{FeatureArray, FeatureEntry};
pub use error::FeatureError;
pub use kind::{FeatureKind, FeatureKinds};
pub use plan::{Feature, PlanSetup};
pub use rows::rows;
pub use shape::SpectralShape;

/// All features, in the order of the docs.
pub const FEATURES: &[FeatureEntry] = &[
    stft::ENTRY,
    mel_slaney::ENTRY,
    mel_htk::ENTRY,
    mel_kaldi::ENTRY,
    mel_synth_permutations::ENTRY,
    mel_synthrl::ENTRY,
    mel_preset_gen_vae::ENTRY,
    mel_synth_match::ENTRY,
    mel_synth_proxy::ENTRY,
    mel_efficient_at::ENTRY,
    mfcc_librosa::ENTRY,
    mfcc_torchaudio::ENTRY,
    rms_envelope::ENTRY,
    spectral_envelope::ENTRY,
    spectral_shape::ENTRY,
    statistics::ENTRY,
    picture::ENTRY,
];

/// The feature of this name.
pub fn by_name(name: &str) -> Option<&'static FeatureEntry> {
    FEATURES.iter().find(|feature| feature.name == name)
}
