//! The report without sounds and pictures, for notebooks and repositories.

use std::fmt::Write as _;

use super::words::{HONESTY, budget_text, difference_sentence, stop_text, value_text, verdict};
use super::{MatchReport, likeness};

/// The report without sounds, as Markdown.
pub fn markdown(report: &MatchReport) -> String {
    let mut out = format!("# {} → {}\n\n", escape(&report.target.name), escape(&report.synth.name));
    if let Some((place, likeness)) = verdict(&report.best) {
        let _ = writeln!(
            out,
            "**{}** ({:.0} of 100). {}\n",
            capitalised(likeness.words()),
            place * 100.0,
            likeness.meaning()
        );
    }
    let _ = writeln!(out, "{HONESTY}\n");
    for remark in &report.target.remarks {
        let _ = writeln!(out, "- {}", escape(remark));
    }
    measures(&mut out, report);
    alternatives(&mut out, report);
    parameters(&mut out, report);
    reproduce(&mut out, report);
    out
}

fn measures(out: &mut String, report: &MatchReport) {
    let _ = write!(out, "\n## Measures\n\n| measure | match |");
    let others = report.alternatives.len();
    let heads: String = (1..=others).map(|i| format!(" alternative {i} |")).collect();
    let _ = writeln!(out, "{heads} likeness |\n|---|---:|{}---:|", "---:|".repeat(others));
    for (i, measure) in report.best.measures.iter().enumerate() {
        let _ = write!(out, "| {} | {} |", escape(&measure.title), value_text(measure));
        for other in &report.alternatives {
            let _ = write!(out, " {} |", other.measures.get(i).map_or("–".to_owned(), value_text));
        }
        let place = likeness::place_of_one(measure).map_or(String::new(), |p| format!("{:.0}", p * 100.0));
        let _ = writeln!(out, " {place} |");
    }
}

fn alternatives(out: &mut String, report: &MatchReport) {
    if report.alternatives.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Alternatives\n");
    for (i, other) in report.alternatives.iter().enumerate() {
        let words = verdict(other).map_or("–", |(_, l)| l.words());
        let sentence = difference_sentence(&report.best, other);
        let _ = writeln!(out, "{}. **{}** ({words}): {}", i + 1, escape(&other.name), escape(&sentence));
    }
}

fn parameters(out: &mut String, report: &MatchReport) {
    let _ = writeln!(out, "\n## Parameters\n\n| parameter | value |\n|---|---|");
    for param in &report.best.parameters {
        let _ = writeln!(out, "| {} | {} |", escape(&param.name), escape(&param.text));
    }
}

fn reproduce(out: &mut String, report: &MatchReport) {
    let _ = writeln!(out, "\n## Make it again\n");
    if let Some(command) = &report.command {
        let _ = writeln!(out, "    {command}\n");
    }
    let _ = writeln!(
        out,
        "tonewright {}, {} (sound version {}), method {}, seed {}, budget {}; {} candidates in {:.1} s, {}.",
        report.tonewright_version,
        report.synth.id,
        report.synth.sound_version,
        report.method,
        report.seed,
        budget_text(&report.budget),
        report.renders,
        report.secs,
        stop_text(&report.stopped_by)
    );
}

/// Keeps foreign words from being read as tables or markup.
fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ").replace('<', "&lt;")
}

/// The text with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
