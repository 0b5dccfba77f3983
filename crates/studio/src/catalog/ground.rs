//! Synths without a definition: what one can lie on, and how its file names it.

use std::path::PathBuf;
use std::sync::Arc;

use tonewright_host::definition::Underneath;
use tonewright_host::{Address, Quirk};
use tonewright_synth::Synth;

use super::synths::{BRIDGE, Source, source};
use super::{base, plugins, synths};
use crate::error::StudioError;

/// A synth that a definition can lie on.
pub struct Ground {
    /// The synth itself.
    pub synth: Arc<dyn Synth>,
    /// How a definition names it.
    pub underneath: Underneath,
    /// What a host must know of it, if it is a plug-in.
    pub quirk: Option<Quirk>,
    /// The preset file that it lies on.
    pub base: Option<PathBuf>,
}

/// The synth of that name, started. Where a plug-in and a definition have one name, the plug-in is meant.
///
/// # Errors
/// As [`synths::synth`]; [`StudioError::Setting`] for a definition, which lies on a synth itself.
pub fn ground(name: &str) -> Result<Ground, StudioError> {
    let (name, base) = base::split(name);
    let absolute = base.and_then(|path| std::path::absolute(path).ok());
    let of = |underneath| -> Result<Ground, StudioError> {
        let synth = synths::synth_on(name, base)?;
        Ok(Ground { synth, underneath, quirk: None, base: absolute.clone() })
    };
    let plugin = |address: &Address| -> Result<Ground, StudioError> {
        let (underneath, quirk) =
            plugins::reference(address).map_err(|error| plugins::cannot_host(name, error))?;
        let synth = Arc::new(plugins::open(name, address, Some(quirk), base)?);
        Ok(Ground { synth, underneath, quirk: Some(quirk), base: absolute.clone() })
    };
    match source(name)? {
        Source::Native(entry) => of(Underneath::Native(entry.name.to_owned())),
        Source::Adapter(..) => of(Underneath::Bridge(name.to_owned())),
        Source::Command(_) => of(Underneath::Command(name.strip_prefix(BRIDGE).unwrap_or(name).to_owned())),
        Source::Plugin(address) => plugin(&address),
        Source::Defined(_) => match plugins::address(name)? {
            Some(address) => plugin(&address),
            None => Err(StudioError::Setting {
                key: "synth".to_owned(),
                reason: format!("`{name}` is a definition, which lies on a synth"),
                hint: Some(
                    "name the synth that it lies on: `tonewright synths show NAME` says which".to_owned(),
                ),
            }),
        },
    }
}
