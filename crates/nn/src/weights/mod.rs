//! What a network has learned, by name: kept in files that hold numbers and nothing that could be run (safetensors).

use std::collections::{BTreeMap, HashMap};

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, SafeTensors};

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

/// Weights that do not fit.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file is none, or damaged.
    #[error("the weights can't be read: the file is no whole safetensors file")]
    File(#[source] SafeTensorError),
    /// A tensor is missing.
    #[error("the weights have no `{name}`: they are those of another network")]
    Missing {
        /// Which one.
        name: String,
    },
    /// A tensor that the network has not.
    #[error("the weights have `{name}`, which this network has not: they are those of another one")]
    Unknown {
        /// Which one.
        name: String,
    },
    /// A tensor of another shape.
    #[error(
        "the weights' `{name}` is {found:?} and not {expected:?}: they are those of a network of another size"
    )]
    Shape {
        /// Which one.
        name: String,
        /// What the file has.
        found: Vec<usize>,
        /// What the network has.
        expected: Vec<usize>,
    },
    /// Numbers of another kind.
    #[error("the weights' `{name}` holds numbers of the kind {kind}; only 32-bit floating point is read")]
    Kind {
        /// Which one.
        name: String,
        /// What it holds.
        kind: String,
    },
    /// Nonsense.
    #[error("the weights' `{name}` holds a value that is no finite number")]
    NotFinite {
        /// Which one.
        name: String,
    },
    /// A norm of nonsense.
    #[error(
        "the weights' norm `{name}` can't be: with its variance (one below zero?) and gain nothing is a finite number"
    )]
    Norm {
        /// Which one.
        name: String,
    },
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

/// Tensors as a file, with remarks on them.
///
/// # Errors
/// [`WeightsError::File`] for a tensor that has not as many values as its shape says.
pub fn to_bytes(tensors: &Tensors, remarks: HashMap<String, String>) -> Result<Vec<u8>, WeightsError> {
    let bytes = |one: &Values| one.values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let bytes: Vec<Vec<u8>> = tensors.values().map(bytes).collect();
    let mut views = Vec::with_capacity(bytes.len());
    for ((name, one), bytes) in tensors.iter().zip(&bytes) {
        let view = TensorView::new(Dtype::F32, one.shape.clone(), bytes).map_err(WeightsError::File)?;
        views.push((name.as_str(), view));
    }
    safetensors::serialize(views, Some(remarks)).map_err(WeightsError::File)
}

/// The tensors of a file, and the remarks: whatever it is, nothing of it is run, and no more memory is taken than a few
/// times its length.
///
/// # Errors
/// [`WeightsError`] for what is no such file, for other numbers than 32-bit floating point, and for nonsense.
pub fn from_bytes(bytes: &[u8]) -> Result<(Tensors, HashMap<String, String>), WeightsError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(WeightsError::File)?;
    let file = SafeTensors::deserialize(bytes).map_err(WeightsError::File)?;
    let mut tensors = Tensors::new();
    for (name, view) in file.iter() {
        let name = name.to_owned();
        if view.dtype() != Dtype::F32 {
            return Err(WeightsError::Kind { name, kind: format!("{:?}", view.dtype()) });
        }
        let (chunks, _) = view.data().as_chunks::<4>();
        let values: Vec<f32> = chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
        if values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite { name });
        }
        tensors.insert(name, Values { shape: view.shape().to_vec(), values });
    }
    Ok((tensors, metadata.metadata().clone().unwrap_or_default()))
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
