//! Mel scales, triangular filter banks and mel spectrograms in the three conventions of the field: librosa's
//! (Slaney), HTK's as torchaudio has it, and Kaldi's.

mod filterbank;
mod quads;
mod scale;
mod spectrogram;

pub use filterbank::{BinGrid, MelConfig, MelFilterbank, MelNorm};
pub use scale::MelScale;
pub use spectrogram::{Compression, MelSpectrogram, MelSpectrogramConfig, MultiMel};
