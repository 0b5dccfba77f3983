//! The rows of some items on their way into a shard: a stretch of bytes for each column.

use half::f16;
use half::slice::HalfFloatSliceExt as _;
use safetensors::Dtype;
use tonewright_audio::Audio;
use tonewright_audio::features::Feature;

use super::tally::Tally;
use crate::columns::feature_column;
use crate::error::DataError;
use crate::item::Draw;
use crate::plan::Setting;
use crate::recipe::{Level, Note};
use crate::shard::{Layout, Status};

/// Rows in memory, as the file will have them.
pub(crate) struct Rows {
    columns: Vec<Vec<u8>>,
    row_bytes: Vec<usize>,
    places: Places,
    features: Vec<Box<dyn Feature>>,
    values: Vec<f32>,
    halves: Vec<f16>,
}

/// Which column is which.
struct Places {
    knobs: Option<usize>,
    notes: Option<usize>,
    levels: Option<usize>,
    status: Option<usize>,
    draws: Option<usize>,
    refused: Option<usize>,
    audio: Option<usize>,
    features: Vec<(String, usize, Dtype)>,
    audio_type: Dtype,
}

impl Rows {
    /// Room for rows of that setting; nothing is in them.
    pub(crate) fn new(setting: &Setting) -> Result<Self, DataError> {
        Ok(Self::of(setting.layout(), &setting.recipe().store.features, setting.features()?))
    }

    /// Room for rows of that layout with these features, by their names and planned.
    pub(crate) fn of(layout: &Layout, names: &[String], features: Vec<Box<dyn Feature>>) -> Self {
        let at = |name: &str| layout.index_of(name);
        let audio = at("audio");
        let of_feature = |name: &String| {
            let place = at(&feature_column(name)).expect("a layout has a column for each feature");
            (name.clone(), place, layout.columns()[place].dtype)
        };
        let places = Places {
            knobs: at("knobs"),
            notes: at("notes"),
            levels: at("levels"),
            status: at("status"),
            draws: at("draws"),
            refused: at("refused"),
            audio,
            features: names.iter().map(of_feature).collect(),
            audio_type: audio.map_or(Dtype::F32, |place| layout.columns()[place].dtype),
        };
        let row_bytes: Vec<usize> = layout.columns().iter().map(crate::Column::row_bytes).collect();
        let columns = vec![Vec::new(); row_bytes.len()];
        Self { columns, row_bytes, places, features, values: Vec::new(), halves: Vec::new() }
    }

    /// Room for so many rows. What stood in them stands there still: each is to be filled and then settled.
    pub(crate) fn make_room(&mut self, rows: usize) {
        for (column, row_bytes) in self.columns.iter_mut().zip(&self.row_bytes) {
            column.resize(rows * row_bytes, 0);
        }
    }

    /// The bytes, column by column.
    pub(crate) fn columns(&self) -> &[Vec<u8>] {
        &self.columns
    }

    /// Values of a row, where the data set has such a column.
    fn put<T: bytemuck::NoUninit>(&mut self, column: Option<usize>, row: usize, values: &[T]) {
        let Some(column) = column else { return };
        let bytes: &[u8] = bytemuck::cast_slice(values);
        let at = row * self.row_bytes[column];
        self.columns[column][at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// What became of an item, and of its draws; the row of one that has no sound is nought.
    pub(crate) fn settle(&mut self, row: usize, status: Status, tally: &Tally) {
        if status != Status::Rendered {
            for (column, row_bytes) in self.columns.iter_mut().zip(&self.row_bytes) {
                column[row * row_bytes..(row + 1) * row_bytes].fill(0);
            }
        }
        self.put(self.places.status, row, &[status as u8]);
        self.put(self.places.draws, row, &[tally.draws]);
        self.put(self.places.refused, row, &tally.refused);
    }

    /// Preset and notes of the draw that was kept, and how loud its sounds are.
    pub(crate) fn describe(&mut self, row: usize, draw: &Draw, levels: &[Level]) {
        let knobs: Vec<f32> = draw.preset.values.iter().map(|knob| knob.get()).collect();
        self.put(self.places.knobs, row, &knobs);
        self.tell(row, &draw.notes, levels);
    }

    /// What was played, and how loud it is.
    pub(crate) fn tell(&mut self, row: usize, notes: &[Note], levels: &[Level]) {
        let of_note =
            |note: &Note| [f32::from(note.note), f32::from(note.velocity), note.start_secs, note.gate_secs];
        let mut notes: Vec<f32> = notes.iter().flat_map(of_note).collect();
        notes.resize(self.places.notes.map_or(0, |column| self.row_bytes[column] / size_of::<f32>()), 0.0);
        self.put(self.places.notes, row, &notes);
        let levels: Vec<f32> = levels.iter().flat_map(|level| [level.rms, level.peak]).collect();
        self.put(self.places.levels, row, &levels);
    }

    /// The sound of one note with its features.
    pub(crate) fn hear(&mut self, row: usize, note: usize, sound: &Audio) -> Result<(), DataError> {
        if let Some(column) = self.places.audio {
            let dtype = self.places.audio_type;
            for index in 0..sound.channel_count() {
                let samples = sound.channel(index);
                let at = (note * sound.channel_count() + index) * samples.len();
                self.put_floats(column, row, at, samples, dtype);
            }
        }
        let mut values = std::mem::take(&mut self.values);
        for at in 0..self.features.len() {
            let feature = &mut self.features[at];
            values.resize(feature.shape().iter().product(), 0.0);
            let (name, column, dtype) = &self.places.features[at];
            let fault = |source| DataError::Feature { name: name.clone(), source };
            feature.process_into(sound, &mut values).map_err(fault)?;
            self.put_floats(*column, row, note * values.len(), &values, *dtype);
        }
        self.values = values;
        Ok(())
    }

    /// Numbers from place `at` of a row on.
    fn put_floats(&mut self, column: usize, row: usize, at: usize, values: &[f32], dtype: Dtype) {
        let width = dtype.bitsize() / 8;
        let start = row * self.row_bytes[column] + at * width;
        let place = start..start + values.len() * width;
        if dtype == Dtype::F16 {
            self.halves.resize(values.len(), f16::ZERO);
            self.halves.convert_from_f32_slice(values);
            self.columns[column][place].copy_from_slice(bytemuck::cast_slice(&self.halves));
        } else {
            self.columns[column][place].copy_from_slice(bytemuck::cast_slice(values));
        }
    }
}
