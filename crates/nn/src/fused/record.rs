//! How an operation of ours joins those of the tensor library.

use std::fmt::Debug;
use std::marker::PhantomData;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps as _;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{DType, Shape, Tensor, TensorData};

use crate::device;

/// What an operation remembers until its slopes are asked for.
pub(super) trait Slopes<const INPUTS: usize>: Clone + Debug + Send + 'static {
    /// Those along each input, of its shape, of what they are along the output.
    fn slopes(self, output: &Numbers) -> [Numbers; INPUTS];
}

/// Numbers of a tensor, row after row.
#[derive(Clone, Debug)]
pub(super) struct Numbers(FlexTensor);

impl Numbers {
    pub(super) fn new<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> Self {
        Self(FlexTensor::from_data(TensorData::new(values, shape)))
    }

    /// Those of a tensor that lies in one row, as another shape.
    pub(super) fn of_shape<const D: usize>(tensor: FlexTensor, shape: [usize; D]) -> Self {
        Self(tensor.reshape(Shape::from(shape)))
    }

    fn of(tensor: &FlexTensor) -> Self {
        let row = tensor.to_contiguous();
        // What is a part of something else is copied: its storage begins elsewhere.
        let is_whole = row.layout().start_offset() == 0;
        Self(if is_whole { row } else { FlexTensor::from_data(row.into_data()) })
    }

    pub(super) fn all(&self) -> &[f32] {
        self.0.as_slice().expect("numbers that lie in one row, of 32 bits")
    }

    /// They as the tensor library has them, beginning with the first of its storage.
    pub(super) fn tensor(&self) -> &FlexTensor {
        &self.0
    }
}

/// The product of two matrices, each of which may be taken on its side.
pub(super) fn product(left: &Numbers, right: &Numbers, turned: [bool; 2]) -> Numbers {
    let side = |of: &Numbers, is_turned| if is_turned { of.0.transpose(0, 1) } else { of.0.clone() };
    Numbers(Flex::float_matmul(side(left, turned[0]), side(right, turned[1])))
}

/// An input with its place among the operations.
pub(super) struct Input {
    pub(super) numbers: Numbers,
    guard: Option<NodeGuard>,
}

/// Whether operations of ours can be done on it.
pub(super) fn is_ours<const D: usize>(tensor: &Tensor<D>) -> bool {
    tensor.dtype() == DType::F32 && device::is_cpu(&tensor.device())
}

/// What goes into an operation, which [`is_ours`].
pub(super) fn input<const D: usize>(tensor: Tensor<D>) -> Input {
    const OURS: &str = "a tensor of the processor's";
    if tensor.device().is_autodiff() {
        let tensor = tensor.try_into_primitive::<Autodiff<Flex>>().expect(OURS);
        let (primitive, guard) = tensor.into_parts();
        return Input { numbers: Numbers::of(&primitive), guard: Some(guard) };
    }
    let primitive = tensor.try_into_primitive::<Flex>().expect(OURS);
    Input { numbers: Numbers::of(&primitive), guard: None }
}

/// Their numbers, without their places.
pub(super) fn numbers_of<const INPUTS: usize>(inputs: &[Input; INPUTS]) -> [Numbers; INPUTS] {
    inputs.each_ref().map(|input| input.numbers.clone())
}

/// The output of an operation as a tensor, through which slopes find their way to its inputs.
pub(super) fn output<const INPUTS: usize, const D: usize, S: Slopes<INPUTS>>(
    inputs: [Input; INPUTS],
    output: Numbers,
    remembered: S,
) -> Tensor<D> {
    if inputs.iter().all(|input| input.guard.is_none()) {
        return output_only(output);
    }
    // What learns no more comes without a place; it gets one that nothing comes back to.
    let guards = inputs.map(|Input { numbers, guard }| {
        guard.unwrap_or_else(|| FloatTensor::<Autodiff<Flex>>::new(numbers.0).node())
    });
    let step = Step(PhantomData::<S>).prepare::<NoCheckpointing>(guards).compute_bound().stateful();
    Tensor::from_primitive::<Autodiff<Flex>>(match step {
        OpsKind::Tracked(step) => step.finish(remembered, output.0),
        OpsKind::UnTracked(step) => step.finish(output.0),
    })
}

/// The output of an operation that nothing learns from.
pub(super) fn output_only<const D: usize>(output: Numbers) -> Tensor<D> {
    Tensor::from_primitive::<Flex>(output.0)
}

/// The step back through an operation.
#[derive(Debug)]
struct Step<S>(PhantomData<S>);

impl<const INPUTS: usize, S: Slopes<INPUTS>> Backward<Flex, INPUTS> for Step<S> {
    type State = S;

    fn backward(self, ops: Ops<S, INPUTS>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let along = Numbers::of(&gradients.consume::<Flex>(&ops.node));
        for (parent, slopes) in ops.parents.into_iter().zip(ops.state.slopes(&along)) {
            if let Some(parent) = parent {
                gradients.register::<Flex>(parent.id, slopes.0);
            }
        }
    }
}
