//! What the protocol found.

use std::fmt;

use serde::Serialize;

use super::{ATTRIBUTES, Reduction};

/// How well one representation follows knobs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The measure or the feature.
    pub name: String,
    /// What distances are taken between.
    pub reduction: Reduction,
    /// The mean over the attributes.
    pub mean: f64,
    /// Their standard deviation, as NumPy's.
    pub deviation: f64,
    /// Each attribute's mean over its presets, in the order of [`ATTRIBUTES`].
    pub attributes: Vec<f64>,
}

/// What the protocol found, the best first. Displays as a Markdown table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Presets of each attribute, at most: those on which its knob is heard.
    pub presets: usize,
    /// Steps that a knob is turned.
    pub steps: usize,
    /// Seconds of a sound.
    pub secs: f64,
    /// One for each representation.
    pub rows: Vec<Row>,
}

impl Row {
    pub(super) fn of(name: &str, reduction: Reduction, attributes: Vec<f64>) -> Self {
        let count = attributes.len() as f64;
        let mean = attributes.iter().sum::<f64>() / count;
        let variance = attributes.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        Self { name: name.to_owned(), reduction, mean, deviation: variance.sqrt(), attributes }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (presets, steps, secs) = (self.presets, self.steps, self.secs);
        writeln!(
            f,
            "{} attributes, {presets} presets of each, {steps} steps, sounds of {secs} s\n",
            ATTRIBUTES.len()
        )?;
        write!(f, "| what | distance | mean Spearman |")?;
        ATTRIBUTES.iter().try_for_each(|attribute| write!(f, " {} |", attribute.name))?;
        writeln!(f, "\n|---|---|---|{}", "---|".repeat(ATTRIBUTES.len()))?;
        for row in &self.rows {
            let distance = match row.reduction {
                Reduction::Measure => "its own",
                Reduction::Whole => "L1",
                Reduction::Mean => "L1 of means over time",
            };
            write!(f, "| {} | {distance} | {:.3} ± {:.3} |", row.name, row.mean, row.deviation)?;
            row.attributes.iter().try_for_each(|value| write!(f, " {value:.3} |"))?;
            writeln!(f)?;
        }
        Ok(())
    }
}
