//! Parquet files, one for each shard, as Hugging Face's `datasets` loads them: a row for each sound, the sound a WAV file
//! within it. Features are lists within lists; the key `huggingface` says what each column is.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use half::f16;
use half::slice::HalfFloatSliceExt as _;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::TypePtr;
use serde_json::{Map, Value, json};
use tonewright_audio::write::{Depth, wav_bytes};

use super::about::{About, StoredColumn};
use super::folder::{DATASET, sound, write_manifest};
use super::source::{Source, Stretch};
use super::{ExportFormat, ExportSettings};
use crate::error::DataError;
use crate::plan::feature_column;

/// The format `parquet`.
pub(super) const FORMAT: ExportFormat = ExportFormat {
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

/// A column of the files.
enum Shown {
    /// Which item a row is.
    Item,
    /// Note, velocity, start, gate.
    Note,
    /// Root mean square and largest sample.
    Levels,
    /// The knobs, so many.
    Knobs(usize),
    /// The sound.
    Audio,
    /// A feature, with its name and shape for one sound.
    Feature(Feature),
}

/// A feature's column.
struct Feature {
    name: String,
    shown: String,
    shape: Vec<usize>,
}

/// What is shown of a data set.
fn columns(about: &About) -> Vec<Shown> {
    let prefix = feature_column("");
    let of = |column: &StoredColumn| match column.name.as_str() {
        "audio" => Some(Shown::Audio),
        "notes" => Some(Shown::Note),
        "levels" => Some(Shown::Levels),
        // A list without entries is no list that can be loaded.
        "knobs" => Some(column.shape[0]).filter(|knobs| *knobs > 0).map(Shown::Knobs),
        name => name.strip_prefix(&prefix).map(|feature| {
            let shape = column.shape[1..].to_vec();
            // Feature names have hyphens, which a schema's text has not.
            Shown::Feature(Feature { name: name.to_owned(), shown: feature.replace('-', "_"), shape })
        }),
    };
    std::iter::once(Shown::Item).chain(about.columns.iter().filter_map(of)).collect()
}

/// The schema, in the words of the format's own description. Everything may be missing, though nothing is: only so are
/// the columns those that `datasets` expects.
fn schema(columns: &[Shown]) -> Result<TypePtr, ParquetError> {
    let mut text = "message sounds {\n".to_owned();
    for column in columns {
        text.push_str(&match column {
            Shown::Item => "optional int64 item;\n".to_owned(),
            Shown::Note => "optional group note { optional int32 note; optional int32 velocity; \
                 optional float start_secs; optional float gate_secs; }\n"
                .to_owned(),
            Shown::Levels => "optional float rms;\noptional float peak;\n".to_owned(),
            Shown::Knobs(_) => list("knobs", 1),
            Shown::Audio => {
                "optional group audio { optional binary bytes; optional binary path (UTF8); }\n".to_owned()
            }
            Shown::Feature(feature) => list(&feature.shown, feature.shape.len()),
        });
    }
    text.push('}');
    parse_message_type(&text).map(Arc::new)
}

/// Numbers in lists within lists, so many deep.
fn list(name: &str, depth: usize) -> String {
    if depth == 0 {
        return format!("optional float {name};\n");
    }
    let inner = list("element", depth - 1);
    format!("optional group {name} (LIST) {{ repeated group list {{ {inner} }} }}\n")
}

fn properties(source: &Source<'_>, columns: &[Shown]) -> WriterProperties {
    let mut features = Map::new();
    let value = |dtype: &str| json!({ "dtype": dtype, "_type": "Value" });
    for column in columns {
        let (name, feature) = match column {
            Shown::Item => ("item", value("int64")),
            Shown::Note => (
                "note",
                json!({ "note": value("int32"), "velocity": value("int32"),
                    "start_secs": value("float32"), "gate_secs": value("float32") }),
            ),
            Shown::Levels => {
                features.insert("rms".to_owned(), value("float32"));
                ("peak", value("float32"))
            }
            Shown::Knobs(_) => ("knobs", described(1)),
            Shown::Audio => {
                let (rate_hz, mono) = (source.about.sound.rate_hz, source.about.sound.channels == 1);
                ("audio", json!({ "sampling_rate": rate_hz, "mono": mono, "_type": "Audio" }))
            }
            Shown::Feature(feature) => (feature.shown.as_str(), described(feature.shape.len())),
        };
        features.insert(name.to_owned(), feature);
    }
    let words = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let told = vec![
        words("huggingface", json!({ "info": { "features": features } }).to_string()),
        words("tonewright", source.order.manifest.plan.to_string()),
    ];
    // Statistics and dictionaries of samples are of no use and as large as the samples.
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by(source.order.made_by.to_owned())
        .set_key_value_metadata(Some(told))
        .build()
}

/// How `datasets` calls numbers in lists within lists, so many deep.
fn described(depth: usize) -> Value {
    if depth == 0 {
        return json!({ "dtype": "float32", "_type": "Value" });
    }
    json!({ "feature": described(depth - 1), "_type": "Sequence" })
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

/// For each value of an array of that shape, which of its lists begins anew with it, counted from the outermost: 0 is the
/// row itself.
fn repetitions(shape: &[usize]) -> Vec<i16> {
    let len: usize = shape.iter().product();
    let of = |value: usize| {
        if value == 0 {
            return 0;
        }
        let mut within = len;
        let begins = shape.iter().position(|axis| {
            within /= axis;
            value.is_multiple_of(within)
        });
        begins.map_or(shape.len(), |axis| axis + 1) as i16
    };
    (0..len).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_begin_anew_where_an_axis_does() {
        assert_eq!(repetitions(&[3]), [0, 1, 1]);
        assert_eq!(repetitions(&[2, 2]), [0, 2, 1, 2]);
        assert_eq!(repetitions(&[2, 1, 3]), [0, 3, 3, 1, 3, 3]);
        assert_eq!(repetitions(&[]), [0]);
    }
}
