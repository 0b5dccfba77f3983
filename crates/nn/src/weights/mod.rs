//! What a network has learned, by name: kept in files that hold numbers and nothing that could be run (safetensors).

mod error;
mod file;

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};

pub use error::WeightsError;
pub use file::{Precision, from_bytes, to_bytes, to_bytes_as};

/// All that a network knows: what is learned, and what its norms have seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights(pub Tensors);

/// Tensors by name.
pub type Tensors = BTreeMap<String, Values>;

/// One tensor: its shape, and its values row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// As many values as the shape says.
    pub values: Vec<f32>,
}

impl Values {
    /// A row of values.
    pub fn row(values: Vec<f32>) -> Self {
        Self { shape: vec![values.len()], values }
    }
}

impl Weights {
    /// Those of a network, with all that its norms have seen until now.
    pub fn of(network: &impl Module) -> Self {
        let mut read = Read::default();
        // Norms keep what they saw last aside until they are asked for it.
        network.valid().visit(&mut read);
        read.weights
    }

    /// A network with these weights; where they go is where its own are.
    ///
    /// # Errors
    /// [`WeightsError`] unless there is a tensor of the same shape for each of the network's, and no other.
    pub fn into_network<M: Module>(self, network: M) -> Result<M, WeightsError> {
        let mut write = Write { left: self.0, ..Write::default() };
        let network = network.map(&mut write);
        if let Some(error) = write.error {
            return Err(error);
        }
        match write.left.into_keys().next() {
            Some(name) => Err(WeightsError::Unknown { name }),
            None => Ok(network),
        }
    }
}

/// Where in a network one is. Which variant a part is stands in no name.
#[derive(Default)]
pub(crate) struct Path(Vec<String>);

impl Path {
    pub(crate) fn enter(&mut self, name: &str, kind: &str) {
        if !kind.starts_with("Enum:") {
            self.0.push(name.to_owned());
        }
    }

    pub(crate) fn exit(&mut self, kind: &str) {
        if !kind.starts_with("Enum:") {
            self.0.pop();
        }
    }

    fn name(&self) -> String {
        self.0.join(".")
    }

    /// Whether it is what a norm has seen and not what is learned.
    pub(crate) fn is_seen(&self) -> bool {
        self.0.last().is_some_and(|name| name.starts_with("running_"))
    }
}

/// The values of a tensor, on whatever device it is.
pub(crate) fn values_of<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as::<f32>().expect("parameters are 32-bit floating point")
}

#[derive(Default)]
struct Read {
    path: Path,
    weights: Weights,
}

impl ModuleVisitor for Read {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _: &str, kind: &str) {
        self.path.exit(kind);
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let values = Values { shape: tensor.dims().to_vec(), values: values_of(tensor) };
        self.weights.0.insert(self.path.name(), values);
    }
}

#[derive(Default)]
struct Write {
    path: Path,
    left: Tensors,
    error: Option<WeightsError>,
}

impl ModuleMapper for Write {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _: &str, kind: &str) {
        self.path.exit(kind);
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.name();
        let expected = param.lazy_shape().to_vec();
        let found = match self.left.remove(&name) {
            Some(found) if found.shape == expected => found,
            Some(found) => {
                self.error.get_or_insert(WeightsError::Shape { name, found: found.shape, expected });
                return param;
            }
            None => {
                self.error.get_or_insert(WeightsError::Missing { name });
                return param;
            }
        };
        let learned = !self.path.is_seen();
        param.map(|tensor| {
            let made = Tensor::from_data(TensorData::new(found.values, tensor.dims()), &tensor.device());
            if learned && tensor.is_require_grad() { made.require_grad() } else { made }
        })
    }
}
