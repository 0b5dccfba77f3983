//! *What is this sound?* Buffers, files, resampling, spectra, features, pitch and envelopes.
//!
//! The ground floor of the house: it knows nothing of synths, presets, configs or tensors.

mod buffer;

pub use buffer::Audio;
