//! The 32 algorithms: who modulates whom, as a route of two buses for each operator.
//!
//! Drawn on the instrument's panel; operators run from 6 down to 1, each reads a bus (or its own feedback)
//! and writes or adds to a bus or to the output.

/// Where an operator's sound goes, and from where it is modulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Route {
    /// 0 is none.
    pub(super) from: u8,
    /// 0 is the output.
    pub(super) to: u8,
    /// Added to what is there, instead of replacing it.
    pub(super) add: bool,
    /// The feedback loop begins here.
    pub(super) feedback_in: bool,
    /// The feedback loop ends here.
    pub(super) feedback_out: bool,
}

/// The routes of operators 6, 5, 4, 3, 2, 1. A word of a row: `from>to`, `+` adds, `[` feedback in, `]` out.
const ALGORITHMS: [&str; 32] = [
    "[0>1] 1>1 1>1 1>+0 0>1 1>+0",     // 1
    "0>1 1>1 1>1 1>+0 [0>1] 1>+0",     // 2
    "[0>1] 1>1 1>+0 0>1 1>1 1>+0",     // 3
    "[0>1 1>1 1>+0] 0>1 1>1 1>+0",     // 4
    "[0>1] 1>+0 0>1 1>+0 0>1 1>+0",    // 5
    "[0>1 1>+0] 0>1 1>+0 0>1 1>+0",    // 6
    "[0>1] 1>1 0>+1 1>+0 0>1 1>+0",    // 7
    "0>1 1>1 [0>+1] 1>+0 0>1 1>+0",    // 8
    "0>1 1>1 0>+1 1>+0 [0>1] 1>+0",    // 9
    "0>1 0>+1 1>+0 [0>1] 1>1 1>+0",    // 10
    "[0>1] 0>+1 1>+0 0>1 1>1 1>+0",    // 11
    "0>1 0>+1 0>+1 1>+0 [0>1] 1>+0",   // 12
    "[0>1] 0>+1 0>+1 1>+0 0>1 1>+0",   // 13
    "[0>1] 0>+1 1>1 1>+0 0>1 1>+0",    // 14
    "0>1 0>+1 1>1 1>+0 [0>1] 1>+0",    // 15
    "[0>1] 1>1 0>2 2>+1 0>+1 1>+0",    // 16
    "0>1 1>1 0>2 2>+1 [0>+1] 1>+0",    // 17
    "0>1 1>1 1>1 [0>+1] 0>+1 1>+0",    // 18
    "[0>1] 1>+0 1>+0 0>1 1>1 1>+0",    // 19
    "0>1 0>+1 1>+0 [0>1] 1>+0 1>+0",   // 20
    "0>1 1>+0 1>+0 [0>1] 1>+0 1>+0",   // 21
    "[0>1] 1>+0 1>+0 1>+0 0>1 1>+0",   // 22
    "[0>1] 1>+0 1>+0 0>1 1>+0 0>+0",   // 23
    "[0>1] 1>+0 1>+0 1>+0 0>+0 0>+0",  // 24
    "[0>1] 1>+0 1>+0 0>+0 0>+0 0>+0",  // 25
    "[0>1] 0>+1 1>+0 0>1 1>+0 0>+0",   // 26
    "0>1 0>+1 1>+0 [0>1] 1>+0 0>+0",   // 27
    "0>+0 [0>1] 1>1 1>+0 0>1 1>+0",    // 28
    "[0>1] 1>+0 0>1 1>+0 0>+0 0>+0",   // 29
    "0>+0 [0>1] 1>1 1>+0 0>+0 0>+0",   // 30
    "[0>1] 1>+0 0>+0 0>+0 0>+0 0>+0",  // 31
    "[0>+0] 0>+0 0>+0 0>+0 0>+0 0>+0", // 32
];

/// The routes of an algorithm (0..=31), operator 6 first.
pub(super) fn routes(algorithm: u8) -> [Route; 6] {
    let mut words = ALGORITHMS[usize::from(algorithm & 31)].split(' ');
    std::array::from_fn(|_| route(words.next().unwrap_or_default()))
}

fn route(word: &str) -> Route {
    let digit = |byte: Option<&u8>| byte.map_or(0, |byte| byte - b'0');
    let plain = word.trim_matches(['[', ']']).as_bytes();
    Route {
        from: digit(plain.first()),
        to: digit(plain.last()),
        add: word.contains('+'),
        feedback_in: word.starts_with('['),
        feedback_out: word.ends_with(']'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Carriers of the 32 algorithms, counted on the instrument's panel.
    const CARRIERS: [usize; 32] =
        [2, 2, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 3, 3, 4, 4, 4, 5, 5, 3, 3, 3, 4, 4, 5, 6];

    #[test]
    fn every_algorithm_has_its_carriers_and_one_feedback_loop() {
        for (index, carriers) in CARRIERS.into_iter().enumerate() {
            let routes = routes(index as u8);
            assert_eq!(routes.iter().filter(|r| r.to == 0).count(), carriers, "algorithm {}", index + 1);
            assert_eq!(routes.iter().filter(|r| r.feedback_in).count(), 1);
            assert_eq!(routes.iter().filter(|r| r.feedback_out).count(), 1);
            assert!(routes.iter().all(|r| r.to != 0 || r.add), "the output is only added to");
            assert!(routes.iter().all(|r| r.from < 3 && r.to < 3));
            assert_eq!(routes[5].to, 0, "operator 1 always sounds");
        }
    }
}
