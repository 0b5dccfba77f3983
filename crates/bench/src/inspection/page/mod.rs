//! The inspection of data sets as one page that needs nothing else: numbers beside each other, histograms over each other,
//! every parameter, and a sheet of sounds to look at and play.

mod bars;
mod knobs;
mod sheet;

use maud::{Markup, PreEscaped, html};

use super::{Inspection, PROPERTIES, summary_rows};
use crate::draw::document;

/// Most data sets that one page shows: so many colours can be told apart.
pub const SETS_MOST: usize = 4;

/// Data sets beside each other as one self-contained HTML page; those beyond [`SETS_MOST`] are left out. `made_by` is the
/// program and its version.
pub fn page(all: &[Inspection], made_by: &str) -> String {
    let all = &all[..all.len().min(SETS_MOST)];
    let names: Vec<&str> = all.iter().map(|one| one.statistics.name.as_str()).collect();
    let title = names.join(", ");
    let body = html! {
        header {
            p.kicker { "tonewright · data set" }
            h1 { (title) }
            @if all.len() > 1 { (legend(&names)) }
        }
        main {
            (numbers(all))
            (levels(all))
            (heard(all))
            (sheet::section(all))
            (knobs::section(all))
        }
        footer { p.dim { "Made by " (made_by) ". Sounds were picked evenly over all items." } }
        script { (PreEscaped(include_str!("inspection.js"))) }
    };
    document(&format!("Data set: {title}"), include_str!("inspection.css"), made_by, &body)
}

/// Which colour is which data set.
fn legend(names: &[&str]) -> Markup {
    html! {
        ul.legend { @for (index, name) in names.iter().enumerate() { li.{ "set-" (index) } { (name) } } }
    }
}

fn numbers(all: &[Inspection]) -> Markup {
    let rows = summary_rows(all);
    html! {
        section aria-labelledby="numbers-title" {
            h2 #numbers-title { "In numbers" }
            div.scroll {
                table.numbers {
                    @for row in &rows[1..] {
                        tr { th scope="row" { (row[0]) } @for cell in &row[1..] { td { (cell) } } }
                    }
                }
            }
            p.note { "Five numbers are the least, the quartiles, and the most." }
        }
    }
}

/// Levels of every sound.
fn levels(all: &[Inspection]) -> Markup {
    let rms: Vec<_> = all.iter().map(|one| one.statistics.rms_db.clone()).collect();
    let peaks: Vec<_> = all.iter().map(|one| one.statistics.peak_db.clone()).collect();
    html! {
        section aria-labelledby="levels-title" {
            h2 #levels-title { "Levels of every sound" }
            div.charts {
                (bars::chart("Root mean square", "dB", &rms, false))
                (bars::chart("Largest sample", "dB", &peaks, false))
            }
        }
    }
}

/// What the sounds that were listened to are like.
fn heard(all: &[Inspection]) -> Markup {
    html! {
        section aria-labelledby="heard-title" {
            h2 #heard-title { "What they sound like" }
            div.charts {
                @for property in PROPERTIES {
                    @let counted = all.iter().map(|one| property.histogram(&one.facts)).collect::<Vec<_>>();
                    (bars::chart(property.title, property.unit, &counted, property.is_log))
                }
            }
        }
    }
}
