//! The report in plain words: the verdict, what was done, how alternatives differ, and the terminal's lines.

use super::likeness::{self, Likeness};
use super::{BudgetLimits, MatchEntry, MatchReport, MeasureValue, ParamKind, ParamValue};

/// What a likeness promises, said once on every report.
pub(super) const HONESTY: &str = "The likeness is computed from three measures, not heard. Trust your ears.";

/// The headline measures shown on a terminal, in this order where they have a value.
const TERMINAL_MEASURES: &[&str] = &["mss", "wmfcc", "sot", "rms-cosine"];

/// The verdict on an entry: its place on the meter and its words; `None` when no headline measure has a value.
pub(super) fn verdict(entry: &MatchEntry) -> Option<(f64, Likeness)> {
    likeness::place_of(&entry.measures).map(|place| (place, Likeness::at(place)))
}

/// A value with its unit.
pub(super) fn value_text(measure: &MeasureValue) -> String {
    match measure.value {
        None => "–".to_owned(),
        Some(value) if measure.unit.is_empty() => format!("{value:.3}"),
        Some(value) => format!("{value:.2} {}", measure.unit),
    }
}

/// What the search was allowed: `20 s`, `5000 candidates`, or both.
pub(super) fn budget_text(budget: &BudgetLimits) -> String {
    let secs = budget.secs.map(|s| format!("{s} s"));
    let renders = budget.renders.map(|r| format!("{r} candidates"));
    let parts: Vec<String> = secs.into_iter().chain(renders).collect();
    if parts.is_empty() { "until nothing improves".to_owned() } else { parts.join(" or ") }
}

/// Why the search ended.
pub(super) fn stop_text(stopped_by: &str) -> &str {
    match stopped_by {
        "renders" => "the candidate budget was spent",
        "time" => "the time was over",
        "interrupted" => "it was interrupted",
        "converged" => "nothing improved any more",
        "finished" => "the method had tried all it could",
        other => other,
    }
}

/// The parameters that differ most from another preset's, most different first. Choices and switches that
/// differ come before numbers: they change the sound's make, not its amount.
pub(super) fn differences<'a>(
    from: &'a MatchEntry,
    to: &'a MatchEntry,
) -> Vec<(&'a ParamValue, &'a ParamValue)> {
    let pairs = from.parameters.iter().zip(&to.parameters).filter(|(a, b)| a.id == b.id && a.text != b.text);
    let mut differing: Vec<_> = pairs.collect();
    let weight = |(a, b): &(&ParamValue, &ParamValue)| {
        let is_structure = match a.kind {
            Some(kind) => matches!(kind, ParamKind::Choice | ParamKind::Toggle),
            None => a.text.parse::<f64>().is_err(),
        };
        f64::from((a.norm - b.norm).abs())
            + f64::from(u8::from(is_structure))
            + 2.0 * f64::from(u8::from(a.id == "algorithm"))
    };
    differing.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    differing
}

/// How an alternative is made differently, in one sentence.
pub(super) fn difference_sentence(best: &MatchEntry, other: &MatchEntry) -> String {
    let differing = differences(best, other);
    if differing.is_empty() {
        return "The same parameters as the match.".to_owned();
    }
    let named: Vec<String> =
        differing.iter().take(4).map(|(a, b)| format!("{} {} → {}", a.name, a.text, b.text)).collect();
    format!("{} parameters differ; most of all {}.", differing.len(), named.join(", "))
}

/// About ten lines for a terminal, without colour.
pub fn summary_lines(report: &MatchReport) -> Vec<String> {
    let best = &report.best;
    let mut lines = vec![format!("{} → {} on {}", report.target.name, best.name, report.synth.name)];
    lines.push(match verdict(best) {
        Some((place, likeness)) => format!("likeness   {} ({:.0} of 100)", likeness.words(), place * 100.0),
        None => "likeness   can't be told: no measure has a value".to_owned(),
    });
    let pitch = report
        .target
        .analysis
        .pitch_hz
        .map_or("no clear pitch".to_owned(), |hz| format!("target at {hz:.1} Hz"));
    lines.push(format!(
        "played     {} ({}), velocity {}, held {:.2} s of {:.2} s; {pitch}",
        tonewright_audio::pitch::name_of_note(i32::from(report.note)),
        report.note,
        report.velocity,
        report.gate_secs,
        report.duration_secs
    ));
    let per_sec = report.renders as f64 / report.secs.max(1e-9);
    lines.push(format!(
        "search     {}, seed {}: {} candidates in {:.1} s ({per_sec:.0} per second); {}",
        report.method,
        report.seed,
        report.renders,
        report.secs,
        stop_text(&report.stopped_by)
    ));
    if report.failed > 0 {
        lines.push(format!(
            "           {} of them could not be rendered (the first are in failed/)",
            report.failed
        ));
    }
    lines.push(format!("score      {:.4} (0 would be the target itself)", best.score));
    let named = |name: &&str| best.measures.iter().find(|m| m.name == *name && m.value.is_some());
    let values: Vec<String> =
        TERMINAL_MEASURES.iter().filter_map(named).map(|m| format!("{} {}", m.name, value_text(m))).collect();
    if !values.is_empty() {
        lines.push(format!("measures   {}", values.join(" · ")));
    }
    lines.extend(
        report.alternatives.iter().take(3).enumerate().map(|(i, other)| alternative_line(i + 1, best, other)),
    );
    lines.extend(best.files.preset.iter().map(|file| format!("preset     {file}")));
    lines
}

fn alternative_line(number: usize, best: &MatchEntry, other: &MatchEntry) -> String {
    let words = verdict(other)
        .map_or("unknown".to_owned(), |(place, l)| format!("{}, {:.0}", l.words(), place * 100.0));
    let differing = differences(best, other);
    let chief = differing
        .first()
        .map_or(String::new(), |(a, b)| format!(", e.g. {} {} → {}", a.name, a.text, b.text));
    format!("or {number}       {} ({words}): {} parameters differ{chief}", other.name, differing.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::EntryFiles;

    fn param(id: &str, norm: f32, text: &str) -> ParamValue {
        ParamValue {
            id: id.into(),
            name: id.to_uppercase(),
            group: String::new(),
            family: None,
            kind: None,
            norm,
            default_norm: None,
            zero_norm: None,
            plain: 0.0,
            text: text.into(),
            is_held: false,
        }
    }

    fn entry(parameters: Vec<ParamValue>) -> MatchEntry {
        MatchEntry {
            name: "A".into(),
            score: 1.0,
            measures: vec![],
            parameters,
            files: EntryFiles::default(),
        }
    }

    #[test]
    fn structure_is_named_before_amounts() {
        let a = entry(vec![
            param("op1.level", 0.1, "10"),
            param("lfo.wave", 0.0, "sine"),
            param("algorithm", 0.0, "1"),
        ]);
        let b = entry(vec![
            param("op1.level", 1.0, "99"),
            param("lfo.wave", 0.2, "square"),
            param("algorithm", 0.1, "4"),
        ]);
        let ids: Vec<&str> = differences(&a, &b).iter().map(|(p, _)| p.id.as_str()).collect();
        assert_eq!(ids, ["algorithm", "lfo.wave", "op1.level"]);
        assert!(
            difference_sentence(&a, &b)
                .starts_with("3 parameters differ; most of all ALGORITHM 1 → 4, LFO.WAVE")
        );
        assert_eq!(difference_sentence(&a, &a), "The same parameters as the match.");
    }
}
