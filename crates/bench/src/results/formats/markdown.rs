//! A table of Markdown, as GitHub and Pandoc read it: means with their deviations in one cell.

use super::TableFormat;
use crate::results::{Column, Part, Sheet};

/// The entry `md`.
pub(super) const FORMAT: TableFormat =
    TableFormat { ending: "md", summary: "a table of Markdown, means ± deviations", write };

fn write(sheet: &Sheet) -> String {
    let groups = sheet.spans(same_cell);
    let heads = groups.iter().map(|(column, _)| {
        escaped(&format!("{} {} {}", column.synth, column.measure.words(), column.group()))
    });
    let mut text = line(std::iter::once("network".to_owned()).chain(heads));
    let rules = groups.iter().map(|_| "---:".to_owned());
    text.push_str(&line(std::iter::once(":---".to_owned()).chain(rules)));
    for row in &sheet.rows {
        let mut cells = vec![escaped(row.network)];
        let mut at = 0;
        for (_, columns) in &groups {
            let values = (at..at + columns).filter_map(|at| Some(sheet.columns[at].text(row.values[at]?)));
            let values: Vec<String> = values.collect();
            cells.push(if values.is_empty() { "–".to_owned() } else { values.join(" ± ") });
            at += columns;
        }
        text.push_str(&line(cells.into_iter()));
    }
    text
}

/// Whether columns share a cell: a mean and its deviation.
fn same_cell(a: &Column, b: &Column) -> bool {
    matches!((a.part, b.part), (Part::Mean(one), Part::Deviation(other)) if one == other)
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// Text that means nothing but itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => out.push(' '),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$' => {
                out.extend(['\\', letter])
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::results;

    #[test]
    fn each_line_has_as_many_cells() {
        let results = results();
        let text = write(&Sheet::of(&results));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        for line in &lines {
            // Three cells for each measure of the first synth, one for each of the second, and the name.
            assert_eq!(line.replace("\\|", "").matches('|').count(), 10, "{line}");
        }
        assert!(
            lines[0].starts_with("| network | dx7 MRR SYN. | dx7 MRR HC. | dx7 MRR Diff. (%) |"),
            "{text}"
        );
        assert!(
            lines[2].starts_with("| TFM | 0.800 ± 0.010 | 0.500 ± 0.010 | -37.5 | 0.0500 ± 0.0000"),
            "{text}"
        );
        assert!(
            lines[3].starts_with("| HN \\& \"PT\", 50%\\_ | 0.000 ± 0.000 | 0.250 ± 0.000 | – |"),
            "{text}"
        );
        assert_eq!(escaped("a\n|b|"), "a \\|b\\|");
    }
}
