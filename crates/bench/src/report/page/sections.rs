//! The page's quieter parts: header, alternatives, panels, convergence, how to load the preset, how to make it
//! again.

use maud::{Markup, html};
use tonewright_audio::pitch::name_of_note;

use super::chart;
use super::measures::{meter, zone_words};
use super::sound::PageSound;
use crate::draw::significant;
use crate::report::markdown::capitalised;
use crate::report::words::{budget_text, difference_sentence, differences, stop_text, verdict};
use crate::report::{MatchEntry, MatchReport, panel};

pub(super) fn header(report: &MatchReport) -> Markup {
    let verdict = verdict(&report.best);
    html! {
        header {
            p.kicker { "tonewright · " (report.synth.name) }
            h1 { (report.target.name) " " span.arrow { "→" } " " (report.best.name) }
            @if let Some((place, likeness)) = verdict {
                p.verdict { (capitalised(likeness.words())) }
                (meter(place, likeness.words()))
                (zone_words())
                p.meaning { (likeness.meaning()) }
            } @else {
                p.meaning { "No measure has a value for this pair, so there is no verdict." }
            }
            ul.chips aria-label="What was played" { @for chip in chips(report) { li { (chip) } } }
            @if !report.target.remarks.is_empty() {
                ul.remarks { @for remark in &report.target.remarks { li { (remark) } } }
            }
        }
    }
}

fn chips(report: &MatchReport) -> Vec<String> {
    let analysis = &report.target.analysis;
    let sure = analysis.pitch_confidence.map_or(String::new(), |c| format!(" ({:.0} % sure)", c * 100.0));
    let pitch = match analysis.pitch_hz {
        Some(hz) => format!("target at {hz:.1} Hz{sure}"),
        None => "no clear pitch in the target".to_owned(),
    };
    vec![
        format!("note {} ({})", name_of_note(i32::from(report.note)), report.note),
        format!("velocity {}", report.velocity),
        format!("held {:.2} s of {:.2} s", report.gate_secs, report.duration_secs),
        pitch,
        format!("target gain {:+.1} dB", report.target.gain_db),
    ]
}

pub(super) fn alternatives(report: &MatchReport, sounds: &[PageSound<'_>]) -> Markup {
    if report.alternatives.is_empty() {
        return html! {};
    }
    html! {
        section #alternatives aria-labelledby="alternatives-title" {
            h2 #alternatives-title { "Other ways to make it" }
            div.cards {
                @for (i, entry) in report.alternatives.iter().enumerate() {
                    (alternative(report, i + 1, entry, sounds.get(i + 2)))
                }
            }
        }
    }
}

fn alternative(
    report: &MatchReport,
    number: usize,
    entry: &MatchEntry,
    sound: Option<&PageSound<'_>>,
) -> Markup {
    html! {
        article.card {
            h3 { span.number { (number) } " " (entry.name) }
            @if let Some((place, likeness)) = verdict(entry) {
                (meter(place, likeness.words()))
                p { b { (capitalised(likeness.words())) } ", score " (significant(entry.score)) }
            }
            p.note { (difference_sentence(&report.best, entry)) }
            @if let Some(sound) = sound {
                button type="button" data-listen=(sound.id) { "▶ hear it" }
            }
            details {
                summary { "what differs" }
                table.diff {
                    thead { tr { th { "parameter" } th { "match" } th { "this" } } }
                    tbody { @for (a, b) in differences(&report.best, entry).into_iter().take(24) {
                        tr { th scope="row" { (a.name) } td { (a.text) } td { (b.text) } }
                    } }
                }
            }
            (file_links(entry))
        }
    }
}

fn file_links(entry: &MatchEntry) -> Markup {
    let files = [("preset", &entry.files.preset), ("JSON", &entry.files.json), ("sound", &entry.files.wav)];
    html! {
        p.files {
            @for (what, file) in files.iter().filter_map(|(what, file)| Some((what, file.as_deref()?))) {
                a href=(file) { (what) " " code { (file) } } " "
            }
        }
    }
}

