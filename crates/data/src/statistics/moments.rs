//! Means, deviations and extremes of many numbers side by side, of rows that come one after the other.

use half::f16;
use half::slice::HalfFloatSliceExt as _;
use serde::Serialize;

/// Counts, means and squared deviations, cell by cell (Welford 1962; two of them join as Chan, Golub and LeVeque 1979).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    rows: u64,
    means: Vec<f64>,
    squares: Vec<f64>,
    least: Vec<f32>,
    most: Vec<f32>,
    scratch: Vec<f32>,
}

/// What numbers of one kind are like.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// The least.
    pub min: f32,
    /// The most.
    pub max: f32,
    /// The mean.
    pub mean: f64,
    /// The standard deviation of all of them (divided by their number, as NumPy's `std` does).
    pub std: f64,
}

impl Moments {
    /// Of rows of so many cells; none has come yet.
    pub fn new(cells: usize) -> Self {
        Self {
            rows: 0,
            means: vec![0.0; cells],
            squares: vec![0.0; cells],
            least: vec![f32::INFINITY; cells],
            most: vec![f32::NEG_INFINITY; cells],
            scratch: Vec::new(),
        }
    }

    /// How many rows have come.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many cells a row has.
    pub fn cells(&self) -> usize {
        self.means.len()
    }

    /// Takes in a row of half floats.
    pub fn add_halves(&mut self, row: &[f16]) {
        let mut floats = std::mem::take(&mut self.scratch);
        floats.resize(row.len(), 0.0);
        row.convert_to_f32_slice(&mut floats);
        self.add(&floats);
        self.scratch = floats;
    }

    /// Takes in a row.
    pub fn add(&mut self, row: &[f32]) {
        self.rows += 1;
        let share = 1.0 / self.rows as f64;
        let moments = self.means.iter_mut().zip(&mut self.squares);
        for ((mean, square), value) in moments.zip(row) {
            let off = f64::from(*value) - *mean;
            *mean += off * share;
            *square += off * (f64::from(*value) - *mean);
        }
        for ((least, most), value) in self.least.iter_mut().zip(&mut self.most).zip(row) {
            *least = if *value < *least { *value } else { *least };
            *most = if *value > *most { *value } else { *most };
        }
    }

    /// Takes in the rows of another that came after its own.
    pub fn join(&mut self, other: &Self) {
        if other.rows == 0 {
            return;
        }
        let (own, new) = (self.rows as f64, other.rows as f64);
        self.rows += other.rows;
        for at in 0..self.means.len() {
            let off = other.means[at] - self.means[at];
            self.means[at] += off * new / (own + new);
            self.squares[at] += other.squares[at] + off * off * own * new / (own + new);
            self.least[at] = self.least[at].min(other.least[at]);
            self.most[at] = self.most[at].max(other.most[at]);
        }
    }

    /// What one cell is like.
    pub fn scale(&self, cell: usize) -> Scale {
        self.pooled(std::iter::once(cell))
    }

    /// What the numbers of several cells are like together.
    pub fn pooled(&self, cells: impl Iterator<Item = usize> + Clone) -> Scale {
        let count = cells.clone().count().max(1) as f64;
        let mean = cells.clone().map(|cell| self.means[cell]).sum::<f64>() / count;
        let of_cell = |cell: usize| self.squares[cell] + self.rows as f64 * (self.means[cell] - mean).powi(2);
        let square = cells.clone().map(of_cell).sum::<f64>();
        let (min, max) = cells.fold((f32::INFINITY, f32::NEG_INFINITY), |(min, max), cell| {
            (min.min(self.least[cell]), max.max(self.most[cell]))
        });
        Scale { min, max, mean, std: (square / (count * self.rows.max(1) as f64)).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that are far from zero and hardly differ: where sums of squares lose everything.
    fn rows() -> Vec<Vec<f32>> {
        let value = |row: usize, cell: usize| 1e4 + ((row * 31 + cell * 7) % 13) as f32 * 0.01;
        (0..1000).map(|row| (0..6).map(|cell| value(row, cell)).collect()).collect()
    }

    fn plain(numbers: &[f32]) -> Scale {
        let count = numbers.len() as f64;
        let mean = numbers.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
        let square = numbers.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>();
        let fold = |pick: fn(f32, f32) -> f32, start| numbers.iter().copied().fold(start, pick);
        Scale {
            min: fold(f32::min, f32::INFINITY),
            max: fold(f32::max, f32::NEG_INFINITY),
            mean,
            std: (square / count).sqrt(),
        }
    }

    #[track_caller]
    fn assert_like(found: Scale, wanted: Scale) {
        assert_eq!((found.min, found.max), (wanted.min, wanted.max));
        assert!((found.mean - wanted.mean).abs() < 1e-9 * wanted.mean.abs(), "{found:?} {wanted:?}");
        assert!((found.std - wanted.std).abs() < 1e-9 * wanted.std.abs().max(1.0), "{found:?} {wanted:?}");
    }

    #[test]
    fn cells_alone_and_together_are_what_two_passes_say() {
        let (all, mut moments) = (rows(), Moments::new(6));
        all.iter().for_each(|row| moments.add(row));
        let of = |cells: &[usize]| -> Vec<f32> {
            all.iter().flat_map(|row| cells.iter().map(|cell| row[*cell])).collect()
        };
        assert_like(moments.scale(2), plain(&of(&[2])));
        assert_like(moments.pooled([1, 3, 5].into_iter()), plain(&of(&[1, 3, 5])));
        assert_like(moments.pooled(0..6), plain(&of(&[0, 1, 2, 3, 4, 5])));
    }

    #[test]
    fn parts_join_to_the_whole() {
        let (all, mut whole, mut joined) = (rows(), Moments::new(6), Moments::new(6));
        all.iter().for_each(|row| whole.add(row));
        for part in all.chunks(137) {
            let mut moments = Moments::new(6);
            part.iter().for_each(|row| moments.add(row));
            joined.join(&moments);
        }
        joined.join(&Moments::new(6));
        assert_eq!(joined.rows(), 1000);
        (0..6).for_each(|cell| assert_like(joined.scale(cell), whole.scale(cell)));
    }

    #[test]
    fn half_floats_are_what_they_say() {
        let (mut halves, mut floats) = (Moments::new(3), Moments::new(3));
        for row in [[0.5, 1.0, -2.0], [0.25, 3.0, 8.0]] {
            floats.add(&row);
            halves.add_halves(&row.map(f16::from_f32));
        }
        assert_eq!((halves.scale(2), halves.means.clone()), (floats.scale(2), floats.means.clone()));
    }
}
