//! How published systems split: by presets, whatever is near to what.

use rand::Rng as _;
use tonewright_synth::seed;

use super::numpy::NumpyRng;

/// Folds of a cross-validation.
pub(super) const FOLDS: usize = 5;

/// Shuffled by NumPy's generator, the last fifth for tests, the rest in five folds that differ by at most one preset, the
/// first ones larger. `splits` are those of the folds and then that of the test part.
pub(super) fn folds(count: usize, splits: &[usize; FOLDS + 1], seed: u64) -> Vec<usize> {
    let order = NumpyRng::new(seed).permutation(count);
    let kept = count * 4 / 5;
    let (each, larger) = (kept / FOLDS, kept % FOLDS);
    let mut dealt = vec![splits[FOLDS]; count];
    let mut begin = 0;
    for (fold, split) in splits[..FOLDS].iter().enumerate() {
        let end = begin + each + usize::from(fold < larger);
        order[begin..end].iter().for_each(|preset| dealt[*preset] = *split);
        begin = end;
    }
    dealt
}

/// Shuffled and cut in two; the first part cut in two again. Splits are: first of the first, second of the first, second.
pub(super) fn twice(count: usize, outer: [f64; 2], inner: [f64; 2], seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_cached_key(|preset| {
        (seed::stream(seed, "corpus-split", *preset as u64).next_u64(), *preset)
    });
    let kept = cut(count, outer)[0];
    let trained = cut(kept, inner)[0];
    let mut dealt = vec![2; count];
    order[..trained].iter().for_each(|preset| dealt[*preset] = 0);
    order[trained..kept].iter().for_each(|preset| dealt[*preset] = 1);
    dealt
}

/// The sizes of two parts as PyTorch's `random_split` has them: each share rounded down, what is left over one each from the
/// first on.
fn cut(count: usize, shares: [f64; 2]) -> [usize; 2] {
    let mut sizes = shares.map(|share| (count as f64 * share).floor() as usize);
    let left = count.saturating_sub(sizes.iter().sum());
    (0..left).for_each(|at| sizes[at % 2] += 1);
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(dealt: &[usize], splits: usize) -> Vec<usize> {
        (0..splits).map(|split| dealt.iter().filter(|of| **of == split).count()).collect()
    }

    #[test]
    fn synth_proxys_sizes_are_the_published_ones() {
        let sizes = |count| sizes(&twice(count, [0.9, 0.1], [0.89, 0.11], 42), 3);
        assert_eq!(sizes(27_610), [22_116, 2_733, 2_761]);
        assert_eq!(sizes(9_638), [7_721, 954, 963]);
        assert_eq!((cut(27_610, [0.9, 0.1]), cut(9_638, [0.9, 0.1])), ([24_849, 2_761], [8_675, 963]));
    }

    #[test]
    fn folds_are_of_one_size_and_the_rest_is_for_tests() {
        let dealt = folds(103, &[0, 1, 2, 3, 4, 5], 0);
        assert_eq!(sizes(&dealt, 6), [17, 17, 16, 16, 16, 21]);
        let dealt = folds(29_310, &[1, 0, 0, 0, 0, 2], 0);
        assert_eq!(sizes(&dealt, 3), [18_758, 4_690, 5_862]);
    }
}
