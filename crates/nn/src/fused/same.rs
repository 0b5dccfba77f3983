//! For tests: an operation says and learns what the tensor library's own operations do, on any number of threads.

use burn::tensor::{Device, Gradients, Tensor, TensorData};

use crate::device;

/// Reads the slopes along a tensor.
pub(crate) type Along = Box<dyn Fn(&Gradients) -> Vec<f32> + Sync>;

/// Numbers between -1 and 1.
pub(crate) fn plain<const D: usize>(shape: [usize; D], salt: usize) -> Tensor<D> {
    on(&device::cpu(), shape, salt)
}

/// Numbers between -1 and 1 that slopes can be asked along.
pub(crate) fn numbers<const D: usize>(shape: [usize; D], salt: usize) -> Tensor<D> {
    on(&device::training(device::cpu()), shape, salt).require_grad()
}

fn on<const D: usize>(device: &Device, shape: [usize; D], salt: usize) -> Tensor<D> {
    let number = |at: usize| ((at * 7919 + salt * 104_729) % 2003) as f32 / 1001.0 - 1.0;
    let values: Vec<f32> = (0..shape.iter().product()).map(number).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Those along that tensor.
pub(crate) fn along<const D: usize>(tensor: Tensor<D>) -> Along {
    Box::new(move |gradients| values(tensor.grad(gradients).expect("it has a part in the output")))
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as::<f32>().expect("networks compute in 32-bit floating point")
}

/// What comes out, and the slopes along each.
fn said<const D: usize>(output: Tensor<D>, leaves: &[Along]) -> Vec<Vec<f32>> {
    let weights = numbers(output.dims(), 9).detach();
    let gradients = (output.clone() * weights).sum().backward();
    let slopes = leaves.iter().map(|along| along(&gradients));
    std::iter::once(values(output.inner())).chain(slopes).collect()
}

/// Fails unless `ours` is `theirs` to a few of the last digits, and the same to the last on one thread and on three.
pub(crate) fn assert_same<const D: usize>(
    ours: impl Fn() -> Tensor<D> + Sync,
    theirs: impl Fn() -> Tensor<D>,
    leaves: &[Along],
) {
    let expected = said(theirs(), leaves);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| said(ours(), leaves))
    };
    let found = on(3);
    assert_eq!(found, on(1));
    for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_near(found, expected, place);
    }
}

/// Fails unless one is the other to a few of the last digits.
pub(crate) fn assert_close<const D: usize>(found: Tensor<D>, expected: Tensor<D>) {
    assert_eq!(found.dims(), expected.dims());
    assert_near(&values(found), &values(expected), 0);
}

fn assert_near(found: &[f32], expected: &[f32], place: usize) {
    assert_eq!(found.len(), expected.len());
    let most = expected.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    assert!(most > 1e-3, "{place}: nothing to compare");
    let off = found.iter().zip(expected).fold(0.0_f32, |off, (a, b)| off.max((a - b).abs()));
    assert!(off < 2e-5 * most, "{place}: {off} of {most}");
}
