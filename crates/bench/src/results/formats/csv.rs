//! Comma-separated values (RFC 4180): one line of heads, then a line for each network; a value that is missing is empty.

use super::TableFormat;
use crate::results::{Column, Sheet};

/// The entry `csv`.
pub(super) const FORMAT: TableFormat =
    TableFormat { ending: "csv", summary: "comma-separated values, for spreadsheets and pandas", write };

fn write(sheet: &Sheet) -> String {
    let mut text = line(std::iter::once("network".to_owned()).chain(sheet.columns.iter().map(head)));
    for row in &sheet.rows {
        let cells = sheet.columns.iter().zip(&row.values);
        let cells = cells.map(|(column, value)| value.map_or_else(String::new, |value| column.text(value)));
        text.push_str(&line(std::iter::once(row.network.to_owned()).chain(cells)));
    }
    text
}

/// `dx7 MRR SYN. Mean`.
fn head(column: &Column) -> String {
    let words = [column.synth, column.measure.words(), column.group(), column.statistic()];
    words.join(" ").trim_end().to_owned()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(quoted).collect();
    cells.join(",") + "\r\n"
}

fn quoted(cell: String) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::sheet::tests::results;

    #[test]
    fn it_reads_back_as_it_was() {
        let results = results();
        let sheet = Sheet::of(&results);
        let text = write(&sheet);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(heads[..3], ["network", "dx7 MRR SYN. Mean", "dx7 MRR SYN. Std."]);
        assert_eq!(heads[5], "dx7 MRR Diff. (%)");
        assert_eq!(heads[11], "diva|173 MRR SYN. Mean");
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (read, row) in rows.iter().zip(&sheet.rows) {
            assert_eq!(&read[0], row.network);
            for ((cell, value), column) in read.iter().skip(1).zip(&row.values).zip(&sheet.columns) {
                let written = value.map(|value| column.text(value).parse::<f64>().unwrap());
                assert_eq!(cell.parse::<f64>().ok(), written);
            }
        }
        assert_eq!((rows.len(), rows[0].len()), (2, 15));
    }
}
