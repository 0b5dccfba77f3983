//! Runs beside each other on one page that needs nothing else.

use maud::{Markup, html};

use super::chart::{Series, chart};
use super::{Cell, Curves, Row, direction_of, rows};
use crate::curves::Direction;
use crate::draw::{document, significant};

/// Most runs that one page shows: so many colours can be told apart.
pub const RUNS_MOST: usize = 8;

/// Runs with their names as one self-contained HTML page; those beyond [`RUNS_MOST`] are left out. `made_by` is the program
/// and its version.
pub fn page(runs: &[(String, Curves)], made_by: &str) -> String {
    let runs = &runs[..runs.len().min(RUNS_MOST)];
    let names: Vec<&str> = runs.iter().map(|(name, _)| name.as_str()).collect();
    let curves: Vec<Curves> = runs.iter().map(|(_, curves)| curves.clone()).collect();
    let rows = rows(&curves);
    let title = names.join(", ");
    let body = html! {
        header {
            p.kicker { "tonewright · runs" }
            h1 { (title) }
            ul.legend { @for (index, name) in names.iter().enumerate() { li.{ "run-" (index) } { (name) } } }
        }
        main {
            section.charts { @for row in &rows { (card(row, &curves)) } }
            (table(&rows, &names))
        }
        footer { p.dim { "Made by " (made_by) "." } }
    };
    document(&format!("Runs: {title}"), include_str!("page.css"), made_by, &body)
}

/// A curve of all runs.
fn card(row: &Row, runs: &[Curves]) -> Markup {
    let series = runs.iter().enumerate();
    let series: Vec<Series> = series
        .filter_map(|(run, curves)| Some(Series { run, points: curves.curves.get(&row.name)? }))
        .collect();
    let counter = runs.iter().map(|run| run.counter).find(|counter| !counter.is_empty()).unwrap_or("step");
    let way = match direction_of(&row.name) {
        Direction::Down => "lower is better",
        Direction::Up => "higher is better",
        Direction::None => "",
    };
    html! {
        figure.card {
            figcaption { h3 { (row.name) } @if !way.is_empty() { span.dim { (way) } } }
            (chart(&row.name, counter, &series))
        }
    }
}

fn table(rows: &[Row], names: &[&str]) -> Markup {
    html! {
        section {
            h2 { "Numbers" }
            div.wide {
                table {
                    thead { tr { th { "curve" } @for name in names { th { (name) } } } }
                    tbody {
                        @for row in rows {
                            tr { th { (row.name) } @for entry in &row.cells { (cell(entry.as_ref())) } }
                        }
                    }
                }
            }
            p.note { "The last value of each curve, and its best with the step; where several runs have one, the best of all is set in bold." }
        }
    }
}

fn cell(cell: Option<&Cell>) -> Markup {
    let Some(cell) = cell else { return html! { td.dim { "–" } } };
    html! {
        td.leads[cell.leads] {
            (significant(cell.last.value))
            @if let Some(best) = cell.best { span.dim { " best " (significant(best.value)) " at " (best.at) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::Point;

    #[test]
    fn a_page_is_whole_and_names_are_words() {
        let curve = |values: &[f64]| -> Vec<Point> {
            values.iter().enumerate().map(|(at, value)| Point { at: at as f64, value: *value }).collect()
        };
        let run = |values: &[f64]| Curves {
            counter: "step",
            curves: [("loss".to_owned(), curve(values)), ("mrr".to_owned(), curve(&[0.1, 0.2]))].into(),
        };
        let runs = [("first".to_owned(), run(&[2.0, 1.0])), ("<b>second".to_owned(), run(&[3.0]))];
        let page = page(&runs, "tonewright 0");
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
        assert!(page.contains("&lt;b&gt;second") && !page.contains("<b>second"));
        assert_eq!(page.matches("<svg").count(), 2);
        assert!(!page.contains("http://") && !page.contains("https://"), "it needs nothing else");
    }
}
