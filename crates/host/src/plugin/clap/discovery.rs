//! What preset providers say: what files hold presets, where they are, and what presets are there. All of it is believed
//! within bounds only.

use std::ffi::{CStr, CString, OsStr};
use std::path::{Path, PathBuf};

use clack_extensions::preset_discovery::metadata_receiver::MetadataReceiverImpl;
use clack_extensions::preset_discovery::prelude::{
    FileType, Flags, IndexerImpl, Location, LocationInfo, Provider, Soundpack, Timestamp, UniversalPluginId,
};
use clack_host::prelude::HostError;

use crate::plugin::FileKind;

/// Most kinds of files and most places of a provider.
const DECLARED_MOST: usize = 256;
/// Longest name, description or extension that is kept, in characters.
const CHARS_MOST: usize = 200;

/// What a provider declares.
#[derive(Default)]
pub(super) struct Declared {
    pub(super) kinds: Vec<FileKind>,
    /// Files or folders, or nothing for the plug-in's own file.
    pub(super) places: Vec<Option<PathBuf>>,
}

fn text(told: &CStr) -> String {
    told.to_string_lossy().chars().filter(|c| !c.is_control()).take(CHARS_MOST).collect()
}

impl Declared {
    /// Whether the provider has files that end so; an empty extension stands for all.
    pub(super) fn takes(&self, path: &Path) -> bool {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let is =
            |kind: &FileKind| kind.extension.is_empty() || kind.extension.eq_ignore_ascii_case(extension);
        self.kinds.iter().any(is)
    }
}

impl IndexerImpl for Declared {
    fn declare_filetype(&mut self, kind: FileType) -> Result<(), HostError> {
        if self.kinds.len() == DECLARED_MOST {
            return Err(HostError::Message("too many file types"));
        }
        let words = [Some(kind.name), kind.description].into_iter().flatten().map(text);
        let extension = kind.file_extension.map(text).unwrap_or_default().to_ascii_lowercase();
        self.kinds.push(FileKind { extension, summary: words.collect::<Vec<_>>().join(": ") });
        Ok(())
    }

    fn declare_location(&mut self, place: LocationInfo) -> Result<(), HostError> {
        if self.places.len() == DECLARED_MOST {
            return Err(HostError::Message("too many locations"));
        }
        let path = |path: &CStr| PathBuf::from(path.to_string_lossy().into_owned());
        self.places.push(place.location.file_path().map(path));
        Ok(())
    }

    fn declare_soundpack(&mut self, _: Soundpack) -> Result<(), HostError> {
        Ok(())
    }
}

/// A preset that a provider lists.
pub(super) struct Listed {
    pub(super) name: String,
    /// The file that it is in; the plug-in's own where there is none.
    pub(super) path: Option<CString>,
    /// What it is called there.
    pub(super) key: Option<CString>,
}

/// The presets for one plug-in, as they are listed.
pub(super) struct Listing<'a> {
    id: &'a CStr,
    most: usize,
    pub(super) found: Vec<Listed>,
    path: Option<CString>,
    /// The one that is being told, and whether it is for this plug-in.
    told: Option<(Listed, bool)>,
}

impl<'a> Listing<'a> {
    pub(super) fn of(id: &'a CStr, most: usize) -> Self {
        Self { id, most, found: Vec::new(), path: None, told: None }
    }

    /// Asks a provider for what is in a file, or in the plug-in's own.
    pub(super) fn ask(&mut self, provider: &mut Provider<Declared>, path: Option<CString>) {
        self.path.clone_from(&path);
        let place = path.as_deref().map_or(Location::Plugin, |path| Location::File { path });
        provider.get_metadata(place, self);
        self.keep();
    }

    /// Keeps what was told, if it is for this plug-in.
    fn keep(&mut self) {
        if let Some((preset, true)) = self.told.take() {
            self.found.push(preset);
        }
    }

    /// What a preset is called that has no name: its file.
    fn file_name(&self) -> String {
        let path = self.path.as_deref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl MetadataReceiverImpl for Listing<'_> {
    fn begin_preset(&mut self, name: Option<&CStr>, key: Option<&CStr>) -> Result<(), HostError> {
        self.keep();
        if self.found.len() >= self.most {
            return Err(HostError::Message("too many presets"));
        }
        let name = name.map(text).filter(|name| !name.is_empty()).unwrap_or_else(|| self.file_name());
        let (path, key) = (self.path.clone(), key.map(CStr::to_owned));
        self.told = Some((Listed { name, path, key }, false));
        Ok(())
    }

    fn add_plugin_id(&mut self, plugin: UniversalPluginId) {
        if let Some((_, is_ours)) = &mut self.told {
            *is_ours |= plugin.abi.to_bytes().eq_ignore_ascii_case(b"clap") && plugin.id == self.id;
        }
    }

    fn on_error(&mut self, _: i32, _: Option<&CStr>) {}
    fn set_soundpack_id(&mut self, _: &CStr) {}
    fn set_flags(&mut self, _: Flags) {}
    fn add_creator(&mut self, _: &CStr) {}
    fn set_description(&mut self, _: &CStr) {}
    fn set_timestamps(&mut self, _: Option<Timestamp>, _: Option<Timestamp>) {}
    fn add_feature(&mut self, _: &CStr) {}
    fn add_extra_info(&mut self, _: &CStr, _: &CStr) {}
}
