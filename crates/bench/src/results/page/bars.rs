//! Bars: a group for each network, in it one for each synth and kind of presets, hatched where people made them, with the
//! standard deviation over galleries.

use maud::{Markup, html};

use super::{colour, kinds, shortened, way};
use crate::draw::{Axis, BOTTOM, HEIGHT, LEFT, Plane, RIGHT, WIDTH, significant, svg, tenths as f};
use crate::results::{Measure, PresetKind, ResultEntry, Results};

/// The share of a group that its bars fill.
const FILLED: f64 = 0.8;
/// How wide a letter below the chart is, about.
const LETTER: f64 = 6.2;

/// Which colour is which synth, and what is hatched; with it come the hatches that the bars are filled with.
pub(super) fn legend(results: &Results) -> Markup {
    let synths = results.synths();
    html! {
        svg.hatches width="0" height="0" aria-hidden="true" {
            defs {
                @for at in 0..synths.len().min(crate::curves::RUNS_MOST) {
                    pattern.{ (colour(at)) } id=(hatch(at)) width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                        rect width="5" height="5" {}
                        line x1="0" y1="0" x2="0" y2="5" {}
                    }
                }
            }
        }
        ul.legend {
            @for (index, synth) in synths.iter().enumerate() { li.{ (colour(index)) } { (synth) } }
            @for kind in kinds(results) {
                li.{ "kind " (if kind == PresetKind::HandCrafted { "hatched" } else { "solid" }) } { (kind.words()) }
            }
        }
    }
}

fn hatch(synth: usize) -> String {
    format!("hatch-{}", synth % crate::curves::RUNS_MOST)
}

/// The bars of a measure.
pub(super) fn card(results: &Results, measure: Measure) -> Markup {
    html! {
        figure.card {
            figcaption { h3 { (measure.words()) } span.dim { (way(measure)) } }
            (chart(results, measure))
        }
    }
}

fn chart(results: &Results, measure: Measure) -> Markup {
    let (networks, synths, kinds) = (results.networks(), results.synths(), kinds(results));
    let top = results.entries().iter().map(|entry| ends(entry, measure).1).fold(0.0, f64::max);
    let across = Axis { low: 0.0, high: networks.len() as f64, is_log: false };
    let up = Axis { low: 0.0, high: if top > 0.0 { top } else { 1.0 }, is_log: false };
    let plane = Plane { across, up };
    let bars: Vec<(usize, PresetKind)> =
        (0..synths.len()).flat_map(|synth| kinds.iter().map(move |kind| (synth, *kind))).collect();
    let width = FILLED / bars.len() as f64;
    let room = ((WIDTH - LEFT - RIGHT) / networks.len() as f64 / LETTER) as usize;
    let inside = html! {
        g.grid {
            (plane.levels())
            @for (group, network) in networks.iter().enumerate() {
                g { title { (network) } (plane.below(group as f64 + 0.5, &shortened(network, room.max(2)))) }
            }
        }
        @for (group, network) in networks.iter().enumerate() {
            @for (at, (synth, kind)) in bars.iter().enumerate() {
                @if let Some(entry) = results.get(network, synths[*synth], *kind) {
                    @let left = group as f64 + (1.0 - FILLED) / 2.0 + at as f64 * width;
                    (bar(&plane, (left, width), entry, measure, *synth))
                }
            }
        }
    };
    svg(&format!("{} of each network", measure.words()), "", &inside)
}

/// The ends of a mean's deviation; nothing is below 0.
fn ends(entry: &ResultEntry, measure: Measure) -> (f64, f64) {
    let figure = measure.of(entry);
    ((figure.mean - figure.deviation).max(0.0), figure.mean + figure.deviation)
}

fn bar(
    plane: &Plane,
    (left, width): (f64, f64),
    entry: &ResultEntry,
    measure: Measure,
    synth: usize,
) -> Markup {
    let figure = measure.of(entry);
    let (low, high) = ends(entry, measure);
    let (x, right) = (plane.x(left), plane.x(left + 0.92 * width));
    let (y, middle, cap) = (plane.y(figure.mean), (x + right) / 2.0, (right - x) / 4.0);
    let fill = (entry.kind == PresetKind::HandCrafted).then(|| format!("fill:url(#{})", hatch(synth)));
    html! {
        g.bar.{ (colour(synth)) } {
            title {
                (entry.network) ", " (entry.synth) ", " (entry.kind.words()) ": " (measure.words()) " "
                (significant(figure.mean)) " ± " (significant(figure.deviation))
            }
            rect x=(f(x)) y=(f(y)) width=(f(right - x)) height=(f(HEIGHT - BOTTOM - y)) style=[fill] {}
            path.error d=(format!(
                "M{middle:.1} {:.1}V{:.1}M{:.1} {:.1}h{:.1}M{:.1} {:.1}h{:.1}",
                plane.y(low), plane.y(high), middle - cap, plane.y(low), 2.0 * cap, middle - cap, plane.y(high), 2.0 * cap
            )) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::{entry, results};

    #[test]
    fn a_bar_is_as_high_as_its_figure() {
        let of = |kind, mean| entry(("a", "dx7", kind), (mean, 0.125), (0.5, 0.0));
        let results =
            Results::new(vec![of(PresetKind::Synthetic, 0.875), of(PresetKind::HandCrafted, 0.4375)])
                .unwrap();
        let svg = chart(&results, Measure::Mrr).into_string();
        let heights: Vec<f64> = svg
            .split("height=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        // The axis ends at the mean and its deviation: 1.
        let whole = HEIGHT - BOTTOM - crate::draw::TOP;
        assert!(
            (heights[0] - 0.875 * whole).abs() < 0.11 && (heights[1] - 0.4375 * whole).abs() < 0.11,
            "{heights:?}"
        );
        assert_eq!(svg.matches("url(#hatch-0)").count(), 1);
        assert!(svg.contains("a, dx7, hand-crafted: MRR 0.438 ± 0.125"), "{svg}");
    }

    #[test]
    fn there_is_a_bar_for_each_result() {
        let results = results();
        for measure in Measure::ALL {
            let svg = chart(&results, measure).into_string();
            assert_eq!((svg.matches("<rect").count(), svg.matches("url(#").count()), (5, 2));
        }
        let legend = legend(&results).into_string();
        assert_eq!((legend.matches("<li ").count(), legend.matches("<pattern").count()), (4, 2));
    }
}
