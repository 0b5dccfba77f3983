//! The DX7's front panel: algorithm diagram, six operator strips with their envelopes in time, LFO and pitch
//! envelope.

use maud::{Markup, html};
use tonewright_synth::engines::dx7::structure::{Role, algorithm};

use super::envelope::{OperatorEnvelope, pitch_path};
use super::{PanelInput, algorithm};

const EG_WIDTH: f64 = 240.0;
const EG_HEIGHT: f64 = 72.0;

/// What an operator must have to be drawn.
const OPERATOR: [&str; 14] = [
    "output-level",
    "mode",
    "coarse",
    "fine",
    "detune",
    "rate-scaling",
    "velocity-sensitivity",
    "amp-mod-sensitivity",
    "break-point",
    "left-depth",
    "right-depth",
    "left-curve",
    "right-curve",
    "eg-rate-1",
];
/// What the voice must have.
const VOICE: [&str; 6] = ["algorithm", "feedback", "transpose", "lfo.wave", "lfo.speed", "pitch-eg.level-1"];

/// Whether it is a DX7's preset: ours, or that of a synth which has the same parameters.
pub(super) fn fits(input: &PanelInput<'_>) -> bool {
    let operators = (1..=6).flat_map(|op| OPERATOR.map(|name| format!("op{op}.{name}")));
    VOICE.iter().all(|id| input.has(id)) && operators.into_iter().all(|id| input.has(&id))
}

