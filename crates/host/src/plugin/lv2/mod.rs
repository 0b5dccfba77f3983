//! LV2 instruments, through lilv and the crate livi.

mod instance;
mod params;
mod presets;

use std::path::PathBuf;
use std::sync::Arc;

use livi::{Features, FeaturesBuilder, PortType, World};

use super::{
    BLOCK, Found, Instance, Plugin, PluginError, PluginFormat, PluginPreset, PluginSheet, PresetKind, naming,
};
use instance::Lv2Instance;

pub(super) const FORMAT: PluginFormat = PluginFormat {
    name: "lv2",
    extension: "lv2",
    summary: "LV2 instruments: `lv2:URI`, `lv2:/path/to/bundle.lv2` or `lv2:/path/to/bundle.lv2#URI`",
    presets: Some(PresetKind {
        name: "lv2-preset",
        extensions: &["ttl"],
        summary: "an LV2 preset in Turtle, alone or as a bundle for ~/.lv2",
        folder: Some(("lv2", "manifest.ttl")),
    }),
    missing: None,
    places,
    inside,
    open: |place| Ok(Box::new(Lv2::load(place)?)),
};

/// One LV2 plug-in.
struct Lv2 {
    // The world holds what everything else points to.
    world: Arc<World>,
    plugin: livi::Plugin,
    features: Arc<Features>,
    ports: Vec<livi::PortIndex>,
    sheet: PluginSheet,
}

/// The plug-ins of that place: a URI among what is installed, or a bundle's folder, with or without `#URI` behind it.
fn plugins_at(place: &str) -> (World, Option<String>) {
    if !place.starts_with(['/', '.', '~']) {
        return (World::new(), Some(place.to_owned()));
    }
    let (bundle, uri) = place.split_once('#').map_or((place, None), |(bundle, uri)| (bundle, Some(uri)));
    let bundle = std::path::absolute(bundle).unwrap_or_else(|_| bundle.into());
    let uri_of_bundle = World::new().raw().new_file_uri(None, &format!("{}/", bundle.display()));
    (World::with_load_bundle(uri_of_bundle.as_uri().unwrap_or_default()), uri.map(str::to_owned))
}

fn places(folder: Option<PathBuf>) -> Vec<String> {
    let Some(folder) = folder else {
        let world = World::new();
        return world.iter_plugins().filter(is_instrument).map(|plugin| plugin.uri()).collect();
    };
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut bundles: Vec<PathBuf> =
        entries.chain([folder]).filter(|path| path.join("manifest.ttl").is_file()).collect();
    bundles.sort();
    bundles.into_iter().map(|bundle| bundle.to_string_lossy().into_owned()).collect()
}

fn inside(place: &str) -> Result<Vec<Found>, PluginError> {
    let (world, uri) = plugins_at(place);
    let wanted = |plugin: &livi::Plugin| uri.as_ref().is_none_or(|uri| *uri == plugin.uri());
    let bundle = place.split_once('#').map_or(place, |(bundle, _)| bundle);
    let found = |plugin: livi::Plugin| Found {
        place: if uri.is_some() { place.to_owned() } else { format!("{bundle}#{}", plugin.uri()) },
        name: plugin.name(),
    };
    Ok(world.iter_plugins().filter(wanted).filter(is_instrument).map(found).collect())
}

/// Hears notes, sounds, and either says that it is an instrument or has nothing else to process.
fn is_instrument(plugin: &livi::Plugin) -> bool {
    let counts = plugin.port_counts();
    let can_play = counts.atom_sequence_inputs > 0 && counts.audio_outputs > 0;
    can_play && (plugin.is_instrument() || counts.audio_inputs == 0)
}

impl Lv2 {
    fn load(place: &str) -> Result<Self, PluginError> {
        let (world, uri) = plugins_at(place);
        let world = Arc::new(world);
        let plugin = match uri {
            Some(uri) => world.plugin_by_uri(&uri),
            None => world.iter_plugins().find(is_instrument),
        };
        let plugin =
            plugin.ok_or_else(|| PluginError::Load("no LV2 bundle there has that plug-in".into()))?;
        let counts = plugin.port_counts();
        if counts.audio_outputs == 0 {
            return Err(PluginError::Unfit("it has no audio output".into()));
        }
        if counts.atom_sequence_inputs == 0 {
            return Err(PluginError::Unfit("it has no input for notes".into()));
        }
        let bounds = FeaturesBuilder { min_block_length: BLOCK, max_block_length: BLOCK };
        let features =
            world.try_build_features(bounds).map_err(|error| PluginError::Load(error.to_string()))?;
        let inputs: Vec<_> = plugin.ports_with_type(PortType::ControlInput).collect();
        let params = params::read(&world, &plugin, &inputs);
        let ports = params.iter().map(|(index, _)| *index).collect();
        let params = params.into_iter().map(|(_, param)| param).collect();
        let name = plugin.name();
        let sheet = PluginSheet { id: naming::slug(&name), name, sound_version: 1, params };
        Ok(Self { world, plugin, features, ports, sheet })
    }
}

impl Lv2 {
    fn made(&self, rate_hz: u32) -> Result<Lv2Instance, PluginError> {
        Lv2Instance::new(&self.world, &self.plugin, &self.features, self.ports.clone(), rate_hz)
    }
}

impl Plugin for Lv2 {
    fn sheet(&self) -> &PluginSheet {
        &self.sheet
    }

    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        presets::read(&self.world, &self.features, &self.plugin, || self.made(44_100))
    }

    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError> {
        Ok(Box::new(self.made(rate_hz)?))
    }
}
