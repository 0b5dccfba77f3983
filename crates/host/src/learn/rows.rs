//! A row for each parameter: its name, its values, where it starts, whether it is held, and why.

use tonewright_synth::{Kind, Norm, ParamSpec, SynthSpec};

use super::decide::{self, RowValues};
use super::names;
use crate::probe::{ParamFindings, Ways};

/// What moves the sound by less is not heard by anybody, in dB.
const REACH_LEAST_DB: f64 = 0.05;

/// A row of the table that is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Where the parameter stands in the synth.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) values: RowValues,
    /// On the knob.
    pub(super) default: f64,
    pub(super) is_fixed: bool,
    /// What was heard, for people.
    pub(super) remark: String,
}

/// The rows of all parameters that can be told apart by a name.
pub(super) fn of(spec: &SynthSpec, params: &[ParamFindings]) -> Vec<Row> {
    let names = names::of(spec);
    let rows = spec.params.iter().zip(params).zip(names).enumerate();
    rows.filter_map(|(at, ((param, found), name))| Some(row(at, param, found, name?))).collect()
}

fn row(at: usize, param: &ParamSpec, found: &ParamFindings, name: String) -> Row {
    let (values, why) = decide::values(param, found);
    let was_looked_at = param.kind != Kind::Continuous || found.ways != Ways::Told;
    let is_single = param.cardinality() == Some(1);
    let was_heard = found.heard_in > 0;
    let is_faint = found.reach_db < REACH_LEAST_DB;
    let is_fixed = is_single || found.is_level || (found.tried_in > 0 && (!was_heard || is_faint));
    let heard = format!("heard in {} of {}, {:.1} dB", found.heard_in, found.tried_in, found.reach_db);
    let remark = match () {
        () if is_single => "has one value".to_owned(),
        () if found.tried_in == 0 => "not listened to".to_owned(),
        () if !was_heard => format!("never heard in {}", found.tried_in),
        () if is_faint => format!("{heard}; too little for anybody"),
        () if found.is_level => format!("{heard}; changes the level alone"),
        () if !was_looked_at => format!("{heard}; too seldom or too few renders to look for steps"),
        () if why.is_empty() => heard,
        () => format!("{heard}; {why}"),
    };
    Row { at, name, default: default(param, found, &values), values, is_fixed, remark }
}

/// Where it starts: for one of a handful the value that stands for the plateau on which the synth starts.
fn default(param: &ParamSpec, found: &ParamFindings, values: &RowValues) -> f64 {
    let knob = param.norm_from_plain(param.default);
    let exact = shortest(knob);
    let Some(knobs) = values.knobs() else { return exact };
    let at = match &found.ways {
        Ways::Few(plateaus) => plateaus.iter().position(|plateau| plateau.holds(exact, 0.0)),
        _ => None,
    };
    let nearest = || {
        let distances = knobs.iter().map(|known| (known - exact).abs()).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(at, _)| at)
    };
    let value = knobs[at.unwrap_or_else(nearest).min(knobs.len() - 1)];
    (10_000.0 * value).round() / 10_000.0
}

/// The shortest number that is the same knob value.
fn shortest(knob: Norm) -> f64 {
    knob.get().to_string().parse().unwrap_or_else(|_| f64::from(knob.get()))
}
