//! What a row holds, and where in the file each column lies.

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::Serialize;

/// One column: an array of the same shape for each item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// The type of its numbers.
    #[serde(serialize_with = "type_name")]
    pub dtype: Dtype,
    /// Its shape for one item.
    pub shape: Vec<usize>,
    /// What the axes of that shape are.
    pub axes: Vec<String>,
}

fn type_name<S: serde::Serializer>(dtype: &Dtype, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{dtype:?}"))
}

impl Column {
    /// A column.
    pub fn new(name: &str, dtype: Dtype, axes: &[(&str, usize)]) -> Self {
        Self {
            name: name.to_owned(),
            dtype,
            shape: axes.iter().map(|(_, len)| *len).collect(),
            axes: axes.iter().map(|(axis, _)| (*axis).to_owned()).collect(),
        }
    }

    /// Bytes of one item.
    pub fn row_bytes(&self) -> usize {
        self.shape.iter().product::<usize>() * self.dtype.bitsize() / 8
    }
}

/// All columns of a data set, those of the widest numbers first, so that each begins at a multiple of its own width.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Layout {
    columns: Vec<Column>,
}

/// The header is padded to a multiple of this, so that arrays can be used where they lie.
const ALIGNED: usize = 64;

impl Layout {
    /// A layout of these columns.
    pub fn new(mut columns: Vec<Column>) -> Self {
        columns.sort_by_key(|column| std::cmp::Reverse(column.dtype.bitsize()));
        Self { columns }
    }

    /// The columns in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The place of a column.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Bytes of one item over all columns.
    pub fn row_bytes(&self) -> usize {
        self.columns.iter().map(Column::row_bytes).sum()
    }

    /// The header of a shard of so many items; `words` are kept in it as they are.
    pub fn header(&self, items: usize, words: &[(&str, &str)]) -> Vec<u8> {
        let mut at = 0;
        let mut infos = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let end = at + items * column.row_bytes();
            let shape = std::iter::once(items).chain(column.shape.iter().copied()).collect();
            let info = TensorInfo { dtype: column.dtype, shape, data_offsets: (at, end) };
            infos.push((column.name.clone(), info));
            at = end;
        }
        let metadata = Metadata::new(None, infos).expect("the columns lie one behind the other");
        let mut map = serde_json::to_value(&metadata).expect("a header is plain data");
        if let serde_json::Value::Object(map) = &mut map {
            let words: serde_json::Map<_, _> =
                words.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
            map.insert("__metadata__".to_owned(), words.into());
        }
        let mut text = map.to_string().into_bytes();
        text.resize((text.len() + 8).next_multiple_of(ALIGNED) - 8, b' ');
        let mut header = (text.len() as u64).to_le_bytes().to_vec();
        header.append(&mut text);
        header
    }

    /// Where each column begins in a file of so many items, and where the file ends.
    pub fn offsets(&self, header_len: usize, items: usize) -> (Vec<u64>, u64) {
        let mut at = header_len as u64;
        let offsets = self.columns.iter().map(|column| {
            let start = at;
            at += (items * column.row_bytes()) as u64;
            start
        });
        (offsets.collect(), at)
    }
}
