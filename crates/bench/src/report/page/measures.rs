//! The measures in plain words: the verdict's meter, a scale for each headline measure, and the full table.

use maud::{Markup, html};

use crate::draw::significant;
use crate::report::words::{HONESTY, value_text, verdict};
use crate::report::{Direction, MatchReport, MeasureValue, place_of_one};

pub(super) fn section(report: &MatchReport) -> Markup {
    let (headline, rest): (Vec<_>, Vec<_>) =
        report.best.measures.iter().partition(|m| place_of_one(m).is_some());
    html! {
        section #measures aria-labelledby="measures-title" {
            h2 #measures-title { "How close it is" }
            @for measure in &headline { (scale(report, measure)) }
            p.note { (HONESTY) }
            @if !rest.is_empty() || !headline.is_empty() {
                details { summary { "all measures, with every alternative" } (table(report)) }
            }
        }
    }
}

/// The meter of the verdict: four zones and a needle.
pub(super) fn meter(place: f64, label: &str) -> Markup {
    html! {
        div.meter role="meter" aria-valuemin="0" aria-valuemax="100" aria-valuenow=(format!("{:.0}", place * 100.0))
            aria-valuetext=(label) aria-label="Likeness" {
            div.zones aria-hidden="true" { span.z1 {} span.z2 {} span.z3 {} span.z4 {} }
            div.needle aria-hidden="true" style=(format!("--v:{place:.4}")) {}
        }
    }
}

fn scale(report: &MatchReport, measure: &MeasureValue) -> Markup {
    let place = place_of_one(measure).unwrap_or(0.0);
    let others = report.alternatives.iter().enumerate().filter_map(|(i, entry)| {
        let other = entry.measures.iter().find(|m| m.name == measure.name)?;
        Some((i + 1, place_of_one(other)?))
    });
    html! {
        div.measure {
            div.measure-head { h3 { (measure.title) } span.value { (value_text(measure)) } }
            p { (measure.summary) }
            div.meter.thin aria-hidden="true" {
                div.zones { span.z1 {} span.z2 {} span.z3 {} span.z4 {} }
                @for (number, other) in others { div.tick title=(format!("alternative {number}")) style=(format!("--v:{other:.4}")) { (number) } }
                div.needle style=(format!("--v:{place:.4}")) {}
            }
        }
    }
}

/// The words under the zones of a meter.
pub(super) fn zone_words() -> Markup {
    html! {
        div.zone-words aria-hidden="true" {
            span.w1 { "distant relative" } span.w2 { "similar character" } span.w3 { "close" } span.w4 { "very close" }
        }
    }
}

fn table(report: &MatchReport) -> Markup {
    html! {
        div.scroll {
            table.measures {
                thead {
                    tr {
                        th scope="col" { "measure" }
                        th scope="col" { "unit" }
                        th scope="col" { "better" }
                        th scope="col" { "match" }
                        @for i in 1..=report.alternatives.len() { th scope="col" { "alt " (i) } }
                    }
                }
                tbody {
                    @for (i, measure) in report.best.measures.iter().enumerate() {
                        tr {
                            th scope="row" title=(measure.summary) { (measure.title) " " code { (measure.name) } }
                            td { (measure.unit) }
                            td { (if measure.better == Direction::Lower { "lower" } else { "higher" }) }
                            (cell(Some(measure)))
                            @for entry in &report.alternatives { (cell(entry.measures.get(i))) }
                        }
                    }
                    tr {
                        th scope="row" { "the search's own score" } td {} td { "lower" }
                        td { (significant(report.best.score)) }
                        @for entry in &report.alternatives { td { (significant(entry.score)) } }
                    }
                    tr {
                        th scope="row" { "likeness" } td { "of 100" } td { "higher" }
                        @for entry in std::iter::once(&report.best).chain(&report.alternatives) {
                            td { (verdict(entry).map_or("–".to_owned(), |(place, _)| format!("{:.0}", place * 100.0))) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(measure: Option<&MeasureValue>) -> Markup {
    let value = measure.and_then(|m| m.value).map_or("–".to_owned(), significant);
    let note = measure.and_then(|m| m.note.as_deref());
    html! { td title=[note] { (value) } }
}
