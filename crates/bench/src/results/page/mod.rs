//! Results as one page that needs nothing else: the table, bars, what comes of growing galleries, and a map of sounds.

mod bars;
mod growth;
mod table;

use maud::{Markup, PreEscaped, html};

use super::{Measure, PresetKind, Results, Sheet};
use crate::draw::document;
use crate::map::{self, Map};

/// The styles of the page, behind the common one.
const STYLE: &str = concat!(include_str!("../../curves/page.css"), include_str!("page.css"));

/// Results, and a map where there is one, as one self-contained HTML page. `made_by` is the program and its version.
pub fn page(results: &Results, map: Option<&Map>, made_by: &str) -> String {
    let body = html! {
        header {
            p.kicker { "tonewright · report" }
            h1 { @if results.is_empty() { "What sounds like what" } @else { "How good these networks are" } }
        }
        main {
            (section(results))
            @if let Some(map) = map { (map::section(map)) }
        }
        footer { p.dim { "Made by " (made_by) "." } }
        @if map.is_some() { script { (PreEscaped(map::SCRIPT)) } }
    };
    document("Report", &format!("{STYLE}{}", map::STYLE), made_by, &body)
}

/// All that is told of results; nothing where there are none.
fn section(results: &Results) -> Markup {
    if results.is_empty() {
        return html! {};
    }
    let grown = growth::cards(results);
    html! {
        section aria-labelledby="table-title" {
            h2 #table-title { "The table" }
            (table::table(&Sheet::of(results)))
            p.note { (galleries(results)) }
        }
        section aria-labelledby="bars-title" {
            h2 #bars-title { "Presets that were drawn, and presets that people made" }
            (bars::legend(results))
            div.charts { @for measure in Measure::ALL { (bars::card(results, measure)) } }
        }
        @if !grown.is_empty() {
            section aria-labelledby="growth-title" {
                h2 #growth-title { "Among more and more presets" }
                (growth::legend(results))
                div.charts { @for card in &grown { (card) } }
            }
        }
    }
}

/// What the figures are means of.
fn galleries(results: &Results) -> String {
    let mut told: Vec<String> = Vec::new();
    for entry in results.entries() {
        let words = format!(
            "{} of {} of {}'s {} pairs ({})",
            entry.repeats,
            entry.gallery,
            entry.data,
            entry.pairs,
            entry.kind.words()
        );
        if !told.contains(&words) {
            told.push(words);
        }
    }
    let distance = results.entries().first().map_or("", |entry| &entry.distance);
    format!(
        "MRR: the mean reciprocal rank of a preset's sound among all of a gallery's, by {distance}; L1 error: the mean absolute \
         difference between what the network says of presets and what the feature says of their sounds. Means and standard \
         deviations over galleries: {}. The difference is that of hand-crafted to synthetic presets, in per cent of the latter.",
        told.join("; ")
    )
}

/// Which way a measure should go.
fn way(measure: Measure) -> &'static str {
    match measure {
        Measure::Mrr => "higher is better",
        Measure::L1 => "lower is better",
    }
}

/// The class of the colour of the one at that place.
fn colour(index: usize) -> String {
    format!("run-{}", index % crate::curves::RUNS_MOST)
}

/// A name in so many letters.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// The kinds of presets that there are results of.
fn kinds(results: &Results) -> Vec<PresetKind> {
    let there = |kind: &PresetKind| results.entries().iter().any(|entry| entry.kind == *kind);
    PresetKind::ALL.into_iter().filter(there).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::{entry, results};

    #[test]
    fn a_page_is_whole_whatever_the_results_are() {
        let page_of = |results: &Results| page(results, None, "tonewright 0");
        let empty = page_of(&Results::default());
        assert!(empty.starts_with("<!DOCTYPE html>") && !empty.contains("<table"));
        let page = page_of(&results());
        // Two charts of bars; curves of two measures on three data sets.
        assert_eq!(page.matches("<svg class=\"chart\"").count(), 2 + 6);
        assert!(page.contains("HN &amp; &quot;PT&quot;, 50%_") && page.contains("-37.5"));
        assert!(page.contains("100 of 4096 of dx7-synthetic's 8192 pairs (synthetic)"), "{page:.2000}");
        let huge = ("<b>", "<i>", PresetKind::Synthetic);
        for (mrr, l1) in [((1.0, 1e12), (1e12, 1e12)), ((0.0, 0.0), (0.0, 0.0))] {
            let page = page_of(&Results::new(vec![entry(huge, mrr, l1)]).unwrap());
            assert!(!page.contains("NaN") && !page.contains("inf\"") && !page.contains("<b>"));
        }
    }

    #[test]
    fn names_are_cut_at_letters() {
        assert_eq!((shortened("höher", 5), shortened("höher", 3)), ("höher".to_owned(), "hö…".to_owned()));
    }
}
