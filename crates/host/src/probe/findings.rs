//! What was found out of a synth's knobs.

use tonewright_synth::{Kind, Norm, ParamSpec, Plain};

/// What was found out of a synth.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Each parameter, in the synth's order.
    pub params: Vec<ParamFindings>,
    /// Contexts in which knobs were moved, some only in the first of them.
    pub contexts: usize,
    /// Renders that it took.
    pub renders: usize,
    /// Whether there were too few renders to look at everything.
    pub is_cut_short: bool,
    /// How far two renders of one preset lie from each other at most, in dB; none where they are the same.
    pub noise_db: Option<f64>,
}

/// What was found out of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamFindings {
    /// What values it takes, as far as that was heard.
    pub ways: Ways,
    /// Of a handful of values: how much further apart those sound that lie further apart on the knob, as a rank
    /// correlation -1..=1.
    pub ordered: Option<f64>,
    /// In how many contexts it changed the sound.
    pub heard_in: usize,
    /// How far it moved the sound at most: root mean square of the differences of mel bands in dB.
    pub reach_db: f64,
    /// Whether all that it ever changed was how loud it is.
    pub is_level: bool,
    /// In how many it was moved: none where there were too few renders.
    pub tried_in: usize,
}

/// What values a knob takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Ways {
    /// As the synth tells: it was not looked at, or tells of steps itself.
    Told,
    /// Any.
    Any,
    /// A few: the ways of the knob on which nothing changes, one after another from 0 to 1.
    Few(Vec<Plateau>),
}

/// A part of a knob's way on which nothing changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    /// Where it begins on the knob.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl Plateau {
    /// Whether a knob value lies on it, no nearer to its edges than that share of its width (the ends of the knob are no
    /// edges).
    pub fn holds(&self, knob: f64, margin: f64) -> bool {
        let margin = margin * (self.high - self.low);
        let low = if self.low <= 0.0 { 0.0 } else { self.low + margin };
        let high = if self.high >= 1.0 { 1.0 } else { self.high - margin };
        (low..=high).contains(&knob)
    }

    /// The knob value to use for it: the end of the knob that it reaches, else near its middle, with as few decimals as
    /// that allows.
    pub fn knob(&self) -> f64 {
        let middle = 0.5 * (self.low + self.high);
        let rounded = |ten: f64| (middle * ten).round() / ten;
        match (self.low <= 0.0, self.high >= 1.0) {
            (true, _) => 0.0,
            (_, true) => 1.0,
            _ => [10.0, 100.0, 1e3, 1e4]
                .map(rounded)
                .into_iter()
                .find(|knob| self.holds(*knob, 0.25))
                .unwrap_or(middle),
        }
    }
}

/// The knob values of a handful; none of a number.
pub(super) fn knobs(ways: &Ways, param: &ParamSpec) -> Vec<Norm> {
    match (ways, &param.kind) {
        (Ways::Few(plateaus), _) => plateaus.iter().map(|p| Norm::saturating(p.knob() as f32)).collect(),
        (Ways::Told, Kind::Stepped | Kind::Choice { .. } | Kind::Toggle) => {
            let count = param.cardinality().unwrap_or(0);
            (0..count).map(|step| param.norm_from_plain(Plain(param.range.0 + step as f64))).collect()
        }
        _ => Vec::new(),
    }
}
