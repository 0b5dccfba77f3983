//! Results as a table: a row for each network, and for each synth the figures that *Neural Proxies for Sound Synthesizers*
//! (Combes, Weinzierl and Obermayer, JAES 73(9), 2025) tells.

use super::{Figure, PresetKind, ResultEntry, Results};

/// What is measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Measure {
    /// Mean reciprocal rank where presets ask: higher is better.
    Mrr,
    /// Mean absolute difference: lower is better.
    L1,
}

impl Measure {
    /// Both, in the order of tables.
    pub const ALL: [Self; 2] = [Self::Mrr, Self::L1];

    /// As the heads of tables say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Mrr => "MRR",
            Self::L1 => "L1 Error",
        }
    }

    /// Digits behind the point.
    pub fn decimals(self) -> usize {
        match self {
            Self::Mrr => 3,
            Self::L1 => 4,
        }
    }

    /// What a result has of it.
    pub fn of(self, entry: &ResultEntry) -> Figure {
        match self {
            Self::Mrr => entry.presets_find_sounds,
            Self::L1 => entry.l1,
        }
    }
}

/// What a column tells of a measure.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// Its mean on such presets.
    Mean(PresetKind),
    /// Its standard deviation on such presets.
    Deviation(PresetKind),
    /// By how many per cent of its mean on synthetic presets its mean on hand-crafted ones is more.
    Difference,
}

/// A column.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Column<'a> {
    /// The synth.
    pub synth: &'a str,
    /// The measure.
    pub measure: Measure,
    /// What of it.
    pub part: Part,
}

impl Column<'_> {
    /// `SYN.`, `HC.`, `Diff. (%)`.
    pub fn group(&self) -> &'static str {
        match self.part {
            Part::Mean(kind) | Part::Deviation(kind) => kind.short(),
            Part::Difference => "Diff. (%)",
        }
    }

    /// `Mean`, `Std.`, or nothing.
    pub fn statistic(&self) -> &'static str {
        match self.part {
            Part::Mean(_) => "Mean",
            Part::Deviation(_) => "Std.",
            Part::Difference => "",
        }
    }

    /// A value as it is written here: 3 digits behind the point of an MRR, 4 of an L1, 1 of per cents.
    pub fn text(&self, value: f64) -> String {
        let decimals = if self.part == Part::Difference { 1 } else { self.measure.decimals() };
        let text = format!("{value:.decimals$}");
        // What is nothing after rounding has no sign.
        match text.strip_prefix('-') {
            Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
            _ => text,
        }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// The network.
    pub network: &'a str,
    /// Its values, one for each column, unrounded; `None` where there is no result.
    pub values: Vec<Option<f64>>,
}

/// The table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet<'a> {
    /// Its columns: synth by synth, MRR before L1. Those in which nothing would stand are left out.
    pub columns: Vec<Column<'a>>,
    /// Its rows.
    pub rows: Vec<Row<'a>>,
}

const PARTS: [Part; 5] = [
    Part::Mean(PresetKind::Synthetic),
    Part::Deviation(PresetKind::Synthetic),
    Part::Mean(PresetKind::HandCrafted),
    Part::Deviation(PresetKind::HandCrafted),
    Part::Difference,
];

impl<'a> Sheet<'a> {
    /// That of results.
    pub fn of(results: &'a Results) -> Self {
        let networks = results.networks();
        let all = results.synths().into_iter().flat_map(|synth| {
            let parts = |measure| PARTS.map(|part| Column { synth, measure, part });
            Measure::ALL.into_iter().flat_map(parts)
        });
        let filled =
            |column: &Column| networks.iter().any(|network| value(results, network, column).is_some());
        let columns: Vec<Column> = all.filter(filled).collect();
        let row = |network: &'a str| {
            let values = columns.iter().map(|column| value(results, network, column)).collect();
            Row { network, values }
        };
        let rows = networks.iter().map(|network| row(network)).collect();
        Self { columns, rows }
    }

    /// Runs of neighbouring columns that are alike: their first ones, and how many they are.
    pub fn spans(&self, alike: impl Fn(&Column<'a>, &Column<'a>) -> bool) -> Vec<(Column<'a>, usize)> {
        let runs = self.columns.chunk_by(|a, b| alike(a, b));
        runs.map(|run| (run[0], run.len())).collect()
    }
}

