//! Randomness: a stream of its own for each (seed, consumer, index), by ChaCha8, whose output its specification fixes.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// The generator of this room.
pub(crate) type Rng = ChaCha8Rng;

/// The stream of item `index` of the consumer `name` under `seed`.
pub(crate) fn stream(seed: u64, name: &str, index: u64) -> Rng {
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&index.to_le_bytes());
    key[16..24].copy_from_slice(&fnv1a(name.as_bytes()).to_le_bytes());
    Rng::from_seed(key)
}

/// A number in `0..1`.
pub(crate) fn uniform(rng: &mut Rng) -> f64 {
    rng.random::<f64>()
}

/// A whole number below `end`, which is not 0.
pub(crate) fn below(rng: &mut Rng, end: usize) -> usize {
    rng.random_range(0..end)
}

/// A normal number of this centre and spread that lies in `0..=1`, by rejection. The centre lies in `0..=1` and the
/// spread is at most 1: a third of the draws are taken at worst. After many refusals (never seen) it is the centre.
pub(crate) fn normal_inside(rng: &mut Rng, centre: f64, spread: f64) -> f64 {
    for _ in 0..1000 {
        // 1 − u lies in (0, 1]: its logarithm is finite (Box and Muller 1958).
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - uniform(rng)));
        let drawn = centre + spread * radius * libm::cos(std::f64::consts::TAU * uniform(rng));
        if (0.0..=1.0).contains(&drawn) {
            return drawn;
        }
    }
    centre
}

/// The 64-bit FNV-1a hash: fixed for ever, unlike the standard library's.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_repeatable_and_apart() {
        let first = |seed, name, index| uniform(&mut stream(seed, name, index)).to_bits();
        assert_eq!(first(1, "a", 0), first(1, "a", 0));
        let all = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one));
        }
    }

    #[test]
    fn truncated_normals_stay_inside_and_lean_to_their_centre() {
        let mut rng = stream(1, "test", 0);
        let drawn: Vec<f64> = (0..4000).map(|_| normal_inside(&mut rng, 0.0, 0.1)).collect();
        assert!(drawn.iter().all(|x| (0.0..=1.0).contains(x)));
        // The mean of a half normal is its spread times sqrt(2 / pi).
        let mean = drawn.iter().sum::<f64>() / 4000.0;
        assert!((mean - 0.0798).abs() < 0.004, "{mean}");
    }
}
