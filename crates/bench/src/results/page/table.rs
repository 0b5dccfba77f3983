//! The table.

use maud::{Markup, html};

use crate::results::{Column, Sheet};

/// The table, its heads as in the paper.
pub(super) fn table(sheet: &Sheet) -> Markup {
    let synths = sheet.spans(|a, b| a.synth == b.synth);
    let measures = sheet.spans(|a, b| (a.synth, a.measure) == (b.synth, b.measure));
    let groups = sheet.spans(|a, b| (a.synth, a.measure, a.group()) == (b.synth, b.measure, b.group()));
    html! {
        div.wide {
            table.results {
                thead {
                    (heads(&synths, |column| column.synth))
                    (heads(&measures, |column| column.measure.words()))
                    (heads(&groups, |column| column.group()))
                    tr { th { "network" } @for column in &sheet.columns { th { (column.statistic()) } } }
                }
                tbody {
                    @for row in &sheet.rows {
                        tr {
                            th scope="row" { (row.network) }
                            @for (column, value) in sheet.columns.iter().zip(&row.values) {
                                td { @if let Some(value) = value { (column.text(*value)) } @else { "–" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heads<'a>(spans: &[(Column<'a>, usize)], words: impl Fn(&Column<'a>) -> &'a str) -> Markup {
    html! { tr { th {} @for (column, columns) in spans { th colspan=(columns) { (words(column)) } } } }
}
