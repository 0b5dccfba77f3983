//! A preset drawn the way its synth shows it: one file per synth that has a panel of its own, cards of knobs for all
//! others; and every parameter as a table.

mod algorithm;
mod cards;
mod dx7;
mod envelope;
mod grouped;

use std::collections::BTreeMap;

use maud::Markup;

use super::{MatchEntry, MatchReport, ParamValue};

pub(super) use cards::definitions;

/// Draws one preset of a report.
type Draw = fn(&PanelInput<'_>) -> Markup;

/// Whether a panel can draw that preset.
type Fits = fn(&PanelInput<'_>) -> bool;

/// Panels of their own: for whom, told by the parameters that it draws, and how.
const PANELS: &[(Fits, Draw)] = &[(dx7::fits, dx7::draw)];

/// What a panel sees: the parameters by id, and what was played.
pub(super) struct PanelInput<'a> {
    entry: &'a MatchEntry,
    by_id: BTreeMap<&'a str, &'a ParamValue>,
    note: u8,
    gate_secs: f64,
    duration_secs: f64,
}

impl<'a> PanelInput<'a> {
    fn new(report: &MatchReport, entry: &'a MatchEntry) -> Self {
        let by_id = entry.parameters.iter().map(|p| (p.id.as_str(), p)).collect();
        let MatchReport { note, gate_secs, duration_secs, .. } = *report;
        Self { entry, by_id, note, gate_secs, duration_secs }
    }

    /// The plain value of a parameter; 0 where a report lacks it.
    fn plain(&self, id: &str) -> f64 {
        self.by_id.get(id).map_or(0.0, |p| p.plain)
    }

    /// Whether there is such a parameter.
    fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// The value of a parameter as a person reads it.
    fn text(&self, id: &str) -> &str {
        self.by_id.get(id).map_or("–", |p| &p.text)
    }
}

/// The panel of one preset.
pub(super) fn draw(report: &MatchReport, entry: &MatchEntry) -> Markup {
    let input = PanelInput::new(report, entry);
    let own = PANELS.iter().find(|(fits, _)| fits(&input));
    own.map_or(cards::draw as Draw, |(_, draw)| *draw)(&input)
}

/// Every parameter as a table, for those who type.
pub(super) fn table(report: &MatchReport, entry: &MatchEntry) -> Markup {
    grouped::draw(&PanelInput::new(report, entry))
}
