//! One parameter of a definition laid on the parameter of the synth underneath: what it looks like then, and the road
//! between the two knobs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use tonewright_synth::{Curve, Display, Kind, Norm, ParamSpec, Plain};

use super::file::Setting;
use super::model::DefinedParam;
use super::values::{Few, Values};

/// Knob values that are no further apart are the same.
const SAME: f32 = 1e-3;

/// A used parameter on top of one of the synth underneath.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub(super) param: ParamSpec,
    pub(super) road: Road,
}

/// From the view's knob down to that of the synth underneath, and up again.
#[derive(Clone, Debug)]
pub(super) enum Road {
    /// The view's whole way is a part of the other's.
    Span { low: f32, high: f32 },
    /// Each step of the view is a value of the other.
    Steps(Vec<Norm>),
}

impl Road {
    pub(super) fn down(&self, knob: Norm) -> Norm {
        match self {
            // Written so that a whole way changes no bit.
            Self::Span { low, high } => Norm::saturating(low + knob.get() * (high - low)),
            Self::Steps(steps) => {
                let at = (knob.get() * (steps.len() - 1) as f32).round() as usize;
                steps[at.min(steps.len() - 1)]
            }
        }
    }

    /// The nearest knob of the view, and whether it says the same.
    pub(super) fn up(&self, knob: Norm) -> (Norm, bool) {
        match self {
            Self::Span { low, high } => {
                let way = (knob.get() - low) / (high - low);
                (Norm::saturating(way), (low - SAME..=high + SAME).contains(&knob.get()))
            }
            Self::Steps(steps) => {
                let distances = steps.iter().map(|step| (step.get() - knob.get()).abs()).enumerate();
                let (at, distance) = distances.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
                (Norm::saturating(at as f32 / (steps.len() - 1) as f32), distance <= SAME)
            }
        }
    }
}

/// Lays a used parameter on one of the synth underneath.
pub(super) fn fit(defined: &DefinedParam, under: &ParamSpec) -> Result<Fit, String> {
    let (kind, range, curve, display, road) = match &defined.values {
        Values::Continuous { interval, .. } if under.kind == Kind::Continuous => span(*interval, under),
        Values::Continuous { interval, .. } => steps_within(*interval, under)?,
        Values::Stepped(few) => stepped(few, under)?,
        Values::Choice(few) => {
            let steps = knobs(few, under)?;
            let labels = labels(few, &steps, under);
            let range = (0.0, (steps.len() - 1) as f64);
            (Kind::Choice { labels }, range, Curve::Linear, Display::Number, Road::Steps(steps))
        }
        Values::Toggle(few) => {
            (Kind::Toggle, (0.0, 1.0), Curve::Linear, Display::Number, Road::Steps(knobs(few, under)?))
        }
    };
    let is_number = matches!(kind, Kind::Continuous | Kind::Stepped);
    let has_unit =
        is_number && range.0 >= under.range.0 && range.1 <= under.range.1 && !is_knob(range, under);
    let mut param = ParamSpec {
        id: Cow::Owned(defined.id.clone()),
        name: Cow::Owned(defined.name.clone()),
        kind,
        range,
        curve,
        default: Plain(range.0),
        unit: if has_unit { under.unit.clone() } else { Cow::Borrowed("") },
        display,
        summary: defined.summary.clone().map_or_else(|| under.summary.clone(), Cow::Owned),
        in_preset_file: under.in_preset_file,
    };
    let default =
        defined.default.map_or_else(|| under.norm_from_plain(under.default), |knob| norm(knob, under));
    param.default = param.plain_from_norm(road.up(default).0);
    Ok(Fit { param, road })
}

/// Where a fixed parameter is held.
pub(super) fn held(setting: Option<&Setting>, under: &ParamSpec) -> Result<Norm, String> {
    match setting {
        None => Ok(under.norm_from_plain(under.default)),
        Some(Setting::Knob(knob)) => Ok(norm(*knob, under)),
        Some(Setting::Text(text)) => {
            let plain = under.plain_from_text(text).ok_or_else(|| {
                let ends = [Norm::ZERO, Norm::ONE].map(|end| under.text(end));
                format!(
                    "is fixed at `{text}`, which the synth does not know; its values go from `{}` to `{}`",
                    ends[0], ends[1]
                )
            })?;
            Ok(under.norm_from_plain(plain))
        }
    }
}

