//! Groups of near presets without comparing each with each.
//!
//! Where at most *d* units of two presets differ and the units are dealt to *d* + 1 bands, at least one band is the same in
//! both. So only presets that share a band are looked at; a large heap of those is dealt to bands anew, by the units in
//! which it still differs, and where no more than *d* of these are left, all of it is near. Nothing is missed or guessed:
//! the groups are those that comparing each with each gives.

use super::codes::Codes;
use super::sets::Sets;

/// Per band: heaps of no more presets than this are compared each with each, which costs less than bands.
const FEW_PER_BAND: usize = 8;

/// The group of each preset: presets with at least `least` units in common are in one, and so are those that are joined by
/// others. Groups are numbered from 0 in order of their first presets.
pub fn groups(codes: &Codes, least: usize) -> Vec<usize> {
    let mut search =
        Search { codes, may_differ: codes.units().saturating_sub(least), sets: Sets::new(codes.len()) };
    let mut all: Vec<u32> = (0..codes.len() as u32).collect();
    let units: Vec<usize> = (0..codes.units()).collect();
    search.heap(&mut all, &units, FEW_PER_BAND);
    search.sets.numbers()
}

struct Search<'a> {
    codes: &'a Codes,
    may_differ: usize,
    sets: Sets,
}

impl Search<'_> {
    fn code(&self, preset: u32, unit: usize) -> u32 {
        self.codes.row(preset as usize)[unit]
    }

    /// Joins what is near among presets that differ in none but these units. Each deeper heap must be larger to be dealt
    /// again, since one pair may meet in many.
    fn heap(&mut self, presets: &mut [u32], units: &[usize], few: usize) {
        if presets.len() < 2 || self.is_one_set(presets) {
            return;
        }
        let varied = self.varied(presets, units);
        if varied.len() <= self.may_differ {
            let first = presets[0];
            presets[1..].iter().for_each(|other| self.sets.join(first, *other));
            return;
        }
        let few = few.saturating_mul(self.may_differ + 1);
        if presets.len() <= few {
            return self.each_with_each(presets, &varied);
        }
        for band in 0..=self.may_differ {
            let band: Vec<usize> = varied.iter().copied().skip(band).step_by(self.may_differ + 1).collect();
            let codes = self.codes;
            presets.sort_unstable_by(|a, b| codes.of_band(*a, &band).cmp(codes.of_band(*b, &band)));
            let is_same = |a: &u32, b: &u32| codes.of_band(*a, &band).eq(codes.of_band(*b, &band));
            for heap in presets.chunk_by_mut(is_same) {
                self.heap(heap, &varied, few);
            }
        }
    }

    fn is_one_set(&mut self, presets: &[u32]) -> bool {
        let first = self.sets.find(presets[0]);
        presets[1..].iter().all(|other| self.sets.find(*other) == first)
    }

    /// The units in which they differ, those with the most values first: dealt out in turn, each band gets its share of what
    /// tells presets apart.
    fn varied(&self, presets: &[u32], units: &[usize]) -> Vec<usize> {
        let values = |unit: &usize| {
            let first = self.code(presets[0], *unit);
            if presets.iter().all(|preset| self.code(*preset, *unit) == first) {
                return 1;
            }
            let mut all: Vec<u32> = presets.iter().map(|preset| self.code(*preset, *unit)).collect();
            all.sort_unstable();
            all.dedup();
            all.len()
        };
        let mut varied: Vec<(usize, usize)> = units.iter().map(|unit| (values(unit), *unit)).collect();
        varied.retain(|(values, _)| *values > 1);
        varied.sort_unstable_by_key(|(values, unit)| (std::cmp::Reverse(*values), *unit));
        varied.into_iter().map(|(_, unit)| unit).collect()
    }

    fn each_with_each(&mut self, presets: &[u32], varied: &[usize]) {
        for (at, a) in presets.iter().enumerate() {
            for b in &presets[at + 1..] {
                if self.sets.find(*a) == self.sets.find(*b) {
                    continue;
                }
                let (row_a, row_b) = (self.codes.row(*a as usize), self.codes.row(*b as usize));
                let mut differ = varied.iter().filter(|unit| row_a[**unit] != row_b[**unit]);
                if differ.nth(self.may_differ).is_none() {
                    self.sets.join(*a, *b);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tonewright_synth::Norm;

    use super::super::Kinship;
    use super::*;

    fn codes(rows: &[Vec<u8>]) -> Codes {
        let units = rows.first().map_or(0, Vec::len);
        let kinship = Kinship {
            unit: "parameter".to_owned(),
            least: 1,
            units: (0..units).map(|at| vec![at]).collect(),
        };
        let values: Vec<Vec<Norm>> = rows
            .iter()
            .map(|row| row.iter().map(|value| Norm::saturating(f32::from(*value) / 255.0)).collect())
            .collect();
        Codes::of(values.len(), |at| values[at].as_slice(), &kinship)
    }

    /// Each with each, until nothing moves.
    fn plain(codes: &Codes, least: usize) -> Vec<usize> {
        let mut sets = Sets::new(codes.len());
        for a in 0..codes.len() {
            for b in 0..a {
                if codes.are_near(a, b, least) {
                    sets.join(a as u32, b as u32);
                }
            }
        }
        sets.numbers()
    }

    #[test]
    fn nearness_is_passed_on() {
        let rows = [vec![1, 1, 1], vec![9, 9, 9], vec![1, 1, 2], vec![1, 3, 2]];
        assert_eq!(groups(&codes(&rows), 2), [0, 1, 0, 0]);
        assert_eq!(groups(&codes(&rows), 3), [0, 1, 2, 3]);
        assert_eq!(groups(&codes(&[]), 3), [] as [usize; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn bands_find_what_comparing_each_with_each_finds(
            rows in prop::collection::vec(prop::collection::vec(0_u8..3, 7), 1..200),
            least in 3_usize..=7,
        ) {
            let codes = codes(&rows);
            prop_assert_eq!(groups(&codes, least), plain(&codes, least));
        }

        #[test]
        fn wide_presets_with_few_changes_are_found_too(
            changes in prop::collection::vec(prop::collection::vec((0_usize..40, 0_u8..200), 0..12), 1..300),
        ) {
            let row = |(at, changes): (usize, &Vec<(usize, u8)>)| {
                let mut row = vec![(at % 5) as u8; 40];
                changes.iter().for_each(|(unit, value)| row[*unit] = *value);
                row
            };
            let rows: Vec<Vec<u8>> = changes.iter().enumerate().map(row).collect();
            let codes = codes(&rows);
            prop_assert_eq!(groups(&codes, 36), plain(&codes, 36));
        }
    }
}
