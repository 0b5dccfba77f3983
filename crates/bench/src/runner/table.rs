//! What an exam found: one row for each method and budget, and the first method against each other one, with
//! intervals and corrected tests, as JSON, Markdown and HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use maud::{DOCTYPE, PreEscaped, html};
use serde::{Deserialize, Serialize};
use tonewright_measure::{Better, MEASURES};

use super::{BenchError, Record};
use crate::protocol::ProtocolEntry;
use crate::stats::{PairedComparison, Summary, compare, holm};

/// The measures of the published tables (Hayes et al.'s set).
pub(super) const HEADLINE: [&str; 4] = ["mss", "wmfcc", "sot", "rms-cosine"];
/// Seed of the bootstrap: the same results give the same intervals.
const BOOTSTRAP_SEED: u64 = 1;

/// One method at one budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodRow {
    /// Which method.
    pub method: String,
    /// At which budget.
    pub budget: String,
    /// How many items.
    pub items: usize,
    /// Each headline measure over the items.
    pub measures: BTreeMap<String, Summary>,
    /// The objective over the items.
    pub score: Option<Summary>,
    /// The parameter error over the items, where targets have a truth.
    pub parameter_error: Option<Summary>,
    /// Mean candidates rendered.
    pub mean_renders: f64,
}

/// The first method against another, by one measure, on the targets and seeds that both have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Versus {
    /// At which budget.
    pub budget: String,
    /// The first method.
    pub method: String,
    /// The other one.
    pub other: String,
    /// By which measure; similarities are turned round, so that lower is better for all.
    pub measure: String,
    /// Method − other.
    pub comparison: PairedComparison,
    /// Wilcoxon's two-sided p, corrected by Holm over the other methods of this budget and measure.
    pub holm_p: Option<f64>,
}

/// All that an exam's results say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Which protocol.
    pub protocol: String,
    /// Who rendered what was judged.
    pub judges: BTreeSet<String>,
    /// One row for each budget and method.
    pub rows: Vec<MethodRow>,
    /// The first method against the others.
    pub versus: Vec<Versus>,
}

impl RunSummary {
    /// Sums up the records of one protocol; `first` is the method that the others are compared with.
    pub(super) fn of(protocol: &ProtocolEntry, records: &[Record], first: &str) -> Self {
        let own: Vec<&Record> = records.iter().filter(|r| r.key.protocol == protocol.name).collect();
        let groups: BTreeSet<(&str, &str)> =
            own.iter().map(|r| (r.key.budget.as_str(), r.key.method.as_str())).collect();
        let of = |budget: &str, method: &str| -> Vec<&Record> {
            own.iter().filter(|r| r.key.budget == budget && r.key.method == method).copied().collect()
        };
        let rows = groups.iter().map(|(budget, method)| row(budget, method, &of(budget, method))).collect();
        let budgets: BTreeSet<&str> = groups.iter().map(|(budget, _)| *budget).collect();
        let mut versus = Vec::new();
        for budget in budgets {
            let others: Vec<&str> =
                groups.iter().filter(|(b, m)| *b == budget && *m != first).map(|(_, m)| *m).collect();
            for measure in HEADLINE {
                versus.extend(versus_all(budget, first, &others, measure, &of));
            }
        }
        let judges = own.iter().map(|r| r.judge.clone()).collect();
        Self { protocol: protocol.name.to_owned(), judges, rows, versus }
    }

