//! A plug-in on its stage: which instance plays, and how it is made forget what it played before.

use std::rc::Rc;
use std::time::Instant;

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::based::Based;
use super::perform::{Note, perform, settle};
use super::{Answers, files, number};
use crate::memory::{Memory, Place};
use crate::plugin::{Instance, Plugin, PluginError, PluginPreset};
use crate::told::{PROTOCOL, Reset, Told};
use crate::wire::Message;

/// A plug-in, and the instance of it that is alive.
pub(super) struct Stage {
    plugin: Rc<dyn Plugin>,
    playing: Option<Playing>,
    /// Memory that whoever asks sees as well.
    memory: Option<Rc<Memory>>,
}

/// An instance at a rate.
struct Playing {
    rate_hz: u32,
    instance: Box<dyn Instance>,
    /// Its state before anything was set.
    first: Option<Vec<u8>>,
    /// Whether it has played.
    is_used: bool,
}

/// Channels that lie one after another, side by side as a payload has them.
fn interleaved(sound: &[f32], channels: usize, samples: usize) -> Vec<u8> {
    let mut payload = Vec::with_capacity(4 * sound.len());
    let samples = if sound.is_empty() { 0 } else { samples };
    for at in 0..samples {
        (0..channels).for_each(|channel| payload.extend(sound[channel * samples + at].to_le_bytes()));
    }
    payload
}

impl Answers for Stage {
    fn answer(&mut self, question: &Message) -> Result<Message, PluginError> {
        let header = &question.header;
        match header.get("ask").and_then(Value::as_str) {
            Some("base") => self.lie_on(&question.payload),
            Some("describe") => self.describe(),
            Some("render") => self.render(question),
            Some("save") => self.save(question),
            Some("load") => self.load(&question.payload),
            Some("presets") => Ok(self.told(&self.plugin.presets()?)),
            Some("file-kinds") => files::kinds(self.plugin.as_ref()),
            Some("read") => Ok(self.told(&files::read(self.plugin.as_ref(), question)?)),
            Some("texts") => self.texts(&question.payload),
            _ => Err(PluginError::Refused(format!("`{}` can't be asked", header["ask"]))),
        }
    }
}

impl Stage {
    pub(super) fn new(plugin: Box<dyn Plugin>) -> Self {
        Self { plugin: plugin.into(), playing: None, memory: None }
    }

    /// From now on every instance starts with that preset.
    fn lie_on(&mut self, state: &[u8]) -> Result<Message, PluginError> {
        self.plugin = Rc::new(Based::new(Rc::clone(&self.plugin), state)?);
        self.playing = None;
        Ok(Message { header: json!({}), payload: Vec::new() })
    }

    fn describe(&self) -> Result<Message, PluginError> {
        let sheet = self.plugin.sheet();
        let told = Told {
            protocol: PROTOCOL,
            id: sheet.id.clone(),
            name: Some(sheet.name.clone()),
            sound_version: sheet.sound_version,
            rates_hz: (8_000, 192_000),
            repeats: tonewright_synth::Repeats::Exactly,
            parameters: sheet.params.iter().map(|param| param.told.clone()).collect(),
            preset_file: None,
            factory_presets: true,
            file_kinds: true,
            texts: self.plugin.tells_texts(),
            shared_memory: cfg!(target_os = "linux"),
        };
        let header = serde_json::to_value(told).map_err(|error| PluginError::Refused(error.to_string()))?;
        Ok(Message { header, payload: Vec::new() })
    }

    fn render(&mut self, question: &Message) -> Result<Message, PluginError> {
        let header = &question.header;
        let raws = self.raws(&question.payload)?;
        let rate_hz = number(header, "rate_hz")? as u32;
        let samples = number(header, "samples")? as usize;
        let note = Note {
            key: number(header, "note")? as u8,
            velocity: number(header, "velocity")? as u8,
            gate_samples: (number(header, "gate_secs")? * f64::from(rate_hz)).round() as usize,
        };
        let reset = header.get("reset").map_or(Ok(Reset::default()), Reset::deserialize);
        let reset = reset.map_err(|error| PluginError::Refused(error.to_string()))?;
        let start = Instant::now();
        let memory = self.memory_for(header);
        let instance = self.fresh(rate_hz, reset)?;
        let channels = instance.channels();
        let memory = memory.filter(|memory| memory.holds(channels * samples));
        instance.set(&raws)?;
        let mut sound = vec![0.0; if memory.is_some() { 0 } else { channels * samples }];
        perform(instance, note, rate_hz, samples, |channel, at, piece| match &memory {
            Some(memory) => drop(memory.write(channel * samples + at, piece)),
            None => sound[channel * samples + at..][..piece.len()].copy_from_slice(piece),
        })?;
        // What the plug-in took, beside which everything else is the price of its isolation.
        let secs = start.elapsed().as_secs_f64();
        let is_shared = memory.is_some();
        let header = json!({ "channels": channels, "samples": samples, "shared": is_shared, "secs": secs });
        Ok(Message { header, payload: interleaved(&sound, channels, samples) })
    }

