//! Checkpoints of PyTorch: their numbers are read, and nothing that stands in them is run.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use half::{bf16, f16};
use pytorch_reader::{DType, PytorchError, PytorchReader, Tensor};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::weights::{Tensors, Values, WeightsError};

/// Bytes that the index of a checkpoint may have: those of the largest published networks have some hundred thousand.
const MOST_INDEX_BYTES: u64 = 16 << 20;
/// A file's tensors may be so many times as long as itself: some share what they are made of.
const MOST_TIMES: usize = 4;
/// The words of a pickle for "these two are a pair", "drop the last", and "that is all".
const PAIR: u8 = 0x86;
const DROP: u8 = b'0';
const STOP: u8 = b'.';

/// A checkpoint that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file is none, damaged, or holds what is no tensor.
    #[error("the file is no checkpoint of PyTorch that can be read")]
    File(#[source] PytorchError),
    /// A tensor's bytes can't be had.
    #[error("the checkpoint's `{name}` can't be read")]
    Tensor {
        /// Which one.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// It claims to hold more than it can.
    #[error(
        "the checkpoint has {bytes} bytes and claims tensors of {claimed}: it is damaged, or made to harm"
    )]
    Lies {
        /// Its length.
        bytes: usize,
        /// What its tensors would have.
        claimed: usize,
    },
    /// Nonsense.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

/// The numbers of a checkpoint as `torch.save` writes it (ZIP, legacy or TAR): of its state dict, or of the first of a pair
/// that begins with one; those of dictionaries within are named by the keys on the way to them, with a dot between. Whole numbers (what norms have counted) are left out, all others become 32-bit floating point.
///
/// # Errors
/// [`CheckpointError`].
pub fn from_pytorch(bytes: Vec<u8>) -> Result<Tensors, CheckpointError> {
    let bytes = first_of_pair(&bytes).unwrap_or(bytes);
    let length = bytes.len();
    let reader = PytorchReader::from_bytes(bytes, None).map_err(CheckpointError::File)?;
    let named: BTreeMap<String, Tensor> = reader.into_tensors().into_iter().collect();
    let claimed = named.values().fold(0_usize, |sum, tensor| sum.saturating_add(tensor.byte_len()));
    if claimed > length.saturating_mul(MOST_TIMES) {
        return Err(CheckpointError::Lies { bytes: length, claimed });
    }
    let mut tensors = Tensors::new();
    for (name, tensor) in named {
        let Some(values) = values_of(&name, &tensor)? else { continue };
        if values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite { name }.into());
        }
        tensors.insert(name, Values { shape: tensor.shape().to_vec(), values });
    }
    Ok(tensors)
}

/// A tensor's values, `None` of whole numbers.
fn values_of(name: &str, tensor: &Tensor) -> Result<Option<Vec<f32>>, CheckpointError> {
    let dtype = tensor.dtype();
    if !matches!(dtype, DType::F64 | DType::F32 | DType::F16 | DType::BF16) {
        return Ok(None);
    }
    let bytes = tensor.read().map_err(|source| CheckpointError::Tensor { name: name.to_owned(), source })?;
    let (twos, fours, eights) =
        (bytes.as_chunks::<2>().0, bytes.as_chunks::<4>().0, bytes.as_chunks::<8>().0);
    Ok(Some(match dtype {
        DType::F64 => eights.iter().map(|chunk| f64::from_ne_bytes(*chunk) as f32).collect(),
        DType::F16 => twos.iter().map(|chunk| f16::from_ne_bytes(*chunk).to_f32()).collect(),
        DType::BF16 => twos.iter().map(|chunk| bf16::from_ne_bytes(*chunk).to_f32()).collect(),
        _ => fours.iter().map(|chunk| f32::from_ne_bytes(*chunk)).collect(),
    }))
}

/// The same file with the first of the two alone, where it holds a pair: the reader wants a dictionary.
fn first_of_pair(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let (place, index) = (0..archive.len()).find_map(|place| {
        let entry = archive.by_index(place).ok()?;
        let is_index = entry.name().ok()?.ends_with("/data.pkl") && entry.size() <= MOST_INDEX_BYTES;
        let mut index = Vec::new();
        (is_index && entry.take(MOST_INDEX_BYTES).read_to_end(&mut index).is_ok()).then_some((place, index))
    })?;
    let first = first_of_pickled(&index)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for entry in 0..archive.len() {
        if entry == place {
            let name = archive.by_index(entry).ok()?.name().ok()?.into_owned();
            out.start_file(name, plain).ok()?;
            out.write_all(&first).ok()?;
        } else {
            out.raw_copy_file(archive.by_index_raw(entry).ok()?).ok()?;
        }
    }
    Some(out.finish().ok()?.into_inner())
}

