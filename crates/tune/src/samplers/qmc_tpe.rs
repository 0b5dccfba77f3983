//! Even points first, then what they teach.

use super::{Request, Sampler, qmc, tpe};

/// `qmc` for the first trials, `tpe` for the rest.
pub(super) const SAMPLER: Sampler = Sampler {
    name: "qmc-tpe",
    summary: "points of `qmc` first (128 unless told), then `tpe` with what they taught",
    source: "as `qmc` and `tpe`",
    startup_trials: Some(128),
    draw,
};

/// Which of the two follows from the trial's number alone.
fn draw(request: &Request<'_>) -> Vec<f64> {
    if request.number < request.config.startup(&SAMPLER) { qmc::draw(request) } else { tpe::learned(request) }
}
