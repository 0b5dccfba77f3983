//! One HDF5 file with the keys that synth-permutations' data module reads (`audio`, `mel_spec`, `param_array`), a chunk a
//! row, packed with gzip, which every reader of HDF5 has. What its own files lack stands beside them: what each parameter
//! is called, synth, recipe and seed, the notes, and which item each row is.

use std::path::Path;

use bytemuck::Pod;
use half::f16;
use hdf5_metno::types::VarLenUnicode;
use hdf5_metno::{Dataset, File, H5Type, Hyperslab, Location, SliceOrIndex};
use ndarray::{ArrayViewD, IxDyn};
use serde_json::Value;

use super::about::About;
use super::encoded::Encoding;
use super::source::{Source, Stretch};
use super::{ExportFormat, ExportSettings};
use crate::columns::feature_column;
use crate::dataset::StoredColumn;
use crate::error::DataError;

/// The format `hdf5`.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "hdf5",
    summary: "one HDF5 file with the keys of synth-permutations (`audio`, `mel_spec`, `param_array`), for h5py",
    ending: ".h5",
    takes: &["gzip", "one-hot"],
    missing: None,
    write,
    is_ours: |path| File::open(path).is_ok_and(|file| file.attr("exported_by").is_ok()),
};

/// How hard numbers are packed when nothing is said.
const GZIP: u8 = 1;
/// The feature that synth-permutations' models hear.
const MEL: &str = "mel-synth-permutations";

/// An error of the library, of that file.
fn fault(path: &Path) -> impl Fn(hdf5_metno::Error) -> DataError {
    move |error| DataError::Format { format: "hdf5", path: path.to_owned(), reason: error.to_string() }
}

fn write(source: &mut Source<'_>, path: &Path, settings: &ExportSettings) -> Result<(), DataError> {
    let gzip = settings.gzip.unwrap_or(GZIP);
    if gzip > 9 {
        return Err(DataError::Setting { key: "gzip", reason: format!("is {gzip}: it lies within 0 and 9") });
    }
    let encoding = Encoding::of(source, settings)?;
    let fault = fault(path);
    let file = File::create(path).map_err(&fault)?;
    let outline = Outline { rows: source.rows() as usize, gzip };
    let tables = tables(&file, &source.about, &encoding, outline).map_err(&fault)?;
    describe(&file, source).map_err(&fault)?;
    let item = outline.make::<u64>(&file, "item", &[]).map_err(&fault)?;
    let asked: Vec<String> = tables.iter().map(|table| table.column.clone()).collect();
    source.each(&asked, |stretch, about| {
        let put = || -> hdf5_metno::Result<()> {
            let items: Vec<u64> = stretch.items.clone().flat_map(|item| vec![item; about.notes]).collect();
            put(&item, &items, stretch, about.notes)?;
            tables.iter().try_for_each(|table| table.put(stretch, about, &encoding))
        };
        put().map_err(&fault)
    })?;
    if about_lacks(&source.about, MEL) {
        source.remark(format!(
            "without the feature `{MEL}` there is no `mel_spec`: synth-permutations' models hear that"
        ));
    }
    drop((tables, item));
    file.close().map_err(fault)
}

fn about_lacks(about: &About, feature: &str) -> bool {
    about.column(&feature_column(feature)).is_none()
}

/// The columns that are written: what tells of draws stays behind.
fn wanted(about: &About) -> impl Iterator<Item = &StoredColumn> {
    about.columns.iter().filter(|column| !["status", "draws", "refused"].contains(&column.name.as_str()))
}

/// A column on its way into the file.
struct Table {
    column: String,
    dataset: Dataset,
    kind: Numbers,
}

/// What its numbers are.
#[derive(Clone, Copy)]
enum Numbers {
    Half,
    Single,
    /// Knobs, with the notes behind them where those are drawn.
    Knobs,
}

/// How many rows there will be and how they are packed.
#[derive(Clone, Copy)]
struct Outline {
    rows: usize,
    gzip: u8,
}

impl Outline {
    /// An array of so many rows, a chunk each; short rows share one.
    fn make<T: H5Type>(self, file: &File, name: &str, row: &[usize]) -> hdf5_metno::Result<Dataset> {
        let shape: Vec<usize> = std::iter::once(self.rows).chain(row.iter().copied()).collect();
        let row_bytes = row.iter().product::<usize>() * size_of::<T>();
        let mut chunk = shape.clone();
        chunk[0] = (SHORT_BYTES / row_bytes.max(1)).clamp(1, self.rows);
        let mut builder = file.new_dataset::<T>().chunk(chunk);
        if self.gzip > 0 {
            builder = builder.shuffle().deflate(self.gzip);
        }
        builder.shape(shape).create(name)
    }
}

/// A chunk of short rows is about so large.
const SHORT_BYTES: usize = 64 << 10;

/// All arrays, empty.
fn tables(
    file: &File,
    about: &About,
    encoding: &Encoding,
    outline: Outline,
) -> hdf5_metno::Result<Vec<Table>> {
    let of = |column: &StoredColumn| {
        let name = column.name.clone();
        if name == "knobs" {
            return knobs(file, encoding, outline);
        }
        let shown = match name.strip_prefix(&feature_column("")) {
            Some(MEL) => "mel_spec",
            Some(feature) => feature,
            None => name.as_str(),
        };
        let row = &column.shape[1..];
        let (dataset, kind) = if column.dtype == "F16" {
            (outline.make::<f16>(file, shown, row)?, Numbers::Half)
        } else {
            (outline.make::<f32>(file, shown, row)?, Numbers::Single)
        };
        let axes: Vec<&str> = column.axes[1..].iter().map(String::as_str).collect();
        texts(&dataset, "axes", &axes)?;
        if name == "audio" {
            tell_audio(&dataset, about)?;
        }
        Ok(Table { column: name, dataset, kind })
    };
    wanted(about).map(of).collect()
}