/// A pickle of a pair without its last words: the second of the two is dropped instead.
fn first_of_pickled(index: &[u8]) -> Option<Vec<u8>> {
    let body = index.strip_suffix(&[STOP])?;
    // What is said last may be kept under a number, of one byte or of four.
    let kept = |length: usize, word: u8| {
        let (rest, last) = body.split_at_checked(body.len().checked_sub(length)?)?;
        (last[0] == word).then_some(rest)?.strip_suffix(&[PAIR])
    };
    let body = body.strip_suffix(&[PAIR]).or_else(|| kept(5, b'r')).or_else(|| kept(2, b'q'))?;
    Some([body, &[DROP, STOP]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_end_with_their_first() {
        for pickled in [&b"..a..b\x86."[..], b"..a..b\x86q\x07.", b"..a..br\x86r\x07\0\0\0."] {
            let first = first_of_pickled(pickled).unwrap();
            assert!(first.ends_with(b"0.") && first.starts_with(b"..a..b"), "{first:?}");
        }
        for other in [&b""[..], b".", b"}.", b"..}q\x07.", b"\x86"] {
            assert_eq!(first_of_pickled(other), None);
        }
    }

    /// Two tensors as `torch.save` writes them: a state dict alone, and the first of a pair (`tests/reference/hearing/saved.py`).
    const SAVED: [&[u8]; 2] = [
        include_bytes!("../../../tests/reference/hearing/alone.pt"),
        include_bytes!("../../../tests/reference/hearing/pair.pt"),
    ];

    #[test]
    fn what_torch_saved_is_read() {
        for bytes in SAVED {
            let tensors = from_pytorch(bytes.to_vec()).unwrap();
            assert_eq!(tensors.keys().collect::<Vec<_>>(), ["body.half", "body.weight"]);
            let weight = &tensors["body.weight"];
            // It is saved as the transpose of what it lies in memory as.
            assert_eq!(
                (&weight.shape[..], &weight.values[..]),
                (&[3, 2][..], &[0.0, 3.0, 1.0, 4.0, 2.0, 5.0][..])
            );
            assert_eq!(tensors["body.half"].values, [0.5, -2.0]);
        }
    }

    /// What a training goes on from: a state dict among others, whose tensors are named by where they lie.
    #[test]
    fn tensors_are_named_by_where_they_lie() {
        let nested = include_bytes!("../../../tests/reference/hearing/nested.pt");
        let tensors = from_pytorch(nested.to_vec()).unwrap();
        let names = ["model.body.half", "model.body.weight", "optimizer.state.0.exp_avg"];
        assert_eq!(tensors.keys().collect::<Vec<_>>(), names);
        assert_eq!(tensors["model.body.half"].values, [0.5, -2.0]);
    }

    #[test]
    fn damage_is_told_and_never_a_panic() {
        for bytes in SAVED {
            for len in 0..bytes.len() {
                assert!(from_pytorch(bytes[..len].to_vec()).is_err(), "the first {len} bytes");
            }
            for at in 0..bytes.len() {
                for change in [0x01, 0x80, 0xff] {
                    let mut damaged = bytes.to_vec();
                    damaged[at] ^= change;
                    let _ = from_pytorch(damaged);
                }
            }
        }
    }

    /// A tensor that stands on one number and says that it has a thousand million of them.
    #[test]
    fn what_claims_more_than_it_has_is_refused() {
        let wide = include_bytes!("../../../tests/reference/hearing/wide.pt");
        let error = from_pytorch(wide.to_vec()).unwrap_err();
        assert!(matches!(error, CheckpointError::Lies { .. }), "{error:?}");
    }

    #[test]
    fn what_is_no_checkpoint_is_told() {
        for bytes in [&b""[..], b"PK\x03\x04", b"\x80\x02cos\nsystem\n(S'true'\ntR.", &[0x80; 4096]] {
            let error = from_pytorch(bytes.to_vec()).unwrap_err();
            assert!(matches!(error, CheckpointError::File(_)), "{error:?}");
        }
    }
}
