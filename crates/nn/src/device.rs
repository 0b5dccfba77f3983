//! Where tensors live.

use burn::tensor::Device;

/// The processor of this machine; nothing has to be installed for it.
pub fn cpu() -> Device {
    Device::flex()
}

/// The same, on which gradients can be asked for.
pub fn training(device: Device) -> Device {
    if device.is_autodiff() { device } else { device.autodiff() }
}
