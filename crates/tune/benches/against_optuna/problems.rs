//! What is searched: the same formulas as in `tests/reference/tune/peer.py`.

use std::f64::consts::PI;

use tonewright_tune::{Params, Space};

/// A function of settings, to be made small.
pub(crate) struct Problem {
    pub(crate) name: &'static str,
    pub(crate) space: &'static str,
    pub(crate) value: fn(&Params) -> Option<f64>,
    pub(crate) trials: usize,
}

impl Problem {
    pub(crate) fn space(&self) -> Result<Space, tonewright_tune::Error> {
        Space::from_toml(self.space)
    }
}

pub(crate) const PROBLEMS: &[Problem] = &[
    Problem { name: "branin", space: include_str!("branin.toml"), value: branin, trials: 60 },
    Problem { name: "mixed", space: include_str!("mixed.toml"), value: mixed, trials: 100 },
    Problem { name: "conditional", space: include_str!("conditional.toml"), value: conditional, trials: 60 },
];

/// Branin 1972; its least value is 0.397887.
fn branin(params: &Params) -> Option<f64> {
    let (x, y) = (params.number("x")?, params.number("y")?);
    let bend = y - 5.1 / (4.0 * PI * PI) * x * x + 5.0 / PI * x - 6.0;
    Some(bend * bend + 10.0 * (1.0 - 1.0 / (8.0 * PI)) * x.cos() + 10.0)
}

/// A network's training as a formula; its least value is about 0.
fn mixed(params: &Params) -> Option<f64> {
    let (best_rate, penalty) = match params.text("optimizer")? {
        "adam" => (-3.0, 0.0),
        "sgd" => (-1.0, 0.3),
        _ => (-4.0, 0.15),
    };
    let norm = match params.text("norm")? {
        "none" => 0.4,
        "batch" => 0.1,
        "layer" => 0.0,
        _ => 0.05,
    };
    let blocks = params.number("blocks")?;
    let squares = [
        (1.0, params.number("rate")?.log10() - best_rate),
        (0.05, params.number("decay")?.log10() + 4.0),
        (4.0, params.number("dropout")? - 0.1 - 0.02 * blocks),
        (10.0, params.number("beta")? - 0.9),
        (0.02, blocks - 6.0),
        (0.15, params.number("width")?.log2() - 9.0),
    ];
    Some(squares.iter().map(|(weight, off)| weight * off * off).sum::<f64>() + penalty + norm)
}

/// A choice that decides which other parameters there are.
fn conditional(params: &Params) -> Option<f64> {
    let off = |name: &str, centre: f64| params.number(name).map(|value| (value - centre) * (value - centre));
    if params.text("kind")? == "mlp" {
        let rate = params.number("rate")?.log10() + 3.0;
        Some(rate * rate + 0.2 * off("layers", 3.0)?)
    } else {
        Some(0.3 + 0.05 * off("depth", 9.0)? + 3.0 * off("share", 0.6)?)
    }
}