/// What a network came to in a column.
fn value(results: &Results, network: &str, column: &Column) -> Option<f64> {
    let figure = |kind| Some(column.measure.of(results.get(network, column.synth, kind)?));
    match column.part {
        Part::Mean(kind) => Some(figure(kind)?.mean),
        Part::Deviation(kind) => Some(figure(kind)?.deviation),
        Part::Difference => {
            let (drawn, real) = (figure(PresetKind::Synthetic)?.mean, figure(PresetKind::HandCrafted)?.mean);
            // The paper writes −100 (SYN − HC) / SYN of the one measure and 100 (HC − SYN) / SYN of the other: it is the same.
            Some(100.0 * (real - drawn) / drawn).filter(|share| share.is_finite())
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::PathBuf;

    use super::super::Growth;
    use super::*;

    /// A result whose figures are these: MRR and L1 with their deviations.
    pub(in crate::results) fn entry(
        (network, synth, kind): (&str, &str, PresetKind),
        mrr: (f64, f64),
        l1: (f64, f64),
    ) -> ResultEntry {
        let figure = |(mean, deviation)| Figure { mean, deviation };
        let grown = |gallery: usize| Growth {
            gallery,
            l1: Some(l1.0),
            presets_find_sounds: mrr.0 / gallery as f64,
            sounds_find_presets: 0.0,
        };
        ResultEntry {
            network: network.to_owned(),
            synth: synth.to_owned(),
            data: format!("{synth}-{}", kind.words()),
            kind,
            step: 1000,
            pairs: 8192,
            gallery: 4096,
            repeats: 100,
            distance: "l1".to_owned(),
            presets_find_sounds: figure(mrr),
            sounds_find_presets: figure((0.25, 0.125)),
            l1: figure(l1),
            growing: [512, 1024, 8192].map(grown).into(),
            file: PathBuf::from("exam.json"),
        }
    }

    /// Two networks on two synths, of which one has no hand-crafted presets for one network.
    pub(in crate::results) fn results() -> Results {
        use PresetKind::{HandCrafted, Synthetic};
        let entries = vec![
            entry(("TFM", "dx7", Synthetic), (0.8, 0.0104), (0.05, 0.000_04)),
            entry(("TFM", "dx7", HandCrafted), (0.5, 0.0096), (0.0625, 0.000_06)),
            entry(("HN & \"PT\", 50%_", "dx7", Synthetic), (0.0, 0.0), (0.0, 0.0)),
            entry(("HN & \"PT\", 50%_", "dx7", HandCrafted), (0.25, 0.0), (0.1, 0.0)),
            entry(("TFM", "diva|173", Synthetic), (0.912_35, 0.0), (0.043_21, 0.0)),
        ];
        Results::new(entries).unwrap()
    }

    #[test]
    fn values_are_those_of_the_paper() {
        let results = results();
        let sheet = Sheet::of(&results);
        // Ten columns of the first synth, and four of the second, which has no hand-crafted presets.
        assert_eq!((sheet.columns.len(), sheet.rows.len()), (14, 2));
        let texts = |row: usize| -> Vec<String> {
            let cells = sheet.columns.iter().zip(&sheet.rows[row].values);
            cells.map(|(column, value)| value.map_or_else(String::new, |value| column.text(value))).collect()
        };
        // −100 (0.8 − 0.5) / 0.8 = −37.5 and 100 (0.0625 − 0.05) / 0.05 = 25.
        let dx7 =
            ["0.800", "0.010", "0.500", "0.010", "-37.5", "0.0500", "0.0000", "0.0625", "0.0001", "25.0"];
        assert_eq!(texts(0), [&dx7[..], &["0.912", "0.000", "0.0432", "0.0000"]].concat());
        // There is no share of nothing.
        assert_eq!(texts(1)[4], "");
        assert_eq!(texts(1)[10..], ["", "", "", ""]);
        let spans = sheet.spans(|a, b| a.synth == b.synth);
        assert_eq!(
            spans.iter().map(|span| (span.0.synth, span.1)).collect::<Vec<_>>(),
            [("dx7", 10), ("diva|173", 4)]
        );
        let spans = sheet.spans(|a, b| a.synth == b.synth && a.measure == b.measure);
        assert_eq!(spans.iter().map(|span| span.1).collect::<Vec<_>>(), [5, 5, 2, 2]);
    }

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        let column = |part| Column { synth: "dx7", measure: Measure::Mrr, part };
        assert_eq!(column(Part::Difference).text(-0.04), "0.0");
        assert_eq!(column(Part::Difference).text(-0.06), "-0.1");
        assert_eq!(column(Part::Mean(PresetKind::Synthetic)).text(0.9996), "1.000");
    }
}
