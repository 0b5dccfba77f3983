//! *What is this sound?* Buffers, files, resampling, spectra, features, pitch and envelopes.
//!
//! The ground floor of the house: it knows nothing of synths, presets, configs or tensors.

mod buffer;
mod columns;
pub mod db;
pub mod dct;
pub mod envelope;
pub mod features;
mod lane_fft;
mod lane_stft;
mod lanes;
pub mod loudness;
mod matrix;
pub mod mel;
pub mod mfcc;
pub mod picture;
pub mod pitch;
pub mod read;
pub mod resample;
pub mod spectral_envelope;
pub mod stft;
pub mod target;
pub mod window;
pub mod write;

pub use buffer::Audio;
pub use columns::SpectrumColumns;
pub use db::{DbConfig, Reference, power_to_db};
pub use dct::Dct;
pub use envelope::RmsConfig;
pub use features::{FEATURES, Feature, FeatureArray, FeatureEntry, FeatureError, PlanSetup, SpectralShape};
pub use matrix::{ComplexSpectrogram, Matrix, Spectrogram};
pub use mel::{
    BinGrid, Compression, MelConfig, MelFilterbank, MelNorm, MelScale, MelSpectrogram, MelSpectrogramConfig,
    MultiMel,
};
pub use mfcc::{Mfcc, MfccConfig};
pub use spectral_envelope::TrueEnvelope;
pub use stft::{Padding, Quantity, Scaling, Stft, StftConfig};
pub use window::Window;
