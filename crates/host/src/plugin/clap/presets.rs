//! The presets that a CLAP plug-in comes with and those in files of its own kinds: the preset providers of its file list
//! them, the plug-in loads each.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString};
use std::path::Path;

use clack_extensions::preset_discovery::prelude::{
    Location, PluginPresetLoad, PresetDiscoveryFactory, Provider,
};
use clack_host::prelude::PluginEntry;

use super::discovery::{Declared, Listed, Listing};
use super::host::{MainThread, Shared};
use super::instance::ClapInstance;
use super::{host_info, walk};
use crate::plugin::{BLOCK, FileKind, Instance as _, PRESETS_MOST, PluginError, PluginPreset};

/// Most providers of a file.
const PROVIDERS_MOST: u32 = 64;
/// How often a plug-in is given the main thread for one preset.
const ROUNDS_MOST: usize = 16;

/// All providers that start, with what they declare.
fn providers(entry: &PluginEntry) -> Result<Vec<Provider<Declared>>, PluginError> {
    let Some(factory) = entry.get_factory::<PresetDiscoveryFactory>() else { return Ok(Vec::new()) };
    let info = host_info()?;
    let ids = (0..factory.provider_count().min(PROVIDERS_MOST))
        .filter_map(|index| factory.get_provider_descriptor(index)?.id().map(CStr::to_owned));
    Ok(ids.filter_map(|id| Provider::instantiate(Declared::default(), entry, &id, &info).ok()).collect())
}

/// The kinds of preset files that the providers declare, each extension once.
pub(super) fn kinds(entry: &PluginEntry) -> Result<Vec<FileKind>, PluginError> {
    let mut seen = BTreeSet::new();
    let providers = providers(entry)?;
    let all = providers.iter().flat_map(|provider| &provider.indexer().kinds);
    let known = all.filter(|kind| !kind.extension.is_empty() && seen.insert(kind.extension.clone()));
    Ok(known.cloned().collect())
}

/// All presets that the providers list for this plug-in, in their order.
pub(super) fn listed(entry: &PluginEntry, id: &CStr) -> Result<Vec<Listed>, PluginError> {
    let mut listing = Listing::of(id, PRESETS_MOST);
    for provider in &mut providers(entry)? {
        for place in provider.indexer().places.clone() {
            let Some(place) = place else {
                listing.ask(provider, None);
                continue;
            };
            for path in walk::files(&place, |path| provider.indexer().takes(path)) {
                listing.ask(provider, c_path(&path));
            }
        }
    }
    Ok(listing.found)
}

/// The presets in a file of a kind that providers declare.
pub(super) fn in_file(entry: &PluginEntry, id: &CStr, path: &Path) -> Result<Vec<Listed>, PluginError> {
    let mut listing = Listing::of(id, PRESETS_MOST);
    let mut asked = providers(entry)?;
    asked.retain(|provider| provider.indexer().takes(path));
    asked.iter_mut().for_each(|provider| listing.ask(provider, c_path(path)));
    Ok(listing.found)
}

fn c_path(path: &Path) -> Option<CString> {
    CString::new(path.as_os_str().as_encoded_bytes()).ok()
}

/// Each preset as the plug-in takes it on. What it does not load is left out; where that is all, the first reason is told.
pub(super) fn load(
    listed: Vec<Listed>,
    make: impl Fn() -> Result<ClapInstance, PluginError>,
) -> Result<Vec<PluginPreset>, PluginError> {
    let mut instance = make()?;
    // A preset need not name all parameters: each begins where the plug-in begins.
    let first = instance.save("");
    let mut presets = Vec::new();
    let mut fault = None;
    for preset in listed {
        match &first {
            Ok(first) => drop(instance.load(first)?),
            Err(_) => instance = make()?,
        }
        match instance.load_preset(&preset) {
            Ok(()) => presets.push(PluginPreset { name: preset.name, raws: instance.values()? }),
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    match fault {
        Some(fault) if presets.is_empty() => Err(fault),
        _ => Ok(presets),
    }
}

impl ClapInstance {
    /// Has the plug-in load a preset, which is there when this returns.
    fn load_preset(&mut self, preset: &Listed) -> Result<(), PluginError> {
        let instance = self.main_thread();
        let handle = instance.plugin_handle();
        let unfit = || PluginError::Unfit("it lists presets, but loads none".into());
        let extension = handle.get_extension::<PluginPresetLoad>().ok_or_else(unfit)?;
        let place = preset.path.as_deref().map_or(Location::Plugin, |path| Location::File { path });
        let loaded = extension.load_from_location(&handle, place, preset.key.as_deref());
        let complaint = instance.access_handler(MainThread::complaint);
        let complaint = complaint.unwrap_or_else(|| "it gives no reason".into());
        loaded.map_err(|error| PluginError::Refused(format!("`{}`: {error} ({complaint})", preset.name)))?;
        self.arrive()
    }

    /// Plays a block, which may be what brings the values; as long as the plug-in asks for the main thread first, more.
    fn arrive(&mut self) -> Result<(), PluginError> {
        let mut sound = vec![vec![0.0; BLOCK]; self.channels()];
        for _ in 0..ROUNDS_MOST {
            let instance = self.main_thread();
            let was_waiting = instance.access_shared_handler(Shared::was_waiting);
            if was_waiting {
                instance.call_on_main_thread_callback();
            }
            self.process(&[], &mut sound)?;
            if !was_waiting {
                break;
            }
        }
        Ok(())
    }
}
