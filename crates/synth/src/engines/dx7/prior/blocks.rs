//! Which bytes of a voice the prior looks at together, and the part that an operator plays.

use super::super::spec::{OPERATOR_BYTES, byte_limits, operator_offset};
use super::super::structure::Algorithm;
use super::super::voice::VOICE_LEN;

/// First byte and length of the pitch envelope.
pub const PITCH_EG: (usize, usize) = (126, 8);
/// Byte of the algorithm.
pub const ALGORITHM: usize = 134;
/// Byte of the feedback.
pub const FEEDBACK: usize = 135;
/// First byte and length of oscillator sync, LFO, pitch sensitivity and transpose.
pub const LFO: (usize, usize) = (136, 9);
/// Bytes of an operator that people copy from another operator as a whole: the envelope; and the keyboard
/// scaling with break point, depths, curves and rate scaling.
pub const COPIED: [(usize, usize); 2] = [(0, 8), (8, 6)];
/// Bytes of an operator that make its tone together: output level, mode, coarse, fine.
pub const TONE: (usize, usize) = (16, 4);
/// Bytes of an operator that make its body: all others.
pub const BODY: [usize; 17] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20];
/// Bytes of an operator that make its frequency: mode, coarse, fine, detune.
pub const FREQUENCY: (usize, usize) = (17, 4);
/// Byte of an operator's output level.
pub const OUTPUT_LEVEL: usize = 16;
/// How many parts there are.
pub const PARTS: usize = 4;

/// The part that operator `operator` (0 is operator 1) plays: 0 carrier, 1 modulator, 2 modulator of
/// modulators, 3 modulator with feedback at any depth.
pub fn part(algorithm: &Algorithm, operator: usize) -> usize {
    let number = operator as u8 + 1;
    match algorithm.depth(number) {
        0 => 0,
        _ if algorithm.has_feedback(number) => 3,
        1 => 1,
        _ => 2,
    }
}

/// The part of each seat: operators of one part are told apart by their order, as far as so many.
pub const SEAT_PARTS: [usize; 9] = [0, 0, 0, 1, 1, 1, 2, 2, 3];

/// The seat of an operator: its part, and whether it is the first, second or a later one that plays it.
pub fn seat(algorithm: &Algorithm, operator: usize) -> usize {
    let own_part = part(algorithm, operator);
    let rank = (0..operator).filter(|earlier| part(algorithm, *earlier) == own_part).count();
    let seats = SEAT_PARTS.iter().filter(|part| **part == own_part).count();
    let first = SEAT_PARTS.iter().position(|part| *part == own_part).unwrap_or(0);
    first + rank.min(seats - 1)
}

/// The operator whose values operator `operator` may repeat: the last before it that plays the same part, or
/// else the one before it; operator 1 has none.
pub fn model_of(algorithm: &Algorithm, operator: usize) -> Option<usize> {
    let own_part = part(algorithm, operator);
    (0..operator)
        .rev()
        .find(|earlier| part(algorithm, *earlier) == own_part)
        .or_else(|| operator.checked_sub(1))
}

/// The number of values of each byte in a block of a voice.
pub fn cardinalities((first, len): (usize, usize)) -> Vec<usize> {
    byte_limits()[first..first + len].iter().map(|limit| usize::from(*limit) + 1).collect()
}

/// The number of values of each byte of an operator.
pub fn operator_cardinalities() -> Vec<usize> {
    cardinalities((operator_offset(0), OPERATOR_BYTES))
}

/// A block of an operator's bytes.
pub fn operator_block(voice: &[u8; VOICE_LEN], operator: usize, (first, len): (usize, usize)) -> &[u8] {
    &voice[operator_offset(operator) + first..][..len]
}

#[cfg(test)]
mod tests {
    use super::super::super::structure::ALGORITHMS;
    use super::*;

    #[test]
    fn a_seat_is_of_the_operator_s_part() {
        let mut taken = [false; SEAT_PARTS.len()];
        for (algorithm, operator) in ALGORITHMS.iter().flat_map(|a| (0..6).map(move |o| (a, o))) {
            let seat = seat(algorithm, operator);
            assert_eq!(SEAT_PARTS[seat], part(algorithm, operator));
            taken[seat] = true;
        }
        assert_eq!(taken, [true; SEAT_PARTS.len()], "no seat is for nobody");
    }

    #[test]
    fn tone_and_body_are_all_of_an_operator() {
        let mut bytes: Vec<usize> = (TONE.0..TONE.0 + TONE.1).chain(BODY).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0..OPERATOR_BYTES).collect::<Vec<_>>());
    }
}
