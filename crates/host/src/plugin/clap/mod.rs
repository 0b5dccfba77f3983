//! CLAP instruments, through the crate clack.

mod discovery;
mod host;
mod instance;
mod params;
mod presets;
mod walk;

use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};

use clack_host::prelude::{HostInfo, PluginEntry, PluginInstance};

use super::{
    FileKind, Found, Instance, Plugin, PluginError, PluginFormat, PluginPreset, PluginSheet, PresetKind,
    naming, places,
};
use host::Offline;
use instance::ClapInstance;

pub(super) const FORMAT: PluginFormat = PluginFormat {
    name: "clap",
    extension: "clap",
    summary: "CLAP instruments: `clap:FILE.clap` or `clap:FILE.clap#ID`",
    presets: Some(PresetKind {
        name: "clap-state",
        extensions: &["clap-state"],
        summary: "the state that a CLAP host keeps of the plug-in, whole",
        folder: None,
    }),
    missing: None,
    places: |folder| {
        let folders = folder.map_or_else(|| places::usual("CLAP_PATH", "clap"), |folder| vec![folder]);
        places::with_extension(folders, "clap")
    },
    inside,
    open: |place| Ok(Box::new(Clap::load(place)?)),
};

/// One CLAP plug-in.
struct Clap {
    entry: PluginEntry,
    id: CString,
    ids: Vec<clack_host::utils::ClapId>,
    sheet: PluginSheet,
}

/// What a file tells of a plug-in without making one.
struct Described {
    id: CString,
    name: String,
    version: String,
    is_instrument: bool,
}

fn inside(place: &str) -> Result<Vec<Found>, PluginError> {
    let (path, _) = places::split(place);
    let described = described(&entry(path)?)?;
    let instruments = described.into_iter().filter(|plugin| plugin.is_instrument);
    let found = |plugin: Described| Found {
        place: format!("{path}#{}", plugin.id.to_string_lossy()),
        name: plugin.name,
    };
    Ok(instruments.map(found).collect())
}

#[expect(
    unsafe_code,
    reason = "a plug-in's library is loaded, which nobody can vouch for; it runs in a worker process"
)]
fn entry(path: &str) -> Result<PluginEntry, PluginError> {
    // SAFETY: whatever its initialisers do, they do it to this worker process.
    unsafe { PluginEntry::load(library(Path::new(path))) }
        .map_err(|error| PluginError::Load(tonewright_synth::in_one_line(&error)))
}

/// The library of a bundle, as macOS has them; elsewhere a plug-in is its library.
fn library(path: &Path) -> PathBuf {
    let inner = path.join("Contents/MacOS").join(path.file_stem().unwrap_or_default());
    if inner.is_file() { inner } else { path.to_owned() }
}

fn described(entry: &PluginEntry) -> Result<Vec<Described>, PluginError> {
    let factory =
        entry.get_plugin_factory().ok_or_else(|| PluginError::Load("it makes no plug-ins".into()))?;
    let text = |text: Option<&CStr>| text.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
    let one = |plugin: &clack_host::plugin::PluginDescriptor| {
        Some(Described {
            id: plugin.id()?.to_owned(),
            name: text(plugin.name()),
            version: text(plugin.version()),
            is_instrument: plugin
                .features()
                .any(|feature| feature == c"instrument" || feature == c"synthesizer"),
        })
    };
    Ok(factory.plugin_descriptors().filter_map(one).collect())
}

impl Clap {
    fn load(place: &str) -> Result<Self, PluginError> {
        let (path, id) = places::split(place);
        let entry = entry(path)?;
        let mut all = described(&entry)?;
        let wanted = |plugin: &Described| match id {
            Some(id) => plugin.id.to_bytes() == id.as_bytes(),
            None => plugin.is_instrument,
        };
        let at = all.iter().position(wanted).or_else(|| (id.is_none() && all.len() == 1).then_some(0));
        let at = at.ok_or_else(|| match id {
            Some(id) => PluginError::Load(format!("it has no plug-in `{id}`")),
            None => PluginError::Load("it has no instrument".to_owned()),
        })?;
        let Described { id, name, version, .. } = all.swap_remove(at);
        let mut instance = make(&entry, &id)?;
        let (ids, params) = params::read(&mut instance);
        if params.is_empty() {
            return Err(PluginError::Unfit("it has no parameters".into()));
        }
        let sheet =
            PluginSheet { id: naming::slug(&name), name, sound_version: naming::version(&version), params };
        Ok(Self { entry, id, ids, sheet })
    }
}

fn make(entry: &PluginEntry, id: &CStr) -> Result<PluginInstance<Offline>, PluginError> {
    PluginInstance::new(
        |()| host::Shared::default(),
        |_| host::MainThread::default(),
        entry,
        id,
        &host_info()?,
    )
    .map_err(|error| PluginError::Refused(tonewright_synth::in_one_line(&error)))
}

/// What plug-ins and providers are told of us.
fn host_info() -> Result<HostInfo, PluginError> {
    HostInfo::new("Tonewright", "Tonewright", "", env!("CARGO_PKG_VERSION"))
        .map_err(|error| PluginError::Refused(error.to_string()))
}

impl Clap {
    fn made(&self, rate_hz: u32) -> Result<ClapInstance, PluginError> {
        ClapInstance::new(make(&self.entry, &self.id)?, self.ids.clone(), rate_hz)
    }
}

impl Plugin for Clap {
    fn sheet(&self) -> &PluginSheet {
        &self.sheet
    }

    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        presets::load(presets::listed(&self.entry, &self.id)?, || self.made(44_100))
    }

    fn file_kinds(&self) -> Result<Vec<FileKind>, PluginError> {
        presets::kinds(&self.entry)
    }

    fn presets_in(&self, file: &Path) -> Result<Vec<PluginPreset>, PluginError> {
        presets::load(presets::in_file(&self.entry, &self.id, file)?, || self.made(44_100))
    }

    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError> {
        Ok(Box::new(self.made(rate_hz)?))
    }

    fn tells_texts(&self) -> bool {
        true
    }

    fn texts(&self, raws: &[f64]) -> Result<Vec<Option<String>>, PluginError> {
        Ok(params::texts(&mut make(&self.entry, &self.id)?, &self.ids, raws))
    }
}