    /// Writes `summary.json`, `summary.md` and `summary.html` into a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), BenchError> {
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        let files = [("summary.json", json), ("summary.md", self.markdown()), ("summary.html", self.html())];
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|source| BenchError::Io { path, source })?;
        }
        Ok(())
    }

    /// The tables as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", self.protocol);
        let judges: Vec<&str> = self.judges.iter().map(String::as_str).collect();
        let _ = writeln!(
            out,
            "Judged by {}. Mean and 95 % interval (BCa bootstrap). In comparisons, lower is better.\n",
            judges.join(", ")
        );
        for table in [self.method_table(), self.versus_table()] {
            for (i, cells) in table.iter().enumerate() {
                let _ = writeln!(out, "| {} |", cells.join(" | "));
                if i == 0 {
                    let _ = writeln!(out, "|{}", "---|".repeat(cells.len()));
                }
            }
            out.push('\n');
        }
        out
    }

    /// The tables as a page.
    pub fn html(&self) -> String {
        let style = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1100px;padding:0 1rem;color-scheme:light dark}\
            table{border-collapse:collapse;margin:1rem 0}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884;font-variant-numeric:tabular-nums}";
        html! {
            (DOCTYPE)
            html lang="en" {
                head { meta charset="utf-8"; meta name="viewport" content="width=device-width"; title { (self.protocol) } style { (PreEscaped(style)) } }
                body {
                    h1 { (self.protocol) }
                    @for table in [self.method_table(), self.versus_table()] {
                        table {
                            @for (i, cells) in table.iter().enumerate() {
                                tr { @for cell in cells { @if i == 0 { th { (cell) } } @else { td { (cell) } } } }
                            }
                        }
                    }
                }
            }
        }
        .into_string()
    }

    fn method_table(&self) -> Vec<Vec<String>> {
        let mut head: Vec<String> = ["budget", "method", "n"].map(str::to_owned).to_vec();
        head.extend(HEADLINE.map(|name| format!("{name} {}", if is_similarity(name) { "↑" } else { "↓" })));
        head.extend(["score ↓", "parameter error ↓", "candidates"].map(str::to_owned));
        let rows = self.rows.iter().map(|row| {
            let mut cells = vec![row.budget.clone(), row.method.clone(), row.items.to_string()];
            cells.extend(HEADLINE.map(|name| summary_text(row.measures.get(name))));
            cells.push(summary_text(row.score.as_ref()));
            cells.push(summary_text(row.parameter_error.as_ref()));
            cells.push(format!("{:.0}", row.mean_renders));
            cells
        });
        std::iter::once(head).chain(rows).collect()
    }

    fn versus_table(&self) -> Vec<Vec<String>> {
        let head = [
            "budget",
            "measure",
            "comparison",
            "mean difference",
            "wins–losses–ties",
            "Wilcoxon p",
            "Holm p",
            "rank-biserial",
        ];
        let number = |value: Option<f64>| {
            value.map_or("–".to_owned(), |v| {
                if v < 1e-3 && v > 0.0 { format!("{v:.1e}") } else { format!("{v:.3}") }
            })
        };
        let rows = self.versus.iter().map(|v| {
            let (wins, losses, ties) = v.comparison.wins_losses_ties;
            let test = v.comparison.wilcoxon;
            vec![
                v.budget.clone(),
                if is_similarity(&v.measure) { format!("−{}", v.measure) } else { v.measure.clone() },
                format!("{} − {}", v.method, v.other),
                summary_text(Some(&v.comparison.difference)),
                format!("{wins}–{losses}–{ties}"),
                number(test.map(|w| w.p_two_sided)),
                number(v.holm_p),
                test.map_or("–".to_owned(), |w| format!("{:+.2}", w.rank_biserial)),
            ]
        });
        std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect()
    }
}

fn is_similarity(measure: &str) -> bool {
    MEASURES.iter().any(|m| m.name == measure && m.better == Better::Higher)
}

fn summary_text(summary: Option<&Summary>) -> String {
    summary.map_or("–".to_owned(), |s| match s.bootstrap_interval {
        Some(i) => format!("{:.3} [{:.3}, {:.3}]", s.mean, i.low, i.high),
        None => format!("{:.3}", s.mean),
    })
}

fn row(budget: &str, method: &str, records: &[&Record]) -> MethodRow {
    let summary = |value: &dyn Fn(&Record) -> Option<f64>| {
        let values: Vec<f64> = records.iter().filter_map(|r| value(r)).collect();
        Summary::of(&values, BOOTSTRAP_SEED)
    };
    let of_measure = |name: &str| Some((name.to_owned(), summary(&|r| r.measures.get(name).copied())?));
    MethodRow {
        method: method.to_owned(),
        budget: budget.to_owned(),
        items: records.len(),
        measures: HEADLINE.iter().filter_map(|name| of_measure(name)).collect(),
        score: summary(&|r| r.score),
        parameter_error: summary(&|r| r.parameter_error),
        mean_renders: records.iter().map(|r| r.renders as f64).sum::<f64>() / records.len().max(1) as f64,
    }
}

fn versus_all<'r>(
    budget: &str,
    first: &str,
    others: &[&str],
    measure: &str,
    of: &dyn Fn(&str, &str) -> Vec<&'r Record>,
) -> Vec<Versus> {
    let sign = if is_similarity(measure) { -1.0 } else { 1.0 };
    let values = |method: &str| -> BTreeMap<(String, u64), f64> {
        let value = |r: &&Record| Some(((r.key.target.clone(), r.key.seed), sign * r.measures.get(measure)?));
        of(budget, method).iter().filter_map(value).collect()
    };
    let own = values(first);
    let mut found = Vec::new();
    for other in others {
        let theirs = values(other);
        let pairs: Vec<(f64, f64)> =
            own.iter().filter_map(|(key, a)| Some((*a, *theirs.get(key)?))).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let Some(comparison) = compare(&a, &b, BOOTSTRAP_SEED) else { continue };
        found.push(Versus {
            budget: budget.to_owned(),
            method: first.to_owned(),
            other: (*other).to_owned(),
            measure: measure.to_owned(),
            comparison,
            holm_p: None,
        });
    }
    // A pair of methods without any difference counts as a test that found nothing.
    let p: Vec<f64> = found.iter().map(|v| v.comparison.wilcoxon.map_or(1.0, |w| w.p_two_sided)).collect();
    for (versus, p) in found.iter_mut().zip(holm(&p)) {
        versus.holm_p = Some(p);
    }
    found
}
