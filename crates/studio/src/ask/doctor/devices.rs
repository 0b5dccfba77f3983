//! What networks can compute on, next to the processor, and what those of others run in.

use tonewright_nn::Runtime;
use tonewright_nn::device::{self, DeviceError};
use tonewright_synth::in_one_line;

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

/// Whether the runtime that was named for networks of others is one.
pub(super) fn onnx_runtime() -> Check {
    const WHAT: &str = "ONNX Runtime";
    let runtime = Runtime::usual();
    match (&runtime, runtime.load()) {
        (Runtime::BuiltIn, _) => Check::new(WHAT, Health::Absent, "networks of others run in this program's own runtime")
            .hinted("`TONEWRIGHT_ONNXRUNTIME` names the library of an installed one, which is faster and knows more operators"),
        (Runtime::Installed(library), Ok(())) => Check::new(WHAT, Health::Works, library.display().to_string()),
        (Runtime::Installed(_), Err(error)) => Check::new(WHAT, Health::Broken, in_one_line(&error))
            .hinted("`TONEWRIGHT_ONNXRUNTIME` names its library, which PyPI's package `onnxruntime` has in its folder `capi`"),
    }
}