/// A knob value that the synth underneath has.
fn norm(knob: f64, under: &ParamSpec) -> Norm {
    let norm = Norm::saturating(knob as f32);
    if under.kind == Kind::Continuous { norm } else { under.snap(norm) }
}

type Face = (Kind, (f64, f64), Curve, Display, Road);

/// A part of a continuous way; where the curve can't be cut, the knob itself is the unit.
fn span((low, high): (f64, f64), under: &ParamSpec) -> Face {
    let (first, last) = under.range;
    let (range, curve) = match under.curve {
        Curve::Linear => ((first + low * (last - first), first + high * (last - first)), Curve::Linear),
        Curve::Log => ((first * (last / first).powf(low), first * (last / first).powf(high)), Curve::Log),
        curve if (low, high) == (0.0, 1.0) => (under.range, curve),
        _ => ((low, high), Curve::Linear),
    };
    let road = Road::Span { low: low as f32, high: high as f32 };
    (Kind::Continuous, range, curve, Display::Number, road)
}

fn is_knob(range: (f64, f64), under: &ParamSpec) -> bool {
    matches!(under.curve, Curve::Power(_)) && range != under.range
}

/// The steps of the synth underneath that lie within an interval of the knob.
fn steps_within((low, high): (f64, f64), under: &ParamSpec) -> Result<Face, String> {
    let [first, last] = [low, high].map(|knob| under.plain_from_norm(Norm::saturating(knob as f32)).0);
    if first >= last {
        return Err(format!("has one value only within {low}..{high}: `{}`", under.text(norm(low, under))));
    }
    let count = (last - first).round() as usize + 1;
    let steps = (0..count).map(|step| under.norm_from_plain(Plain(first + step as f64))).collect();
    let (kind, display) = match under.kind {
        Kind::Toggle => (Kind::Toggle, Display::Number),
        Kind::Stepped => (Kind::Stepped, under.display),
        _ => (Kind::Stepped, Display::Number),
    };
    Ok((kind, (first, last), Curve::Linear, display, Road::Steps(steps)))
}

/// Steps in the unit of the synth underneath where they are all of its steps, else counted from 0.
fn stepped(few: &Few, under: &ParamSpec) -> Result<Face, String> {
    let steps = knobs(few, under)?;
    let is_all = under.kind == Kind::Stepped && under.cardinality() == Some(steps.len());
    let (range, display) = if is_all {
        (under.range, under.display)
    } else {
        ((0.0, (steps.len() - 1) as f64), Display::Number)
    };
    Ok((Kind::Stepped, range, Curve::Linear, display, Road::Steps(steps)))
}

/// The values on the knob of the synth underneath, each another one.
fn knobs(few: &Few, under: &ParamSpec) -> Result<Vec<Norm>, String> {
    let steps: Vec<Norm> = few.knobs.iter().map(|knob| norm(*knob, under)).collect();
    if let Some(pair) = steps.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(format!(
            "has {} values in the definition, but two of them are the same for the synth: `{}`",
            steps.len(),
            under.text(pair[0])
        ));
    }
    Ok(steps)
}

/// The definition's own labels, or the texts of the synth underneath, or numbers where those say nothing.
fn labels(few: &Few, steps: &[Norm], under: &ParamSpec) -> Vec<Cow<'static, str>> {
    if !few.labels.is_empty() {
        return few.labels.iter().cloned().map(Cow::Owned).collect();
    }
    let texts: Vec<String> = steps.iter().map(|step| under.text(*step)).collect();
    let apart: BTreeSet<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    if under.kind != Kind::Continuous && apart.len() == texts.len() {
        return texts.into_iter().map(Cow::Owned).collect();
    }
    few.places.iter().map(|place| Cow::Owned(place.to_string())).collect()
}
