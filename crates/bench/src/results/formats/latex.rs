//! A `tabular` of LaTeX with the rules of the package `booktabs`: synths above measures above kinds of presets above means and
//! standard deviations.

use std::fmt::Write as _;

use super::TableFormat;
use crate::results::{Column, Sheet};

/// The entry `tex`.
pub(super) const FORMAT: TableFormat =
    TableFormat { ending: "tex", summary: "a LaTeX tabular with the rules of booktabs", write };

fn write(sheet: &Sheet) -> String {
    let mut text = String::from("% \\usepackage{booktabs}\n");
    let _ = writeln!(text, "\\begin{{tabular}}{{l{}}}\n\\toprule", "r".repeat(sheet.columns.len()));
    let synths = sheet.spans(|a, b| a.synth == b.synth);
    let measures = sheet.spans(|a, b| (a.synth, a.measure) == (b.synth, b.measure));
    let groups = sheet.spans(|a, b| (a.synth, a.measure, a.group()) == (b.synth, b.measure, b.group()));
    text.push_str(&head(&synths, |column| column.synth));
    text.push_str(&head(&measures, |column| column.measure.words()));
    text.push_str(&head(&groups, |column| column.group()));
    for column in &sheet.columns {
        let _ = write!(text, " & {}", escaped(column.statistic()));
    }
    text.push_str(" \\\\\n\\midrule\n");
    for row in &sheet.rows {
        text.push_str(&escaped(row.network));
        for (column, value) in sheet.columns.iter().zip(&row.values) {
            // In mathematics a minus is as long as a plus.
            let cell = value.map_or_else(|| "--".to_owned(), |value| format!("${}$", column.text(value)));
            let _ = write!(text, " & {cell}");
        }
        text.push_str(" \\\\\n");
    }
    text.push_str("\\bottomrule\n\\end{tabular}\n");
    text
}

/// A line of heads over several columns each, and the rules below them.
fn head<'a>(spans: &[(Column<'a>, usize)], words: impl Fn(&Column<'a>) -> &'a str) -> String {
    let (mut cells, mut rules, mut at) = (String::new(), String::new(), 2);
    for (column, columns) in spans {
        let _ = write!(cells, " & \\multicolumn{{{columns}}}{{c}}{{{}}}", escaped(words(column)));
        let _ = write!(rules, "\\cmidrule(lr){{{at}-{}}}", at + columns - 1);
        at += columns;
    }
    format!("{cells} \\\\\n{rules}\n")
}

/// Text that means nothing but itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => out.push(' '),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', letter]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            // A line that begins with a bracket would be an option of the line break before it.
            '[' => out.push_str("{[}"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::{entry, results};
    use crate::results::{PresetKind, Results};

    /// Ampersands and braces that are not escaped.
    fn plain(line: &str) -> String {
        line.replace("\\\\", "").replace("\\&", "").replace("\\{", "").replace("\\}", "")
    }

    #[test]
    fn braces_and_ampersands_balance() {
        let hostile = entry(("[}{\\&_^~$#%\n", "{", PresetKind::Synthetic), (1.0, 0.0), (0.0, 0.0));
        for results in [results(), Results::new(vec![hostile]).unwrap()] {
            let sheet = Sheet::of(&results);
            let text = write(&sheet);
            let lines: Vec<&str> = text.lines().collect();
            let braces = |brace| plain(&text).matches(brace).count();
            assert_eq!(braces('{'), braces('}'), "{text}");
            let rows = lines.iter().filter(|line| line.ends_with("\\\\"));
            for row in rows.clone().skip(3) {
                assert_eq!(plain(row).matches('&').count(), sheet.columns.len(), "{row}");
            }
            assert_eq!(rows.count(), 4 + sheet.rows.len());
        }
        let text = write(&Sheet::of(&results()));
        assert!(text.contains(" & \\multicolumn{10}{c}{dx7} & \\multicolumn{4}{c}{diva|173} \\\\\n\\cmidrule(lr){2-11}\\cmidrule(lr){12-15}"), "{text}");
        assert!(text.contains("HN \\& \"PT\", 50\\%\\_ & $0.000$"), "{text}");
        assert!(text.contains("TFM & $0.800$ & $0.010$ & $0.500$ & $0.010$ & $-37.5$ &"), "{text}");
    }
}
