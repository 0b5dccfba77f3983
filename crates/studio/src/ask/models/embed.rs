//! Listening to files.

use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_audio::read::read;

use super::enabled::{entry, open};
use super::table::TABLES;
use super::{EmbedRequest, Embedded};
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// Listens to sounds one after another, and writes what the model says where that is wanted. Once `stop` is true it ends, and
/// what was heard until then is written.
///
/// # Errors
/// When a sound can't be read, the model is not here, or the file can't be written or is there.
pub fn embed(
    request: &EmbedRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Vec<Embedded>, StudioError> {
    let entry = entry(&request.model)?;
    let writer = request.out.as_deref().map(|out| TABLES.for_file(out)).transpose()?;
    let mut listening = open(entry)?.listen();
    let total = request.sounds.len();
    let mut heard = Vec::with_capacity(total);
    for (done, path) in request.sounds.iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let what = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        listener.hear(&Event::Step { what, done, total, left_secs: None });
        let unheard = |source| StudioError::Sound { path: path.clone(), source };
        let sound = read(path).map_err(|error| unheard(error.into()))?;
        let vectors = listening.hear(&sound).map_err(|error| unheard(error.into()))?;
        let vectors: Vec<Vec<f32>> = vectors.rows().map(<[f32]>::to_vec).collect();
        let embedded = Embedded { sound: path.clone(), vectors, hop_secs: Some(entry.hop_secs) };
        heard.push(if request.in_time { embedded } else { whole(embedded) });
    }
    if let Some(writer) = writer {
        writer(&request.model, &heard)?;
    }
    Ok(heard)
}

/// One vector for all moments.
fn whole(embedded: Embedded) -> Embedded {
    let mean = embedded.mean().into_iter().map(|value| value as f32).collect();
    Embedded { vectors: vec![mean], hop_secs: None, ..embedded }
}
