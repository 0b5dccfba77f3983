//! How each of the 32 algorithms wires the six operators, as printed on the DX7's own front panel: what a
//! diagram draws, a search keeps together and a prior conditions on. The engine has its own routing tables.

/// One algorithm; operators are numbered 1..=6 as on the panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Algorithm {
    /// 1..=32.
    pub number: u8,
    /// The operators that are heard, in order.
    pub carriers: &'static [u8],
    /// Pairs (modulator, modulated), without the feedback.
    pub edges: &'static [(u8, u8)],
    /// Whose output goes back, and to whose input: the same operator, but for algorithms 4 and 6.
    pub feedback: (u8, u8),
}

/// What an operator does in an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It is heard.
    Carrier,
    /// It modulates a carrier.
    Modulator,
    /// It modulates only modulators.
    DeepModulator,
}

impl Algorithm {
    /// Whether operator `operator` is heard.
    pub fn is_carrier(&self, operator: u8) -> bool {
        self.carriers.contains(&operator)
    }

    /// The operators that modulate `operator`, in order, feedback left out.
    pub fn modulators(&self, operator: u8) -> impl Iterator<Item = u8> + use<> {
        self.edges.iter().filter(move |(_, to)| *to == operator).map(|(from, _)| *from)
    }

    /// The operators that `operator` modulates, in order, feedback left out.
    pub fn modulated(&self, operator: u8) -> impl Iterator<Item = u8> + use<> {
        self.edges.iter().filter(move |(from, _)| *from == operator).map(|(_, to)| *to)
    }

    /// How many operators lie between `operator` and what is heard: 0 for a carrier, up to 3.
    pub fn depth(&self, operator: u8) -> usize {
        if self.is_carrier(operator) {
            return 0;
        }
        self.modulated(operator).map(|next| 1 + self.depth(next)).min().unwrap_or(0)
    }

    /// What `operator` does here.
    pub fn role(&self, operator: u8) -> Role {
        match self.depth(operator) {
            0 => Role::Carrier,
            1 => Role::Modulator,
            _ => Role::DeepModulator,
        }
    }

    /// Whether the feedback knob changes what `operator` receives.
    pub fn has_feedback(&self, operator: u8) -> bool {
        self.feedback.1 == operator
    }
}

/// The algorithm with this number, 1..=32.
///
/// # Panics
/// When there is no such algorithm.
pub fn algorithm(number: u8) -> Algorithm {
    ALGORITHMS[usize::from(number) - 1]
}

const fn wiring(
    number: u8,
    carriers: &'static [u8],
    edges: &'static [(u8, u8)],
    feedback: (u8, u8),
) -> Algorithm {
    Algorithm { number, carriers, edges, feedback }
}

