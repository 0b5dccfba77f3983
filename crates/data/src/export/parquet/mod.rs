//! Parquet files, one for each shard, as Hugging Face's `datasets` loads them: a row for each sound, the sound a WAV file
//! within it. Features are lists within lists; the key `huggingface` says what each column is.

mod columns;
mod lists;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use half::f16;
use half::slice::HalfFloatSliceExt as _;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::TypePtr;
use tonewright_audio::write::{Depth, wav_bytes};

use super::about::About;
use super::folder::{DATASET, sound, write_manifest};
use super::source::{Source, Stretch};
use super::{ExportFormat, ExportSettings};
use crate::error::DataError;
use columns::{Shown, columns, properties, schema};
use lists::repetitions;

/// The format `parquet`.
pub(in crate::export) const FORMAT: ExportFormat = ExportFormat {
    name: "parquet",
    summary: "a folder of Parquet files, one for each shard, for Hugging Face's `datasets`",
    ending: "-parquet",
    takes: &["depth"],
    missing: None,
    write,
    is_ours: |path| path.join(DATASET).is_file() && has_files(path),
};

/// How the names of the files begin.
const STEM: &str = "data-";

fn has_files(folder: &Path) -> bool {
    let is_one = |entry: fs::DirEntry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with(STEM) && name.ends_with(".parquet"))
    };
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(is_one))
}

/// An error of the library, of that file.
fn fault(path: &Path) -> impl Fn(ParquetError) -> DataError {
    move |error| DataError::Format { format: "parquet", path: path.to_owned(), reason: error.to_string() }
}

fn write(source: &mut Source<'_>, path: &Path, settings: &ExportSettings) -> Result<(), DataError> {
    fs::create_dir_all(path).map_err(|error| DataError::io("write", path, 0, error))?;
    write_manifest(path, source)?;
    let columns = columns(&source.about);
    let schema = schema(&columns).map_err(fault(path))?;
    let properties = Arc::new(properties(source, &columns));
    let asked = ["audio", "notes", "levels", "knobs"].map(str::to_owned).into_iter();
    let is_there = |name: &String| source.about.column(name).is_some();
    let features = columns.iter().filter_map(|column| match column {
        Shown::Feature(feature) => Some(feature.name.clone()),
        _ => None,
    });
    let asked: Vec<String> = asked.filter(is_there).chain(features).collect();
    let files = source.order.manifest.shards.len();
    let depth = settings.depth.unwrap_or(Depth::F32);
    let mut open: Option<(usize, Table)> = None;
    source.each(&asked, |stretch, about| {
        if open.as_ref().is_none_or(|(shard, _)| *shard != stretch.shard) {
            if let Some((_, table)) = open.take() {
                table.close()?;
            }
            let path = path.join(format!("{STEM}{:05}-of-{files:05}.parquet", stretch.shard));
            open = Some((stretch.shard, Table::create(path, schema.clone(), properties.clone())?));
        }
        let (_, table) = open.as_mut().expect("a file is open for every stretch");
        table.put(stretch, about, &columns, depth)
    })?;
    open.map_or(Ok(()), |(_, table)| table.close())
}

/// A file on its way.
struct Table {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
}

impl Table {
    fn create(path: PathBuf, schema: TypePtr, properties: WriterPropertiesPtr) -> Result<Self, DataError> {
        let file = File::create(&path).map_err(|error| DataError::io("write", &path, 0, error))?;
        let writer = SerializedFileWriter::new(file, schema, properties).map_err(fault(&path))?;
        Ok(Self { path, writer })
    }

    /// Writes a stretch of rows as a group of the file.
    fn put(
        &mut self,
        stretch: &Stretch,
        about: &About,
        columns: &[Shown],
        depth: Depth,
    ) -> Result<(), DataError> {
        let fault = fault(&self.path);
        let mut group = self.writer.next_row_group().map_err(&fault)?;
        for column in columns {
            put(&mut group, column, stretch, about, depth).map_err(&fault)?;
        }
        group.close().map(|_| ()).map_err(fault)
    }

