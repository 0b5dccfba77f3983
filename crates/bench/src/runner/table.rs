//! What an exam found: one row for each method and budget, and the first method against each other one, with
//! intervals and corrected tests, as JSON, Markdown and HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use maud::{DOCTYPE, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::versus::{ALPHA, is_similarity, value, verdicts, versus_all};
use super::{BenchError, ExamBudget, Record, Versus};
use crate::protocol::ProtocolEntry;
use crate::stats::Summary;

/// The measures of the published tables (Hayes et al.'s set).
pub(super) const HEADLINE: [&str; 4] = ["mss", "wmfcc", "sot", "rms-cosine"];
/// What the tables call the objective's value.
pub(super) const SCORE: &str = "score";
/// Seed of the bootstrap: the same results give the same intervals.
pub(super) const BOOTSTRAP_SEED: u64 = 1;

/// One method at one budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodRow {
    /// Which method.
    pub method: String,
    /// At which budget.
    pub budget: String,
    /// How many items: targets × seeds.
    pub items: usize,
    /// Each headline measure over the targets (the means over their seeds).
    pub measures: BTreeMap<String, Summary>,
    /// The objective over the targets.
    pub score: Option<Summary>,
    /// The parameter error over the targets, where these have a truth.
    pub parameter_error: Option<Summary>,
    /// Mean candidates rendered within the budget.
    pub mean_renders: f64,
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
    /// For each budget, what follows from these in a sentence.
    pub verdicts: Vec<String>,
    /// How budgets in seconds were spent, where that was as renders.
    pub notes: Vec<String>,
}

impl RunSummary {
    /// Sums up the records of one protocol; `first` is the method that the others are compared with.
    pub(super) fn of(protocol: &ProtocolEntry, records: &[Record], first: &str) -> Self {
        let own: Vec<&Record> = records.iter().filter(|r| r.key.protocol == protocol.name).collect();
        let (mut rows, mut versus) = (Vec::new(), Vec::new());
        let budgets = budgets(&own);
        for (name, _) in &budgets {
            let of = |method: &str| -> Vec<&Record> {
                own.iter().filter(|r| r.key.budget == *name && r.key.method == method).copied().collect()
            };
            let methods: BTreeSet<&str> =
                own.iter().filter(|r| r.key.budget == *name).map(|r| r.key.method.as_str()).collect();
            let others: Vec<&str> = methods.iter().filter(|method| **method != first).copied().collect();
            let is_here = methods.contains(first);
            rows.extend(is_here.then(|| row(name, first, &of(first))));
            rows.extend(others.iter().map(|method| row(name, method, &of(method))));
            versus.extend(versus_all(name, first, &others, &of));
        }
        let judges = own.iter().map(|r| r.judge.clone()).collect();
        let (verdicts, notes) = (verdicts(&versus), budgets.iter().filter_map(exchange).collect());
        Self { protocol: protocol.name.to_owned(), judges, rows, versus, verdicts, notes }
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
        for line in self.lines() {
            let _ = writeln!(out, "{line}\n");
        }
        for table in self.tables() {
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
                    @for line in self.lines() { p { (line) } }
                    @for table in self.tables() {
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

    /// What is said above the tables.
    fn lines(&self) -> Vec<String> {
        let judges: Vec<&str> = self.judges.iter().map(String::as_str).collect();
        let judged = format!(
            "Judged by {}. Mean over the targets and its 95 % interval (BCa bootstrap). In comparisons, lower is better; \
             pairs are targets, p is of Wilcoxon's signed-rank test, corrected by Holm over the other methods of a budget \
             and measure, and below {ALPHA} it counts.",
            judges.join(", ")
        );
        std::iter::once(judged)
            .chain(self.notes.iter().cloned())
            .chain(self.verdicts.iter().cloned())
            .collect()
    }

    fn tables(&self) -> Vec<Vec<Vec<String>>> {
        let tables = [self.method_table(), self.versus_table()];
        tables.into_iter().filter(|table| table.len() > 1).collect()
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
            "verdict",
        ];
        let number = |p: f64| if p < 1e-3 && p > 0.0 { format!("{p:.1e}") } else { format!("{p:.3}") };
        let rows = self.versus.iter().map(|v| {
            let (wins, losses, ties) = v.comparison.wins_losses_ties;
            let test = v.comparison.wilcoxon;
            vec![
                v.budget.clone(),
                if is_similarity(&v.measure) { format!("−{}", v.measure) } else { v.measure.clone() },
                format!("{} − {}", v.method, v.other),
                summary_text(Some(&v.comparison.difference)),
                format!("{wins}–{losses}–{ties}"),
                test.map_or("–".to_owned(), |w| number(w.p_two_sided)),
                number(v.holm_p),
                test.map_or("–".to_owned(), |w| format!("{:+.2}", w.rank_biserial)),
                v.verdict().word().to_owned(),
            ]
        });
        std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect()
    }
}

fn summary_text(summary: Option<&Summary>) -> String {
    summary.map_or("–".to_owned(), |s| match s.bootstrap_interval {
        Some(i) => format!("{:.3} [{:.3}, {:.3}]", s.mean, i.low, i.high),
        None => format!("{:.3}", s.mean),
    })
}

fn row(budget: &str, method: &str, records: &[&Record]) -> MethodRow {
    let summary = |value: &dyn Fn(&Record) -> Option<f64>| {
        let mut of_targets: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for record in records {
            of_targets.entry(&record.key.target).or_default().extend(value(record));
        }
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = of_targets.values().filter(|v| !v.is_empty()).map(mean).collect();
        Summary::of(&means, BOOTSTRAP_SEED)
    };
    let of_measure = |name: &str| Some((name.to_owned(), summary(&|r| value(r, name))?));
    MethodRow {
        method: method.to_owned(),
        budget: budget.to_owned(),
        items: records.len(),
        measures: HEADLINE.iter().filter_map(|name| of_measure(name)).collect(),
        score: summary(&|r| value(r, SCORE)),
        parameter_error: summary(&|r| r.parameter_error),
        mean_renders: records.iter().map(|r| r.renders as f64).sum::<f64>() / records.len().max(1) as f64,
    }
}

/// The budgets of these records, shortest first, with their names.
fn budgets<'r>(records: &[&'r Record]) -> Vec<(&'r str, ExamBudget)> {
    let named: BTreeMap<&str, ExamBudget> =
        records.iter().map(|record| (record.key.budget.as_str(), record.budget)).collect();
    let mut budgets: Vec<_> = named.into_iter().collect();
    budgets.sort_by(|a, b| a.1.usual_secs().total_cmp(&b.1.usual_secs()));
    budgets
}

/// How a budget's seconds were spent, where that was as renders.
fn exchange((name, budget): &(&str, ExamBudget)) -> Option<String> {
    let renders = budget.renders_per_sec.and(budget.limit().renders)?;
    Some(format!(
        "The budget \"{name}\" is {renders} renders for each target, not time: the same work on any machine, under any load."
    ))
}
