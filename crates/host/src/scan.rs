//! What plug-ins are installed: each is loaded in a worker of its own, and what goes wrong there is written down beside
//! it instead of stopping the rest.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tonewright_synth::{Synth as _, in_one_line};

use crate::bridge::Bridge;
use crate::child::{Child, Launch};
use crate::error::HostError;
use crate::plugin::{Address, FORMATS, Found, PluginFormat};
use crate::told::Quirk;
use crate::wire::Message;
use crate::workers::Workers;

/// Longest that a plug-in may take to load.
const LOAD_LIMIT: Duration = Duration::from_secs(60);

/// A place that was looked at, and what was found there.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Scanned {
    /// How it is named: `lv2:http://…`.
    pub address: String,
    /// What people call it.
    pub name: String,
    /// Whether it can be used.
    pub verdict: Verdict,
}

/// Whether a plug-in can be used.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is an instrument that described itself.
    Works {
        /// The short name that it is known by.
        id: String,
        /// How many parameters it has.
        params: usize,
    },
    /// It can't be used, and why.
    Broken(String),
}

/// Looks at all plug-ins in the usual places, or in that folder. `seen` is told each, as it comes.
pub fn scan(workers: &Workers, folder: Option<&Path>, mut seen: impl FnMut(&Scanned)) -> Vec<Scanned> {
    let mut all = Vec::new();
    for format in FORMATS.iter().filter(|format| format.missing.is_none()) {
        for place in places(workers, format, folder, &mut all) {
            for scanned in look(workers, &Address::new(format, place)) {
                seen(&scanned);
                all.push(scanned);
            }
        }
    }
    all
}

fn places(
    workers: &Workers,
    format: &PluginFormat,
    folder: Option<&Path>,
    all: &mut Vec<Scanned>,
) -> Vec<String> {
    match found::<String>(&workers.lister(format.name, folder)) {
        Ok(places) => places,
        Err(error) => {
            let address = format!("{}:", format.name);
            let name = format.summary.to_owned();
            all.push(Scanned { address, name, verdict: Verdict::Broken(in_one_line(&error)) });
            Vec::new()
        }
    }
}

/// The instruments at a place.
fn look(workers: &Workers, address: &Address) -> Vec<Scanned> {
    let inside = match found::<Found>(&workers.opener(address)) {
        Ok(inside) => inside,
        Err(error) => {
            let name = address.place().rsplit('/').next().unwrap_or_default().to_owned();
            let verdict = Verdict::Broken(in_one_line(&error));
            return vec![Scanned { address: address.to_string(), name, verdict }];
        }
    };
    let one = |found: Found| {
        let address = Address::new(address.format(), found.place);
        let verdict = match Bridge::hosting(limited(workers.launch(&address)), &address, Quirk::default()) {
            Ok(bridge) => {
                Verdict::Works { id: bridge.spec().id.to_string(), params: bridge.spec().params.len() }
            }
            Err(error) => Verdict::Broken(in_one_line(&error)),
        };
        Scanned { address: address.to_string(), name: found.name, verdict }
    };
    inside.into_iter().map(one).collect()
}

fn limited(launch: Launch) -> Launch {
    Launch { start_limit: LOAD_LIMIT, ..launch }
}

/// What a listing worker found.
fn found<T: serde::de::DeserializeOwned>(launch: &Launch) -> Result<Vec<T>, HostError> {
    let question = Message { header: json!({ "ask": "list" }), payload: Vec::new() };
    let mut answer = Child::start(launch)?.ask(question, LOAD_LIMIT)?;
    serde_json::from_value(answer.header["found"].take())
        .map_err(|error| HostError::Description(error.to_string()))
}
