//! What a model has learned, as its authors published it and as we keep it.

use std::collections::HashMap;
use std::path::Path;

use tonewright_nn::audio::AUDIO_ENCODERS;
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::checkpoint::from_pytorch;
use tonewright_nn::weights::{self, Tensors};
use tonewright_nn::{AudioEncoder, AudioEncoderEntry};

use super::{AudioModelEntry, HearingError, published};

/// The weights of a model from the file that its authors published: a wheel, a checkpoint of PyTorch, or safetensors. What of
/// it listening does not need is left out.
///
/// # Errors
/// [`HearingError`] for other files, and for weights of another network.
pub fn read(entry: &'static AudioModelEntry, path: &Path) -> Result<Tensors, HearingError> {
    let bytes = published::read(path, entry.in_wheel)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let checkpoint = |bytes| {
        from_pytorch(bytes).map_err(|source| HearingError::Checkpoint { path: path.to_owned(), source })
    };
    let tensors = match ending.as_deref() {
        Some("safetensors") => {
            let unfit = |source| HearingError::Weights { model: entry.name, source };
            weights::from_bytes(&bytes).map_err(unfit)?.0
        }
        _ => checkpoint(bytes)?,
    };
    let tensors = encoder_of(entry).needed(tensors);
    make(entry, tensors.clone(), &tonewright_nn::device::cpu())?;
    Ok(tensors)
}

/// Weights as a file of ours, with remarks on where they are from.
///
/// # Errors
/// [`HearingError::Weights`].
pub fn to_bytes(
    entry: &'static AudioModelEntry,
    tensors: &Tensors,
    remarks: HashMap<String, String>,
) -> Result<Vec<u8>, HearingError> {
    weights::to_bytes(tensors, remarks).map_err(|source| HearingError::Weights { model: entry.name, source })
}

/// The network of a model.
pub(super) fn encoder_of(entry: &AudioModelEntry) -> &'static AudioEncoderEntry {
    let found = AUDIO_ENCODERS.iter().find(|encoder| encoder.name == entry.encoder);
    found.expect("models name networks of the table")
}

/// The network of a model with these weights.
pub(super) fn make(
    entry: &'static AudioModelEntry,
    tensors: Tensors,
    device: &Device,
) -> Result<Box<dyn AudioEncoder>, HearingError> {
    let loaded = encoder_of(entry).load(tensors, device);
    loaded.map_err(|source| HearingError::Weights { model: entry.name, source })
}
