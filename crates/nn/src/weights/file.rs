//! Weights as a file: numbers, their names and remarks, and nothing that could be run (safetensors).

use std::collections::HashMap;

use half::f16;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use super::{Tensors, Values, WeightsError};

/// How exactly the values of a tensor are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are: 32-bit floating point.
    Single,
    /// Each as the nearest of 16-bit floating point: eleven bits of it, up to 65,504.
    Half,
}

/// Tensors as a file, with remarks on them.
///
/// # Errors
/// [`WeightsError::File`] for a tensor that has not as many values as its shape says.
pub fn to_bytes(tensors: &Tensors, remarks: HashMap<String, String>) -> Result<Vec<u8>, WeightsError> {
    to_bytes_as(tensors, |_| Precision::Single, remarks)
}

/// The same; `precision` says for each name how exactly it is kept.
///
/// # Errors
/// [`WeightsError::File`] for a tensor that has not as many values as its shape says, [`WeightsError::NotFinite`] for one that
/// is too large for what it is kept as.
pub fn to_bytes_as(
    tensors: &Tensors,
    precision: impl Fn(&str) -> Precision,
    remarks: HashMap<String, String>,
) -> Result<Vec<u8>, WeightsError> {
    let mut kept = Vec::with_capacity(tensors.len());
    for (name, one) in tensors {
        let (dtype, bytes) = match precision(name) {
            Precision::Single => (Dtype::F32, one.values.iter().flat_map(|x| x.to_le_bytes()).collect()),
            Precision::Half => (Dtype::F16, halves(name, &one.values)?),
        };
        kept.push((name, dtype, one.shape.clone(), bytes));
    }
    let mut views = Vec::with_capacity(kept.len());
    for (name, dtype, shape, bytes) in &kept {
        let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(WeightsError::File)?;
        views.push((name.as_str(), view));
    }
    safetensors::serialize(views, Some(remarks)).map_err(WeightsError::File)
}

fn halves(name: &str, values: &[f32]) -> Result<Vec<u8>, WeightsError> {
    let mut bytes = Vec::with_capacity(2 * values.len());
    for value in values.iter().map(|value| f16::from_f32(*value)) {
        if !value.is_finite() {
            return Err(WeightsError::NotFinite { name: name.to_owned() });
        }
        bytes.extend(value.to_le_bytes());
    }
    Ok(bytes)
}

/// The tensors of a file, and the remarks: whatever it is, nothing of it is run, and no more memory is taken than a few
/// times its length.
///
/// # Errors
/// [`WeightsError`] for what is no such file, for other numbers than 32-bit and 16-bit floating point, and for nonsense.
pub fn from_bytes(bytes: &[u8]) -> Result<(Tensors, HashMap<String, String>), WeightsError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(WeightsError::File)?;
    let file = SafeTensors::deserialize(bytes).map_err(WeightsError::File)?;
    let mut tensors = Tensors::new();
    for (name, view) in file.iter() {
        let name = name.to_owned();
        let values: Vec<f32> = match view.dtype() {
            Dtype::F32 => view.data().as_chunks::<4>().0.iter().map(|x| f32::from_le_bytes(*x)).collect(),
            Dtype::F16 => {
                view.data().as_chunks::<2>().0.iter().map(|x| f16::from_le_bytes(*x).to_f32()).collect()
            }
            other => return Err(WeightsError::Kind { name, kind: format!("{other:?}") }),
        };
        if values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite { name });
        }
        tensors.insert(name, Values { shape: view.shape().to_vec(), values });
    }
    Ok((tensors, metadata.metadata().clone().unwrap_or_default()))
}
