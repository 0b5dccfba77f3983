//! Numbers and pieces out of bytes, from front to back; what ends too early is an error that says where.

use super::error::ForeignError;

/// A place within the bytes of a file.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    format: &'static str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], format: &'static str) -> Self {
        Self { bytes, at: 0, format }
    }

    /// The same bytes from another place on.
    pub(super) fn seek(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    pub(super) fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], ForeignError> {
        let rest = self.rest();
        let Some(taken) = rest.get(..count) else {
            let reason = format!("it ends within {what} ({} of {count} bytes are there)", rest.len());
            return Err(self.damaged(reason));
        };
        self.at += count;
        Ok(taken)
    }

    pub(super) fn four(&mut self, what: &str) -> Result<[u8; 4], ForeignError> {
        let mut four = [0; 4];
        four.copy_from_slice(self.take(4, what)?);
        Ok(four)
    }

    pub(super) fn big_u32(&mut self, what: &str) -> Result<u32, ForeignError> {
        self.four(what).map(u32::from_be_bytes)
    }

    pub(super) fn little_u32(&mut self, what: &str) -> Result<u32, ForeignError> {
        self.four(what).map(u32::from_le_bytes)
    }

    pub(super) fn big_f32(&mut self, what: &str) -> Result<f32, ForeignError> {
        self.four(what).map(f32::from_be_bytes)
    }

    /// A place or length in the file.
    pub(super) fn little_place(&mut self, what: &str) -> Result<usize, ForeignError> {
        let mut eight = [0; 8];
        eight.copy_from_slice(self.take(8, what)?);
        let place = usize::try_from(u64::from_le_bytes(eight)).ok();
        place
            .filter(|place| *place <= self.bytes.len())
            .ok_or_else(|| self.damaged(format!("{what} is {}, beyond its end", u64::from_le_bytes(eight))))
    }

    pub(super) fn damaged(&self, reason: String) -> ForeignError {
        ForeignError::Damaged { format: self.format, reason }
    }
}
