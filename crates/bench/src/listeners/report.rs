//! What the protocol found.

use std::fmt;

use serde::Serialize;

use crate::rank::mean;

/// Agreement of one measure with one study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StudyScore {
    /// Which study.
    pub study: String,
    /// Rank correlation over the pairs.
    pub spearman: Option<f64>,
    /// Share of triplets ordered alike.
    pub triplets: Option<f64>,
    /// Pairs for which the measure has no value; they are left out.
    pub undefined_pairs: usize,
}

/// Agreement of one measure with all studies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The measure.
    pub name: String,
    /// Mean rank correlation over the studies.
    pub spearman: Option<f64>,
    /// Mean share of triplets ordered alike.
    pub triplets: Option<f64>,
    /// Each study.
    pub studies: Vec<StudyScore>,
}

/// What the protocol found: one row for each measure, in the order asked. Displays as a Markdown table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How many studies were heard.
    pub study_count: usize,
    /// How many sounds they hold.
    pub sound_count: usize,
    /// One for each measure.
    pub rows: Vec<Row>,
}

impl Row {
    /// Averages the studies.
    pub(super) fn of(name: &str, studies: Vec<StudyScore>) -> Self {
        let spearman = mean(studies.iter().filter_map(|study| study.spearman));
        let triplets = mean(studies.iter().filter_map(|study| study.triplets));
        Self { name: name.to_owned(), spearman, triplets, studies }
    }
}

impl fmt::Display for Report {
    /// A Markdown table, with what it stands on above it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} studies, {} sounds\n", self.study_count, self.sound_count)?;
        writeln!(f, "| measure | Spearman | triplets | undefined pairs |\n|---|---|---|---|")?;
        for row in &self.rows {
            let figure = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.3}"));
            let undefined: usize = row.studies.iter().map(|s| s.undefined_pairs).sum();
            let (spearman, triplets) = (figure(row.spearman), figure(row.triplets));
            writeln!(f, "| {} | {spearman} | {triplets} | {undefined} |", row.name)?;
        }
        Ok(())
    }
}
