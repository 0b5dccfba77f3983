//! A study as one page that needs nothing else.

use maud::{Markup, html};

use super::chart::{courses, history, slice};
use super::{Picture, Setting, Trial};
use crate::draw::{document, significant};

/// Trials of the table.
const BEST: usize = 20;

/// The study as one self-contained HTML page. `made_by` is the program and its version.
pub fn page(picture: &Picture, made_by: &str) -> String {
    let Picture { name, what, trials, .. } = picture;
    let pruned = trials.iter().filter(|trial| trial.is_pruned).count();
    let body = html! {
        header {
            p.kicker { "tonewright · study" }
            h1 { (name) }
            p.dim {
                (trials.len() - pruned) " trials ended, " (pruned) " were ended early"
                @if let Some(best) = picture.best() { "; the best came to " (what) " " (significant(best.value)) " (trial " (best.number) ")" }
            }
        }
        main {
            @if trials.is_empty() {
                p { "No trial has ended yet." }
            } @else {
                (charts(picture))
                (importance(picture))
                (table(picture))
            }
        }
        footer { p.dim { "Made by " (made_by) ". Hollow dots are trials that were ended early, at what they had come to by then." } }
    };
    document(
        &format!("Study: {name}"),
        concat!(include_str!("../curves/page.css"), include_str!("page.css")),
        made_by,
        &body,
    )
}

fn charts(picture: &Picture) -> Markup {
    let what = &picture.what;
    let card = |title: &str, chart: Markup| {
        html! { figure.card { figcaption { h3 { (title) } } (chart) } }
    };
    html! {
        section.charts {
            (card(&format!("{what} of each trial, and the best until then"), history(picture)))
            @if picture.trials.iter().any(|trial| !trial.course.is_empty()) {
                (card(&format!("{what} on the way"), courses(picture)))
            }
            @for name in picture.settings() { (card(name, slice(picture, name))) }
        }
    }
}

fn importance(picture: &Picture) -> Markup {
    if picture.importance.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { "How much each setting matters" }
            div.shares {
                @for one in &picture.importance {
                    span { (one.name) }
                    span.bar { span style=(format!("width:{:.1}%", 100.0 * one.share.clamp(0.0, 1.0))) {} }
                    span.number { (format!("{:.1} %", 100.0 * one.share)) }
                }
            }
            p.note { "The share of the variance over the whole space that each explains alone (functional analysis of variance over a random forest); the rest is what only several together explain." }
        }
    }
}

fn table(picture: &Picture) -> Markup {
    let mut best: Vec<&Trial> = picture.trials.iter().filter(|trial| !trial.is_pruned).collect();
    best.sort_by(
        |a, b| if picture.is_down { a.value.total_cmp(&b.value) } else { b.value.total_cmp(&a.value) },
    );
    let names = picture.settings();
    let setting = |trial: &Trial, name: &str| match trial.settings.iter().find(|(own, _)| own == name) {
        Some((_, Setting::Number(number))) => significant(*number),
        Some((_, Setting::Word(word))) => word.clone(),
        None => "–".to_owned(),
    };
    html! {
        section {
            h2 { "The best" }
            div.wide {
                table {
                    thead { tr { th { "trial" } th { (picture.what) } @for name in &names { th { (name) } } } }
                    tbody {
                        @for trial in best.iter().take(BEST) {
                            tr { th { (trial.number) } td { (significant(trial.value)) } @for name in &names { td { (setting(trial, name)) } } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Share;

    #[test]
    fn a_page_is_whole_whatever_the_study_is() {
        let empty = page(&Picture { name: "<b>".to_owned(), ..Picture::default() }, "tonewright 0");
        assert!(empty.contains("No trial has ended yet") && !empty.contains("<b>"));
        let trial = |number, value, rate| Trial {
            number,
            value,
            is_pruned: number == 2,
            settings: vec![
                ("rate".to_owned(), Setting::Number(rate)),
                ("kind".to_owned(), Setting::Word("a".to_owned())),
            ],
            course: Vec::new(),
        };
        let trials = vec![trial(0, 0.25, 1e-3), trial(1, 0.5, 1e-2), trial(2, 0.75, 1e-1)];
        let importance = vec![Share { name: "rate".to_owned(), share: 0.5 }];
        let picture =
            Picture { name: "s".to_owned(), what: "MRR".to_owned(), is_down: false, trials, importance };
        assert_eq!(picture.best().map(|best| best.number), Some(1));
        let page = page(&picture, "tonewright 0");
        assert_eq!(page.matches("<svg").count(), 3);
        assert!(page.contains("the best came to MRR 0.500 (trial 1)") && page.contains("50.0 %"));
    }
}
