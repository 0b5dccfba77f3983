//! What comes of growing galleries: figures against the number of presets, on a logarithmic axis.

use maud::{Markup, html};

use super::{colour, way};
use crate::draw::{Axis, Plane, svg, tenths as f};
use crate::results::{Growth, Measure, PresetKind, ResultEntry, Results};

/// Most numbers below a chart.
const TICKS: usize = 8;

/// Which colour is which network.
pub(super) fn legend(results: &Results) -> Markup {
    html! { ul.legend { @for (index, network) in results.networks().iter().enumerate() { li.{ (colour(index)) } { (network) } } } }
}

/// A chart for each synth, kind of presets and measure of which there are growing galleries.
pub(super) fn cards(results: &Results) -> Vec<Markup> {
    let networks = results.networks();
    let mut cards = Vec::new();
    for synth in results.synths() {
        for (kind, measure) in PresetKind::ALL.into_iter().flat_map(|kind| Measure::ALL.map(|of| (kind, of)))
        {
            let of = |network: &&str| results.get(network, synth, kind);
            let entries: Vec<Option<&ResultEntry>> = networks.iter().map(of).collect();
            let line =
                |entry: &Option<&ResultEntry>| entry.map_or_else(Vec::new, |entry| line(entry, measure));
            let lines: Vec<Vec<(f64, f64)>> = entries.iter().map(line).collect();
            if lines.iter().any(|line| !line.is_empty()) {
                cards.push(card(&format!("{synth}, {}: {}", kind.words(), measure.words()), measure, &lines));
            }
        }
    }
    cards
}

/// Galleries and what they came to.
fn line(entry: &ResultEntry, measure: Measure) -> Vec<(f64, f64)> {
    let value = |grown: &Growth| match measure {
        Measure::Mrr => Some(grown.presets_find_sounds),
        Measure::L1 => grown.l1,
    };
    entry.growing.iter().filter_map(|grown| Some((grown.gallery as f64, value(grown)?))).collect()
}

fn card(title: &str, measure: Measure, lines: &[Vec<(f64, f64)>]) -> Markup {
    let points = || lines.iter().flatten();
    let across = Axis::of(points().map(|point| point.0), false);
    // An axis of one number can't be logarithmic.
    let is_log = points().any(|point| point.0 > across.low) && across.low > 0.0;
    let plane =
        Plane { across: Axis { is_log, ..across }, up: Axis::of(points().map(|point| point.1), false) };
    let inside = html! {
        g.grid {
            (plane.levels())
            @for size in ticks(lines) { (plane.below(size, &size.to_string())) }
        }
        @for (network, line) in lines.iter().enumerate() {
            path.{ "line " (colour(network)) } d=(plane.path(line.iter().copied())) {}
            @for (size, value) in line {
                circle.{ "dot " (colour(network)) } cx=(f(plane.x(*size))) cy=(f(plane.y(*value))) r="2.6" { title { (size) ": " (format!("{value:.4}")) } }
            }
        }
    };
    html! {
        figure.card {
            figcaption { h3 { (title) } span.dim { (way(measure)) } }
            (svg(title, "presets (on a logarithmic scale)", &inside))
        }
    }
}

/// Sizes whose numbers are written: the last and, before it, those that are at most half as large as the next.
fn ticks(lines: &[Vec<(f64, f64)>]) -> Vec<f64> {
    let mut sizes: Vec<f64> = lines.iter().flatten().map(|point| point.0).collect();
    sizes.sort_by(f64::total_cmp);
    let mut ticks: Vec<f64> = Vec::new();
    for size in sizes.into_iter().rev() {
        if ticks.last().is_none_or(|last| size * 1.9 <= *last) {
            ticks.push(size);
        }
    }
    let step = ticks.len().div_ceil(TICKS).max(1);
    ticks.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::results;

    #[test]
    fn doubling_galleries_lie_at_equal_distances() {
        let lines = [vec![(512.0, 0.9), (1024.0, 0.8), (2048.0, 0.7)]];
        let svg = card("MRR", Measure::Mrr, &lines).into_string();
        let at: Vec<f64> =
            svg.split("cx=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        assert!(((at[1] - at[0]) - (at[2] - at[1])).abs() < 0.11 && at[1] - at[0] > 100.0, "{at:?}");
    }

    #[test]
    fn there_is_a_card_where_something_grew() {
        let results = results();
        assert_eq!(cards(&results).len(), 6);
        let mut entries = results.entries().to_vec();
        entries.iter_mut().for_each(|entry| entry.growing.clear());
        assert!(cards(&Results::new(entries.clone()).unwrap()).is_empty());
        entries[0].growing =
            vec![Growth { gallery: 512, l1: None, presets_find_sounds: 0.5, sounds_find_presets: 0.5 }];
        let cards = cards(&Results::new(entries).unwrap());
        assert_eq!(cards.len(), 1);
        assert!(!cards[0].0.contains("NaN") && !cards[0].0.contains("inf"), "{}", cards[0].0);
    }

    #[test]
    fn few_sizes_are_written() {
        let line = |sizes: &[f64]| vec![sizes.iter().map(|size| (*size, 0.5)).collect::<Vec<_>>()];
        assert_eq!(ticks(&line(&[512.0, 1024.0, 2048.0, 2100.0])), [2100.0, 1024.0, 512.0]);
        let many: Vec<f64> = (0..40).map(|at| 2_f64.powi(at)).collect();
        assert!(ticks(&line(&many)).len() <= TICKS);
    }
}
