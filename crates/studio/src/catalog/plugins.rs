//! Plug-ins by name: what a scan found, and what was found out about each, kept in the cache, one file for each.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use tonewright_host::definition::Underneath;
use tonewright_host::{Address, Bridge, HostError, Purity, Quirk, Scanned, Verdict, Workers, scan};

use super::base;
use crate::cache::{cache_dir, keep};
use crate::error::StudioError;

/// The word with which this program is started to be a worker.
const WORKER: &str = "plug-in-worker";

/// What is known of one plug-in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct KnownPlugin {
    /// What a scan found.
    pub scanned: Scanned,
    /// What it remembers of what it played, once that was measured.
    #[serde(default)]
    pub purity: Option<Purity>,
    /// When its file was changed, in seconds of Unix time, where it is a file.
    #[serde(default)]
    changed_secs: Option<u64>,
}

impl KnownPlugin {
    /// The short name, where it works.
    pub fn id(&self) -> Option<&str> {
        match &self.scanned.verdict {
            Verdict::Works { id, .. } => Some(id),
            Verdict::Broken(_) => None,
        }
    }
}

/// Workers: this program, started with another word.
fn workers() -> Workers {
    // A program that does not know where it lies has been deleted or moved; its name may still be found.
    let program = std::env::current_exe().unwrap_or_else(|_| "tonewright".into());
    Workers::started_by(vec![program.into(), WORKER.into()])
}

/// Whether these words start this program as a worker, and for what.
pub fn worker_task(mut words: impl Iterator<Item = String>) -> Option<String> {
    (words.nth(1)? == WORKER).then(|| words.next()).flatten()
}

fn folder() -> Option<PathBuf> {
    cache_dir().map(|cache| cache.join("plug-ins"))
}

/// The file for that plug-in.
fn file(address: &str) -> Option<PathBuf> {
    let hash = blake3::hash(address.as_bytes()).to_hex();
    folder().map(|folder| folder.join(format!("{}.json", &hash[..16])))
}

/// All plug-ins that are known, by name. What can't be read is not known.
pub fn known_plugins() -> Vec<KnownPlugin> {
    let entries = folder().and_then(|folder| std::fs::read_dir(folder).ok());
    let read = |entry: std::fs::DirEntry| serde_json::from_slice(&std::fs::read(entry.path()).ok()?).ok();
    let mut known: Vec<KnownPlugin> = entries.into_iter().flatten().flatten().filter_map(read).collect();
    let named: Vec<String> = known.iter().map(|plugin| plugin.scanned.address.clone()).collect();
    known.retain(|plugin| !is_there_by_name(&plugin.scanned.address, &named));
    known.sort_by(|a, b| (&a.scanned.name, &a.scanned.address).cmp(&(&b.scanned.name, &b.scanned.address)));
    known
}

/// Whether a plug-in was scanned or used before.
pub(super) fn is_known(address: &Address) -> bool {
    let address = address.to_string();
    let is_it = |known: &str| known == address || known.starts_with(&format!("{address}#"));
    known_plugins().iter().any(|plugin| is_it(&plugin.scanned.address))
}

/// Whether a plug-in that was used by its file alone is also known by file and name, as a scan finds it: it is one.
fn is_there_by_name(address: &str, all: &[String]) -> bool {
    !address.contains('#')
        && all.iter().any(|other| other.strip_prefix(address).is_some_and(|name| name.starts_with('#')))
}

fn known(address: &str) -> Option<KnownPlugin> {
    serde_json::from_slice(&std::fs::read(file(address)?).ok()?).ok()
}

fn remember(plugin: &KnownPlugin) {
    if let (Some(file), Ok(text)) = (file(&plugin.scanned.address), serde_json::to_vec_pretty(plugin)) {
        keep(&file, &text);
    }
}