/// The knobs, and behind them drawn notes.
fn knobs(file: &File, encoding: &Encoding, outline: Outline) -> hdf5_metno::Result<Table> {
    let (names, knobs) = encoding.names();
    let dataset = outline.make::<f32>(file, "param_array", &[names.len()])?;
    texts(&dataset, "names", &names)?;
    number(&dataset, "synth_parameters", knobs as u64)?;
    Ok(Table { column: "knobs".to_owned(), dataset, kind: Numbers::Knobs })
}

impl Table {
    fn put(&self, stretch: &Stretch, about: &About, encoding: &Encoding) -> hdf5_metno::Result<()> {
        let block = stretch.column(&self.column);
        match self.kind {
            Numbers::Half => put::<f16>(&self.dataset, block.numbers(), stretch, about.notes),
            Numbers::Single => put::<f32>(&self.dataset, block.numbers(), stretch, about.notes),
            Numbers::Knobs => put(&self.dataset, &rows(stretch, about, encoding), stretch, about.notes),
        }
    }
}

/// A row for each sound: the knobs of its item, and its note where notes are drawn.
fn rows(stretch: &Stretch, about: &About, encoding: &Encoding) -> Vec<f32> {
    let (knobs, notes) = (stretch.column("knobs"), stretch.column("notes"));
    let items = knobs.numbers::<f32>().chunks_exact(about.parameters.len());
    let mut rows = Vec::new();
    for (knobs, notes) in items.zip(notes.numbers::<f32>().chunks_exact(4 * about.notes)) {
        notes.chunks_exact(4).for_each(|note| encoding.push(knobs, note, &mut rows));
    }
    rows
}

/// Writes the rows of a stretch, as they are.
fn put<T: H5Type + Pod>(
    dataset: &Dataset,
    numbers: &[T],
    stretch: &Stretch,
    notes: usize,
) -> hdf5_metno::Result<()> {
    let mut shape = dataset.shape();
    shape[0] = stretch.len() * notes;
    let view = ArrayViewD::from_shape(IxDyn(&shape), numbers)?;
    let mut slab = vec![SliceOrIndex::SliceCount {
        start: stretch.first_row as usize,
        step: 1,
        count: shape[0],
        block: 1,
    }];
    slab.extend(shape[1..].iter().map(|len| SliceOrIndex::SliceTo {
        start: 0,
        step: 1,
        end: *len,
        block: 1,
    }));
    dataset.as_writer().no_convert().write_slice(view, Hyperslab::from(slab))
}

/// What the sounds are, by the names that synth-permutations has for it.
fn tell_audio(dataset: &Dataset, about: &About) -> hdf5_metno::Result<()> {
    let sound = &about.sound;
    number(dataset, "sample_rate", u64::from(sound.rate_hz))?;
    number(dataset, "channels", sound.channels as u64)?;
    number(dataset, "signal_duration_seconds", sound.secs)?;
    let Some(recipe) = &about.recipe else { return Ok(()) };
    // Nothing is refused for its loudness where nothing is said of it.
    number(dataset, "min_loudness", recipe.gate.lufs.unwrap_or(f64::NEG_INFINITY))?;
    let (low, high) = match &recipe.play.drawn {
        Some(drawn) => drawn.velocity,
        None => {
            let velocities = || recipe.play.notes.iter().map(|note| note.velocity);
            (velocities().min().unwrap_or(0), velocities().max().unwrap_or(0))
        }
    };
    // Where there are several, `notes` has that of each sound.
    if low == high { number(dataset, "velocity", u64::from(low)) } else { Ok(()) }
}

/// What the data set says of itself.
fn describe(file: &File, source: &Source<'_>) -> hdf5_metno::Result<()> {
    let (plan, manifest) = (&source.order.manifest.plan, source.order.manifest);
    let words = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text(file, "made_by", &manifest.made_by)?;
    text(file, "exported_by", source.order.made_by)?;
    text(file, "print", &manifest.print)?;
    text(file, "plan", &plan.to_string())?;
    if let Some(recipe) = &source.about.recipe {
        text(file, "name", &recipe.name)?;
        number(file, "seed", recipe.seed)?;
        text(file, "recipe", &plan["recipe"].to_string())?;
        text(file, "synth", &words(&plan["synth"]["id"]))?;
        text(file, "synth_name", &words(&plan["synth"]["name"]))?;
        number(file, "sound_version", plan["synth"]["sound-version"].as_u64().unwrap_or(0))?;
        text(file, "rests_on", &plan["synth"]["rests-on"].to_string())?;
    }
    Ok(())
}

fn number<T: H5Type>(at: &Location, name: &str, value: T) -> hdf5_metno::Result<()> {
    at.new_attr::<T>().create(name)?.write_scalar(&value)
}

fn unicode(words: &str) -> hdf5_metno::Result<VarLenUnicode> {
    // A text of HDF5 ends at its first nought.
    words.replace('\0', " ").parse().map_err(|error| hdf5_metno::Error::from(format!("{error}")))
}

fn text(at: &Location, name: &str, words: &str) -> hdf5_metno::Result<()> {
    at.new_attr::<VarLenUnicode>().create(name)?.write_scalar(&unicode(words)?)
}

fn texts(at: &Location, name: &str, words: &[impl AsRef<str>]) -> hdf5_metno::Result<()> {
    let words: Vec<VarLenUnicode> =
        words.iter().map(|words| unicode(words.as_ref())).collect::<Result<_, _>>()?;
    at.new_attr_builder().with_data(&words).create(name)?;
    Ok(())
}
