//! A worker that tells what there is: where plug-ins of a format lie, and what instruments are at such a place.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::Answers;
use crate::plugin::{Address, FORMATS, PluginError};
use crate::wire::Message;

/// A list that was asked for.
pub(super) struct Lister {
    found: Result<Value, PluginError>,
}

impl Lister {
    /// Places of a format: `FORMAT:` or `FORMAT:FOLDER`.
    pub(super) fn of_places(list: &str) -> Result<Self, PluginError> {
        let (format, folder) = list.split_once(':').unwrap_or((list, ""));
        let format = FORMATS.iter().find(|known| known.name == format);
        let format = format.ok_or_else(|| PluginError::Load(format!("`{list}` is no plug-in format")))?;
        let folder = (!folder.is_empty()).then(|| PathBuf::from(folder));
        Ok(Self { found: Ok(json!((format.places)(folder))) })
    }

    /// Instruments at a place. What its code does, it does to this process.
    pub(super) fn of_instruments(address: &Address) -> Self {
        let found = (address.format().inside)(address.place());
        Self { found: found.map(|found| json!(found)) }
    }
}

impl Answers for Lister {
    fn answer(&mut self, question: &Message) -> Result<Message, PluginError> {
        if question.header["ask"] != "list" {
            return Err(PluginError::Refused(format!("`{}` can't be asked", question.header["ask"])));
        }
        match &self.found {
            Ok(found) => Ok(Message { header: json!({ "found": found }), payload: Vec::new() }),
            Err(error) => Err(PluginError::Load(error.to_string())),
        }
    }
}
