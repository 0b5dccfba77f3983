//! Where a network that is only used gets its tensors from: by name and shape.

use burn::tensor::{Device, Tensor, TensorData};

use crate::weights::{Tensors, Values, WeightsError};

/// Tensors by name.
pub trait Source {
    /// The values of the tensor of that name and shape.
    ///
    /// # Errors
    /// [`WeightsError`] when there is none.
    fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError>;

    /// Where the network shall be.
    fn device(&self) -> Device;
}

impl dyn Source + '_ {
    /// The tensor of that name and shape, where the network shall be.
    pub(super) fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let values = self.take(name, &shape)?;
        Ok(Tensor::from_data(TensorData::new(values, shape), &self.device()))
    }
}

/// Those of a file.
pub struct Stock {
    left: Tensors,
    device: Device,
}

impl Stock {
    /// All that a file has.
    pub fn new(tensors: Tensors, device: Device) -> Self {
        Self { left: tensors, device }
    }

    /// What nobody took.
    pub fn into_left(self) -> Tensors {
        self.left
    }
}

impl Source for Stock {
    fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        match self.left.remove(name) {
            None => Err(WeightsError::Missing { name: name.to_owned() }),
            Some(Values { shape: found, values }) if found == shape => Ok(values),
            Some(Values { shape: found, .. }) => {
                Err(WeightsError::Shape { name: name.to_owned(), found, expected: shape.to_vec() })
            }
        }
    }

    fn device(&self) -> Device {
        self.device.clone()
    }
}

/// None yet: what is asked for is written down.
#[derive(Default)]
pub struct Outline(Vec<(String, Vec<usize>)>);

impl Outline {
    /// The names and shapes that were asked for.
    pub fn into_shapes(self) -> Vec<(String, Vec<usize>)> {
        self.0
    }
}

impl Source for Outline {
    fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        self.0.push((name.to_owned(), shape.to_vec()));
        Ok(vec![1.0; shape.iter().product()])
    }

    fn device(&self) -> Device {
        crate::device::cpu()
    }
}