/// All 32, in order.
#[rustfmt::skip]
pub const ALGORITHMS: [Algorithm; 32] = [
    wiring(1, &[1, 3], &[(2, 1), (4, 3), (5, 4), (6, 5)], (6, 6)),
    wiring(2, &[1, 3], &[(2, 1), (4, 3), (5, 4), (6, 5)], (2, 2)),
    wiring(3, &[1, 4], &[(2, 1), (3, 2), (5, 4), (6, 5)], (6, 6)),
    wiring(4, &[1, 4], &[(2, 1), (3, 2), (5, 4), (6, 5)], (4, 6)),
    wiring(5, &[1, 3, 5], &[(2, 1), (4, 3), (6, 5)], (6, 6)),
    wiring(6, &[1, 3, 5], &[(2, 1), (4, 3), (6, 5)], (5, 6)),
    wiring(7, &[1, 3], &[(2, 1), (4, 3), (5, 3), (6, 5)], (6, 6)),
    wiring(8, &[1, 3], &[(2, 1), (4, 3), (5, 3), (6, 5)], (4, 4)),
    wiring(9, &[1, 3], &[(2, 1), (4, 3), (5, 3), (6, 5)], (2, 2)),
    wiring(10, &[1, 4], &[(2, 1), (3, 2), (5, 4), (6, 4)], (3, 3)),
    wiring(11, &[1, 4], &[(2, 1), (3, 2), (5, 4), (6, 4)], (6, 6)),
    wiring(12, &[1, 3], &[(2, 1), (4, 3), (5, 3), (6, 3)], (2, 2)),
    wiring(13, &[1, 3], &[(2, 1), (4, 3), (5, 3), (6, 3)], (6, 6)),
    wiring(14, &[1, 3], &[(2, 1), (4, 3), (5, 4), (6, 4)], (6, 6)),
    wiring(15, &[1, 3], &[(2, 1), (4, 3), (5, 4), (6, 4)], (2, 2)),
    wiring(16, &[1], &[(2, 1), (3, 1), (4, 3), (5, 1), (6, 5)], (6, 6)),
    wiring(17, &[1], &[(2, 1), (3, 1), (4, 3), (5, 1), (6, 5)], (2, 2)),
    wiring(18, &[1], &[(2, 1), (3, 1), (4, 1), (5, 4), (6, 5)], (3, 3)),
    wiring(19, &[1, 4, 5], &[(2, 1), (3, 2), (6, 4), (6, 5)], (6, 6)),
    wiring(20, &[1, 2, 4], &[(3, 1), (3, 2), (5, 4), (6, 4)], (3, 3)),
    wiring(21, &[1, 2, 4, 5], &[(3, 1), (3, 2), (6, 4), (6, 5)], (3, 3)),
    wiring(22, &[1, 3, 4, 5], &[(2, 1), (6, 3), (6, 4), (6, 5)], (6, 6)),
    wiring(23, &[1, 2, 4, 5], &[(3, 2), (6, 4), (6, 5)], (6, 6)),
    wiring(24, &[1, 2, 3, 4, 5], &[(6, 3), (6, 4), (6, 5)], (6, 6)),
    wiring(25, &[1, 2, 3, 4, 5], &[(6, 4), (6, 5)], (6, 6)),
    wiring(26, &[1, 2, 4], &[(3, 2), (5, 4), (6, 4)], (6, 6)),
    wiring(27, &[1, 2, 4], &[(3, 2), (5, 4), (6, 4)], (3, 3)),
    wiring(28, &[1, 3, 6], &[(2, 1), (4, 3), (5, 4)], (5, 5)),
    wiring(29, &[1, 2, 3, 5], &[(4, 3), (6, 5)], (6, 6)),
    wiring(30, &[1, 2, 3, 6], &[(4, 3), (5, 4)], (5, 5)),
    wiring(31, &[1, 2, 3, 4, 5], &[(6, 5)], (6, 6)),
    wiring(32, &[1, 2, 3, 4, 5, 6], &[], (6, 6)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_heard_or_leads_to_one_that_is() {
        for (index, algorithm) in ALGORITHMS.iter().enumerate() {
            assert_eq!(usize::from(algorithm.number), index + 1);
            for operator in 1..=6 {
                let leads = algorithm.modulated(operator).next().is_some();
                assert!(algorithm.is_carrier(operator) != leads, "{} {operator}", algorithm.number);
                assert!(algorithm.depth(operator) <= 3);
            }
            // Modulators have higher numbers than what they modulate, so there is no cycle.
            assert!(algorithm.edges.iter().all(|(from, to)| from > to), "{}", algorithm.number);
        }
    }

    #[test]
    fn depths_and_roles_of_the_first_algorithm() {
        let first = algorithm(1);
        assert_eq!((1..=6).map(|operator| first.depth(operator)).collect::<Vec<_>>(), [0, 1, 0, 1, 2, 3]);
        assert_eq!(first.role(2), Role::Modulator);
        assert_eq!(first.role(6), Role::DeepModulator);
        assert!(first.has_feedback(6) && !first.has_feedback(2));
    }

    #[test]
    fn only_two_loops_span_several_operators() {
        let spanning: Vec<u8> =
            ALGORITHMS.iter().filter(|a| a.feedback.0 != a.feedback.1).map(|a| a.number).collect();
        assert_eq!(spanning, [4, 6]);
    }
}
