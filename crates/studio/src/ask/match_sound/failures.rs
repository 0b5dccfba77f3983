//! Presets that could not be rendered, kept so that they can be tried again one by one.

use std::fmt::Write as _;

use tonewright_matching::Failure;
use tonewright_synth::SynthSpec;

use crate::ask::presets::json_bytes;
use crate::error::StudioError;
use crate::runs::RunFolder;

/// Writes `failed/01.json` and so on, and `failed/reasons.txt`; nothing where nothing failed.
pub(super) fn write(folder: &RunFolder, spec: &SynthSpec, failures: &[Failure]) -> Result<(), StudioError> {
    let mut reasons = String::new();
    for (number, Failure { preset, reason }) in (1..).zip(failures) {
        let name = format!("failed/{number:02}.json");
        let doing = "write a preset that failed";
        folder.write(&name, doing, &json_bytes(spec, std::slice::from_ref(preset))?)?;
        writeln!(reasons, "{name}: {reason}").expect("a string takes all");
    }
    if !reasons.is_empty() {
        folder.write("failed/reasons.txt", "write why presets failed", reasons.as_bytes())?;
    }
    Ok(())
}
