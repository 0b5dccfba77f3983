//! The file of a division: an array with a byte for each item, and in its header what the bytes mean.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use safetensors::Dtype;
use safetensors::tensor::{SafeTensors, TensorView, serialize};

use super::{Division, Together};
use crate::corpus::Dealt;
use crate::dataset::DataSet;
use crate::error::DataError;
use crate::whole::write_whole;

/// The file beside the shards.
pub const DIVISION_FILE: &str = "split.safetensors";
/// The array in it.
const ARRAY: &str = "split";

impl Division {
    /// Writes it beside the shards, replacing what is there.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, DataError> {
        let path = folder.join(DIVISION_FILE);
        let dealt = serde_json::to_string(&self.dealt).expect("names and numbers are plain data");
        let together = serde_json::to_string(&self.together).expect("a name is plain data");
        let words = HashMap::from([
            ("dealt".to_owned(), dealt),
            ("together".to_owned(), together),
            ("groups".to_owned(), self.groups.to_string()),
            ("print".to_owned(), self.print.clone()),
        ]);
        let view = TensorView::new(Dtype::U8, vec![self.of_item.len()], &self.of_item)
            .expect("a list of bytes is an array");
        let bytes = serialize([(ARRAY, view)], Some(words)).expect("one array goes into memory");
        write_whole(&path, |out| out.write_all(&bytes))
            .map_err(|source| DataError::io("write", &path, bytes.len() as u64, source))?;
        Ok(path)
    }

    /// The division of a data set.
    ///
    /// # Errors
    /// [`DataError::Io`] where it has none, [`DataError::Damaged`], [`DataError::Other`] where it is of another data set.
    pub fn read(data_set: &DataSet) -> Result<Self, DataError> {
        let path = data_set.folder().join(DIVISION_FILE);
        let bytes = std::fs::read(&path).map_err(|source| DataError::io("read", &path, 0, source))?;
        let division = read(&bytes).map_err(|reason| DataError::damaged(&path, reason))?;
        if division.print != data_set.manifest().print || division.of_item.len() as u64 != data_set.items() {
            let reason = "its split was made of another: split it again".to_owned();
            return Err(DataError::Other { path, reason });
        }
        Ok(division)
    }
}

fn read(bytes: &[u8]) -> Result<Division, String> {
    let told = |error: &dyn std::fmt::Display| format!("its header can't be read: {error}");
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| told(&error))?;
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| told(&error))?;
    let array = tensors.tensor(ARRAY).map_err(|error| told(&error))?;
    let words = metadata.metadata().clone().unwrap_or_default();
    let word = |key: &str| words.get(key).ok_or_else(|| format!("its header has no `{key}`"));
    let dealt: Dealt = serde_json::from_str(word("dealt")?).map_err(|error| told(&error))?;
    let together: Together = serde_json::from_str(word("together")?).map_err(|error| told(&error))?;
    let groups = word("groups")?.parse().map_err(|error: std::num::ParseIntError| told(&error))?;
    let of_item = array.data().to_vec();
    if array.dtype() != Dtype::U8 || of_item.iter().any(|split| usize::from(*split) >= dealt.splits.len()) {
        return Err("it has items of splits that it does not name".to_owned());
    }
    Ok(Division { dealt, together, groups, print: word("print")?.clone(), of_item })
}
