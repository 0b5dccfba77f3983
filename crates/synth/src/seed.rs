//! Randomness: one seed, and a stream of its own for each (consumer, index).
//!
//! Adding a consumer never shifts another's stream, and item *i* is the same in any batch, thread or
//! machine. The generator is ChaCha8, whose output is fixed by its specification.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// The generator every room uses.
pub type Rng = ChaCha8Rng;

/// The stream of item `index` of the consumer `name` under `seed`.
pub fn stream(seed: u64, name: &str, index: u64) -> Rng {
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&index.to_le_bytes());
    key[16..24].copy_from_slice(&fnv1a(name.as_bytes()).to_le_bytes());
    Rng::from_seed(key)
}

/// A standard normal number (Box and Muller 1958, the cosine half), the same on every machine.
pub fn normal(rng: &mut Rng) -> f64 {
    // 1 − u lies in (0, 1]: its logarithm is finite.
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - rng.random::<f64>()));
    radius * libm::cos(std::f64::consts::TAU * rng.random::<f64>())
}

/// The 64-bit FNV-1a hash: fixed for ever, unlike the standard library's.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use rand::Rng as _;

    use super::*;

    #[test]
    fn normal_numbers_have_their_moments() {
        let mut rng = stream(1, "normal-test", 0);
        let drawn: Vec<f64> = (0..40_000).map(|_| normal(&mut rng)).collect();
        let moment = |power: i32| drawn.iter().map(|x| x.powi(power)).sum::<f64>() / 40_000.0;
        assert!(moment(1).abs() < 0.02 && (moment(2) - 1.0).abs() < 0.03, "{} {}", moment(1), moment(2));
        assert!((moment(4) - 3.0).abs() < 0.2, "{}", moment(4));
    }

    #[test]
    fn streams_are_repeatable_and_apart() {
        let first = |seed, name, index| stream(seed, name, index).next_u64();
        assert_eq!(first(1, "prior", 0), first(1, "prior", 0));
        let all = [first(1, "prior", 0), first(1, "prior", 1), first(2, "prior", 0), first(1, "search", 0)];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
    }
}
