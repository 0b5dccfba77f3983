//! The plug-in: parameters, state, a voice, and presets by the places that the provider told.

use std::cell::RefCell;
use std::ffi::CStr;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;

use clack_extensions::audio_ports::*;
use clack_extensions::note_ports::*;
use clack_extensions::params::*;
use clack_extensions::preset_discovery::prelude::*;
use clack_extensions::state::{PluginState, PluginStateImpl};
use clack_plugin::entry::prelude::*;
use clack_plugin::events::spaces::CoreEventSpace;
use clack_plugin::plugin::features::{INSTRUMENT, SYNTHESIZER};
use clack_plugin::prelude::*;
use clack_plugin::stream::{InputStream, OutputStream};
use clack_plugin::utils::Cookie;

use super::ID;
use super::file::{Section, sections};
use crate::panel::{COUNT, KNOBS, Panel};
use crate::programs::PROGRAMS;
use crate::voice::Voice;

/// The one instrument.
pub(super) struct Instruments {
    descriptor: PluginDescriptor,
}

impl Default for Instruments {
    fn default() -> Self {
        let descriptor = PluginDescriptor::new(&ID.to_string_lossy(), "Tonewright Presets");
        Self { descriptor: descriptor.with_version("1.2.0").with_features([INSTRUMENT, SYNTHESIZER]) }
    }
}

impl PluginFactoryImpl for Instruments {
    fn plugin_count(&self) -> u32 {
        1
    }

    fn plugin_descriptor(&self, index: u32) -> Option<&PluginDescriptor> {
        (index == 0).then_some(&self.descriptor)
    }

    fn create_plugin<'a>(&'a self, host: HostInfo<'a>, id: &CStr) -> Option<PluginInstance<'a>> {
        let make = || {
            PluginInstance::new::<Instrument>(
                host,
                &self.descriptor,
                |_| Ok(Shared::default()),
                |host, shared| {
                    Ok(MainThread { panel: &shared.0, host: host.shared(), coming: RefCell::default() })
                },
            )
        };
        (id == ID).then(make)
    }
}

struct Instrument;

impl Plugin for Instrument {
    type AudioProcessor<'a> = Processor<'a>;
    type Shared<'a> = Shared;
    type MainThread<'a> = MainThread<'a>;

    fn declare_extensions(builder: &mut PluginExtensions<Self>, _: Option<&Shared>) {
        builder.register::<PluginAudioPorts>();
        builder.register::<PluginNotePorts>();
        builder.register::<PluginParams>();
        builder.register::<PluginState>();
        builder.register::<PluginPresetLoad>();
    }
}

/// What all threads see.
#[derive(Default)]
struct Shared(Panel);

impl PluginShared<'_> for Shared {}

struct MainThread<'a> {
    panel: &'a Panel,
    host: HostSharedHandle<'a>,
    /// What a file held, until the host gives the main thread back: some plug-ins load so.
    coming: RefCell<Option<Section>>,
}

impl<'a> PluginMainThread<'a, Shared> for MainThread<'a> {
    fn on_main_thread(&self) {
        if let Some(section) = self.coming.take() {
            section.load(self.panel);
        }
    }
}

/// Takes parameters out of events.
fn take(panel: &Panel, events: &InputEvents) {
    events.iter().for_each(|event| take_one(panel, event));
}

fn take_one(panel: &Panel, event: &UnknownEvent) {
    if let Some(CoreEventSpace::ParamValue(event)) = event.as_core_event()
        && let Some(id) = event.param_id()
    {
        panel.set(id.get() as usize, event.value());
    }
}

impl PluginMainThreadParams for MainThread<'_> {
    fn count(&self) -> u32 {
        COUNT as u32
    }

    fn get_info(&self, index: u32, info: &mut ParamInfoWriter) {
        let Some(knob) = KNOBS.get(index as usize) else { return };
        let stepped =
            if knob.words.is_empty() { ParamInfoFlags::empty() } else { ParamInfoFlags::IS_STEPPED };
        info.set(&ParamInfo {
            id: ClapId::new(index),
            flags: ParamInfoFlags::IS_AUTOMATABLE | stepped,
            cookie: Cookie::empty(),
            name: knob.name.as_bytes(),
            module: b"",
            min_value: knob.low,
            max_value: knob.high,
            default_value: PROGRAMS[0].values[index as usize],
        });
    }

    fn get_value(&self, id: ClapId) -> Option<f64> {
        self.panel.value(id.get() as usize)
    }

    fn value_to_text(&self, id: ClapId, value: f64, to: &mut ParamDisplayWriter) -> std::fmt::Result {
        let knob = KNOBS.get(id.get() as usize).ok_or(std::fmt::Error)?;
        to.write_str(&knob.text(value))
    }

    fn text_to_value(&self, id: ClapId, text: &CStr) -> Option<f64> {
        let (knob, text) = (KNOBS.get(id.get() as usize)?, text.to_str().ok()?);
        let word = knob.words.iter().position(|word| *word == text).map(|index| index as f64);
        word.or_else(|| text.trim_end_matches(knob.unit).parse().ok())
    }

    fn flush(&self, events: &InputEvents, _: &mut OutputEvents) {
        take(self.panel, events);
    }
}

