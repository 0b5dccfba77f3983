//! DSSI instruments: LADSPA plug-ins that hear notes. No library hosts them; the format is a few structs.
#![expect(
    unsafe_code,
    reason = "a plug-in's code is called, which nobody can vouch for; it runs in a worker process"
)]

mod configured;
mod ffi;
mod hexter;
mod instance;
mod params;

use std::ffi::{CStr, c_char, c_int, c_ulong};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use libloading::Library;

use super::{
    Found, Instance, PRESETS_MOST, Plugin, PluginError, PluginFormat, PluginParam, PluginPreset, PluginSheet,
    naming, places,
};
use configured::{Configured, ConfiguredInstance};
use ffi::{Dssi as Descriptor, Ladspa, PORT_AUDIO, PORT_CONTROL, PORT_INPUT, PORT_OUTPUT, RangeHint};
use instance::{DssiInstance, Program};

pub(super) const FORMAT: PluginFormat = PluginFormat {
    name: "dssi",
    extension: "so",
    summary: "DSSI instruments: `dssi:FILE.so` or `dssi:FILE.so#LABEL`",
    // What a plug-in holds beyond its ports, nobody can ask for.
    presets: None,
    missing: None,
    places: |folder| {
        let folders = folder.map_or_else(|| places::usual("DSSI_PATH", "dssi"), |folder| vec![folder]);
        places::with_extension(folders, "so")
    },
    inside,
    open: |place| Ok(Box::new(Dssi::load(place)?)),
};

/// Most plug-ins in a file, ports of a plug-in and programs: more is a lie.
const MOST: usize = 10_000;

/// One DSSI plug-in.
struct Dssi {
    loaded: Rc<Loaded>,
    /// Its parameters are those of a text of its own, then those of its ports.
    sheet: PluginSheet,
    /// What is known of a text that its sound lies in.
    configured: Option<&'static Configured>,
}

/// A plug-in's file and what lies in it.
struct Loaded {
    dssi: *const Descriptor,
    /// Kinds of all ports.
    ports: Vec<c_int>,
    /// Indices of control inputs.
    controls: Vec<usize>,
    /// Where the file is: relative paths of a plug-in's own data begin there.
    folder: PathBuf,
    // Last, as the rest points into it.
    _library: Library,
}

fn inside(place: &str) -> Result<Vec<Found>, PluginError> {
    let library = open(place)?;
    let found = descriptors(&library)?.map(|(_, ladspa)| Found {
        place: format!("{place}#{}", text(ladspa.label)),
        name: text(ladspa.name),
    });
    Ok(found.collect())
}

impl Dssi {
    fn load(place: &str) -> Result<Self, PluginError> {
        let (path, label) = places::split(place);
        let library = open(path)?;
        let wanted =
            descriptors(&library)?.find(|(_, ladspa)| label.is_none_or(|label| text(ladspa.label) == label));
        let (dssi, ladspa) = wanted.ok_or_else(|| match label {
            Some(label) => PluginError::Load(format!("it has no plug-in `{label}`")),
            None => PluginError::Load("it has no plug-in".to_owned()),
        })?;
        let (label, name) = (text(ladspa.label), text(ladspa.name));
        let dssi = std::ptr::from_ref(dssi);
        let (ports, named) = described(ladspa)?;
        let is = |kind: &c_int, bits: c_int| kind & bits == bits;
        if !ports.iter().any(|kind| is(kind, PORT_AUDIO | PORT_OUTPUT)) {
            return Err(PluginError::Unfit("it has no audio output".into()));
        }
        let controls = (0..ports.len()).filter(|index| is(&ports[*index], PORT_CONTROL | PORT_INPUT));
        let controls: Vec<usize> = controls.collect();
        let control_ports: Vec<_> = controls.iter().map(|index| named[*index].clone()).collect();
        let mut params = params::read(&control_ports, 44_100.0);
        let folder = Path::new(path).parent().unwrap_or(Path::new("/")).to_owned();
        let loaded = Rc::new(Loaded { dssi, ports, controls, folder, _library: library });
        let configured = configured::known(&label);
        match configured {
            Some(known) => params.splice(0..0, (known.params)()).for_each(drop),
            None => start_with_first_program(&loaded, &mut params)?,
        }
        let sheet = PluginSheet { id: naming::slug(&label), name, sound_version: 1, params };
        Ok(Self { loaded, sheet, configured })
    }
}

