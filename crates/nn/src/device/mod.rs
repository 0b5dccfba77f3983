//! Where tensors live, and networks compute.

mod gpu;
mod memory;

use burn::tensor::{Device, Tensor};
pub use memory::keep_memory;

/// A line of the table: somewhere to compute.
pub struct DeviceEntry {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    open: fn() -> Result<Opened, DeviceError>,
}

impl DeviceEntry {
    /// The device.
    ///
    /// # Errors
    /// [`DeviceError`] when this build or this machine has it not.
    pub fn open(&self) -> Result<Opened, DeviceError> {
        (self.open)()
    }
}

/// Where a network can compute, the default first.
pub static DEVICES: &[DeviceEntry] = &[
    DeviceEntry { name: "cpu", summary: "this machine's processor", open: processor },
    DeviceEntry {
        name: "gpu",
        summary: "its graphics processor, by Vulkan, Metal or DirectX 12",
        open: gpu::open,
    },
];

/// A device that was found.
#[derive(Clone, Debug)]
pub struct Opened {
    /// It, without gradients.
    pub device: Device,
    /// What its maker calls it, where it is none that every machine has.
    pub called: Option<String>,
}

/// Why a device can't be computed on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeviceError {
    /// This build has it not.
    #[error("this build computes on processors alone: build it with `--features {feature}`")]
    NotBuilt {
        /// The feature that has it.
        feature: &'static str,
    },
    /// This machine has it not.
    #[error("this machine has no graphics processor that can be computed on ({reason})")]
    NotFound {
        /// What the system says.
        reason: String,
    },
}

/// The line of that name.
pub fn by_name(name: &str) -> Option<&'static DeviceEntry> {
    DEVICES.iter().find(|entry| entry.name == name)
}

#[expect(clippy::unnecessary_wraps, reason = "of the shape that the table's others have")]
fn processor() -> Result<Opened, DeviceError> {
    Ok(Opened { device: cpu(), called: None })
}

/// Whether it multiplies two matrices to what they should be.
pub fn works(device: &Device) -> bool {
    const SIZE: usize = 64;
    let numbers: Vec<f32> = (0..SIZE * SIZE).map(|n| (n % 7) as f32 - 3.0).collect();
    let matrix = Tensor::<1>::from_floats(numbers.as_slice(), device).reshape([SIZE, SIZE]);
    let found = matrix.clone().matmul(matrix).into_data().try_into_vec_as::<f32>().unwrap_or_default();
    let exactly = |row: usize, column: usize| -> f32 {
        (0..SIZE).map(|at| numbers[row * SIZE + at] * numbers[at * SIZE + column]).sum()
    };
    // Products and sums of such small whole numbers are exact in any order.
    found.len() == SIZE * SIZE && (0..SIZE * SIZE).all(|at| found[at] == exactly(at / SIZE, at % SIZE))
}

/// The processor of this machine; nothing has to be installed for it.
pub fn cpu() -> Device {
    Device::flex()
}

/// Whether it is this machine's processor, with gradients or without.
pub fn is_cpu(device: &Device) -> bool {
    device.clone().inner() == cpu()
}

/// The same, on which gradients can be asked for.
pub fn training(device: Device) -> Device {
    if device.is_autodiff() { device } else { device.autodiff() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_found_by_its_name_or_said_not_to_be() {
        let open = |name| by_name(name).expect("a line of the table").open();
        let opened = open("cpu").expect("every machine has one");
        assert!(works(&opened.device));
        assert!(is_cpu(&opened.device) && is_cpu(&training(opened.device)) && opened.called.is_none());
        assert!(by_name("tpu").is_none());
        match open("gpu") {
            Ok(opened) => {
                assert!(!is_cpu(&opened.device) && opened.called.is_some() && works(&opened.device));
            }
            Err(error) => {
                let is_built = !matches!(error, DeviceError::NotBuilt { feature: "gpu" });
                assert_eq!(is_built, cfg!(feature = "gpu"), "{error}");
            }
        }
    }
}
