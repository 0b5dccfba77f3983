//! The panel of any synth: a card for each group of parameters, cards of a kind side by side; knobs, words and lamps with
//! their values, envelopes as curves. What a match moved stands out; a wide synth shows that and folds the rest away.

mod controls;
mod envelope;
mod layout;
mod names;

use maud::{Markup, html};

use self::controls::control;
use self::layout::{Card, Row, rows};
use super::PanelInput;
use crate::report::ParamValue;

pub(in crate::report) use self::controls::definitions;

/// A synth of more parameters shows at first only what was moved.
const WIDE: usize = 120;
/// As many controls as fill a row, and the most for which a card asks.
const ROW: usize = 18;
const CARD: usize = 12;

pub(super) fn draw(input: &PanelInput<'_>) -> Markup {
    let params = &input.entry.parameters;
    let is_known = params.iter().any(|param| param.default_norm.is_some());
    let folds = is_known && params.len() > WIDE;
    let rows = rows(params);
    let (shown, folded) = if folds { layout::by_moved(rows) } else { (rows, Vec::new()) };
    html! {
        div.panel {
            @if is_known { (summary(params)) }
            (row_list(&shown, folds))
            @if !folded.is_empty() {
                details {
                    summary { (groups(&folded)) " where nothing was moved" }
                    (row_list(&folded, false))
                }
            }
        }
    }
}

/// What the colours mean, and how much was moved.
fn summary(params: &[ParamValue]) -> Markup {
    let count = |is: fn(&ParamValue) -> bool| params.iter().filter(|param| is(param)).count();
    let (moved, held) = (count(ParamValue::is_moved), count(|param| param.is_held));
    html! {
        p.legend {
            b { (moved) " of " (params.len()) } " parameters stand elsewhere than in the synth's initial preset"
            " (in colour; the tick on a knob's rim is where it starts)."
            @if held > 0 { " Pale ones were held: " (held) "." }
        }
    }
}

fn groups(rows: &[Row<'_>]) -> String {
    match rows.iter().map(|row| row.cards.len()).sum() {
        1 => "one group".to_owned(),
        count => format!("{count} groups"),
    }
}

fn row_list(rows: &[Row<'_>], folds: bool) -> Markup {
    html! {
        div.rows {
            @for row in rows {
                @match row.cards.as_slice() {
                    [only] => (card(only, folds)),
                    several => div.family style=(room(several.iter().map(|card| card.params.len()).sum(), ROW)) {
                        @for one in several { (card(one, folds)) }
                    }
                }
            }
        }
    }
}

/// How much of a row so many controls ask for: as many of them, but `most`.
fn room(controls: usize, most: usize) -> String {
    format!("--n:{}", controls.clamp(2, most))
}

/// A parameter and its name on the card.
type Named<'a> = (String, &'a ParamValue);

fn card(card: &Card<'_>, folds: bool) -> Markup {
    let (envelopes, single) = envelope::split(card.named());
    let is_shown = |(_, param): &Named<'_>| !folds || param.is_moved();
    let (drawn, resting): (Vec<_>, Vec<_>) =
        envelopes.into_iter().partition(|envelope| envelope.stages.iter().any(is_shown));
    let (shown, mut folded): (Vec<_>, Vec<_>) = single.into_iter().partition(is_shown);
    folded.extend(resting.into_iter().flat_map(|envelope| envelope.stages));
    html! {
        section.card style=(room(shown.len() + 4 * drawn.len(), CARD)) {
            h4 { (card.title) }
            @for envelope in &drawn { div.adsr { (envelope.curve()) (controls(&envelope.stages)) } }
            @if !shown.is_empty() { (controls(&shown)) }
            @if !folded.is_empty() {
                details { summary { (folded.len()) " as they start" } (controls(&folded)) }
            }
        }
    }
}

fn controls(params: &[Named<'_>]) -> Markup {
    html! {
        dl.controls style=(room(params.len(), ROW)) { @for (name, param) in params { (control(param, name)) } }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{ParamKind, ParamValue};

    /// A knob in the middle of its way, where it starts.
    pub(super) fn param(id: &str, group: &str) -> ParamValue {
        ParamValue {
            id: id.to_owned(),
            name: id.to_owned(),
            group: group.to_owned(),
            family: None,
            kind: Some(ParamKind::Continuous),
            norm: 0.5,
            default_norm: Some(0.5),
            zero_norm: None,
            plain: 0.5,
            text: "0.500".to_owned(),
            is_held: false,
        }
    }
}