    /// The memory that the question names, if it names any and can be had.
    fn memory_for(&mut self, header: &Value) -> Option<Rc<Memory>> {
        let place = Place::deserialize(header.get("into")?).ok()?;
        if self.memory.as_ref().is_none_or(|memory| *memory.place() != place) {
            self.memory = Memory::open(&place).map(Rc::new);
        }
        self.memory.clone()
    }

    /// What the plug-in is told for the values of all parameters.
    fn raws(&self, payload: &[u8]) -> Result<Vec<f64>, PluginError> {
        let (values, rest) = payload.as_chunks::<8>();
        let params = &self.plugin.sheet().params;
        if values.len() != params.len() || !rest.is_empty() {
            let sentence = format!("{} bytes are no values of {} parameters", payload.len(), params.len());
            return Err(PluginError::Refused(sentence));
        }
        let values = values.iter().map(|bytes| f64::from_le_bytes(*bytes));
        Ok(params.iter().zip(values).map(|(param, plain)| param.raw_from_plain(plain)).collect())
    }

    /// The values of all parameters, as an instance has them.
    fn plains(&self, raws: &[f64]) -> Vec<u8> {
        let params = self.plugin.sheet().params.iter().zip(raws);
        params.flat_map(|(param, raw)| param.plain_from_raw(*raw).to_le_bytes()).collect()
    }

    /// An instance that has forgotten what it played, as far as that reset goes.
    fn fresh(&mut self, rate_hz: u32, reset: Reset) -> Result<&mut dyn Instance, PluginError> {
        let usable = self.playing.take().filter(|playing| playing.rate_hz == rate_hz);
        let is_kept = matches!(reset, Reset::Reset | Reset::Reload);
        let mut playing = match usable {
            Some(playing) if is_kept || !playing.is_used => playing,
            _ => {
                let mut instance = self.plugin.instance(rate_hz)?;
                let first = if reset == Reset::Reload { Some(instance.save("")?) } else { None };
                Playing { rate_hz, instance, first, is_used: false }
            }
        };
        if playing.is_used {
            if let (Reset::Reload, Some(first)) = (reset, &playing.first) {
                playing.instance.load(first)?;
            }
            playing.instance.reset()?;
        }
        playing.is_used = true;
        Ok(self.playing.insert(playing).instance.as_mut())
    }

    /// The state that the format keeps for these values.
    fn save(&mut self, question: &Message) -> Result<Message, PluginError> {
        let raws = self.raws(&question.payload)?;
        let mut instance = self.plugin.instance(44_100)?;
        instance.set(&raws)?;
        settle(instance.as_mut(), 44_100)?;
        let name = question.header.get("name").and_then(Value::as_str).unwrap_or_default();
        Ok(Message { header: json!({}), payload: instance.save(name)? })
    }

    /// The values in a state of the format.
    fn load(&mut self, state: &[u8]) -> Result<Message, PluginError> {
        let mut instance = self.plugin.instance(44_100)?;
        let name = instance.load(state)?;
        settle(instance.as_mut(), 44_100)?;
        let payload = self.plains(&instance.values()?);
        Ok(Message { header: json!({ "name": name }), payload })
    }

    /// Presets as they are told: their names, and the values of all parameters of each.
    fn told(&self, presets: &[PluginPreset]) -> Message {
        let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
        let payload = presets.iter().flat_map(|preset| self.plains(&preset.raws)).collect();
        Message { header: json!({ "names": names }), payload }
    }

    /// What the plug-in shows for these values.
    fn texts(&self, payload: &[u8]) -> Result<Message, PluginError> {
        let texts = self.plugin.texts(&self.raws(payload)?)?;
        Ok(Message { header: json!({ "texts": texts }), payload: Vec::new() })
    }
}
