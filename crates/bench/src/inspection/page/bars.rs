//! Histograms of several data sets over each other, as shares, so that sets of any size compare.

use std::fmt::Write as _;

use maud::{Markup, html};
use tonewright_data::statistics::Histogram;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 150.0;
/// Room below for the axis.
const BELOW: f64 = 22.0;

/// One histogram for each data set, over the same axis; of logarithms to the base of two where `is_log`.
pub(super) fn chart(title: &str, unit: &str, all: &[Histogram], is_log: bool) -> Markup {
    let Some((first, last)) = used(all) else {
        return html! { figure.chart { figcaption { (title) } p.dim { "No sound has it." } } };
    };
    let highest = all.iter().flat_map(shares).fold(0.0, f64::max);
    let bins = last - first + 1;
    let x = |bin: f64| WIDTH * (bin - first as f64) / bins as f64;
    let y = |share: f64| HEIGHT * (1.0 - share / highest);
    let (low, width) = (all[0].low, (all[0].high - all[0].low) / all[0].counts.len() as f64);
    // Bins about whole numbers are told by their middles, others by their edges.
    let middle = if low.fract().abs() == 0.5 && width == 1.0 { 0.5 } else { 0.0 };
    let told = |at: f64| number(if is_log { at.exp2() } else { at });
    let label = format!(
        "{title}: {} to {} {unit}",
        told(low + first as f64 * width),
        told(low + (last + 1) as f64 * width)
    );
    html! {
        figure.chart {
            figcaption { (title) ", " (unit) }
            svg viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + BELOW)) role="img" aria-label=(label) {
                @for (index, one) in all.iter().enumerate() {
                    path.{ "set-" (index) } d=(steps(one, first, last, x, y)) {}
                }
                line.axis x1="0" x2=(WIDTH) y1=(HEIGHT) y2=(HEIGHT) {}
                @for tick in ticks(first, last) {
                    text x=(format!("{:.1}", x(tick as f64 + middle).clamp(14.0, WIDTH - 14.0))) y=(HEIGHT + 15.0) text-anchor="middle" {
                        (told(low + (tick as f64 + middle) * width))
                    }
                }
            }
        }
    }
}

/// The first and the last bin that any of them uses.
fn used(all: &[Histogram]) -> Option<(usize, usize)> {
    let is_used = |bin: usize| all.iter().any(|one| one.counts.get(bin).is_some_and(|count| *count > 0));
    let bins = all.iter().map(|one| one.counts.len()).max()?;
    Some(((0..bins).find(|bin| is_used(*bin))?, (0..bins).rev().find(|bin| is_used(*bin))?))
}

fn shares(histogram: &Histogram) -> impl Iterator<Item = f64> {
    let total = histogram.total().max(1) as f64;
    histogram.counts.iter().map(move |count| *count as f64 / total)
}

/// The outline of the bars as one path that is closed along the axis.
fn steps(
    histogram: &Histogram,
    first: usize,
    last: usize,
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
) -> String {
    let mut path = format!("M0 {HEIGHT}");
    for (bin, share) in shares(histogram).enumerate().take(last + 1).skip(first) {
        let _ = write!(path, "V{:.1}H{:.1}", y(share), x(bin as f64 + 1.0));
    }
    let _ = write!(path, "V{HEIGHT}Z");
    path
}

/// Edges of bins that carry a number: about six.
fn ticks(first: usize, last: usize) -> impl Iterator<Item = usize> {
    (first..=last + 1).step_by(((last + 1 - first) / 6).max(1))
}

fn number(value: f64) -> String {
    if value.abs() >= 1000.0 {
        format!("{:.1} k", value / 1000.0)
    } else if value.abs() >= 10.0 || value == value.round() {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_drawn_where_numbers_are_and_nothing_is_no_number() {
        let mut one = Histogram::new(-60.0, 0.0, 60);
        [-30.0, -30.0, -12.5].into_iter().for_each(|value| one.add(value));
        let empty = Histogram::new(-60.0, 0.0, 60);
        let svg = chart("Level", "dB", &[one, empty.clone()], false).into_string();
        assert!(svg.contains("set-1") && svg.contains("-30 to -12 dB"), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(chart("Level", "dB", &[empty], false).into_string().contains("No sound"));
    }
}
