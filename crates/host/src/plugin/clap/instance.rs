//! A living CLAP plug-in.

use clack_extensions::audio_ports::{AudioPortInfoBuffer, PluginAudioPorts};
use clack_extensions::latency::PluginLatency;
use clack_extensions::note_ports::{NoteDialect, NotePortInfoBuffer, PluginNotePorts};
use clack_extensions::params::PluginParams;
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::PluginState;
use clack_host::events::Match;
use clack_host::events::event_types::{MidiEvent, NoteOffEvent, NoteOnEvent, ParamValueEvent};
use clack_host::prelude::{
    AudioPortBuffer, AudioPortBufferType, AudioPorts, EventBuffer, InputChannel, InputEvents, OutputEvents,
    Pckn, PluginAudioConfiguration, PluginInstance, PluginMainThreadHandle, StartedPluginAudioProcessor,
};
use clack_host::utils::ClapId;

use super::host::{Offline, as_audio_thread};
use crate::plugin::{BLOCK, Event, Instance, PluginError};

/// Most ports and channels of a port that are believed.
const MOST: u32 = 64;

/// A plug-in that is active.
pub(super) struct ClapInstance {
    // Dropped before the instance that it belongs to.
    processor: Option<StartedPluginAudioProcessor<Offline>>,
    instance: PluginInstance<Offline>,
    ids: Vec<ClapId>,
    /// What the next block is told of parameters.
    pending: Vec<f64>,
    takes_midi: bool,
    frames: u64,
    inputs: Ports,
    outputs: Ports,
}

/// Audio ports of one direction and memory for each of their channels.
struct Ports {
    handles: AudioPorts,
    channels: Vec<Vec<Vec<f32>>>,
}

impl Ports {
    fn of(counts: &[u32]) -> Self {
        let channels = |count: &u32| vec![vec![0.0; BLOCK]; *count as usize];
        let total: u32 = counts.iter().sum();
        Self {
            handles: AudioPorts::with_capacity(total as usize, counts.len()),
            channels: counts.iter().map(channels).collect(),
        }
    }
}

impl ClapInstance {
    pub(super) fn new(
        mut instance: PluginInstance<Offline>,
        ids: Vec<ClapId>,
        rate_hz: u32,
    ) -> Result<Self, PluginError> {
        let refused =
            |error: &dyn std::error::Error| PluginError::Refused(tonewright_synth::in_one_line(error));
        let handle = instance.plugin_handle();
        let (inputs, outputs) = (port_channels(&handle, true), port_channels(&handle, false));
        if outputs.first().is_none_or(|channels| *channels == 0) {
            return Err(PluginError::Unfit("it has no audio output".into()));
        }
        let takes_midi = takes_midi(&handle)?;
        if let Some(render) = handle.get_extension::<PluginRender>() {
            // One that refuses renders as it does live.
            let _ = render.set(&handle, RenderMode::Offline);
        }
        let config = PluginAudioConfiguration {
            sample_rate: f64::from(rate_hz),
            min_frames_count: BLOCK as u32,
            max_frames_count: BLOCK as u32,
        };
        let stopped = instance.activate(|_, _| (), config).map_err(|error| refused(&error))?;
        let started = as_audio_thread(|| stopped.start_processing()).map_err(|error| refused(&error))?;
        let (inputs, outputs) = (Ports::of(&inputs), Ports::of(&outputs));
        let processor = Some(started);
        Ok(Self { processor, instance, ids, pending: Vec::new(), takes_midi, frames: 0, inputs, outputs })
    }

    /// The plug-in, for what is not sound.
    pub(super) fn main_thread(&mut self) -> &mut PluginInstance<Offline> {
        &mut self.instance
    }

    /// What a block begins with: parameters, then notes in their order.
    fn events(&mut self, events: &[Event]) -> EventBuffer {
        let mut buffer = EventBuffer::with_capacity(self.pending.len() + events.len());
        for (id, value) in self.ids.iter().zip(self.pending.drain(..)) {
            buffer.push(&ParamValueEvent::new(0, *id, Pckn::match_all(), value));
        }
        for Event { at, key, velocity } in events {
            let (at, pckn) = (*at as u32, Pckn::new(0_u16, 0_u16, u16::from(*key), Match::All));
            match (self.takes_midi, velocity) {
                (true, Some(velocity)) => buffer.push(&MidiEvent::new(at, 0, [0x90, *key, *velocity])),
                (true, None) => buffer.push(&MidiEvent::new(at, 0, [0x80, *key, 64])),
                (false, Some(velocity)) => {
                    buffer.push(&NoteOnEvent::new(at, pckn, f64::from(*velocity) / 127.0));
                }
                (false, None) => buffer.push(&NoteOffEvent::new(at, pckn, 0.5)),
            }
        }
        buffer
    }
}

