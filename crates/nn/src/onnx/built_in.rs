//! Networks in rten: of Rust, in every build.

use std::sync::Arc;

use rten::{DataType, Dimension, Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueType};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::{OnnxError, Port, caught};

/// A network.
#[derive(Clone)]
pub(super) struct Network {
    model: Arc<Model>,
}

impl Network {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, OnnxError> {
        let mut options = ModelOptions::with_all_ops();
        // Weights are in memory twice, and take less time.
        options.prepack_weights(true);
        let model = caught(|| options.load(bytes))?.map_err(OnnxError::File)?;
        Ok(Self { model: Arc::new(model) })
    }

    /// What goes in, and what comes out.
    pub(super) fn ports(&self) -> [Vec<Port>; 2] {
        [self.model.input_ids(), self.model.output_ids()]
            .map(|ids| ids.iter().map(|id| self.port(*id)).collect())
    }

    fn port(&self, id: NodeId) -> Port {
        let info = self.model.node_info(id);
        let info = info.as_ref();
        let length = |dimension: Dimension| match dimension {
            Dimension::Fixed(length) => Some(length),
            Dimension::Symbolic(_) => None,
        };
        let other = |kind: ValueType| (kind != ValueType::Tensor(DataType::Float)).then(|| kind.to_string());
        Port {
            name: info.and_then(|info| info.name()).unwrap_or_default().to_owned(),
            shape: info.and_then(|info| Some(info.shape()?.into_iter().map(length).collect())),
            other_kind: info.and_then(|info| info.dtype()).and_then(other),
        }
    }

    pub(super) fn runner(&self, input: usize, output: usize) -> Option<Runner> {
        Some(Runner {
            model: Arc::clone(&self.model),
            input: *self.model.input_ids().get(input)?,
            output: *self.model.output_ids().get(output)?,
            pool: Arc::new(ThreadPool::with_num_threads(1)),
        })
    }
}

/// A network that runs.
pub(super) struct Runner {
    model: Arc<Model>,
    input: NodeId,
    output: NodeId,
    pool: Arc<ThreadPool>,
}

impl Runner {
    pub(super) fn run(&self, shape: &[usize], values: Vec<f32>) -> Result<(Vec<usize>, Vec<f32>), OnnxError> {
        let given = Tensor::from_data(shape, values);
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let inputs = vec![(self.input, given.into())];
        let said = caught(|| self.model.run(inputs, &[self.output], Some(options)))?;
        let said = said.map_err(OnnxError::Run)?.into_iter().next().and_then(Value::into_tensor::<f32>);
        let said = said.ok_or(OnnxError::Kind)?;
        Ok((said.shape().to_vec(), said.into_data()))
    }
}