pub(super) fn panels(report: &MatchReport) -> Markup {
    let alternatives =
        report.alternatives.iter().enumerate().map(|(i, e)| (format!("alternative-{}", i + 1), e));
    let entries: Vec<_> = std::iter::once(("match".to_owned(), &report.best)).chain(alternatives).collect();
    html! {
        section #preset aria-labelledby="preset-title" {
            h2 #preset-title { "The preset" }
            (panel::definitions())
            @for (i, (id, entry)) in entries.iter().enumerate() {
                div data-panel=(id) hidden[i > 0] {
                    h3.preset-name { (entry.name) }
                    (panel::draw(report, entry))
                    @if i == 0 {
                        details { summary { "all " (entry.parameters.len()) " parameters" } (panel::table(report, entry)) }
                    }
                }
            }
        }
    }
}

pub(super) fn convergence(report: &MatchReport) -> Markup {
    html! {
        section #search aria-labelledby="search-title" {
            h2 #search-title { "How the search went" }
            (chart::convergence(&report.trace, report.renders, report.secs))
            p.note { "It stopped because " (stop_text(&report.stopped_by)) "."
                @if report.failed > 0 { " " (report.failed) " candidates could not be rendered; the first of them are in " code { "failed/" } "." } }
        }
    }
}

pub(super) fn loading(report: &MatchReport) -> Markup {
    let file = report.best.files.preset.as_deref().unwrap_or("preset.syx");
    html! {
        section #load aria-labelledby="load-title" {
            h2 #load-title { "Use it" }
            (file_links(&report.best))
            @if report.synth.id == "dx7" {
                div.cards {
                    article.card {
                        h3 { "In Dexed" }
                        ol { li { "Open Dexed and press " b { "CART" } "." } li { "Load " code { (file) } " (or drop it on the window)." }
                            li { "Play " b { (name_of_note(i32::from(report.note))) } " at velocity " (report.velocity) ": that is what was matched." } }
                    }
                    article.card {
                        h3 { "In a DX7 (or a TX7, DX200, Volca FM)" }
                        ol { li { "Switch memory protect off and SysEx receive on." } li { "Send " code { (file) } " with any SysEx librarian." }
                            li { "The voice arrives in the edit buffer: store it where you like." } }
                    }
                }
            } @else {
                p { "Load " code { (file) } " in " (report.synth.name) "." }
            }
        }
    }
}

pub(super) fn reproduce(report: &MatchReport) -> Markup {
    let source = report.target.path.as_deref().unwrap_or(&report.target.name);
    let rows = [
        ("target", source.to_owned()),
        ("program", format!("tonewright {}", report.tonewright_version)),
        ("synth", format!("{} (sound version {})", report.synth.id, report.synth.sound_version)),
        ("method", report.method.clone()),
        ("seed", report.seed.to_string()),
        ("budget", budget_text(&report.budget)),
        (
            "spent",
            format!(
                "{} candidates in {:.1} s ({:.0} per second)",
                report.renders,
                report.secs,
                report.renders as f64 / report.secs.max(1e-9)
            ),
        ),
        ("rendered at", format!("{} Hz, {:.2} s", report.rate_hz, report.duration_secs)),
    ];
    html! {
        section #again aria-labelledby="again-title" {
            h2 #again-title { "Make it again" }
            @if let Some(command) = &report.command {
                pre { code { (command) } }
                p.note { "The same command gives the same preset where the budget counts candidates; where it counts seconds, a faster machine gets further." }
            }
            dl.facts.rows { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
        }
    }
}

pub(super) fn footer(report: &MatchReport) -> Markup {
    html! {
        footer { p { "Made by tonewright " (report.tonewright_version) ". Everything on this page is inside it: nothing is loaded from anywhere." } }
    }
}
