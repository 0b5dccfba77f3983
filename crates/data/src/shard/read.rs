//! A finished shard, read where it lies: the file is mapped into memory, and a column is a slice of it.

use std::fs::File;
use std::path::{Path, PathBuf};

use bytemuck::Pod;
use half::f16;
use memmap2::Mmap;
use safetensors::tensor::{Dtype, Metadata, SafeTensors, TensorInfo};

use crate::error::DataError;

/// A finished shard.
pub struct Shard {
    path: PathBuf,
    map: Mmap,
    data_at: usize,
    metadata: Metadata,
}

/// A number that a column can hold.
pub trait Number: Pod {
    /// How the file calls it.
    const DTYPE: Dtype;
}

impl Number for f32 {
    const DTYPE: Dtype = Dtype::F32;
}
impl Number for f16 {
    const DTYPE: Dtype = Dtype::F16;
}
impl Number for u32 {
    const DTYPE: Dtype = Dtype::U32;
}
impl Number for u8 {
    const DTYPE: Dtype = Dtype::U8;
}

impl Shard {
    /// Opens a shard; only its header is read.
    ///
    /// # Errors
    /// [`DataError::Io`], or [`DataError::Damaged`] where it is not such a file.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let fault = |source| DataError::io("read", path, 0, source);
        let file = File::open(path).map_err(fault)?;
        #[expect(unsafe_code, reason = "mapping a file is the only road to reading it in place")]
        // SAFETY: a finished shard is never written again: it got its name when it was whole. Who cuts a file that is
        // being read ends the process with a signal, as with every mapped file; what the bytes are is never trusted.
        let map = unsafe { Mmap::map(&file) }.map_err(fault)?;
        let damaged = |reason: String| DataError::damaged(path, reason);
        let (header_len, metadata) = SafeTensors::read_metadata(&map)
            .map_err(|error| damaged(format!("its header can't be read: {error}")))?;
        let data_at = header_len + 8;
        if map.len() - data_at != metadata.data_len() {
            return Err(damaged(format!(
                "it holds {} bytes of data, its header says {}",
                map.len() - data_at,
                metadata.data_len()
            )));
        }
        Ok(Self { path: path.to_owned(), map, data_at, metadata })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the header says of a column: type, shape with the number of items first.
    ///
    /// # Errors
    /// [`DataError::Damaged`] where there is no such column.
    pub fn info(&self, column: &str) -> Result<&TensorInfo, DataError> {
        let missing = || DataError::damaged(&self.path, format!("it has no column `{column}`"));
        self.metadata.info(column).ok_or_else(missing)
    }

    /// All columns by name.
    pub fn columns(&self) -> Vec<String> {
        let mut names: Vec<String> = self.metadata.offset_keys();
        names.sort();
        names
    }

    /// The bytes of a column.
    ///
    /// # Errors
    /// As [`Shard::info`].
    pub fn bytes(&self, column: &str) -> Result<&[u8], DataError> {
        let (start, end) = self.info(column)?.data_offsets;
        Ok(&self.map[self.data_at + start..self.data_at + end])
    }

    /// Where in the file a column begins, and the bytes of one item of it.
    pub(crate) fn place(&self, column: &str) -> Result<(u64, usize), DataError> {
        let (start, end) = self.info(column)?.data_offsets;
        Ok(((self.data_at + start) as u64, (end - start) / self.items().max(1)))
    }

    /// The numbers of a column, item after item.
    ///
    /// # Errors
    /// [`DataError::Damaged`] where it is missing or holds other numbers.
    pub fn numbers<T: Number>(&self, column: &str) -> Result<&[T], DataError> {
        let dtype = self.info(column)?.dtype;
        let other = || DataError::damaged(&self.path, format!("its column `{column}` holds {dtype:?}"));
        if dtype != T::DTYPE {
            return Err(other());
        }
        bytemuck::try_cast_slice(self.bytes(column)?).map_err(|_unaligned| other())
    }

    /// The numbers of one item of a column.
    ///
    /// # Errors
    /// As [`Shard::numbers`], and where it has no such row.
    pub fn row<T: Number>(&self, column: &str, row: usize) -> Result<&[T], DataError> {
        let numbers = self.numbers::<T>(column)?;
        let width = numbers.len() / self.items().max(1);
        let missing = || DataError::damaged(&self.path, format!("its column `{column}` has no row {row}"));
        numbers.get(row * width..(row + 1) * width).ok_or_else(missing)
    }

    /// How many items it holds.
    pub fn items(&self) -> usize {
        self.info("status").ok().and_then(|info| info.shape.first().copied()).unwrap_or(0)
    }
}
