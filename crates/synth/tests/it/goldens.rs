//! Hashes of sounds in files of `tests/goldens`. `TONEWRIGHT_BLESS=1` writes them anew.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::workspace_root;

/// The 64-bit FNV-1a hash of the samples' bits: fixed for ever.
pub(crate) fn hash(samples: &[f32]) -> String {
    let bytes = samples.iter().flat_map(|sample| sample.to_bits().to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// What the file of that name holds, once `found` is written to it where that is asked.
pub(crate) fn kept<T: Serialize + DeserializeOwned>(name: &str, found: &T) -> T {
    let path = workspace_root().join("tests/goldens").join(name);
    if std::env::var_os("TONEWRIGHT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, serde_json::to_string_pretty(found).unwrap() + "\n").unwrap();
    }
    serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap()
}
