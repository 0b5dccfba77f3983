//! The instrument as a CLAP plug-in.

mod file;
mod plugin;
mod provider;

use std::ffi::CStr;

use clack_extensions::preset_discovery::prelude::PresetDiscoveryFactoryWrapper;
use clack_plugin::clack_export_entry;
use clack_plugin::entry::prelude::*;

use plugin::Instruments;
use provider::Providers;

/// How CLAP hosts know the instrument.
const ID: &CStr = c"org.tonewright.presets";

/// What the library offers: an instrument, and presets for it.
struct Library {
    instruments: PluginFactoryWrapper<Instruments>,
    presets: PresetDiscoveryFactoryWrapper<Providers>,
}

impl Entry for Library {
    fn new(_: Option<&CStr>) -> Result<Self, EntryLoadError> {
        Ok(Self {
            instruments: PluginFactoryWrapper::new(Instruments::default()),
            presets: PresetDiscoveryFactoryWrapper::new(Providers::default()),
        })
    }

    fn declare_factories<'a>(&'a self, builder: &mut EntryFactories<'a>) {
        builder.register_factory(&self.instruments);
        builder.register_factory(&self.presets);
    }
}

clack_export_entry!(Library);