/// Looks for plug-ins in the usual places, or in that folder, and remembers what there is. `seen` is told each.
pub fn scan_plugins(within: Option<&Path>, mut seen: impl FnMut(&Scanned)) -> Vec<Scanned> {
    let found = scan(&workers(), within, &mut seen);
    if within.is_none() {
        // What is gone from the usual places is forgotten; what lies elsewhere stays known while it lies there.
        for old in known_plugins() {
            let address = &old.scanned.address;
            let is_gone = Address::parse(address).is_none_or(|a| !Path::new(path_of(&a)).exists());
            if is_gone && !found.iter().any(|scanned| scanned.address == *address) {
                file(address).map(std::fs::remove_file);
            }
        }
    }
    for scanned in &found {
        let changed_secs = changed_secs(&scanned.address);
        let purity =
            known(&scanned.address).filter(|old| old.changed_secs == changed_secs).and_then(|old| old.purity);
        remember(&KnownPlugin { scanned: scanned.clone(), purity, changed_secs });
    }
    found
}

/// The file or folder that an address names, as far as it names one.
fn path_of(address: &Address) -> &str {
    let place = address.place();
    place.split_once('#').map_or(place, |(path, _)| path)
}

fn changed_secs(address: &str) -> Option<u64> {
    let address = Address::parse(address)?;
    let changed = std::fs::metadata(path_of(&address)).and_then(|data| data.modified()).ok()?;
    changed.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// The address of a plug-in: written out, or by the short name of one that a scan found.
pub(super) fn address(name: &str) -> Result<Option<Address>, StudioError> {
    let (name, _) = base::split(name);
    if let Some(address) = Address::parse(name) {
        return Ok(Some(address));
    }
    let named: Vec<String> = known_plugins()
        .into_iter()
        .filter(|plugin| plugin.id() == Some(name))
        .map(|plugin| plugin.scanned.address)
        .collect();
    match named.as_slice() {
        [] => Ok(None),
        [one] => Ok(Address::parse(one)),
        several => Err(StudioError::Setting {
            key: "synth".to_owned(),
            reason: format!("{} plug-ins are called `{name}`", several.len()),
            hint: Some(format!("write which: `{}`", several.join("` or `"))),
        }),
    }
}

/// The plug-in in a worker, lying on that preset file, and with what must be known of it: measured where nobody did
/// before or says it.
pub(super) fn open(
    name: &str,
    address: &Address,
    said: Option<Quirk>,
    base: Option<&Path>,
) -> Result<Bridge, StudioError> {
    if !address.format().keeps_more_than_parameters() {
        base::refuse(name, base)?;
    }
    let launch = base::lay(workers().launch(address), base)?;
    let quirk = said.map_or_else(|| Ok(quirk(address)?.0), Ok);
    let opened = quirk.and_then(|quirk| Bridge::hosting(launch, address, quirk));
    opened.map_err(|error| cannot_host(name, error))
}

/// How a definition names that plug-in, and what must be known of it. Its name is true on other machines too; where
/// several have it, only the address tells them apart.
pub(super) fn reference(address: &Address) -> Result<(Underneath, Quirk), HostError> {
    let (quirk, _) = quirk(address)?;
    let text = address.to_string();
    let all = known_plugins();
    let name = all.iter().find(|plugin| plugin.scanned.address == text).map(|plugin| &plugin.scanned.name);
    let by_name = name.map(|name| Underneath::Plugin(name.clone()));
    let is_meant = |candidate: &Underneath| {
        let names = |plugin: &KnownPlugin| {
            let known = [plugin.id(), Some(&plugin.scanned.name)];
            known.into_iter().flatten().any(|name| candidate.is_plugin(name))
        };
        all.iter().filter(|plugin| names(plugin)).count() == 1
    };
    Ok((by_name.filter(is_meant).unwrap_or(Underneath::Plugin(text)), quirk))
}

fn quirk(address: &Address) -> Result<(Quirk, bool), HostError> {
    let text = address.to_string();
    let kept = known(&text).filter(|plugin| plugin.changed_secs == changed_secs(&text));
    if let Some(purity) = kept.and_then(|plugin| plugin.purity) {
        return Ok((purity.quirk, false));
    }
    measure(address).map(|purity| (purity.quirk, true))
}

fn measure(address: &Address) -> Result<Purity, HostError> {
    let launch = workers().launch(address);
    let purity = Purity::measure(&launch)?;
    let bridge = Bridge::hosting(launch, address, purity.quirk)?;
    let spec = tonewright_synth::Synth::spec(&bridge);
    let verdict = Verdict::Works { id: spec.id.to_string(), params: spec.params.len() };
    let scanned = Scanned { address: address.to_string(), name: spec.name.to_string(), verdict };
    let changed_secs = changed_secs(&scanned.address);
    remember(&KnownPlugin { scanned, purity: Some(purity.clone()), changed_secs });
    Ok(purity)
}

/// Measures anew what a plug-in remembers of what it played; none where the name is no plug-in's.
///
/// # Errors
/// [`StudioError::Hosted`] when it can't be played, [`StudioError::Setting`] when several have that name.
pub fn measure_plugin(name: &str) -> Result<Option<Purity>, StudioError> {
    let Some(address) = address(name)? else { return Ok(None) };
    measure(&address).map(Some).map_err(|error| cannot_host(name, error))
}

/// Gets to know a plug-in that is used for the first time; what was found out, in a sentence, where it was now.
///
/// # Errors
/// As [`measure_plugin`].
pub fn acquaint(name: &str) -> Result<Option<String>, StudioError> {
    let Some(address) = address(name)? else { return Ok(None) };
    let (quirk, is_new) = quirk(&address).map_err(|error| cannot_host(name, error))?;
    Ok(is_new.then(|| format!("`{name}` was tried for the first time: {}", in_words(quirk))))
}

/// Whether that is the name of a plug-in.
pub(crate) fn is_plugin(name: &str) -> bool {
    address(name).is_ok_and(|address| address.is_some())
}

/// Remembers of a plug-in that its sounds can't be had again, which one of its presets has shown.
///
/// # Errors
/// As [`measure_plugin`].
pub(crate) fn found_random(name: &str) -> Result<(), StudioError> {
    let Some(mut plugin) = address(name)?.and_then(|address| known(&address.to_string())) else {
        return Ok(());
    };
    if let Some(purity) = &mut plugin.purity {
        purity.quirk.repeats = tonewright_synth::Repeats::Statistically;
        remember(&plugin);
    }
    Ok(())
}

fn in_words(quirk: Quirk) -> String {
    use tonewright_host::Reset;
    let forgets = match quirk.reset {
        Reset::Reset => "it forgets what it played when it is reset",
        Reset::Reload => "it forgets what it played when its state is loaded again",
        Reset::Instance => "each render gets a fresh instance of it, as it remembers what it played",
        Reset::Process => {
            "each render gets a fresh process, as it remembers what it played beyond its instances"
        }
    };
    match quirk.repeats {
        tonewright_synth::Repeats::Exactly => forgets.to_owned(),
        tonewright_synth::Repeats::Statistically => {
            format!("{forgets}; even then no two of its sounds are the same")
        }
    }
}

pub(super) fn cannot_host(name: &str, error: HostError) -> StudioError {
    StudioError::Hosted {
        synth: name.to_owned(),
        source: error.into(),
        hint: "`tonewright synths scan` looks at all plug-ins and says which work".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_its_plug_in_are_one() {
        let all = ["dssi:/a/x.so".to_owned(), "dssi:/a/x.so#X".to_owned(), "clap:/b.clap".to_owned()];
        let doubled: Vec<&String> = all.iter().filter(|one| is_there_by_name(one, &all)).collect();
        assert_eq!(doubled, ["dssi:/a/x.so"]);
    }
}
