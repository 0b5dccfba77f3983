//! A matrix turned on its side: rows become columns, a square of registers at a time.

use pulp::Arch;

use super::transpose::{LoadColumns, MOST_LANES, Turn};
use super::{AlignedBuffer, lane_count};

/// Turns matrices with rows of one width, with its scratch space.
pub(crate) struct Turner {
    ones: Vec<f32>,
    columns: AlignedBuffer,
    lanes: usize,
    turn: Turn,
}

impl Turner {
    /// For rows of `width` values.
    pub(crate) fn new(width: usize) -> Self {
        let lanes = lane_count().min(MOST_LANES);
        let mut columns = AlignedBuffer::default();
        columns.resize(width * lanes);
        Self { ones: vec![1.0; width], columns, lanes, turn: Turn::for_lanes(lanes) }
    }

    /// Value `c` of row `r` becomes value `r` of row `c`.
    ///
    /// # Panics
    /// When `out` is not as large as `rows`.
    pub(crate) fn turn(&mut self, rows: &[f32], out: &mut [f32]) {
        assert_eq!(rows.len(), out.len(), "as many values as before");
        let (width, lanes) = (self.ones.len(), self.lanes);
        let count = rows.len() / width;
        for (group, rows) in rows.chunks(lanes * width).enumerate() {
            let last = (rows.len() / width).saturating_sub(1);
            // Lanes without a row carry the last one once more.
            let row = |lane: usize| &rows[lane.min(last) * width..][..width];
            Arch::new().dispatch(LoadColumns {
                rows: std::array::from_fn(|lane| if lane < lanes { row(lane) } else { &[] }),
                scales: None,
                window: &self.ones,
                columns: self.columns.as_mut_slice(),
                stride: 1,
                turn: self.turn,
            });
            let columns = self.columns.as_slice().chunks_exact(lanes);
            for (column, out) in columns.zip(out.chunks_exact_mut(count)) {
                let cells = &mut out[group * lanes..];
                match (cells.first_chunk_mut::<MOST_LANES>(), column.first_chunk::<MOST_LANES>()) {
                    (Some(cells), Some(column)) => *cells = *column,
                    _ => cells.iter_mut().zip(column).for_each(|(cell, value)| *cell = *value),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        for (frames, width) in [(1, 1), (3, 40), (16, 16), (33, 128), (40, 5), (345, 129)] {
            let rows: Vec<f32> = (0..frames * width).map(|i| i as f32).collect();
            let mut out = vec![-1.0; rows.len()];
            Turner::new(width).turn(&rows, &mut out);
            for row in 0..frames {
                for column in 0..width {
                    assert_eq!(out[column * frames + row], rows[row * width + column], "{frames} x {width}");
                }
            }
        }
    }
}
