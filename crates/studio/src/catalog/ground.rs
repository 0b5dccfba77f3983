//! Synths without a definition: what one can lie on, and how its file names it.

use std::sync::Arc;

use tonewright_host::definition::Underneath;
use tonewright_host::{Address, Quirk};
use tonewright_synth::Synth;

use super::synths::{BRIDGE, Source, source};
use super::{plugins, synths};
use crate::error::StudioError;

/// A synth that a definition can lie on.
pub struct Ground {
    /// The synth itself.
    pub synth: Arc<dyn Synth>,
    /// How a definition names it.
    pub underneath: Underneath,
    /// What a host must know of it, if it is a plug-in.
    pub quirk: Option<Quirk>,
}

/// The synth of that name, started. Where a plug-in and a definition have one name, the plug-in is meant.
///
/// # Errors
/// As [`synths::synth`]; [`StudioError::Setting`] for a definition, which lies on a synth itself.
pub fn ground(name: &str) -> Result<Ground, StudioError> {
    let of = |underneath| -> Result<Ground, StudioError> {
        Ok(Ground { synth: synths::synth(name)?, underneath, quirk: None })
    };
    match source(name)? {
        Source::Native(entry) => of(Underneath::Native(entry.name.to_owned())),
        Source::Adapter(..) => of(Underneath::Bridge(name.to_owned())),
        Source::Command(_) => of(Underneath::Command(name.strip_prefix(BRIDGE).unwrap_or(name).to_owned())),
        Source::Plugin(address) => plugin(name, &address),
        Source::Defined(_) => match plugins::address(name)? {
            Some(address) => plugin(name, &address),
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

fn plugin(name: &str, address: &Address) -> Result<Ground, StudioError> {
    let fault = |error| plugins::cannot_host(name, error);
    let (underneath, quirk) = plugins::reference(address).map_err(fault)?;
    let bridge = plugins::open(address, Some(quirk)).map_err(fault)?;
    Ok(Ground { synth: Arc::new(bridge), underneath, quirk: Some(quirk) })
}