impl PluginStateImpl for MainThread<'_> {
    fn save(&self, output: &mut OutputStream) -> Result<(), PluginError> {
        Ok(output.write_all(&self.panel.bytes())?)
    }

    fn load(&self, input: &mut InputStream) -> Result<(), PluginError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        let is_state = self.panel.set_bytes(&bytes);
        is_state.then_some(()).ok_or(PluginError::Message("that is no state"))
    }
}

impl PluginPresetLoadImpl for MainThread<'_> {
    fn load_from_location(&self, place: Location, key: Option<&CStr>) -> Result<(), PluginError> {
        let index = key.map_or(Ok(0), |key| key.to_str()?.parse::<usize>().map_err(PluginError::from))?;
        let unknown = PluginError::Message("there is no such preset");
        match place {
            Location::Plugin => self.panel.set_all(&PROGRAMS.get(index).ok_or(unknown)?.values),
            Location::File { path } => {
                let sections = sections(Path::new(path.to_str()?)).unwrap_or_default();
                self.coming.replace(Some(sections.into_iter().nth(index).ok_or(unknown)?));
                self.host.request_callback();
            }
        }
        Ok(())
    }
}

impl PluginAudioPortsImpl for MainThread<'_> {
    fn count(&self, is_input: bool) -> u32 {
        u32::from(!is_input)
    }

    fn get(&self, index: u32, is_input: bool, to: &mut AudioPortInfoWriter) {
        if !is_input && index == 0 {
            to.set(&AudioPortInfo {
                id: ClapId::new(0),
                name: b"Out",
                channel_count: 2,
                flags: AudioPortFlags::IS_MAIN,
                port_type: Some(AudioPortType::STEREO),
                in_place_pair: None,
            });
        }
    }
}

impl PluginNotePortsImpl for MainThread<'_> {
    fn count(&self, is_input: bool) -> u32 {
        u32::from(is_input)
    }

    fn get(&self, index: u32, is_input: bool, to: &mut NotePortInfoWriter) {
        if is_input && index == 0 {
            to.set(&NotePortInfo {
                id: ClapId::new(0),
                name: b"Notes",
                supported_dialects: NoteDialects::CLAP,
                preferred_dialect: Some(NoteDialect::Clap),
            });
        }
    }
}

/// What plays.
struct Processor<'a> {
    panel: &'a Panel,
    voice: Voice,
}

impl<'a> PluginAudioProcessor<'a, Shared, MainThread<'a>> for Processor<'a> {
    fn activate(
        _: HostAudioProcessorHandle<'a>,
        _: &MainThread<'a>,
        shared: &'a Shared,
        config: PluginAudioConfiguration,
    ) -> Result<Self, PluginError> {
        Ok(Self { panel: &shared.0, voice: Voice::at(config.sample_rate as f32) })
    }

    fn reset(&mut self) {
        self.voice.reset();
    }

    fn process(
        &mut self,
        _: Process,
        mut audio: Audio,
        events: Events,
    ) -> Result<ProcessStatus, PluginError> {
        let lacking = || PluginError::Message("there is no output");
        let mut port = audio.output_port(0).ok_or_else(lacking)?;
        let mut channels = port.channels()?.into_f32().ok_or_else(lacking)?;
        let (mut left, mut right) = channels.split_at_mut(1);
        let (left, right) = (left.channel_mut(0), right.channel_mut(0));
        let (left, right) = (left.ok_or_else(lacking)?, right.ok_or_else(lacking)?);
        for batch in events.input.batch() {
            for event in batch.events() {
                take_one(self.panel, event);
                match event.as_core_event() {
                    Some(CoreEventSpace::NoteOn(note)) => {
                        self.voice.press(note.pckn().raw_key() as u8, note.velocity() as f32, 0.0);
                    }
                    Some(CoreEventSpace::NoteOff(note)) => self.voice.release(note.pckn().raw_key() as u8),
                    _ => {}
                }
            }
            let knobs = self.panel.knobs();
            left[batch.sample_bounds()].iter_mut().for_each(|sample| *sample = self.voice.next(knobs));
        }
        right.copy_from_slice(left);
        Ok(ProcessStatus::Continue)
    }
}

impl PluginAudioProcessorParams for Processor<'_> {
    fn flush(&mut self, events: &InputEvents, _: &mut OutputEvents) {
        take(self.panel, events);
    }
}
