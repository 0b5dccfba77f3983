//! What the protocol found.

use std::fmt;

use serde::Serialize;

/// What one measure achieves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The measure.
    pub name: String,
    /// Share of (near, far) pairs in which the near one is closer; ties count half.
    pub ordered: Option<f64>,
    /// Mean rank correlation with each of [`SCORES`](super::SCORES) over the candidates of a preset.
    pub agreement: [Option<f64>; 4],
    /// Candidates for which the measure has no value.
    pub undefined: usize,
}

/// What the protocol found. Displays as a Markdown table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How many presets were used.
    pub presets: usize,
    /// How many (near, far) pairs there are.
    pub pairs: usize,
    /// One for each measure.
    pub rows: Vec<Row>,
}

impl fmt::Display for Report {
    /// A Markdown table, with what it stands on above it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} presets, {} pairs\n", self.presets, self.pairs)?;
        writeln!(f, "| measure | near before far | ρ mss | ρ wmfcc | ρ sot | ρ rms-cosine | undefined |")?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for row in &self.rows {
            let figure = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.3}"));
            let [mss, wmfcc, sot, rms] = row.agreement.map(figure);
            let (name, ordered) = (&row.name, figure(row.ordered));
            writeln!(f, "| {name} | {ordered} | {mss} | {wmfcc} | {sot} | {rms} | {} |", row.undefined)?;
        }
        Ok(())
    }
}
