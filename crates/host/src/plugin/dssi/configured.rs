//! DSSI plug-ins whose sound lies not in ports but in texts of their own, which `configure` takes.

use super::instance::DssiInstance;
use crate::plugin::{Event, Instance, PluginError, PluginParam};

/// What is known of such a plug-in.
#[derive(Debug)]
pub(super) struct Configured {
    /// Its label in the library.
    pub(super) label: &'static str,
    /// The parameters that the text holds.
    pub(super) params: fn() -> Vec<PluginParam>,
    /// What the text is called.
    pub(super) key: &'static str,
    /// The text for the values of these parameters.
    pub(super) text: fn(&[f64]) -> Result<String, PluginError>,
}

/// All that are known.
const KNOWN: &[Configured] = &[super::hexter::ENTRY];

/// What is known of the plug-in of that label.
pub(super) fn known(label: &str) -> Option<&'static Configured> {
    KNOWN.iter().find(|known| known.label == label)
}

/// An instance with the parameters of its text before those of its ports.
pub(super) struct ConfiguredInstance {
    ports: DssiInstance,
    known: &'static Configured,
    /// Values of the text's parameters, which nobody can ask for.
    values: Vec<f64>,
}

impl ConfiguredInstance {
    pub(super) fn new(ports: DssiInstance, known: &'static Configured, defaults: Vec<f64>) -> Self {
        Self { ports, known, values: defaults }
    }
}

impl Instance for ConfiguredInstance {
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError> {
        let (values, ports) = raws.split_at(self.values.len().min(raws.len()));
        self.ports.configure(self.known.key, &(self.known.text)(values)?)?;
        // The text fills the plug-in's memory; its first program is what sounds.
        if let Some(first) = self.ports.programs(1).pop() {
            self.ports.select(&first);
        }
        self.values = values.to_vec();
        self.ports.set(ports)
    }

    fn values(&mut self) -> Result<Vec<f64>, PluginError> {
        Ok([self.values.clone(), self.ports.values()?].concat())
    }

    fn channels(&self) -> usize {
        self.ports.channels()
    }

    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError> {
        self.ports.process(events, out)
    }

    fn reset(&mut self) -> Result<(), PluginError> {
        self.ports.reset()
    }

    fn save(&mut self, name: &str) -> Result<Vec<u8>, PluginError> {
        self.ports.save(name)
    }

    fn load(&mut self, state: &[u8]) -> Result<String, PluginError> {
        self.ports.load(state)
    }
}
