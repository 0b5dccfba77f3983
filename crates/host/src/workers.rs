//! How worker processes for plug-ins are started: the program, and what it is told to host.

use std::ffi::OsString;
use std::path::Path;

use crate::child::Launch;
use crate::plugin::Address;

/// A program that calls [`serve_plugin`](crate::serve_plugin) with its last argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workers {
    command: Vec<OsString>,
}

impl Workers {
    /// Workers that this command starts; what is to be hosted is added as its last word.
    pub fn started_by(command: Vec<OsString>) -> Self {
        Self { command }
    }

    /// How a worker for that plug-in is started.
    pub fn launch(&self, address: &Address) -> Launch {
        self.told(address.to_string())
    }

    /// A worker that lists where plug-ins of a format lie.
    pub(crate) fn lister(&self, format: &str, folder: Option<&Path>) -> Launch {
        let mut word = OsString::from(format!("list={format}:"));
        word.push(folder.map(Path::as_os_str).unwrap_or_default());
        self.told(word)
    }

    /// A worker that lists the instruments at a place.
    pub(crate) fn opener(&self, address: &Address) -> Launch {
        self.told(format!("inside={address}"))
    }

    fn told(&self, word: impl Into<OsString>) -> Launch {
        let mut command = self.command.clone();
        command.push(word.into());
        Launch::of(command)
    }
}
