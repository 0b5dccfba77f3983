//! Listening to files.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_audio::read::read;
use tonewright_learned::hearing::{Listening, side_by_side};

use super::known::open;
use super::table::TABLES;
use super::{EmbedRequest, Embedded};
use crate::ask::learned;
use crate::config::threads_or_all;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// Listens to sounds, as many at once as there are cores, and writes what the model says where that is wanted. Once `stop` is true it ends, and
/// what was heard until then is written.
///
/// # Errors
/// When a sound can't be read, the model is not here, or the file can't be written or is there.
pub fn embed(
    request: &EmbedRequest,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Vec<Embedded>, StudioError> {
    let writer = request.out.as_deref().map(|out| TABLES.for_file(out)).transpose()?;
    let opened = learned::device(&request.device)?;
    learned::tell_of(opened.called, listener);
    let ear = open(&request.model, &opened.device)?;
    let hop_secs = ear.facts().hop_secs;
    let total = request.sounds.len();
    let mut heard: Vec<Option<Embedded>> = vec![None; total];
    let (mut count, mut fault) = (0, None);
    let size = (total, threads_or_all(0));
    side_by_side(
        &ear,
        size,
        |listening, index| listen(listening, &request.sounds[index], request.in_time),
        |index, vectors| {
            match vectors {
                Ok(vectors) => {
                    let sound = request.sounds[index].clone();
                    let hop_secs = request.in_time.then_some(hop_secs);
                    heard[index] = Some(Embedded { sound, vectors, hop_secs });
                }
                Err(error) => fault = Some(error),
            }
            count += 1;
            let what = "sounds heard".to_owned();
            listener.hear(&Event::Step { what, done: count, total, left_secs: None });
            fault.is_none() && !stop.load(Ordering::Relaxed)
        },
    );
    if let Some(fault) = fault {
        return Err(fault);
    }
    let heard: Vec<Embedded> = heard.into_iter().flatten().collect();
    if let Some(writer) = writer {
        writer(&request.model, &heard)?;
    }
    Ok(heard)
}

/// The vectors of a file's moments, or the one that stands for all of them.
fn listen(listening: &mut Listening, path: &Path, in_time: bool) -> Result<Vec<Vec<f32>>, StudioError> {
    let unheard = |source| StudioError::Sound { path: path.to_owned(), source };
    let sound = read(path).map_err(|error| unheard(error.into()))?;
    let heard = if in_time {
        listening.hear(&sound).map(|vectors| vectors.rows().map(<[f32]>::to_vec).collect())
    } else {
        listening.hear_whole(&sound).map(|vector| vec![vector])
    };
    heard.map_err(|error| unheard(error.into()))
}
