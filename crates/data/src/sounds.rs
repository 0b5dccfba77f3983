//! The sounds of a finished data set: as they are kept, or rendered anew from knobs and notes where they are not.

use half::f16;
use half::slice::HalfFloatSliceExt as _;
use safetensors::Dtype;
use tonewright_audio::Audio;
use tonewright_synth::{Job, Norm, Preset, RenderError, Renderer};

use crate::dataset::DataSet;
use crate::error::DataError;
use crate::item::Draw;
use crate::plan::Setting;
use crate::recipe::Note;
use crate::shard::{Shard, Status};

/// Hands out the sounds of a data set.
pub struct Sounds<'a> {
    rate_hz: u32,
    setting: Option<&'a Setting>,
    renderer: Option<Box<dyn Renderer>>,
}

/// A sound of an item with the note that made it.
#[derive(Clone, Debug)]
pub struct PlayedNote {
    /// What was played, where that is known.
    pub note: Option<Note>,
    /// What was heard.
    pub sound: Audio,
}

impl<'a> Sounds<'a> {
    /// Of this data set; `setting` is that of its recipe, where its synth is here.
    ///
    /// # Errors
    /// [`DataError::Damaged`] where the rate of its sounds is not told.
    pub fn of(data_set: &DataSet, setting: Option<&'a Setting>) -> Result<Self, DataError> {
        let plan = &data_set.manifest().plan;
        // What was imported has no recipe.
        let told = plan["recipe"]["sound"]["rate-hz"].as_u64().or(plan["sound"]["rate-hz"].as_u64());
        let rate_hz = told.and_then(|rate| u32::try_from(rate).ok()).filter(|rate| *rate > 0);
        let missing = || DataError::damaged(data_set.folder(), "its recipe tells no rate of its sounds");
        Ok(Self { rate_hz: rate_hz.ok_or_else(missing)?, setting, renderer: None })
    }

    /// The sounds of a row, one for each note; `None` where it has none, or none is kept and its synth is not here.
    ///
    /// # Errors
    /// [`DataError::Damaged`]; [`DataError::Synth`] where it can't be rendered anew.
    pub fn row(&mut self, shard: &Shard, row: usize) -> Result<Option<Vec<PlayedNote>>, DataError> {
        if shard.row::<u8>("status", row)? != [Status::Rendered as u8] {
            return Ok(None);
        }
        let notes = if shard.info("notes").is_ok() {
            notes(shard, row)?.into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        let sounds = if shard.info("audio").is_ok() {
            kept(shard, row, notes.len(), self.rate_hz)?
        } else if let Some(setting) = self.setting {
            let renderer = match &mut self.renderer {
                Some(renderer) => renderer,
                none => none.insert(setting.synth().open(setting.recipe().sound.render_setup())?),
            };
            played(&stored(shard, row)?, setting, renderer.as_mut())?
        } else {
            return Ok(None);
        };
        let pair = |(note, sound)| PlayedNote { note, sound };
        Ok(Some(notes.into_iter().zip(sounds).map(pair).collect()))
    }
}

/// The sounds that a shard keeps of a row.
fn kept(shard: &Shard, row: usize, notes: usize, rate_hz: u32) -> Result<Vec<Audio>, DataError> {
    let info = shard.info("audio")?;
    let damaged = || DataError::damaged(shard.path(), "its sounds have another shape than its notes");
    let &[_, sounds, channels, samples] = info.shape.as_slice() else { return Err(damaged()) };
    if sounds != notes || channels == 0 || samples == 0 {
        return Err(damaged());
    }
    let floats = if info.dtype == Dtype::F16 {
        let halves = shard.row::<f16>("audio", row)?;
        let mut floats = vec![0.0; halves.len()];
        halves.convert_to_f32_slice(&mut floats);
        floats
    } else {
        shard.row::<f32>("audio", row)?.to_vec()
    };
    let channels_of = |sound: &[f32]| sound.chunks_exact(samples).map(<[f32]>::to_vec).collect();
    let sounds = floats.chunks_exact(channels * samples);
    Ok(sounds.map(|sound| Audio::from_channels(channels_of(sound), rate_hz)).collect())
}

/// The notes of a row.
fn notes(shard: &Shard, row: usize) -> Result<Vec<Note>, DataError> {
    let note = |four: &[f32; 4]| Note {
        note: four[0] as u8,
        velocity: four[1] as u8,
        start_secs: four[2],
        gate_secs: four[3],
    };
    Ok(shard.row("notes", row)?.as_chunks::<4>().0.iter().map(note).collect())
}

/// The preset of a row, where each knob stands.
///
/// # Errors
/// [`DataError::Damaged`] where it has none.
pub fn preset_of(shard: &Shard, row: usize) -> Result<Preset, DataError> {
    let values = shard.row("knobs", row)?.iter().map(|knob| Norm::saturating(*knob)).collect();
    Ok(Preset { name: String::new(), values })
}

/// Preset and notes of a row.
pub(crate) fn stored(shard: &Shard, row: usize) -> Result<Draw, DataError> {
    Ok(Draw { number: 0, preset: preset_of(shard, row)?, notes: notes(shard, row)? })
}

/// The sounds of a draw, rendered.
pub(crate) fn played(
    draw: &Draw,
    setting: &Setting,
    renderer: &mut dyn Renderer,
) -> Result<Vec<Audio>, RenderError> {
    let play = |note: &Note| {
        let sound = renderer.render(&Job { preset: &draw.preset, gesture: note.gesture() })?;
        Ok(setting.recipe().sound.finish(sound, note.start_secs))
    };
    draw.notes.iter().map(play).collect()
}
