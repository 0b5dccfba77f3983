//! The order in which NumPy's `default_rng(seed)` shuffles, which is how papers split their data.
//!
//! The generator is PCG XSL RR 128/64 (M. O'Neill, *PCG: A Family of Simple Fast Space-Efficient Statistically Good
//! Algorithms*, 2014), its state filled by NumPy's `SeedSequence` (NEP 19; O'Neill, *Developing a seed_seq Alternative*,
//! 2015). A number up to *n* is drawn from half a word at a time: as many low bits as *n* has, again where they say more.

use rand_pcg::Lcg128Xsl64;
use rand_pcg::rand_core::Rng as _;

/// Words of a seed sequence's pool.
const POOL: usize = 4;
/// Start and factor of the hash that fills the pool.
const FILL: (u32, u32) = (0x43b0_d7e5, 0x931e_8875);
/// Start and factor of the hash that reads it.
const DRAW: (u32, u32) = (0x8b51_f9dd, 0x58f3_8ded);
/// Factors of two words that are mixed.
const MIX: (u32, u32) = (0xca01_f9dd, 0x4973_f715);

/// NumPy's generator behind `default_rng(seed)`.
pub(super) struct NumpyRng {
    generator: Lcg128Xsl64,
    /// The upper half of a word whose lower half was used.
    half: Option<u32>,
}

/// A hash whose constant moves with each word.
struct Hash {
    constant: u32,
    factor: u32,
}

impl Hash {
    fn new((constant, factor): (u32, u32)) -> Self {
        Self { constant, factor }
    }

    fn word(&mut self, word: u32) -> u32 {
        let mixed = word ^ self.constant;
        self.constant = self.constant.wrapping_mul(self.factor);
        folded(mixed.wrapping_mul(self.constant))
    }
}

fn folded(word: u32) -> u32 {
    word ^ (word >> 16)
}

/// The pool of a seed: its words hashed in, then every word mixed into every other.
fn pool(seed: u64) -> [u32; POOL] {
    let mut hash = Hash::new(FILL);
    let mut pool = [seed as u32, (seed >> 32) as u32, 0, 0].map(|word| hash.word(word));
    for from in 0..POOL {
        for to in (0..POOL).filter(|to| *to != from) {
            let other = hash.word(pool[from]);
            pool[to] = folded(pool[to].wrapping_mul(MIX.0).wrapping_sub(other.wrapping_mul(MIX.1)));
        }
    }
    pool
}

impl NumpyRng {
    pub(super) fn new(seed: u64) -> Self {
        let (pool, mut hash) = (pool(seed), Hash::new(DRAW));
        let mut words = (0..8).map(|at| u128::from(hash.word(pool[at % POOL])));
        let mut long = || {
            // Two words make 64 bits, the lower first; two of those 128, the upper first.
            let mut next = || words.next().unwrap_or_default() | words.next().unwrap_or_default() << 32;
            next() << 64 | next()
        };
        let (state, stream) = (long(), long());
        Self { generator: Lcg128Xsl64::new(state, stream), half: None }
    }

    fn next_half(&mut self) -> u32 {
        self.half.take().unwrap_or_else(|| {
            let word = self.generator.next_u64();
            self.half = Some((word >> 32) as u32);
            word as u32
        })
    }

    /// A number from 0 to `most`.
    fn up_to(&mut self, most: u32) -> u32 {
        let mask = u32::MAX.checked_shr(most.leading_zeros()).unwrap_or(0);
        loop {
            let drawn = self.next_half() & mask;
            if drawn <= most {
                return drawn;
            }
        }
    }

    /// The numbers below `count` in the order of `default_rng(seed).permutation(count)`, which is that of `shuffle` as well.
    pub(super) fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            let other = self.up_to(u32::try_from(last).expect("a corpus has fewer than 2^32 presets"));
            order.swap(last, other as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// What `tests/reference/corpus/make.py` wrote.
    const REFERENCE: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/corpus/numpy.json"));

    #[test]
    fn the_order_is_numpys() {
        let reference: Value = serde_json::from_str(REFERENCE).expect("JSON");
        let cases = reference["permutations"].as_array().expect("a list");
        assert!(cases.len() >= 10);
        for case in cases {
            let number = |key: &str| case[key].as_u64().expect("a number");
            let order = NumpyRng::new(number("seed")).permutation(number("count") as usize);
            let list = |key: &str| {
                let numbers = case[key].as_array().expect("a list").iter();
                numbers.map(|number| number.as_u64().expect("a number") as usize).collect::<Vec<_>>()
            };
            let (first, last) = (list("first"), list("last"));
            assert_eq!(order[..first.len()], first, "{case}");
            assert_eq!(order[order.len() - last.len()..], last, "{case}");
            let bytes: Vec<u8> = order.iter().flat_map(|at| (*at as u64).to_le_bytes()).collect();
            assert_eq!(crc(&bytes), number("crc32") as u32, "{case}");
        }
    }

    /// CRC-32 as in `zlib.crc32`, bit by bit.
    fn crc(bytes: &[u8]) -> u32 {
        let bit = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc)))
    }
}
