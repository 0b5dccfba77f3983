//! Networks of others in the open format ONNX, as they are: what a file wants, and what it says of what it is given.
//!
//! The runtime (rten) is memory-safe and limits neither time nor memory: whoever takes files in from outside tries them in a
//! process of its own first. What it may panic at is told as an error.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rten::{DataType, Dimension, Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueType};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

/// The longest file that is read; the format's own limit is the same.
pub const MOST_BYTES: u64 = 2 << 30;

/// A network that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// The file is none, damaged, or has what the runtime does not know.
    #[error("the file is no ONNX network that can be run")]
    File(#[source] rten::LoadError),
    /// What went in does not suit the network.
    #[error("the network can't be run")]
    Run(#[source] rten::RunError),
    /// The runtime fell over.
    #[error("the network makes the runtime fail: {reason}")]
    Panic {
        /// What it said.
        reason: String,
    },
    /// What comes out is not made of 32-bit floating point numbers.
    #[error("what the network says is not made of 32-bit floating point numbers")]
    Kind,
}

/// What goes in, or comes out, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Length of each axis, as far as the file says: `None` where it is told when it runs.
    pub shape: Option<Vec<Option<usize>>>,
    /// What it is made of, where that is said and is not 32-bit floating point.
    pub other_kind: Option<String>,
}

/// A network.
#[derive(Clone)]
pub struct Onnx {
    model: Arc<Model>,
}

impl Onnx {
    /// The network of a file. Nothing beside the file is read.
    ///
    /// # Errors
    /// [`OnnxError`] for what is none, and for networks with operators that the runtime does not know.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, OnnxError> {
        let mut options = ModelOptions::with_all_ops();
        // Weights are in memory twice, and take less time.
        options.prepack_weights(true);
        let model = caught(|| options.load(bytes))?.map_err(OnnxError::File)?;
        Ok(Self { model: Arc::new(model) })
    }

    /// What goes in.
    pub fn inputs(&self) -> Vec<Port> {
        self.ports(self.model.input_ids())
    }

    /// What comes out.
    pub fn outputs(&self) -> Vec<Port> {
        self.ports(self.model.output_ids())
    }

    fn ports(&self, ids: &[NodeId]) -> Vec<Port> {
        let port = |id: &NodeId| {
            let info = self.model.node_info(*id);
            let info = info.as_ref();
            let length = |dimension: Dimension| match dimension {
                Dimension::Fixed(length) => Some(length),
                Dimension::Symbolic(_) => None,
            };
            let other =
                |kind: ValueType| (kind != ValueType::Tensor(DataType::Float)).then(|| kind.to_string());
            Port {
                name: info.and_then(|info| info.name()).unwrap_or_default().to_owned(),
                shape: info.and_then(|info| Some(info.shape()?.into_iter().map(length).collect())),
                other_kind: info.and_then(|info| info.dtype()).and_then(other),
            }
        };
        ids.iter().map(port).collect()
    }

    /// One that runs from the input to the output of these places, on a thread of its own: one per thread that waits for it.
    pub fn runner(&self, input: usize, output: usize) -> Option<Runner> {
        Some(Runner {
            model: Arc::clone(&self.model),
            input: *self.model.input_ids().get(input)?,
            output: *self.model.output_ids().get(output)?,
            pool: Arc::new(ThreadPool::with_num_threads(1)),
        })
    }
}

/// A network that runs.
pub struct Runner {
    model: Arc<Model>,
    input: NodeId,
    output: NodeId,
    pool: Arc<ThreadPool>,
}

impl Runner {
    /// What the network says of values of that shape: its shape, and as many values.
    ///
    /// # Errors
    /// [`OnnxError`] when it can't be run with them, and for other numbers than 32-bit floating point.
    ///
    /// # Panics
    /// When there are not as many values as the shape says.
    pub fn run(&self, shape: &[usize], values: Vec<f32>) -> Result<(Vec<usize>, Vec<f32>), OnnxError> {
        let given = Tensor::from_data(shape, values);
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let inputs = vec![(self.input, given.into())];
        let said = caught(|| self.model.run(inputs, &[self.output], Some(options)))?;
        let said = said.map_err(OnnxError::Run)?.into_iter().next().and_then(Value::into_tensor::<f32>);
        let said = said.ok_or(OnnxError::Kind)?;
        Ok((said.shape().to_vec(), said.into_data()))
    }
}

/// What that gives, or what it fell over.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, OnnxError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|what| {
        let words = what.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| what.downcast_ref::<String>().cloned());
        OnnxError::Panic { reason: words.unwrap_or_else(|| "it does not say why".to_owned()) }
    })
}
