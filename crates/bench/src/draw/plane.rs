//! The plane of a chart: two axes, and what is written along them.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{Axis, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, significant};

/// Where values lie on a chart.
pub(crate) struct Plane {
    pub(crate) across: Axis,
    pub(crate) up: Axis,
}

impl Plane {
    pub(crate) fn x(&self, at: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * self.across.share(at)
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * self.up.share(value)
    }

    /// Levels of the values, with their numbers.
    pub(crate) fn levels(&self) -> Markup {
        html! {
            @for value in self.up.ticks(4) {
                line x1=(tenths(LEFT)) x2=(tenths(WIDTH - RIGHT)) y1=(tenths(self.y(value))) y2=(tenths(self.y(value))) {}
                text.number-of-axis x=(tenths(LEFT - 6.0)) y=(tenths(self.y(value) + 4.0)) text-anchor="end" { (significant(value)) }
            }
        }
    }

    /// A word or number below the chart.
    pub(crate) fn below(&self, at: f64, words: &str) -> Markup {
        html! { text.number-of-axis x=(tenths(self.x(at))) y=(tenths(HEIGHT - 18.0)) text-anchor="middle" { (words) } }
    }

    /// A line through points, as a path.
    pub(crate) fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (index, (at, value)) in points.enumerate() {
            let pen = if index == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{pen}{:.1} {:.1}", self.x(at), self.y(value));
        }
        path
    }
}

/// A coordinate to a tenth of a unit, which is finer than anybody sees.
pub(crate) fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

/// A chart: what it shows for those who can't see it, what is written below it, and what is drawn.
pub(crate) fn svg(label: &str, below: &str, inside: &Markup) -> Markup {
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(label) {
            (inside)
            text.axis x=(tenths((LEFT + WIDTH) / 2.0)) y=(tenths(HEIGHT - 5.0)) text-anchor="middle" { (below) }
        }
    }
}
