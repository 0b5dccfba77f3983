//! A living LV2 plug-in.
#![expect(
    unsafe_code,
    reason = "a plug-in's code is called, which nobody can vouch for; it runs in a worker process"
)]

use std::sync::Arc;

use livi::event::LV2AtomSequence;
use livi::{EmptyPortConnections, Features, PortIndex, World};

use crate::plugin::{BLOCK, Event, Instance, PluginError, as_written};

/// Prefixes that lilv writes presets with.
const PREFIXES: [(&str, &str); 7] = [
    ("atom", "http://lv2plug.in/ns/ext/atom#"),
    ("lv2", "http://lv2plug.in/ns/lv2core#"),
    ("pset", "http://lv2plug.in/ns/ext/presets#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("state", "http://lv2plug.in/ns/ext/state#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
/// What a preset is called that nobody keeps.
const ANY: &str = "urn:tonewright:preset";
/// Room for what a plug-in sends back.
const ATOM_BYTES: usize = 1 << 16;

/// A plug-in that was instantiated.
pub(super) struct Lv2Instance {
    instance: livi::Instance,
    features: Arc<Features>,
    world: Arc<World>,
    ports: Vec<PortIndex>,
    notes: LV2AtomSequence,
    /// Inputs beyond the one that hears notes.
    other_inputs: Vec<LV2AtomSequence>,
    outputs: Vec<LV2AtomSequence>,
    /// What audio and control-voltage inputs are connected to.
    silence: Vec<f32>,
    /// What control-voltage outputs are connected to.
    voltages: Vec<Vec<f32>>,
    counts: livi::PortCounts,
}

impl Lv2Instance {
    pub(super) fn new(
        world: &Arc<World>,
        plugin: &livi::Plugin,
        features: &Arc<Features>,
        ports: Vec<PortIndex>,
        rate_hz: u32,
    ) -> Result<Self, PluginError> {
        // SAFETY: livi vouches for the calls as far as the plug-in keeps the LV2 specification; one that does not ends
        // this process, which holds nothing else.
        let instance = unsafe { plugin.instantiate(Arc::clone(features), f64::from(rate_hz)) }
            .map_err(|error| PluginError::Refused(format!("{error:?}")))?;
        let counts = instance.port_counts();
        let sequence = || LV2AtomSequence::new(features, ATOM_BYTES);
        Ok(Self {
            instance,
            features: Arc::clone(features),
            world: Arc::clone(world),
            ports,
            notes: sequence(),
            other_inputs: (1..counts.atom_sequence_inputs).map(|_| sequence()).collect(),
            outputs: (0..counts.atom_sequence_outputs).map(|_| sequence()).collect(),
            silence: vec![0.0; BLOCK],
            voltages: vec![vec![0.0; BLOCK]; counts.cv_outputs],
            counts,
        })
    }
}

impl Lv2Instance {
    /// Takes on a state of this plug-in.
    pub(super) fn restore(&mut self, state: &livi::State) -> Result<(), PluginError> {
        self.instance.restore_state(state).map_err(|error| PluginError::Refused(error.to_string()))
    }
}

impl Instance for Lv2Instance {
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError> {
        for (port, raw) in self.ports.iter().zip(raws) {
            self.instance.set_control_input(*port, *raw as f32);
        }
        Ok(())
    }

    fn values(&mut self) -> Result<Vec<f64>, PluginError> {
        let value = |port: &PortIndex| as_written(self.instance.control_input(*port).unwrap_or(0.0));
        Ok(self.ports.iter().map(value).collect())
    }

    fn channels(&self) -> usize {
        self.counts.audio_outputs
    }

    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError> {
        self.notes.clear();
        for event in events {
            let pushed =
                self.notes.push_midi_event::<3>(event.at as i64, self.features.midi_urid(), &midi(event));
            pushed.map_err(|error| PluginError::Refused(format!("{error:?}")))?;
        }
        let (audio_inputs, cv_inputs) = (self.counts.audio_inputs, self.counts.cv_inputs);
        let ports = EmptyPortConnections::new()
            .with_atom_sequence_inputs(exactly(std::iter::once(&self.notes).chain(&self.other_inputs)))
            .with_atom_sequence_outputs(self.outputs.iter_mut())
            .with_audio_inputs((0..audio_inputs).map(|_| self.silence.as_slice()))
            .with_audio_outputs(out.iter_mut().map(Vec::as_mut_slice))
            .with_cv_inputs((0..cv_inputs).map(|_| self.silence.as_slice()))
            .with_cv_outputs(self.voltages.iter_mut().map(Vec::as_mut_slice));
        // SAFETY: as in `new`.
        let ran = unsafe { self.instance.run(BLOCK, ports) };
        ran.map_err(|error| PluginError::Refused(format!("{error:?}")))
    }

    fn reset(&mut self) -> Result<(), PluginError> {
        let raw = self.instance.raw().instance();
        let handle = raw.handle();
        if let Some(descriptor) = raw.descriptor() {
            // SAFETY: the instance is active and its handle alive; the specification lets a host deactivate and
            // activate it again at any time between two runs.
            {
                if let Some(deactivate) = descriptor.deactivate {
                    deactivate(handle);
                }
                if let Some(activate) = descriptor.activate {
                    activate(handle);
                }
            }
        }
        Ok(())
    }

    fn save(&mut self, name: &str) -> Result<Vec<u8>, PluginError> {
        let refused = |error: livi::error::StateError| PluginError::Refused(error.to_string());
        let mut state = self.instance.state().map_err(refused)?;
        state.set_label(&name.replace('\0', ""));
        // What a preset is called among all that a host knows: by what it holds, so that no two are taken for one.
        let held = blake3::hash(state.to_string(ANY).map_err(refused)?.as_bytes());
        let uri = format!("urn:tonewright:preset:{}", &held.to_hex()[..24]);
        // lilv knows its own prefixes; a file must say them.
        let prefixes = PREFIXES.map(|(prefix, uri)| format!("@prefix {prefix}: <{uri}> .\n")).concat();
        state.to_string(&uri).map(|text| format!("{prefixes}\n{text}").into_bytes()).map_err(refused)
    }

    fn load(&mut self, state: &[u8]) -> Result<String, PluginError> {
        let refused = |error: livi::error::StateError| PluginError::Refused(error.to_string());
        let text = std::str::from_utf8(state)
            .map_err(|error| PluginError::Refused(format!("the state is no text: {error}")))?;
        let state = self.world.state_from_string(&self.features, text).map_err(refused)?;
        self.restore(&state)?;
        Ok(state.label().unwrap_or_default().to_owned())
    }
}

/// The three bytes of a MIDI message on channel 1.
fn midi(event: &Event) -> [u8; 3] {
    match event.velocity {
        Some(velocity) => [0x90, event.key, velocity],
        None => [0x80, event.key, 64],
    }
}

/// The same items, counted beforehand: livi wants to know how many there are.
fn exactly<'a>(
    items: impl Iterator<Item = &'a LV2AtomSequence>,
) -> impl ExactSizeIterator<Item = &'a LV2AtomSequence> {
    items.collect::<Vec<_>>().into_iter()
}
