//! Audio encoders: spectra go in, a vector comes out for each that stands for what one hears. Published networks, one file
//! each, and the table that lists them; what a sound's spectra are is said where sounds are known.

mod aisfx;
mod conv;
mod efficient_at;
mod openl3;
mod passt;
mod source;
mod vit;

use burn::tensor::{Device, Tensor};

pub use source::{Outline, Source, Stock};

use crate::weights::{Tensors, WeightsError};

/// A network that listens, with what it has learned.
pub trait AudioEncoder: Send + Sync {
    /// Spectra × rows × columns, as the network has them, to spectra × dimensions.
    fn forward(&self, spectra: Tensor<3>) -> Tensor<2>;
}

/// A line of the table.
pub struct AudioEncoderEntry {
    /// What it is called.
    pub name: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
    /// Beginnings of the names of tensors that published files have and vectors don't need.
    pub unused: &'static [&'static str],
    /// Makes it of what a source has.
    pub make: fn(&mut dyn Source) -> Made,
}

/// A network, or what a source has not.
pub type Made = Result<Box<dyn AudioEncoder>, WeightsError>;

/// All of them.
pub const AUDIO_ENCODERS: &[AudioEncoderEntry] =
    &[aisfx::ENTRY, efficient_at::MN04, efficient_at::MN20, openl3::ENTRY, passt::ENTRY];

impl AudioEncoderEntry {
    /// The network with these weights.
    ///
    /// # Errors
    /// [`WeightsError`] unless there is a tensor of the same shape for each of the network's, and no other than those that
    /// aren't needed.
    pub fn load(&self, tensors: Tensors, device: &Device) -> Made {
        let mut stock = Stock::new(tensors, device.clone());
        let encoder = (self.make)(&mut stock)?;
        let unused = |name: &String| self.unused.iter().any(|start| name.starts_with(start));
        match stock.into_left().into_keys().find(|name| !unused(name)) {
            Some(name) => Err(WeightsError::Unknown { name }),
            None => Ok(encoder),
        }
    }

    /// The names and shapes of its tensors.
    pub fn outline(&self) -> Vec<(String, Vec<usize>)> {
        let mut outline = Outline::default();
        // An outline has every tensor.
        let _ = (self.make)(&mut outline);
        outline.into_shapes()
    }
}