    fn close(mut self) -> Result<(), DataError> {
        self.writer.finish().map_err(fault(&self.path))?;
        self.writer.inner().sync_all().map_err(|error| DataError::io("write", &self.path, 0, error))
    }
}

/// Writes the rows of a column.
fn put(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: &Shown,
    stretch: &Stretch,
    about: &About,
    depth: Depth,
) -> Result<(), ParquetError> {
    let rows = stretch.len() * about.notes;
    match column {
        Shown::Item => {
            let items = stretch.items.clone().flat_map(|item| vec![item as i64; about.notes]);
            plain::<Int64Type, 1>(group, &items.collect::<Vec<_>>())
        }
        Shown::Note => {
            let notes = stretch.column("notes").numbers::<f32>().as_chunks::<4>().0;
            let of = |at: usize| notes.iter().map(|note| note[at]).collect::<Vec<f32>>();
            let whole = |at: usize| notes.iter().map(|note| note[at] as i32).collect::<Vec<i32>>();
            plain::<Int32Type, 2>(group, &whole(0))?;
            plain::<Int32Type, 2>(group, &whole(1))?;
            plain::<FloatType, 2>(group, &of(2))?;
            plain::<FloatType, 2>(group, &of(3))
        }
        Shown::Levels => {
            let levels = stretch.column("levels").numbers::<f32>().as_chunks::<2>().0;
            let of = |at: usize| levels.iter().map(|level| level[at]).collect::<Vec<f32>>();
            plain::<FloatType, 1>(group, &of(0))?;
            plain::<FloatType, 1>(group, &of(1))
        }
        Shown::Knobs(len) => {
            let knobs = stretch.column("knobs").numbers::<f32>().chunks(*len);
            let rows: Vec<f32> = knobs.flat_map(|knobs| knobs.repeat(about.notes)).collect();
            nested(group, &rows, &[*len])
        }
        Shown::Audio => {
            let wavs = (0..rows).map(|row| {
                let bytes = wav_bytes(&sound(stretch, about, row), depth);
                bytes.map(ByteArray::from).map_err(|error| ParquetError::External(Box::new(error)))
            });
            plain::<ByteArrayType, 2>(group, &wavs.collect::<Result<Vec<_>, _>>()?)?;
            let name = |row: usize| {
                let item = stretch.items.start + (row / about.notes) as u64;
                ByteArray::from(format!("{item:08}-{}.wav", row % about.notes).into_bytes())
            };
            plain::<ByteArrayType, 2>(group, &(0..rows).map(name).collect::<Vec<_>>())
        }
        Shown::Feature(feature) => {
            let block = stretch.column(&feature.name);
            let is_half = about.column(&feature.name).is_some_and(|column| column.dtype == "F16");
            if is_half {
                nested(group, &block.numbers::<f16>().to_f32_vec(), &feature.shape)
            } else {
                nested(group, block.numbers(), &feature.shape)
            }
        }
    }
}

/// A column of one value a row, which so many things around it could be without.
fn plain<T: DataType, const AROUND: i16>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    next::<T>(group, values, &vec![AROUND; values.len()], None)
}

/// A column of lists within lists.
fn nested(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[f32],
    shape: &[usize],
) -> Result<(), ParquetError> {
    let one = repetitions(shape);
    let rows = values.len() / one.len().max(1);
    // A list could be missing or empty, and so could each number.
    let whole = vec![2 * shape.len() as i16 + 1; values.len()];
    let repeated = (!shape.is_empty()).then(|| one.repeat(rows));
    next::<FloatType>(group, values, &whole, repeated.as_deref())
}

/// The next column; for each value, how much of what could be missing around it is there, and which list begins anew.
fn next<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
    whole: &[i16],
    repeated: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("the schema has fewer columns than the data set".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, Some(whole), repeated)?;
    column.close()
}
