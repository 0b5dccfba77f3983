//! Statistics as files: for people (`.json`), for whoever trains (`.safetensors`), and as synth-permutations has them (`.npz`).

use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{ColumnStatistics, Scale, Statistics};
use crate::columns::feature_column;
use crate::error::DataError;
use crate::whole::write_whole;

/// How the files are called, up to a split and their endings.
pub const STATISTICS_STEM: &str = "statistics";

/// One of the numbers of a scale.
type Pick = fn(&Scale) -> f64;

/// What is kept of every cell.
const PICKS: [(&str, Pick); 2] = [("mean", |scale| scale.mean), ("std", |scale| scale.std)];

impl Statistics {
    /// Writes `statistics.json` and `statistics.safetensors` (of a split `statistics-train.json` and so on) to a folder,
    /// replacing what is there. The second holds, for the knobs and each feature, `NAME.mean` and `NAME.std` cell by cell,
    /// `NAME.bins.mean` and `NAME.bins.std` pooled over channels and frames, and `NAME.whole` with minimum, maximum, mean
    /// and deviation of all.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn write(&self, folder: &Path) -> Result<Vec<PathBuf>, DataError> {
        fs::create_dir_all(folder).map_err(|source| DataError::io("create", folder, 0, source))?;
        let mut text = serde_json::to_vec_pretty(self).expect("statistics are plain data");
        text.push(b'\n');
        let written = [("json", text), ("safetensors", self.tensors())].map(|(ending, bytes)| {
            let path = folder.join(self.file_name(ending));
            write(&path, &bytes).map(|()| path)
        });
        written.into_iter().collect()
    }

    /// Writes mean and deviation of one feature cell by cell as NumPy's `.npz` with the arrays `mean` and `std`, 32-bit floats
    /// in the shape of one observation: the `stats.npz` of synth-permutations.
    ///
    /// # Errors
    /// [`DataError::UnknownName`] for a feature that the data set does not have; those of the disk.
    pub fn write_npz(&self, feature: &str, path: &Path) -> Result<(), DataError> {
        let name = feature_column(feature);
        let column = self.columns.iter().find(|column| column.name == name);
        let column = column.ok_or_else(|| DataError::UnknownName {
            what: "feature in the data set",
            name: feature.to_owned(),
            known: self.columns.iter().filter_map(ColumnStatistics::feature).collect(),
        })?;
        let bytes = npz(column).map_err(|source| DataError::io("write", path, 0, source))?;
        write(path, &bytes)
    }

    fn file_name(&self, ending: &str) -> String {
        match &self.split {
            Some(split) => format!("{STATISTICS_STEM}-{split}.{ending}"),
            None => format!("{STATISTICS_STEM}.{ending}"),
        }
    }

    fn tensors(&self) -> Vec<u8> {
        let mut arrays: Vec<(String, Vec<usize>, Vec<f32>)> = Vec::new();
        for column in &self.columns {
            let name = |what: &str| format!("{}.{what}", column.name);
            let of = |scales: &mut dyn Iterator<Item = Scale>, pick: Pick| -> Vec<f32> {
                scales.map(|scale| pick(&scale) as f32).collect()
            };
            for (what, pick) in PICKS {
                arrays.push((name(what), column.shape.clone(), of(&mut column.scales(), pick)));
                let bins = of(&mut column.bins.iter().copied(), pick);
                arrays.push((name(&format!("bins.{what}")), vec![bins.len()], bins));
            }
            let Scale { min, max, mean, std } = column.whole;
            arrays.push((name("whole"), vec![4], vec![min, max, mean as f32, std as f32]));
        }
        let views = arrays.iter().map(|(name, shape, numbers)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytemuck::cast_slice(numbers));
            (name.as_str(), view.expect("an array has as many numbers as its shape says"))
        });
        serialize(views, None).expect("arrays of distinct names go into memory")
    }
}

impl ColumnStatistics {
    /// The name of the feature, where it is one.
    pub fn feature(&self) -> Option<String> {
        self.name.strip_prefix(crate::columns::FEATURE_PREFIX).map(str::to_owned)
    }

    /// Every cell's scale.
    fn scales(&self) -> impl Iterator<Item = Scale> {
        (0..self.cells.cells()).map(|cell| self.cells.scale(cell))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    write_whole(path, |out| out.write_all(bytes))
        .map_err(|source| DataError::io("write", path, bytes.len() as u64, source))
}

/// An uncompressed ZIP archive of two arrays.
fn npz(column: &ColumnStatistics) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, pick) in PICKS {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        archive.start_file(format!("{name}.npy"), stored)?;
        archive.write_all(&npy_header(&column.shape))?;
        let numbers: Vec<u8> =
            column.scales().flat_map(|scale| (pick(&scale) as f32).to_le_bytes()).collect();
        archive.write_all(&numbers)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What stands before the numbers of an array of 32-bit floats in NumPy's format 1.0: a magic number, the length of what
/// follows, and a Python literal, filled up so that the numbers begin at a multiple of 64.
fn npy_header(shape: &[usize]) -> Vec<u8> {
    let lens: String = shape.iter().map(|len| format!("{len}, ")).collect();
    let mut text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", lens.trim_end());
    let len = (10 + text.len() + 1).next_multiple_of(64) - 10;
    text.push_str(&" ".repeat(len - text.len() - 1));
    text.push('\n');
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend((len as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header
}
