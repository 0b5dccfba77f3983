//! Features that are a matrix of the mean of the channels, whose rows follow each other in time.

use super::plan::{Feature, Mean, Plan};
use super::{FeatureError, PlanSetup};
use crate::buffer::Audio;
use crate::matrix::Matrix;

/// A planned feature of the mean of the channels.
struct Rows<F> {
    plan: Plan,
    mean: Mean,
    fill: F,
}

/// Plans a feature of one matrix; `fill` writes it, row after row, for the mean of the channels.
pub fn rows<F>(
    setup: PlanSetup,
    shape: [usize; 2],
    axes: &'static [&'static str; 2],
    fill: F,
) -> Box<dyn Feature>
where
    F: FnMut(&[f32], &mut [f32]) -> Result<(), FeatureError> + Send + 'static,
{
    Box::new(Rows { plan: Plan::new(setup, shape.to_vec(), axes), mean: Mean::default(), fill })
}

/// Plans a feature that fills a matrix, which is then copied: for those that are small or slow to compute.
pub(super) fn matrix<F>(
    setup: PlanSetup,
    shape: [usize; 2],
    axes: &'static [&'static str; 2],
    mut fill: F,
) -> Box<dyn Feature>
where
    F: FnMut(&[f32], &mut Matrix) -> Result<(), FeatureError> + Send + 'static,
{
    let mut filled = Matrix::zeros(shape[0], shape[1]);
    rows(setup, shape, axes, move |signal, out| {
        fill(signal, &mut filled)?;
        out.copy_from_slice(filled.values());
        Ok(())
    })
}

impl<F> Feature for Rows<F>
where
    F: FnMut(&[f32], &mut [f32]) -> Result<(), FeatureError> + Send,
{
    fn shape(&self) -> &[usize] {
        &self.plan.shape
    }

    fn axes(&self) -> &'static [&'static str] {
        self.plan.axes
    }

    fn process_into(&mut self, sound: &Audio, out: &mut [f32]) -> Result<(), FeatureError> {
        self.plan.check(sound, out)?;
        (self.fill)(self.mean.of(sound), out)
    }
}
