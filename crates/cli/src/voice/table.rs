//! Columns that line up, for lists; the last one wraps at the terminal's width.

/// Lines of cells.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table whose columns with these indices hold numbers.
    pub(crate) fn with_numbers(right: &[usize]) -> Self {
        Self { rows: Vec::new(), right: right.to_vec() }
    }

    /// Adds a line.
    pub(crate) fn row<const N: usize>(&mut self, cells: [impl Into<String>; N]) {
        self.cells(cells.map(Into::into).to_vec());
    }

    /// Adds a line of any number of cells.
    pub(crate) fn cells(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines, each indented by two spaces; `width` columns are there.
    pub(crate) fn lines(&self, width: usize) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| wide(column).unwrap_or(0)).collect();
        self.rows.iter().flat_map(|row| self.row_lines(row, &widths, width)).collect()
    }

    fn row_lines(&self, row: &[String], widths: &[usize], width: usize) -> Vec<String> {
        let Some((last, cells)) = row.split_last() else { return Vec::new() };
        let mut head = String::from("  ");
        for (column, cell) in cells.iter().enumerate() {
            let pad = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
            head.push_str(&if self.right.contains(&column) {
                format!("{pad}{cell}  ")
            } else {
                format!("{cell}{pad}  ")
            });
        }
        let indent = head.chars().count();
        // A column narrower than this reads worse wrapped than running over.
        let room = width.saturating_sub(indent).max(24);
        let mut lines = wrapped(last, room).into_iter();
        let first = format!("{head}{}", lines.next().unwrap_or_default()).trim_end().to_owned();
        std::iter::once(first).chain(lines.map(|line| format!("{}{line}", " ".repeat(indent)))).collect()
    }
}

/// The words in lines of at most `room` letters.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Columns of the terminal that stdout is, 100 where it is none.
pub(crate) fn width() -> usize {
    use std::io::IsTerminal as _;
    let columns = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    columns.map_or(100, |(width, _)| usize::from(width.0).clamp(40, 140))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_the_last_one_wraps() {
        let mut table = Table::with_numbers(&[0]);
        table.row(["1", "short", "a few words that go on and on"]);
        table.row(["12", "a longer name", "x"]);
        let lines = [
            "   1  short          a few words that go on and",
            "                     on",
            "  12  a longer name  x",
        ];
        assert_eq!(table.lines(48), lines);
    }
}
