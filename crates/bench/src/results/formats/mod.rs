//! How a table is written for other programs, one format a file, and the table that lists them.

mod csv;
mod latex;
mod markdown;

use std::path::Path;

use super::Sheet;

/// One format.
pub struct TableFormat {
    /// What files of it end in.
    pub ending: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
    /// Writes a table.
    pub write: fn(&Sheet) -> String,
}

/// All of them.
pub const TABLE_FORMATS: &[TableFormat] = &[csv::FORMAT, markdown::FORMAT, latex::FORMAT];

/// The format of a file, by its ending.
pub fn format_of(path: &Path) -> Option<&'static TableFormat> {
    let ending = path.extension()?.to_str()?;
    TABLE_FORMATS.iter().find(|format| format.ending.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_in_the_table_and_endings_find_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/results/formats");
        let files = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(files, TABLE_FORMATS.len() + 1);
        for format in TABLE_FORMATS {
            let path = Path::new("a").with_extension(format.ending.to_uppercase());
            assert_eq!(format_of(&path).map(|found| found.ending), Some(format.ending));
        }
        assert!(format_of(Path::new("table.xls")).is_none() && format_of(Path::new("table")).is_none());
    }
}
