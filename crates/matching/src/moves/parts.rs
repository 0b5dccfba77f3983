//! Moves of whole groups of parameters: what belongs together travels together, and the parts of one family
//! (a synth's operators) can stand in for one another.

use rand::RngExt as _;
use tonewright_synth::seed::Rng;
use tonewright_synth::{Preset, SynthSpec};

/// The groups of a synth.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    groups: Vec<Vec<usize>>,
    /// Positions in `groups` of the members of each family of at least two equal-sized groups.
    families: Vec<Vec<usize>>,
}

impl Parts {
    pub(crate) fn of(spec: &SynthSpec) -> Self {
        let mut groups: Vec<Vec<usize>> = spec.groups.iter().map(|group| group.params.clone()).collect();
        let grouped: std::collections::BTreeSet<usize> = groups.iter().flatten().copied().collect();
        groups.extend((0..spec.params.len()).filter(|i| !grouped.contains(i)).map(|i| vec![i]));
        let mut families: Vec<(String, Vec<usize>)> = Vec::new();
        for (at, group) in spec.groups.iter().enumerate() {
            let Some(name) = &group.family else { continue };
            match families.iter_mut().find(|(family, _)| family == name.as_ref()) {
                Some((_, members)) => members.push(at),
                None => families.push((name.to_string(), vec![at])),
            }
        }
        let same_size = |m: &Vec<usize>| m.iter().all(|g| groups[*g].len() == groups[m[0]].len());
        let families = families.into_iter().map(|(_, m)| m).filter(|m| m.len() > 1 && same_size(m)).collect();
        Self { groups, families }
    }

    /// How many groups there are; parameters outside any group count as groups of one.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Takes one group from another preset.
    pub(crate) fn take(&self, preset: &mut Preset, donor: &Preset, at: usize) {
        for &index in &self.groups[at] {
            preset.values[index] = donor.values[index];
        }
    }

    /// Two different members of a random family, as positions of groups.
    pub(crate) fn pair(&self, rng: &mut Rng) -> Option<(usize, usize)> {
        if self.families.is_empty() {
            return None;
        }
        let members = &self.families[rng.random_range(0..self.families.len())];
        let picked = super::distinct(rng, 2, members.len());
        Some((members[picked[0]], members[picked[1]]))
    }

    /// Exchanges two parts of one family.
    pub(crate) fn swap(&self, preset: &mut Preset, a: usize, b: usize) {
        for (i, j) in self.groups[a].iter().zip(&self.groups[b]) {
            preset.values.swap(*i, *j);
        }
    }

    /// Makes part `to` like part `from` of a preset.
    pub(crate) fn copy(&self, preset: &mut Preset, donor: &Preset, from: usize, to: usize) {
        for (i, j) in self.groups[from].iter().zip(&self.groups[to]) {
            preset.values[*j] = donor.values[*i];
        }
    }
}
