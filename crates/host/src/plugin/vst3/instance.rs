//! A living VST3 plug-in.

use vst3_host::audio::BusAudioBuffers;
use vst3_host::midi::{MidiChannel, MidiEvent};
use vst3_host::plugin::ProcessMode;

use super::refused;
use crate::plugin::{BLOCK, Event, Instance, PluginError};

/// A plug-in that processes.
pub(super) struct Vst3Instance {
    plugin: vst3_host::Plugin,
    ids: Vec<u32>,
    buffers: BusAudioBuffers,
}

impl Vst3Instance {
    pub(super) fn new(mut plugin: vst3_host::Plugin, ids: Vec<u32>) -> Result<Self, PluginError> {
        // One that knows no other way renders as it does live.
        let _ = plugin.set_process_mode(ProcessMode::Offline);
        plugin.start_processing().map_err(refused)?;
        let buffers = plugin.create_bus_audio_buffers(BLOCK).map_err(refused)?;
        if buffers.outputs.first().is_none_or(|bus| bus.channels.is_empty()) {
            return Err(PluginError::Unfit("it has no audio output".into()));
        }
        Ok(Self { plugin, ids, buffers })
    }

    pub(super) fn plugin(&mut self) -> &mut vst3_host::Plugin {
        &mut self.plugin
    }
}

impl Instance for Vst3Instance {
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError> {
        self.ids
            .iter()
            .zip(raws)
            .try_for_each(|(id, raw)| self.plugin.set_parameter(*id, *raw))
            .map_err(refused)
    }

    fn values(&mut self) -> Result<Vec<f64>, PluginError> {
        self.ids.iter().map(|id| self.plugin.get_parameter(*id).map_err(refused)).collect()
    }

    fn channels(&self) -> usize {
        self.buffers.outputs[0].channels.len()
    }

    fn latency(&mut self) -> usize {
        self.plugin.latency_samples() as usize
    }

    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError> {
        let channel = MidiChannel::Ch1;
        for Event { at, key: note, velocity } in events.iter().copied() {
            let event = match velocity {
                Some(velocity) => MidiEvent::NoteOn { channel, note, velocity },
                None => MidiEvent::NoteOff { channel, note, velocity: 64 },
            };
            self.plugin.send_midi_event_at(event, at as i32).map_err(refused)?;
        }
        self.plugin.process_bus_audio(&mut self.buffers).map_err(refused)?;
        for (out, channel) in out.iter_mut().zip(&self.buffers.outputs[0].channels) {
            out.copy_from_slice(&channel[..BLOCK]);
        }
        Ok(())
    }

    fn reset(&mut self) -> Result<(), PluginError> {
        self.plugin.stop_processing().and_then(|()| self.plugin.start_processing()).map_err(refused)
    }

    fn save(&mut self, _name: &str) -> Result<Vec<u8>, PluginError> {
        let path = preset_file()?;
        self.plugin.save_vstpreset(&path).map_err(refused)?;
        std::fs::read(&path).map_err(|error| PluginError::Refused(error.to_string()))
    }

    fn load(&mut self, state: &[u8]) -> Result<String, PluginError> {
        let path = preset_file()?;
        std::fs::write(&path, state).map_err(|error| PluginError::Refused(error.to_string()))?;
        self.plugin.load_vstpreset(&path).map(|()| String::new()).map_err(refused)
    }
}

/// A file on the way from or to a plug-in, which goes with its path.
fn preset_file() -> Result<tempfile::TempPath, PluginError> {
    let made = tempfile::Builder::new().prefix("tonewright-").suffix(".vstpreset").tempfile();
    made.map(tempfile::NamedTempFile::into_temp_path).map_err(|error| PluginError::Refused(error.to_string()))
}
