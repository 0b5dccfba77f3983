//! Graphics processors.

use super::{DeviceError, Opened};

#[cfg(not(feature = "gpu"))]
pub(super) fn open() -> Result<Opened, DeviceError> {
    Err(DeviceError::NotBuilt { feature: "gpu" })
}

/// The one that the system puts first: a fast one before one that is built in. It is opened once for all that ask.
#[cfg(feature = "gpu")]
pub(super) fn open() -> Result<Opened, DeviceError> {
    static FOUND: std::sync::OnceLock<Result<Opened, DeviceError>> = std::sync::OnceLock::new();
    FOUND.get_or_init(first).clone()
}

#[cfg(feature = "gpu")]
fn first() -> Result<Opened, DeviceError> {
    let not_found = |error: &dyn std::fmt::Display| DeviceError::NotFound { reason: error.to_string() };
    let options = burn::tensor::Device::wgpu_options();
    // Its other interface there can't compute, and asks for a display.
    #[cfg(target_os = "linux")]
    let options = options.graphics_api(burn::tensor::wgpu::WgpuBackend::Vulkan);
    let found = options.init_with_setup();
    let (device, setup) = found.map_err(|error| not_found(&error))?;
    let about = setup.adapter.get_info();
    Ok(Opened { device, called: Some(format!("{} ({})", about.name, about.backend)) })
}
