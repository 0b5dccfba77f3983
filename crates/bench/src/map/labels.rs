//! What people call the kinds of items: a file of comma-separated values with a line of heads, `item,label` and, where they
//! are wanted, `name` and `data`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What an item is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its kind: `percussive`; nothing where that is left open.
    pub label: Option<String>,
    /// Its own name, or nothing.
    pub name: String,
}

/// The labels of items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    of: BTreeMap<(Option<String>, u64), Label>,
}

/// Why labels can't be read.
#[derive(Debug, thiserror::Error)]
pub enum LabelsError {
    /// The file can't be read.
    #[error("`{}` can't be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It holds no labels.
    #[error("`{}` holds no labels: {reason}; its first line is `item,label`, with `name` and `data` (the name of a data set) behind them where they are wanted", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Line {
    item: u64,
    label: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    data: Option<String>,
}

/// Files that are larger hold something else.
const BYTES_MOST: u64 = 256 << 20;
/// Words that are longer are cut.
const LETTERS_MOST: usize = 80;

impl Labels {
    /// Reads a file.
    ///
    /// # Errors
    /// [`LabelsError`].
    pub fn read(path: &Path) -> Result<Self, LabelsError> {
        let io = |source| LabelsError::Io { path: path.to_owned(), source };
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(BYTES_MOST + 1).read_to_end(&mut bytes)).map_err(io)?;
        let labels = if bytes.len() as u64 > BYTES_MOST {
            Err(format!("it is larger than {} MiB", BYTES_MOST >> 20))
        } else {
            Self::parse(&bytes)
        };
        labels.map_err(|reason| LabelsError::Unfit { path: path.to_owned(), reason })
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut labels = Self::default();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        for line in reader.deserialize() {
            let Line { item, label, name, data } = line.map_err(|error| error.to_string())?;
            let data = data.filter(|data| !data.is_empty());
            let label = Label { label: Some(cut(label)).filter(|label| !label.is_empty()), name: cut(name) };
            if labels.of.insert((data, item), label).is_some() {
                return Err(format!("item {item} stands there twice"));
            }
        }
        if labels.of.is_empty() { Err("it has no lines".to_owned()) } else { Ok(labels) }
    }

    /// What an item of a data set is called: by a line that names the data set, or by one that names none.
    pub fn of(&self, data: &str, item: u64) -> Option<&Label> {
        self.of.get(&(Some(data.to_owned()), item)).or_else(|| self.of.get(&(None, item)))
    }
}

fn cut(word: String) -> String {
    if word.len() > LETTERS_MOST { word.chars().take(LETTERS_MOST).collect() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_labels() {
        let text =
            "item,label,name,data\n0,harmonic,\"E. Piano, 1\",real\n1, sfx ,,\n2,,Nothing,\n0,drawn,,\n";
        let labels = Labels::parse(text.as_bytes()).unwrap();
        let told =
            |data, item| labels.of(data, item).map(|label| (label.label.as_deref(), label.name.as_str()));
        assert_eq!(told("real", 0), Some((Some("harmonic"), "E. Piano, 1")));
        assert_eq!(told("other", 0), Some((Some("drawn"), "")));
        assert_eq!((told("real", 1), told("real", 2)), (Some((Some("sfx"), "")), Some((None, "Nothing"))));
        assert_eq!(told("real", 3), None);
        let short = Labels::parse(format!("label,item\r\n{},7\r\n", "ä".repeat(500)).as_bytes()).unwrap();
        assert_eq!(short.of("any", 7).unwrap().label.as_deref().map(|label| label.chars().count()), Some(80));
    }

    #[test]
    fn nonsense_is_refused() {
        for (text, expected) in [
            ("", "no lines"),
            ("item,label\n", "no lines"),
            ("item\n1\n", "label"),
            ("item,label\n-1,a\n", "invalid digit"),
            ("item,label\n1,a\n1,b\n", "item 1 stands there twice"),
            ("item,label\n1,a,b\n", "fields"),
        ] {
            let error = Labels::parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
        assert!(Labels::parse(b"item,label\n1,\xff\n").is_err());
        assert!(matches!(Labels::read(Path::new("/nowhere")), Err(LabelsError::Io { .. })));
    }
}
