//! A chart of one curve over several runs, in SVG.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Point;
use crate::draw::{Axis, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, short_count, significant};

/// Most points of a line: more than there are pixels.
const DRAWN_MOST: usize = 1200;

/// One run's part of a chart.
pub(super) struct Series<'a> {
    /// Which run it is, from 0: its colour.
    pub(super) run: usize,
    pub(super) points: &'a [Point],
}

/// The chart; nothing where no run has the curve.
pub(super) fn chart(name: &str, counter: &str, series: &[Series]) -> Markup {
    let points = || series.iter().flat_map(|one| one.points);
    if points().next().is_none() {
        return html! {};
    }
    let across = Axis::of(points().map(|point| point.at), false);
    let up = Axis::of(points().map(|point| point.value), true);
    let x = |at: f64| LEFT + (WIDTH - LEFT - RIGHT) * across.share(at);
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * up.share(value);
    let path = |points: &[Point]| {
        let mut path = String::new();
        for (index, point) in thinned(points).iter().enumerate() {
            let _ = write!(
                path,
                "{}{:.1} {:.1}",
                if index == 0 { 'M' } else { 'L' },
                x(point.at),
                y(point.value)
            );
        }
        path
    };
    let f = |value: f64| format!("{value:.1}");
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(format!("{name} against {counter}")) {
            g.grid {
                @for value in up.ticks(4) {
                    line x1=(f(LEFT)) x2=(f(WIDTH - RIGHT)) y1=(f(y(value))) y2=(f(y(value))) {}
                    text.number-of-axis x=(f(LEFT - 6.0)) y=(f(y(value) + 4.0)) text-anchor="end" { (significant(value)) }
                }
                @for at in across.ticks(4) {
                    text.number-of-axis x=(f(x(at))) y=(f(HEIGHT - 18.0)) text-anchor="middle" { (short_count(at.round())) }
                }
            }
            @for one in series {
                path.{ "line run-" (one.run) } d=(path(one.points)) {}
                @if let [only] = one.points {
                    circle.{ "dot run-" (one.run) } cx=(f(x(only.at))) cy=(f(y(only.value))) r="3.5" {}
                }
            }
            text.axis x=(f((LEFT + WIDTH) / 2.0)) y=(f(HEIGHT - 5.0)) text-anchor="middle" {
                (counter) @if up.is_log { " (values on a logarithmic scale)" }
            }
        }
    }
}

/// No more points than can be seen: of each stretch its lowest and highest, in their order.
fn thinned(points: &[Point]) -> Vec<Point> {
    if points.len() <= DRAWN_MOST {
        return points.to_vec();
    }
    let ends = |stretch: &[Point]| {
        let by = |a: &&Point, b: &&Point| a.value.total_cmp(&b.value);
        let pair = stretch.iter().min_by(by).zip(stretch.iter().max_by(by));
        let mut ends: Vec<Point> = pair.map_or_else(Vec::new, |(low, high)| vec![*low, *high]);
        ends.sort_by(|a, b| a.at.total_cmp(&b.at));
        ends.dedup();
        ends
    };
    points.chunks(points.len().div_ceil(DRAWN_MOST / 2)).flat_map(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_numbers_are_drawn() {
        let point = |at: f64, value: f64| Point { at, value };
        for points in [
            vec![point(1.0, 2.0)],
            vec![point(1.0, 2.0), point(2.0, 2.0)],
            vec![point(0.0, -f64::MAX), point(1e300, f64::MAX)],
            vec![point(5.0, 1e-12), point(6.0, 1e9)],
        ] {
            let svg = chart("loss", "step", &[Series { run: 0, points: &points }]).into_string();
            assert!(svg.contains("run-0") && !svg.contains("NaN") && !svg.contains("inf\""), "{svg}");
        }
        assert_eq!(chart("loss", "step", &[]).into_string(), "");
    }

    #[test]
    fn what_is_thinned_keeps_its_spikes() {
        let mut points: Vec<Point> = (0..100_000).map(|at| Point { at: f64::from(at), value: 1.0 }).collect();
        points[77_777].value = 9.0;
        points[12_345].value = -9.0;
        let drawn = thinned(&points);
        assert!(drawn.len() <= DRAWN_MOST);
        assert!(drawn.contains(&points[77_777]) && drawn.contains(&points[12_345]));
        assert!(drawn.is_sorted_by(|a, b| a.at < b.at));
    }
}
