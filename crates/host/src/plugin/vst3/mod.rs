//! VST3 instruments, through the crate vst3-host.

mod instance;
mod params;
mod programs;

use std::path::Path;

use vst3_host::Vst3Host;
use vst3_host::discovery::{ClassInfo, get_detailed_plugin_info};

use super::{
    BLOCK, Found, Instance, Plugin, PluginError, PluginFormat, PluginPreset, PluginSheet, PresetKind, naming,
    places,
};
use instance::Vst3Instance;

pub(super) const FORMAT: PluginFormat = PluginFormat {
    name: "vst3",
    extension: "vst3",
    summary: "VST3 instruments: `vst3:BUNDLE.vst3` or `vst3:BUNDLE.vst3#CLASS-ID`",
    presets: Some(PresetKind {
        name: "vstpreset",
        extensions: &["vstpreset"],
        summary: "the preset file that VST3 hosts and plug-ins load",
        folder: None,
    }),
    missing: None,
    places: |folder| {
        let folders = folder.map_or_else(|| places::usual("VST3_PATH", "vst3"), |folder| vec![folder]);
        places::with_extension(folders, "vst3")
    },
    inside,
    open: |place| Ok(Box::new(Vst3::load(place)?)),
};

/// How a factory calls classes that process sound.
const AUDIO_CLASS: &str = "Audio Module Class";

/// One VST3 plug-in.
struct Vst3 {
    path: String,
    class_id: Option<String>,
    ids: Vec<u32>,
    sheet: PluginSheet,
}

fn inside(place: &str) -> Result<Vec<Found>, PluginError> {
    let (path, _) = places::split(place);
    let detailed = get_detailed_plugin_info(Path::new(path)).map_err(unloadable)?;
    let audio = detailed.classes.into_iter().filter(|class| class.category == AUDIO_CLASS);
    // What a class is, it says once it is made.
    let instrument = |class: ClassInfo| {
        let made = make(path, Some(&class.class_id), 44_100).ok()?;
        let info = made.info();
        let plays = info.has_midi_input && info.audio_outputs > 0;
        let is_instrument = plays && (info.category.contains("Instrument") || info.audio_inputs == 0);
        is_instrument.then(|| Found { place: format!("{path}#{}", class.class_id), name: class.name })
    };
    Ok(audio.filter_map(instrument).collect())
}

fn unloadable(error: vst3_host::Error) -> PluginError {
    PluginError::Load(tonewright_synth::in_one_line(&error))
}

fn refused(error: vst3_host::Error) -> PluginError {
    PluginError::Refused(tonewright_synth::in_one_line(&error))
}

fn make(path: &str, class_id: Option<&str>, rate_hz: u32) -> Result<vst3_host::Plugin, PluginError> {
    let builder = Vst3Host::builder().sample_rate(f64::from(rate_hz)).block_size(BLOCK);
    let mut host = builder.with_process_isolation(false).build().map_err(refused)?;
    match class_id {
        Some(class_id) => host.load_plugin_class(path, class_id),
        None => host.load_plugin(path),
    }
    .map_err(unloadable)
}

impl Vst3 {
    fn load(place: &str) -> Result<Self, PluginError> {
        let (path, class_id) = places::split(place);
        let plugin = make(path, class_id, 44_100)?;
        let info = plugin.info().clone();
        if info.audio_outputs == 0 {
            return Err(PluginError::Unfit("it has no audio output".into()));
        }
        if !info.has_midi_input {
            return Err(PluginError::Unfit("it has no input for notes".into()));
        }
        let (ids, params) = params::read(&plugin).map_err(refused)?;
        let class_id = class_id.map(str::to_owned);
        let sheet = PluginSheet {
            id: naming::slug(&info.name),
            sound_version: naming::version(&info.version),
            name: info.name,
            params,
        };
        Ok(Self { path: path.to_owned(), class_id, ids, sheet })
    }
}

impl Vst3 {
    fn made(&self, rate_hz: u32) -> Result<Vst3Instance, PluginError> {
        let plugin = make(&self.path, self.class_id.as_deref(), rate_hz)?;
        Vst3Instance::new(plugin, self.ids.clone())
    }
}

impl Plugin for Vst3 {
    fn sheet(&self) -> &PluginSheet {
        &self.sheet
    }

    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        programs::read(self.made(44_100)?)
    }

    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError> {
        Ok(Box::new(self.made(rate_hz)?))
    }

    fn tells_texts(&self) -> bool {
        true
    }

    fn texts(&self, raws: &[f64]) -> Result<Vec<Option<String>>, PluginError> {
        let plugin = make(&self.path, self.class_id.as_deref(), 44_100)?;
        params::texts(&plugin, &self.ids, raws).map_err(refused)
    }
}
