//! Each unit of each preset as one number, equal where the units are equal.

use std::collections::HashMap;

use super::Kinship;

/// A table of numbers: a row per preset, a column per unit.
pub struct Codes {
    units: usize,
    codes: Vec<u32>,
}

impl Codes {
    /// The numbers of so many presets, given by where their knobs stand.
    pub fn of<'a, K: Copy + Into<f32> + 'a>(
        presets: usize,
        knobs: impl Fn(usize) -> &'a [K],
        kinship: &Kinship,
    ) -> Self {
        let units = kinship.units.len();
        let mut codes = vec![0; units * presets];
        for (column, unit) in kinship.units.iter().enumerate() {
            let mut known: HashMap<Box<[u32]>, u32> = HashMap::new();
            for row in 0..presets {
                let values = knobs(row);
                let bits = |at: &usize| values[*at].into().to_bits();
                codes[row * units + column] = match unit.as_slice() {
                    [only] => bits(only),
                    many => {
                        let next = known.len() as u32;
                        *known.entry(many.iter().map(bits).collect()).or_insert(next)
                    }
                };
            }
        }
        Self { units, codes }
    }

    /// How many presets there are.
    pub fn len(&self) -> usize {
        self.codes.len().checked_div(self.units).unwrap_or(0)
    }

    /// Whether there is no preset.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many units a preset has.
    pub fn units(&self) -> usize {
        self.units
    }

    /// The numbers of one preset.
    pub fn row(&self, preset: usize) -> &[u32] {
        &self.codes[preset * self.units..][..self.units]
    }

    /// The numbers of some units of one preset.
    pub(super) fn of_band<'a>(&'a self, preset: u32, band: &'a [usize]) -> impl Iterator<Item = u32> + 'a {
        let row = self.row(preset as usize);
        band.iter().map(move |unit| row[*unit])
    }

    /// Whether two presets have at least `least` units in common.
    pub fn are_near(&self, a: usize, b: usize, least: usize) -> bool {
        let same = self.row(a).iter().zip(self.row(b)).filter(|(a, b)| a == b).count();
        same >= least
    }
}
