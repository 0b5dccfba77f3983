//! What networks can compute on, next to the processor.

use tonewright_nn::device::{self, DeviceError};

use super::{Check, Health};

/// Whether there is a graphics processor that multiplies.
pub(super) fn graphics_processor() -> Check {
    const WHAT: &str = "graphics processor";
    let Some(entry) = device::by_name("gpu") else {
        return Check::new(WHAT, Health::Absent, "this program knows none");
    };
    match entry.open() {
        Ok(opened) => {
            let called = opened.called.unwrap_or_default();
            match device::works(&opened.device) {
                true => Check::new(WHAT, Health::Works, format!("{called}: `--device gpu`")),
                false => Check::new(WHAT, Health::Broken, format!("{called} multiplies wrongly"))
                    .hinted("another driver may be better; networks compute on the processor meanwhile"),
            }
        }
        Err(error @ DeviceError::NotBuilt { .. }) => Check::new(WHAT, Health::Absent, error.to_string()),
        Err(error) => Check::new(WHAT, Health::Absent, error.to_string()).hinted(
            "networks compute on the processor; Vulkan's driver for a graphics processor comes with it",
        ),
    }
}
