//! Audio encoders: spectra go in, a vector comes out for each that stands for what one hears. Published networks, one file
//! each, and the table that lists them; what a sound's spectra are is said where sounds are known.

mod aisfx;
mod audiomae;
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
    /// What the names of all its tensors begin with in published files that hold more than them; nothing where there are none.
    pub within: &'static str,
    /// Makes it of what a source has.
    pub make: fn(&mut dyn Source) -> Made,
}

/// A network, or what a source has not.
pub type Made = Result<Box<dyn AudioEncoder>, WeightsError>;

/// All of them.
pub const AUDIO_ENCODERS: &[AudioEncoderEntry] =
    &[aisfx::ENTRY, efficient_at::MN04, efficient_at::MN20, openl3::ENTRY, passt::ENTRY, audiomae::ENTRY];

impl AudioEncoderEntry {
    /// What of a published file is the network's and needed, by the network's names.
    pub fn needed(&self, tensors: Tensors) -> Tensors {
        let inside = |name: &str| name.strip_prefix(self.within).map(str::to_owned);
        let holds_more = tensors.keys().any(|name| inside(name).is_some());
        let renamed = tensors.into_iter().filter_map(|(name, values)| {
            let name = if holds_more { inside(&name)? } else { name };
            Some((name, values))
        });
        renamed.filter(|(name, _)| !self.is_unused(name)).collect()
    }

    fn is_unused(&self, name: &str) -> bool {
        self.unused.iter().any(|start| name.starts_with(start))
    }

    /// The network with these weights.
    ///
    /// # Errors
    /// [`WeightsError`] unless there is a tensor of the same shape for each of the network's, and no other than those that
    /// aren't needed.
    pub fn load(&self, tensors: Tensors, device: &Device) -> Made {
        let mut stock = Stock::new(tensors, device.clone());
        let encoder = (self.make)(&mut stock)?;
        match stock.into_left().into_keys().find(|name| !self.is_unused(name)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::Values;

    #[test]
    fn files_that_hold_more_are_looked_into() {
        let named = |names: &[&str]| -> Tensors {
            names.iter().map(|name| ((*name).to_owned(), Values::row(vec![1.0]))).collect()
        };
        let entry = |name: &str| AUDIO_ENCODERS.iter().find(|entry| entry.name == name).unwrap();
        let kept = |name: &str, names: &[&str]| -> Vec<String> {
            entry(name).needed(named(names)).into_keys().collect()
        };
        let whole = ["model.cls_token", "model.head.bias", "optimizer.state.0.exp_avg"];
        assert_eq!(kept("audiomae", &whole), ["cls_token"]);
        assert_eq!(kept("audiomae", &["cls_token", "head.bias", "other"]), ["cls_token", "other"]);
        assert_eq!(kept("passt-s", &["model.cls_token", "head.0.bias"]), ["model.cls_token"]);
    }
}
