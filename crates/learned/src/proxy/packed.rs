//! Proxies in small files, and those that ship.

use std::path::Path;

use tonewright_nn::weights::Precision;

use super::Card;
use crate::LearnError;
use crate::run::Checkpoint;

/// A proxy within the program.
pub struct ShippedProxy {
    /// What it is called wherever a proxy can be named.
    pub name: &'static str,
    /// The synth whose presets it knows.
    pub synth: &'static str,
    /// The file, `crates/learned/weights/SYNTH.safetensors`.
    pub bytes: &'static [u8],
}

/// A line of the table.
macro_rules! shipped {
    ($synth:literal) => {
        ShippedProxy {
            name: concat!("shipped-", $synth),
            synth: $synth,
            bytes: include_bytes!(concat!("../../weights/", $synth, ".safetensors")),
        }
    };
}

/// All of them; docs/models/shipped-proxies.md says how they were made.
pub const SHIPPED: &[ShippedProxy] = &[shipped!("dx7"), shipped!("subtractive")];

/// The one that is called so.
pub(super) fn shipped(name: &Path) -> Option<&'static ShippedProxy> {
    SHIPPED.iter().find(|one| name.to_str() == Some(one.name))
}

/// Writes what a proxy has learned into one small file, which stands for it wherever a proxy can be named: its weights in
/// 16-bit floating point, and nothing that only a training needs. Tells what it says of itself.
///
/// # Errors
/// As [`super::Proxy::open`]; [`LearnError::Io`].
pub fn pack(proxy: &Path, to: &Path) -> Result<Card, LearnError> {
    let mut checkpoint = Checkpoint::<Card>::open(proxy)?;
    checkpoint.card.check(proxy)?;
    let card = checkpoint.card.clone();
    checkpoint.card = Card { best: Vec::new(), waited: 0, pending: [0.0; 3], ..card };
    checkpoint.moments = Vec::new();
    checkpoint.write_as(to, Precision::Half)?;
    Ok(checkpoint.card)
}
