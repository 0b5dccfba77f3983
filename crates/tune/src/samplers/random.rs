//! Random search.

use super::{Request, Sampler};
use crate::draw::{below, stream, uniform};

/// Each parameter alone, evenly on its scale.
pub(super) const SAMPLER: Sampler = Sampler {
    name: "random",
    summary: "each parameter alone, evenly on its scale",
    source: "Bergstra and Bengio 2012",
    startup_trials: None,
    draw,
};

pub(super) fn draw(request: &Request<'_>) -> Vec<f64> {
    let mut rng = stream(request.seed, "tune-random", request.number);
    let parameters = request.space.parameters().iter();
    parameters
        .map(|parameter| match parameter.domain.choices() {
            Some(many) => below(&mut rng, many) as f64,
            None => uniform(&mut rng),
        })
        .collect()
}
