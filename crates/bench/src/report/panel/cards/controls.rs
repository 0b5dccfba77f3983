//! One parameter on a panel: a knob for numbers, the word of a choice, a lamp for a switch.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::names::short_value;
use crate::report::{ParamKind, ParamValue};

/// Middle of a knob's drawing, and how far its rim is from there.
const MIDDLE: f64 = 22.0;
const RIM: f64 = 18.0;
/// The way of a knob in degrees, and where it begins, clockwise from above.
const WAY: f64 = 270.0;
const START: f64 = -135.0;

/// What all knobs are drawn on; once in a page.
pub(in crate::report) fn definitions() -> Markup {
    html! {
        svg.definitions aria-hidden="true" {
            g #knob { circle cx="22" cy="22" r="12.5" {} path d=(arc(0.0, 1.0)) {} }
        }
    }
}

pub(super) fn control(param: &ParamValue, name: &str) -> Markup {
    let mut class = match param.kind {
        Some(ParamKind::Choice) => "chip",
        Some(ParamKind::Toggle) if param.plain > 0.5 => "lamp on",
        Some(ParamKind::Toggle) => "lamp",
        _ => "",
    }
    .to_owned();
    for (is, word) in [(param.is_moved(), " moved"), (param.is_held, " held")] {
        if is {
            class.push_str(word);
        }
    }
    let class = class.trim();
    let is_knob = !matches!(param.kind, Some(ParamKind::Choice | ParamKind::Toggle));
    html! {
        div class=[(!class.is_empty()).then_some(class)] {
            dt { (name) }
            dd { @if is_knob { (knob(param)) } (short_value(&param.text)) }
        }
    }
}

/// Rim from zero (or its low end) to the value, pointer, and a tick where the synth starts if it stands elsewhere. Written
/// by hand: a panel has hundreds of them, and maud would spell out what HTML leaves away.
fn knob(param: &ParamValue) -> PreEscaped<String> {
    let norm = f64::from(param.norm).clamp(0.0, 1.0);
    let zero = f64::from(param.zero_norm.unwrap_or(0.0)).clamp(0.0, 1.0);
    let mut svg = format!(r##"<svg><use href="#knob"/><path d="{}"/>"##, radius(norm, 5.0, 12.0));
    if (norm - zero).abs() > 0.005 {
        let _ = write!(svg, r#"<path d="{}"/>"#, arc(norm.min(zero), norm.max(zero)));
    }
    if let Some(default) = param.default_norm.filter(|_| param.is_moved()) {
        let tick = radius(f64::from(default).clamp(0.0, 1.0), RIM - 2.5, RIM + 3.0);
        let _ = write!(svg, r#"<path class="start" d="{tick}"/>"#);
    }
    svg.push_str("</svg>");
    PreEscaped(svg)
}

/// A line from the middle outwards, where the knob points.
fn radius(norm: f64, from: f64, to: f64) -> String {
    format!("M{}L{}", point(norm, from), point(norm, to))
}

/// The rim between two places, clockwise.
fn arc(from: f64, to: f64) -> String {
    let is_large = u8::from((to - from) * WAY > 180.0);
    format!("M{}A{RIM} {RIM} 0 {is_large} 1 {}", point(from, RIM), point(to, RIM))
}

fn point(norm: f64, radius: f64) -> String {
    let (sin, cos) = (START + norm * WAY).to_radians().sin_cos();
    format!("{:.1} {:.1}", MIDDLE + radius * sin, MIDDLE - radius * cos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::panel::cards::tests::param;

    fn drawn(norm: f32, zero_norm: Option<f32>) -> String {
        let param = ParamValue { norm, zero_norm, default_norm: Some(0.5), ..param("x", "") };
        knob(&param).into_string()
    }

    #[test]
    fn knobs_turn_clockwise_from_where_their_zero_is() {
        assert_eq!(point(0.0, RIM), "9.3 34.7");
        assert_eq!((point(0.5, RIM), point(1.0, RIM)), ("22.0 4.0".into(), "34.7 34.7".into()));
        assert!(drawn(1.0, None).contains("M9.3 34.7A18 18 0 1 1 34.7 34.7"));
        assert!(drawn(1.0, Some(0.5)).contains("M22.0 4.0A18 18 0 0 1 34.7 34.7"));
        assert!(drawn(0.0, Some(0.5)).contains("M9.3 34.7A18 18 0 0 1 22.0 4.0"));
        assert_eq!(drawn(0.0, None).matches("<path").count(), 2, "pointer and tick, and no rim");
        assert_eq!(drawn(0.5, Some(0.5)).matches("<path").count(), 1, "a pointer alone");
        assert!(!drawn(f32::NAN, Some(f32::NAN)).contains("A18"));
    }

    #[test]
    fn a_switch_is_a_lamp_a_choice_a_word_and_foreign_words_stay_words() {
        let lamp = ParamValue { kind: Some(ParamKind::Toggle), plain: 1.0, is_held: true, ..param("x", "") };
        assert!(
            control(&lamp, "Sync").into_string().starts_with(r#"<div class="lamp on held"><dt>Sync</dt>"#)
        );
        let chip = ParamValue { kind: Some(ParamKind::Choice), text: "<b>".into(), ..param("x", "") };
        let chip = control(&chip, "<i>").into_string();
        assert_eq!(chip, r#"<div class="chip"><dt>&lt;i&gt;</dt><dd>&lt;b&gt;</dd></div>"#);
    }
}
