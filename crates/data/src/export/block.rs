//! Rows of a column in memory, so that they can be seen as the numbers that they are.

use bytemuck::Pod;

/// Bytes that lie where any number may lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    words: Vec<u64>,
    len: usize,
}

impl Block {
    /// Room for so many bytes, in place of what was there.
    pub(super) fn room(&mut self, bytes: usize) -> &mut [u8] {
        self.len = bytes;
        self.words.resize(bytes.div_ceil(size_of::<u64>()), 0);
        &mut bytemuck::cast_slice_mut(&mut self.words)[..bytes]
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &bytemuck::cast_slice(&self.words)[..self.len]
    }

    /// The bytes as numbers.
    ///
    /// # Panics
    /// Never for a column whose rows are made of such numbers.
    pub(super) fn numbers<T: Pod>(&self) -> &[T] {
        bytemuck::cast_slice(self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_as_long_as_asked_whatever_it_was() {
        let mut block = Block::default();
        for len in [12, 4, 1000, 0] {
            block.room(len).fill(len as u8);
            assert_eq!((block.bytes().len(), block.numbers::<f32>().len()), (len, len / 4));
            assert!(block.bytes().iter().all(|byte| *byte == len as u8));
        }
    }
}