pub(super) fn draw(input: &PanelInput<'_>) -> Markup {
    let number = (input.plain("algorithm") as u8).min(31) + 1;
    let is_on = std::array::from_fn(|i| is_on(input, i as u8 + 1));
    html! {
        div.dx7 {
            div.dx7-top {
                section.card aria-label="Algorithm" {
                    h4 { "Algorithm " b { (number) } }
                    (algorithm::diagram(number, input.plain("feedback"), is_on))
                    dl.facts {
                        (fact("feedback", input.text("feedback")))
                        (fact("oscillator sync", input.text("oscillator-sync")))
                        (fact("middle C plays", input.text("transpose")))
                    }
                    p.legend { span.swatch.carrier {} "heard" span.swatch {} "modulates" span.swatch.feedback {} "feedback" }
                }
                (lfo(input))
                (pitch_envelope(input))
            }
            div.operators { @for op in 1..=6 { (operator(input, number, op)) } }
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn is_on(input: &PanelInput<'_>, op: u8) -> bool {
    let switched_on = input.by_id.get(format!("op{op}.switch").as_str()).is_none_or(|p| p.plain > 0.5);
    switched_on && input.plain(&format!("op{op}.output-level")) > 0.5
}

fn lfo(input: &PanelInput<'_>) -> Markup {
    html! {
        section.card aria-label="Low-frequency oscillator" {
            h4 { "LFO" }
            svg.wave viewBox="-2 -2 104 44" preserveAspectRatio="none" role="img" aria-label=(format!("LFO wave: {}", input.text("lfo.wave"))) {
                path d=(wave_path(input.plain("lfo.wave") as u8)) {}
            }
            dl.facts {
                (fact("wave", input.text("lfo.wave")))
                (fact("speed", input.text("lfo.speed")))
                (fact("delay", input.text("lfo.delay")))
                (fact("pitch depth", input.text("lfo.pitch-depth")))
                (fact("pitch sensitivity", input.text("lfo.pitch-sensitivity")))
                (fact("level depth", input.text("lfo.amp-depth")))
                (fact("key sync", input.text("lfo.sync")))
            }
        }
    }
}

/// Two periods of an LFO wave in a 100 × 40 box.
fn wave_path(wave: u8) -> String {
    match wave {
        0 => "M0 40L25 0L50 40L75 0L100 40".to_owned(),
        1 => "M0 0L50 40V0L100 40".to_owned(),
        2 => "M0 40L50 0V40L100 0".to_owned(),
        3 => "M0 0H25V40H50V0H75V40H100".to_owned(),
        4 => "M0 20C9 -6 16 -6 25 20S41 46 50 20S66 -6 75 20S91 46 100 20".to_owned(),
        _ => "M0 12H14V33H28V5H42V25H56V37H70V16H84V2H100".to_owned(),
    }
}

fn pitch_envelope(input: &PanelInput<'_>) -> Markup {
    let levels = [1, 2, 3, 4].map(|i| input.plain(&format!("pitch-eg.level-{i}")));
    let is_flat = levels.iter().all(|l| (l - 50.0).abs() < 0.5);
    html! {
        section.card aria-label="Pitch envelope" {
            h4 { "Pitch envelope" }
            svg.eg viewBox=(format!("-2 -2 {} {}", EG_WIDTH + 4.0, EG_HEIGHT + 4.0)) preserveAspectRatio="none" role="img" aria-label="Shape of the pitch envelope" {
                line.rest x1="0" x2=(EG_WIDTH) y1=(EG_HEIGHT * (1.0 - 50.0 / 99.0)) y2=(EG_HEIGHT * (1.0 - 50.0 / 99.0)) {}
                path d=(pitch_path(levels, EG_WIDTH, EG_HEIGHT)) {}
            }
            (stages(input, "pitch-eg.rate", "pitch-eg.level"))
            p.legend { (if is_flat { "flat: the pitch stays where it is played" } else { "shape only, not to time; the dashed line is the played pitch" }) }
        }
    }
}

fn stages(input: &PanelInput<'_>, rate: &str, level: &str) -> Markup {
    html! {
        table.stages {
            tr { th scope="row" { "rate" } @for i in 1..=4 { td { (input.text(&format!("{rate}-{i}"))) } } }
            tr { th scope="row" { "level" } @for i in 1..=4 { td { (input.text(&format!("{level}-{i}"))) } } }
        }
    }
}

fn operator(input: &PanelInput<'_>, number: u8, op: u8) -> Markup {
    let id = |name: &str| format!("op{op}.{name}");
    let plain = |name: &str| input.plain(&id(name));
    let text = |name: &str| input.text(&format!("op{op}.{name}"));
    let wiring = algorithm(number);
    let role = match wiring.role(op) {
        Role::Carrier => "carrier",
        _ => "modulator",
    };
    let goes_to: Vec<String> = wiring.modulated(op).map(|to| to.to_string()).collect();
    let envelope = OperatorEnvelope {
        rates: [1, 2, 3, 4].map(|i| plain(&format!("eg-rate-{i}"))),
        levels: [1, 2, 3, 4].map(|i| plain(&format!("eg-level-{i}"))),
        rate_scaling: plain("rate-scaling"),
        note: input.note,
    };
    let off = !is_on(input, op);
    html! {
        section.card.operator.carrier[role == "carrier"].off[off] aria-label=(format!("Operator {op}")) {
            h4 {
                b { (op) } " " (role)
                @if !goes_to.is_empty() { " of " (goes_to.join(", ")) }
                @if wiring.has_feedback(op) { " ↻" }
                @if off { span.badge { "silent" } }
            }
            p.frequency { (frequency(plain("mode") > 0.5, plain("coarse"), plain("fine"), input.note)) }
            div.level title="Output level, 0 to 99" {
                span.bar style=(format!("--v:{:.3}", plain("output-level") / 99.0)) {}
                span { "level " b { (text("output-level")) } }
            }
            (envelope_drawing(&envelope, input, op))
            (stages(input, &id("eg-rate"), &id("eg-level")))
            dl.facts {
                (fact("detune", text("detune")))
                (fact("velocity", text("velocity-sensitivity")))
                (fact("rate scaling", text("rate-scaling")))
                (fact("LFO to level", text("amp-mod-sensitivity")))
                div.wide { dt { "key scaling" } dd { (key_scaling(input, op)) } }
            }
        }
    }
}

fn envelope_drawing(envelope: &OperatorEnvelope, input: &PanelInput<'_>, op: u8) -> Markup {
    let path = envelope.path(input.gate_secs, input.duration_secs, EG_WIDTH, EG_HEIGHT);
    let gate_x = EG_WIDTH * (input.gate_secs / input.duration_secs.max(1e-6)).min(1.0);
    html! {
        svg.eg viewBox=(format!("-2 -2 {} {}", EG_WIDTH + 4.0, EG_HEIGHT + 4.0)) preserveAspectRatio="none" role="img"
            aria-label=(format!("Envelope of operator {op}, {:.1} s, key released after {:.1} s", input.duration_secs, input.gate_secs)) {
            rect.gate x="0" y="0" width=(format!("{gate_x:.1}")) height=(EG_HEIGHT) {}
            path.fill d=(format!("{path}V{EG_HEIGHT}H0Z")) {}
            path d=(path) {}
        }
    }
}

/// Ratio or fixed frequency as the manual gives them, and what that is for the note played (transpose and
/// detune left out).
fn frequency(is_fixed: bool, coarse: f64, fine: f64, note: u8) -> Markup {
    if is_fixed {
        let hz = 10_f64.powf(coarse % 4.0 + fine / 100.0);
        return html! { b { (hertz(hz)) } " fixed" };
    }
    let base = if coarse < 0.5 { 0.5 } else { coarse };
    let ratio = base * (1.0 + fine / 100.0);
    let hz = ratio * tonewright_audio::pitch::hz_from_note(f64::from(note));
    html! { b { "× " (format!("{ratio:.3}").trim_end_matches('0').trim_end_matches('.')) } span.dim { " " (hertz(hz)) } }
}

fn hertz(hz: f64) -> String {
    if hz >= 1000.0 {
        format!("{:.2} kHz", hz / 1000.0)
    } else if hz >= 100.0 {
        format!("{hz:.0} Hz")
    } else {
        format!("{hz:.2} Hz")
    }
}

fn key_scaling(input: &PanelInput<'_>, op: u8) -> String {
    let text = |name: &str| input.text(&format!("op{op}.{name}"));
    let is_used = |side: &str| input.plain(&format!("op{op}.{side}-depth")) > 0.5;
    let side = |name: &str| format!("{} {}", text(&format!("{name}-curve")), text(&format!("{name}-depth")));
    match (is_used("left"), is_used("right")) {
        (false, false) => "none".to_owned(),
        (left, right) => {
            let left = if left { format!("{} ◂ ", side("left")) } else { String::new() };
            let right = if right { format!(" ▸ {}", side("right")) } else { String::new() };
            format!("{left}{}{right}", text("break-point"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_read_as_in_the_manual() {
        let text = |fixed, coarse, fine| frequency(fixed, coarse, fine, 69).into_string();
        assert!(text(false, 0.0, 0.0).contains("× 0.5") && text(false, 0.0, 0.0).contains("220 Hz"));
        assert!(text(false, 3.0, 50.0).contains("× 4.5"));
        assert!(text(true, 7.0, 0.0).contains("1.00 kHz"));
        assert!(text(true, 4.0, 0.0).contains("1.00 Hz"));
    }
}
