//! What a host is told of the presets: those inside the plug-in, and those in files of a folder.

use std::ffi::{CStr, CString};
use std::path::Path;

use clack_extensions::preset_discovery::prelude::*;
use clack_plugin::prelude::PluginError;

use super::ID;
use super::file::{EXTENSION, sections};
use crate::lie::Lie;
use crate::programs::PROGRAMS;

const PROVIDER_ID: &str = "org.tonewright.presets.provider";
/// Names the folder with presets in files.
const FOLDER: &str = "TONEWRIGHT_TEST_PRESETS";
/// How many presets a liar lists.
const LIES: usize = 30_000;

/// The one provider.
pub(super) struct Providers {
    descriptor: ProviderDescriptor,
}

impl Default for Providers {
    fn default() -> Self {
        Self { descriptor: ProviderDescriptor::new(PROVIDER_ID, "Presets of the test instrument") }
    }
}

impl PresetDiscoveryFactoryImpl for Providers {
    fn provider_count(&self) -> u32 {
        1
    }

    fn provider_descriptor(&self, index: u32) -> Option<&ProviderDescriptor> {
        (index == 0).then_some(&self.descriptor)
    }

    fn create_provider<'a>(&'a self, host: IndexerInfo<'a>, id: &CStr) -> Option<ProviderInstance<'a>> {
        let is_known = self.descriptor.id() == Some(id);
        is_known.then(|| ProviderInstance::new(host, &self.descriptor, declare))
    }
}

/// Tells where presets are.
fn declare(mut indexer: Indexer<'_>) -> Result<Provider, PluginError> {
    let extension = CString::new(EXTENSION)?;
    let kind = FileType { name: c"Panel", description: None, file_extension: Some(&extension) };
    indexer.declare_filetype(kind)?;
    indexer.declare_location(place(Location::Plugin))?;
    if let Ok(folder) = std::env::var(FOLDER) {
        indexer.declare_location(place(Location::File { path: &CString::new(folder)? }))?;
    }
    if Lie::asked() == Some(Lie::Many) {
        // What is not there, and what every program may claim as its own.
        indexer.declare_location(place(Location::File { path: c"/no/such/place" }))?;
        let kind = FileType { name: c"Theirs", description: None, file_extension: Some(c"json") };
        indexer.declare_filetype(kind)?;
    }
    Ok(Provider)
}

fn place(location: Location<'_>) -> LocationInfo<'_> {
    LocationInfo { name: c"Presets", flags: Flags::IS_FACTORY_CONTENT, location }
}

/// Tells what lies at a place.
struct Provider;

impl ProviderImpl<'_> for Provider {
    fn get_metadata(&mut self, location: Location, told: &mut MetadataReceiver) -> Result<(), PluginError> {
        if let Some(lie) = Lie::asked() {
            lie.act();
            (0..LIES).for_each(|index| tell_lie(index, told));
        }
        match location {
            Location::Plugin => PROGRAMS.iter().enumerate().try_for_each(|(index, program)| {
                let (name, key) = (CString::new(program.name)?, CString::new(index.to_string())?);
                told.begin_preset(Some(&name), Some(&key))?.add_plugin_id(UniversalPluginId::clap(ID));
                Ok(())
            }),
            Location::File { path } => {
                let none = PluginError::Message("no presets are in that file");
                let sections = sections(Path::new(path.to_str()?)).ok_or(none)?;
                sections.iter().enumerate().try_for_each(|(index, section)| {
                    let (name, key) =
                        (CString::new(section.name.as_str())?, CString::new(index.to_string())?);
                    told.begin_preset(Some(&name), Some(&key))?.add_plugin_id(UniversalPluginId::clap(ID));
                    Ok(())
                })
            }
        }
    }
}

/// One preset that is not what it should be: every third is another plug-in's, of the others one in a hundred loads.
fn tell_lie(index: usize, told: &mut MetadataReceiver) {
    let name = CString::new(format!("\u{1b}[31mLie\u{7} {index}\n")).unwrap_or_default();
    let key = if index.is_multiple_of(100) { format!("{}", index % 5) } else { format!("no {index}") };
    let key = CString::new(key).unwrap_or_default();
    let id = if index % 3 == 1 { c"org.somebody.else" } else { ID };
    // A host that has had enough says so, and is told on.
    if let Ok(told) = told.begin_preset(Some(&name), Some(&key)) {
        told.add_plugin_id(UniversalPluginId::clap(id));
    }
}
