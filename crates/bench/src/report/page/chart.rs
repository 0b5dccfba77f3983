//! Small drawings in SVG: waveform, loudness over time, convergence. Coordinates are those of the view box;
//! colours and strokes are the style sheet's.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::draw::{short_count, significant};
use crate::report::TraceEntry;

/// Floor of the loudness drawing.
const QUIET_DB: f64 = -60.0;

/// A waveform of mono samples as one filled path in a 1000 × 200 box, ±`full_scale` high.
pub(super) fn waveform_path(samples: &[f32], len_samples: usize, full_scale: f32) -> String {
    const COLUMNS: usize = 500;
    let mut upper = String::from("M");
    let mut lower = Vec::with_capacity(COLUMNS);
    for column in 0..COLUMNS {
        let span = |c: usize| (c * len_samples / COLUMNS).min(samples.len());
        let part = &samples[span(column)..span(column + 1)];
        let (low, high) = part
            .iter()
            .filter(|s| s.is_finite())
            .fold((0.0_f32, 0.0_f32), |(l, h), s| (l.min(*s), h.max(*s)));
        let y = |v: f32| 100.0 - 98.0 * (v / full_scale).clamp(-1.0, 1.0);
        let _ = write!(upper, "{} {:.1} ", column * 2, y(high));
        lower.push((column * 2, y(low) + 0.6));
    }
    for (x, y) in lower.iter().rev() {
        let _ = write!(upper, "L{x} {y:.1} ");
    }
    upper.push('Z');
    upper
}

/// Loudness over time as a line in a 1000 × 200 box: RMS of 23 ms in dB, −60 dB at the bottom.
pub(super) fn envelope_path(samples: &[f32], len_samples: usize) -> String {
    const COLUMNS: usize = 250;
    let mut path = String::new();
    for column in 0..COLUMNS {
        let centre = column * len_samples / COLUMNS;
        let half = (len_samples / COLUMNS).max(512);
        let part =
            &samples[centre.saturating_sub(half / 2).min(samples.len())..(centre + half).min(samples.len())];
        let power = part.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / part.len().max(1) as f64;
        let db = if power.is_finite() { 10.0 * power.max(1e-9).log10() } else { QUIET_DB };
        let y = 200.0 * (db / QUIET_DB).clamp(0.0, 1.0);
        let _ = write!(path, "{}{} {y:.1}", if column == 0 { "M" } else { "L" }, column * 4);
    }
    path
}

/// Round numbers of seconds that divide a length into four to eight parts.
pub(super) fn second_ticks(duration_secs: f64) -> Vec<f64> {
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 300.0];
    let step = steps.into_iter().find(|s| duration_secs / s <= 8.0).unwrap_or(600.0);
    // The last stretch of the axis is the unit's place.
    (0..).map(|i| f64::from(i) * step).take_while(|t| *t <= duration_secs * 0.94).collect()
}

/// Best score against renders, as steps, both axes logarithmic where the values allow it.
pub(super) fn convergence(trace: &[TraceEntry], renders: u64, secs: f64) -> Markup {
    let points: Vec<&TraceEntry> = trace.iter().filter(|p| p.best.is_finite()).collect();
    let Some((first, last)) = points.first().zip(points.last()) else {
        return html! { p { "The search kept no record of its way." } };
    };
    let end = (renders.max(last.renders).max(2)) as f64;
    let start = (first.renders.max(1) as f64).min(end / 2.0);
    let x = |r: f64| 60.0 + 720.0 * ((r.max(start) / start).ln() / (end / start).ln());
    let high = first.best;
    let low = (last.best - 0.08 * (high - last.best)).max(0.0);
    let y = |b: f64| 20.0 + 190.0 * if high > low { (high - b) / (high - low) } else { 0.5 };
    let mut line = format!("M{:.1} {:.1}", x(first.renders as f64), y(first.best));
    for p in &points[1..] {
        let _ = write!(line, "H{:.1}V{:.1}", x(p.renders as f64), y(p.best));
    }
    let _ = write!(line, "H{:.1}", x(end));
    let decades = (start.log10().ceil() as i32..=end.log10().floor() as i32).map(|e| 10_f64.powi(e));
    let levels = (0..=4).map(|i| high + (low - high) * f64::from(i) / 4.0);
    let half = points.iter().find(|p| p.best <= (high + last.best) / 2.0);
    html! {
        svg.convergence viewBox="0 0 800 250" role="img"
            aria-label=(format!("Best score against candidates tried: from {:.4} down to {:.4} in {} candidates", first.best, last.best, renders)) {
            g.grid {
                @for level in levels {
                    line x1="60" x2="780" y1=(format!("{:.1}", y(level))) y2=(format!("{:.1}", y(level))) {}
                    text.number-of-axis x="52" y=(format!("{:.1}", y(level) + 4.0)) text-anchor="end" { (significant(level)) }
                }
                @for decade in decades {
                    line x1=(format!("{:.1}", x(decade))) x2=(format!("{:.1}", x(decade))) y1="20" y2="210" {}
                    text.number-of-axis x=(format!("{:.1}", x(decade))) y="228" text-anchor="middle" { (short_count(decade)) }
                }
            }
            path.curve-fill d=(format!("{line}V210H{:.1}Z", x(first.renders as f64))) {}
            path.curve d=(line) {}
            circle.end cx=(format!("{:.1}", x(last.renders as f64))) cy=(format!("{:.1}", y(last.best))) r="5" {}
            text.axis x="420" y="246" text-anchor="middle" { "candidates tried (log scale)" }
        }
        p.note {
            "Score " (significant(first.best)) " → " strong { (significant(last.best)) } " (0 would be the target itself) in "
            (renders) " candidates and " (format!("{secs:.1}")) " s"
            @if let Some(half) = half { "; half of the way was made after " (half.renders) " candidates (" (format!("{:.1}", half.secs)) " s)" }
            "."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_few_and_inside() {
        for secs in [0.05, 0.7, 3.0, 3.51, 4.0, 11.3, 1800.0] {
            let ticks = second_ticks(secs);
            assert!((2..=9).contains(&ticks.len()), "{secs}: {ticks:?}");
            assert!(*ticks.last().unwrap() < 0.95 * secs);
        }
    }

    #[test]
    fn a_waveform_survives_nonsense() {
        let path = waveform_path(&[f32::NAN, 1.0, -1.0], 44_100, 1.0);
        assert!(path.starts_with("M0 ") && path.ends_with('Z') && !path.contains("NaN"));
        assert!(!envelope_path(&[f32::NAN; 5000], 44_100).contains("NaN"));
    }

    #[test]
    fn a_flat_or_short_trace_draws() {
        let flat = TraceEntry { renders: 1, secs: 0.0, best: 2.0 };
        for trace in [vec![], vec![flat], vec![flat, TraceEntry { renders: 100, ..flat }]] {
            let svg = convergence(&trace, 100, 1.0).into_string();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
