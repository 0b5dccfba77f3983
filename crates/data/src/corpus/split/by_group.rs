//! Whole groups are dealt, so that no split knows a near duplicate of another's presets.

use std::cmp::Reverse;

use rand::Rng as _;
use tonewright_synth::seed;

/// A group larger than this share of the smallest split goes to the largest split: a tenth of a test that is one sound in
/// variants measures that sound.
const LARGE: f64 = 0.1;

/// The split of each preset. Groups stand in an order that the seed gives; each goes where its middle falls when the
/// splits are laid out one after the other by their shares.
pub(super) fn deal(groups: &[usize], shares: &[f64], seed: u64) -> Vec<usize> {
    let mut sizes = vec![0_usize; groups.iter().map(|group| group + 1).max().unwrap_or(0)];
    groups.iter().for_each(|group| sizes[*group] += 1);
    let wanted: Vec<f64> = shares.iter().map(|share| share * groups.len() as f64).collect();
    let smallest = wanted.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = (0..wanted.len()).min_by_key(|at| Reverse((wanted[*at] * 1e6) as u64)).unwrap_or(0);

    let is_large = |group: usize| sizes[group] > 1 && sizes[group] as f64 > LARGE * smallest;
    let given: usize = (0..sizes.len()).filter(|group| is_large(*group)).map(|group| sizes[group]).sum();
    let mut open = wanted;
    open[largest] = (open[largest] - given as f64).max(0.0);
    let scale = (groups.len() - given) as f64 / open.iter().sum::<f64>().max(1.0);

    let mut of_group = vec![largest; sizes.len()];
    let mut order: Vec<usize> = (0..sizes.len()).filter(|group| !is_large(*group)).collect();
    order.sort_by_cached_key(|group| (seed::stream(seed, "corpus-split", *group as u64).next_u64(), *group));
    let mut before = 0_usize;
    for group in order {
        let middle = before as f64 + sizes[group] as f64 / 2.0;
        of_group[group] = place(middle, &open, scale);
        before += sizes[group];
    }
    groups.iter().map(|group| of_group[*group]).collect()
}

/// The split that lies at this place.
fn place(middle: f64, open: &[f64], scale: f64) -> usize {
    let mut end = 0.0;
    let found = open.iter().position(|wanted| {
        end += wanted * scale;
        middle < end
    });
    // Rounding may leave the last place beyond the last end.
    found.unwrap_or(open.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(splits: &[usize]) -> Vec<usize> {
        (0..3).map(|split| splits.iter().filter(|of| **of == split).count()).collect()
    }

    #[test]
    fn shares_are_kept_and_groups_stay_whole() {
        let groups: Vec<usize> = (0..10_000).map(|at| at / 7).collect();
        let splits = deal(&groups, &[0.8, 0.1, 0.1], 3);
        for (size, wanted) in sizes(&splits).into_iter().zip([8000, 1000, 1000]) {
            assert!(size.abs_diff(wanted) <= 7, "{size} of {wanted}");
        }
        let apart = groups
            .windows(2)
            .zip(splits.windows(2))
            .any(|(group, split)| group[0] == group[1] && split[0] != split[1]);
        assert!(!apart);
    }

    #[test]
    fn a_large_group_is_for_training_and_the_others_make_up_for_it() {
        let groups: Vec<usize> = (0..1000).map(|at| if at < 300 { 0 } else { at - 299 }).collect();
        for seed in 0..20 {
            let splits = deal(&groups, &[0.1, 0.8, 0.1], seed);
            assert!(splits[..300].iter().all(|split| *split == 1));
            assert_eq!(sizes(&splits), [100, 800, 100]);
        }
    }

    #[test]
    fn one_group_larger_than_its_split_leaves_the_rest_to_the_others() {
        let groups: Vec<usize> = (0..100).map(|at| if at < 90 { 0 } else { at - 89 }).collect();
        let splits = deal(&groups, &[0.8, 0.1, 0.1], 0);
        assert_eq!(sizes(&splits), [90, 5, 5]);
        assert_eq!(deal(&[0, 0, 0], &[0.5, 0.5], 0), [0, 0, 0]);
        assert_eq!(deal(&[], &[0.5, 0.5], 0), [] as [usize; 0]);
    }
}
