//! Presets that lie in bundles beside an LV2 plug-in: its maker's and the user's own.

use livi::lilv::node::Node;
use livi::{Features, World};
use std::sync::Arc;

use super::instance::Lv2Instance;
use crate::plugin::{Instance as _, PRESETS_MOST, PluginError, PluginPreset};

const PRESET: &str = "http://lv2plug.in/ns/ext/presets#Preset";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// All presets for the plug-in, by name, as the instances that are made take them on. What can't be read is left out.
pub(super) fn read(
    world: &World,
    features: &Arc<Features>,
    plugin: &livi::Plugin,
    make: impl Fn() -> Result<Lv2Instance, PluginError>,
) -> Result<Vec<PluginPreset>, PluginError> {
    let kind = world.raw().new_uri(PRESET);
    let label = world.raw().new_uri(LABEL);
    let mut found = Vec::new();
    for node in plugin.raw().related(Some(&kind)).into_iter().flatten().take(PRESETS_MOST) {
        let Some(uri) = node.as_uri() else { continue };
        // Without this lilv knows of the preset, and nothing in it: the state is empty, and no error.
        let _ = world.raw().load_resource(&node);
        let name = world.raw().get(Some(&node), Some(&label), None);
        let name = name.as_ref().and_then(Node::as_str).unwrap_or(uri).to_owned();
        let Ok(state) = world.state_from_uri(features, uri) else { continue };
        // Each in its own instance: a preset need not name all ports.
        let mut instance = make()?;
        if instance.restore(&state).is_ok() {
            found.push(PluginPreset { name, raws: instance.values()? });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
