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
    Problem { name: "hartmann", space: include_str!("hartmann.toml"), value: hartmann, trials: 100 },
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

const HARTMANN_WEIGHTS: [f64; 4] = [1.0, 1.2, 3.0, 3.2];
const HARTMANN_SCALES: [[f64; 6]; 4] = [
    [10.0, 3.0, 17.0, 3.5, 1.7, 8.0],
    [0.05, 10.0, 17.0, 0.1, 8.0, 14.0],
    [3.0, 3.5, 1.7, 10.0, 17.0, 8.0],
    [17.0, 8.0, 0.05, 10.0, 0.1, 14.0],
];
const HARTMANN_CENTRES: [[f64; 6]; 4] = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/// Hartmann's function of six numbers (Dixon and Szego 1978); its least value is -3.32237.
fn hartmann(params: &Params) -> Option<f64> {
    let x: Vec<f64> = (0..6).map(|at| params.number(&format!("x{at}"))).collect::<Option<_>>()?;
    let terms = HARTMANN_WEIGHTS.iter().zip(HARTMANN_SCALES.iter().zip(&HARTMANN_CENTRES));
    let value = terms.map(|(weight, (scales, centres))| {
        let along = x.iter().zip(scales.iter().zip(centres));
        weight * (-along.map(|(x, (scale, centre))| scale * (x - centre) * (x - centre)).sum::<f64>()).exp()
    });
    Some(-value.sum::<f64>())
}
