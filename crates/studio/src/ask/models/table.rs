//! Files of vectors: a table of the kinds there are, by their endings.

use std::io::Write;
use std::path::{Path, PathBuf};

use tonewright_nn::weights::{Tensors, Values, to_bytes};

use super::Embedded;
use crate::error::{Cause, StudioError};

/// The kinds of files.
pub(super) const TABLES: Tables = Tables(&[("safetensors", safetensors), ("csv", csv), ("json", json)]);

/// Makes the bytes of a file of what a model of that name says.
type Make = fn(&str, &[Embedded]) -> Result<Vec<u8>, Cause>;

/// Kinds of files by their endings.
pub(super) struct Tables(&'static [(&'static str, Make)]);

impl Tables {
    /// What writes the file of that name, which is not there yet.
    pub(super) fn for_file(
        &self,
        path: &Path,
    ) -> Result<impl FnOnce(&str, &[Embedded]) -> Result<(), StudioError> + use<>, StudioError> {
        let path: PathBuf = path.to_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let Some((_, make)) = self.0.iter().find(|(known, _)| *known == ending) else {
            let known: Vec<String> = self.0.iter().map(|(known, _)| format!(".{known}")).collect();
            return Err(StudioError::Setting {
                key: "out".to_owned(),
                reason: format!("`{}` has none of the endings {}", path.display(), known.join(", ")),
                hint: None,
            });
        };
        if path.exists() {
            return Err(StudioError::Exists { path });
        }
        Ok(move |model: &str, heard: &[Embedded]| {
            let bytes = make(model, heard).map_err(|source| StudioError::Model {
                doing: "written down",
                source,
                hint: None,
            })?;
            tonewright_data::write_whole(&path, |out| out.write_all(&bytes))
                .map_err(|source| StudioError::Io { doing: "write the vectors", path: path.clone(), source })
        })
    }
}

/// A tensor per sound: vectors × dimensions.
fn safetensors(model: &str, heard: &[Embedded]) -> Result<Vec<u8>, Cause> {
    let values = |one: &Embedded| Values {
        shape: vec![one.vectors.len(), one.vectors.first().map_or(0, Vec::len)],
        values: one.vectors.concat(),
    };
    let tensors: Tensors = heard.iter().map(|one| (one.sound.display().to_string(), values(one))).collect();
    let hop = heard.first().and_then(|one| one.hop_secs);
    let mut remarks = std::collections::HashMap::from([("model".to_owned(), model.to_owned())]);
    remarks.extend(hop.map(|hop| ("hop_secs".to_owned(), hop.to_string())));
    Ok(to_bytes(&tensors, remarks)?)
}

/// A line per vector: the sound, when the vector's moment begins, and its numbers.
fn csv(_: &str, heard: &[Embedded]) -> Result<Vec<u8>, Cause> {
    let mut out = Vec::new();
    let dims = heard.first().and_then(|one| one.vectors.first()).map_or(0, Vec::len);
    let names: Vec<String> = (0..dims).map(|dim| format!("d{dim}")).collect();
    writeln!(out, "sound,start_secs,{}", names.join(","))?;
    for one in heard {
        for (moment, vector) in one.vectors.iter().enumerate() {
            let numbers: Vec<String> = vector.iter().map(ToString::to_string).collect();
            let start = moment as f64 * one.hop_secs.unwrap_or(0.0);
            let sound = one.sound.display().to_string().replace('"', "\"\"");
            writeln!(out, "\"{sound}\",{start},{}", numbers.join(","))?;
        }
    }
    Ok(out)
}

/// All as it is.
fn json(model: &str, heard: &[Embedded]) -> Result<Vec<u8>, Cause> {
    #[derive(serde::Serialize)]
    struct All<'a> {
        model: &'a str,
        sounds: &'a [Embedded],
    }
    Ok(serde_json::to_vec(&All { model, sounds: heard })?)
}