fn open(path: &str) -> Result<Library, PluginError> {
    // SAFETY: whatever its initialisers do, they do it to this worker process.
    unsafe { Library::new(path) }.map_err(|error| PluginError::Load(error.to_string()))
}

/// All plug-ins of a library.
fn descriptors(library: &Library) -> Result<impl Iterator<Item = (&Descriptor, &Ladspa)>, PluginError> {
    type Entry = unsafe extern "C" fn(c_ulong) -> *const Descriptor;
    // SAFETY: by that name DSSI has a function of that type.
    let entry = unsafe { library.get::<Entry>(b"dssi_descriptor\0") };
    let entry = *entry.map_err(|error| PluginError::Load(error.to_string()))?;
    // SAFETY: a descriptor lives as long as the library, which is borrowed.
    let descriptors = (0..MOST).map_while(move |index| unsafe { entry(index as c_ulong).as_ref() });
    // SAFETY: as above.
    Ok(descriptors.filter_map(|dssi| Some((dssi, unsafe { dssi.ladspa.as_ref()? }))))
}

/// Where a plug-in has programs, its ports' defaults need not sound: it is meant to be heard with one of them.
fn start_with_first_program(loaded: &Rc<Loaded>, params: &mut [PluginParam]) -> Result<(), PluginError> {
    let mut instance = DssiInstance::new(loaded, &defaults(params), 44_100)?;
    let Some(first) = instance.programs(1).pop() else { return Ok(()) };
    instance.select(&first);
    for (param, raw) in params.iter_mut().zip(instance.values()?) {
        param.start_at(raw);
    }
    Ok(())
}

fn defaults(params: &[PluginParam]) -> Vec<f32> {
    params.iter().map(|param| param.raw_from_plain(param.told.default.unwrap_or(0.0)) as f32).collect()
}

/// Kinds, names and hints of all ports.
#[expect(clippy::type_complexity, reason = "two lists of the same length")]
fn described(ladspa: &Ladspa) -> Result<(Vec<c_int>, Vec<(String, RangeHint)>), PluginError> {
    let count = ladspa.port_count as usize;
    let has_tables = !(ladspa.port_descriptors.is_null()
        || ladspa.port_names.is_null()
        || ladspa.port_range_hints.is_null());
    if count > MOST || (count > 0 && !has_tables) {
        return Err(PluginError::Load(format!("it says that it has {count} ports, and shows none")));
    }
    // SAFETY: the specification has each table as long as `port_count`.
    let (kinds, names, hints) = unsafe {
        (
            std::slice::from_raw_parts(ladspa.port_descriptors, count),
            std::slice::from_raw_parts(ladspa.port_names, count),
            std::slice::from_raw_parts(ladspa.port_range_hints, count),
        )
    };
    Ok((kinds.to_vec(), names.iter().map(|name| text(*name)).zip(hints.iter().copied()).collect()))
}

/// A C text, or nothing.
fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: not null, and texts of a descriptor end with a zero.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

impl Plugin for Dssi {
    fn sheet(&self) -> &PluginSheet {
        &self.sheet
    }

    fn presets(&self) -> Result<Vec<PluginPreset>, PluginError> {
        if self.configured.is_some() {
            // What its programs hold, no port tells.
            return Ok(Vec::new());
        }
        let mut instance = DssiInstance::new(&self.loaded, &defaults(&self.sheet.params), 44_100)?;
        let programs = instance.programs(PRESETS_MOST);
        let preset = |program: Program| {
            instance.select(&program);
            Ok(PluginPreset { name: program.name, raws: instance.values()? })
        };
        let presets: Result<Vec<PluginPreset>, _> = programs.into_iter().map(preset).collect();
        presets.map(PluginPreset::that_move_something)
    }

    fn instance(&self, rate_hz: u32) -> Result<Box<dyn Instance>, PluginError> {
        let all = defaults(&self.sheet.params);
        let (of_text, of_ports) = all.split_at(self.sheet.params.len() - self.loaded.controls.len());
        let instance = DssiInstance::new(&self.loaded, of_ports, rate_hz)?;
        let of_text = of_text.iter().map(|value| f64::from(*value)).collect();
        Ok(match self.configured {
            Some(known) => Box::new(ConfiguredInstance::new(instance, known, of_text)),
            None => Box::new(instance),
        })
    }
}