/// Channels of each audio port.
fn port_channels(handle: &PluginMainThreadHandle, is_input: bool) -> Vec<u32> {
    let Some(ports) = handle.get_extension::<PluginAudioPorts>() else {
        // Without the extension there is one stereo output, if anything.
        return if is_input { Vec::new() } else { vec![2] };
    };
    let mut buffer = AudioPortInfoBuffer::new();
    let count = ports.count(handle, is_input).min(MOST);
    let mut channels = |index| {
        ports.get(handle, index, is_input, &mut buffer).map_or(0, |info| info.channel_count.min(MOST))
    };
    (0..count).map(&mut channels).collect()
}

/// Whether notes come as MIDI; an error where no notes are heard.
fn takes_midi(handle: &PluginMainThreadHandle) -> Result<bool, PluginError> {
    let deaf = || PluginError::Unfit("it has no input for notes".into());
    let ports = handle.get_extension::<PluginNotePorts>().ok_or_else(deaf)?;
    let mut buffer = NotePortInfoBuffer::new();
    let port = ports.get(handle, 0, true, &mut buffer).ok_or_else(deaf)?;
    if port.supported_dialects.supports(NoteDialect::Clap) {
        return Ok(false);
    }
    if port.supported_dialects.supports(NoteDialect::Midi) { Ok(true) } else { Err(deaf()) }
}

impl Instance for ClapInstance {
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError> {
        self.pending = raws.to_vec();
        Ok(())
    }

    fn values(&mut self) -> Result<Vec<f64>, PluginError> {
        let handle = self.instance.plugin_handle();
        let extension = handle.get_extension::<PluginParams>();
        let extension = extension.ok_or_else(|| PluginError::Unfit("it has no parameters".into()))?;
        Ok(self.ids.iter().map(|id| extension.get_value(&handle, *id).unwrap_or(0.0)).collect())
    }

    fn channels(&self) -> usize {
        self.outputs.channels[0].len()
    }

    fn latency(&mut self) -> usize {
        let handle = self.instance.plugin_handle();
        handle.get_extension::<PluginLatency>().map_or(0, |latency| latency.get(&handle) as usize)
    }

    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError> {
        let events = self.events(events);
        let gone = || PluginError::Refused("it is not active any more".to_owned());
        let processor = self.processor.as_mut().ok_or_else(gone)?;
        let inputs = self.inputs.channels.iter_mut().map(|port| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_input_only(port.iter_mut().map(InputChannel::constant)),
        });
        let inputs = self.inputs.handles.with_input_buffers(inputs);
        let outputs = self.outputs.channels.iter_mut().map(|port| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(port.iter_mut().map(Vec::as_mut_slice)),
        });
        let mut outputs = self.outputs.handles.with_output_buffers(outputs);
        let (events, mut answers) = (InputEvents::from_buffer(&events), OutputEvents::void());
        let processed = as_audio_thread(|| {
            processor.process(&inputs, &mut outputs, &events, &mut answers, Some(self.frames), None)
        });
        processed.map_err(|error| PluginError::Refused(tonewright_synth::in_one_line(&error)))?;
        self.frames += BLOCK as u64;
        for (out, channel) in out.iter_mut().zip(&self.outputs.channels[0]) {
            out.copy_from_slice(channel);
        }
        Ok(())
    }

    fn reset(&mut self) -> Result<(), PluginError> {
        if let Some(processor) = &mut self.processor {
            as_audio_thread(|| processor.reset());
        }
        Ok(())
    }

    fn save(&mut self, _name: &str) -> Result<Vec<u8>, PluginError> {
        let handle = self.instance.plugin_handle();
        let extension = handle.get_extension::<PluginState>();
        let extension = extension.ok_or_else(|| PluginError::Unfit("it keeps no state".into()))?;
        let mut state = Vec::new();
        let saved = extension.save(&handle, &mut state);
        saved.map(|()| state).map_err(|error| PluginError::Refused(error.to_string()))
    }

    fn load(&mut self, state: &[u8]) -> Result<String, PluginError> {
        let handle = self.instance.plugin_handle();
        let extension = handle.get_extension::<PluginState>();
        let extension = extension.ok_or_else(|| PluginError::Unfit("it keeps no state".into()))?;
        let mut reader = state;
        let loaded = extension.load(&handle, &mut reader);
        loaded.map(|()| String::new()).map_err(|error| PluginError::Refused(error.to_string()))
    }
}

impl Drop for ClapInstance {
    fn drop(&mut self) {
        if let Some(processor) = self.processor.take() {
            let stopped = as_audio_thread(|| processor.stop_processing());
            self.instance.deactivate(stopped);
        }
    }
}
