//! Every parameter's values as a small drawing.

use std::fmt::Write as _;

use maud::{Markup, html};
use tonewright_data::statistics::KnobCounts;
use tonewright_synth::{Norm, ParamSpec, SynthSpec};

use crate::inspection::Inspection;

const WIDTH: f64 = 128.0;
const HEIGHT: f64 = 40.0;

/// Every parameter of the synth, where all data sets are of one.
pub(super) fn section(all: &[Inspection]) -> Markup {
    let Some(spec) = all.first().and_then(|one| one.spec.as_ref()) else { return html! {} };
    let is_same = |one: &Inspection| {
        let ids = one.statistics.knobs.iter().map(|knob| knob.id.as_str());
        ids.eq(spec.params.iter().map(|param| param.id.as_ref()))
    };
    if !all.iter().all(is_same) {
        return html! { section { h2 { "Parameters" } p { "The data sets are of different synths." } } };
    }
    html! {
        section aria-labelledby="knobs-title" {
            h2 #knobs-title { "Parameters" }
            p.note { "How often each value occurs: from the lowest to the highest, choices in the synth's own order." }
            div.knobs { @for at in 0..spec.params.len() { (tile(all, spec, at)) } }
        }
    }
}

fn tile(all: &[Inspection], spec: &SynthSpec, at: usize) -> Markup {
    let param = &spec.params[at];
    html! {
        figure.knob title=(title(param, &all[0].statistics.knobs[at])) {
            figcaption { (param.id) }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" aria-hidden="true" {
                @for (index, one) in all.iter().enumerate() {
                    path.{ "set-" (index) } d=(path(&one.statistics.knobs[at].counts)) {}
                }
            }
        }
    }
}

fn path(counts: &[u64]) -> String {
    let highest = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut path = format!("M0 {HEIGHT}");
    for (at, count) in counts.iter().enumerate() {
        let (x, y) =
            (WIDTH * (at + 1) as f64 / counts.len() as f64, HEIGHT * (1.0 - *count as f64 / highest));
        let _ = write!(path, "V{y:.1}H{x:.1}");
    }
    let _ = write!(path, "V{HEIGHT}Z");
    path
}

/// The most frequent values in words.
fn title(param: &ParamSpec, knob: &KnobCounts) -> String {
    let total = knob.counts.iter().sum::<u64>().max(1) as f64;
    let mut places: Vec<usize> = (0..knob.counts.len()).filter(|at| knob.counts[*at] > 0).collect();
    places.sort_by_key(|at| std::cmp::Reverse(knob.counts[*at]));
    let told = |at: &usize| {
        let share = 100.0 * knob.counts[*at] as f64 / total;
        format!("{} {share:.0} %", value(param, knob, *at))
    };
    let most: Vec<String> = places.iter().take(4).map(told).collect();
    format!("{}: {}; {:.1} bits", param.name, most.join(", "), knob.entropy_bits())
}

/// What a place of the counts stands for.
fn value(param: &ParamSpec, knob: &KnobCounts, at: usize) -> String {
    let norm = |way: f64| Norm::saturating(way as f32);
    let count = knob.counts.len() as f64;
    if knob.each_value {
        param.text(norm(at as f64 / (count - 1.0).max(1.0)))
    } else {
        format!("{} to {}", param.text(norm(at as f64 / count)), param.text(norm((at + 1) as f64 / count)))
    }
}
