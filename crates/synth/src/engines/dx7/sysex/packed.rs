//! The two shapes of a voice: unpacked (VCED, one value a byte) and packed (VMEM, as banks hold it).

use super::super::spec::{OPERATOR_BYTES, PARAM_BYTES};
use super::super::voice::{NAME_LEN, VOICE_LEN};

/// Bytes of a packed voice.
pub const PACKED_LEN: usize = 128;
/// Bytes of an operator in a packed voice.
const PACKED_OPERATOR: usize = 17;
/// First byte after the operators, unpacked and packed.
const GLOBALS: usize = 6 * OPERATOR_BYTES;
const PACKED_GLOBALS: usize = 6 * PACKED_OPERATOR;
/// First byte of the name in a packed voice.
const PACKED_NAME: usize = PACKED_LEN - NAME_LEN;

/// The packed shape of an unpacked voice whose values are in range.
pub fn packed_from_unpacked(voice: &[u8; VOICE_LEN]) -> [u8; PACKED_LEN] {
    let mut packed = [0; PACKED_LEN];
    for (from, to) in voice.chunks_exact(OPERATOR_BYTES).zip(packed.chunks_exact_mut(PACKED_OPERATOR)).take(6)
    {
        to[..11].copy_from_slice(&from[..11]);
        to[11] = from[11] | from[12] << 2;
        to[12] = from[13] | from[20] << 3;
        to[13] = from[14] | from[15] << 2;
        to[14] = from[16];
        to[15] = from[17] | from[18] << 1;
        to[16] = from[19];
    }
    let (from, to) = (&voice[GLOBALS..], &mut packed[PACKED_GLOBALS..]);
    to[..9].copy_from_slice(&from[..9]);
    to[9] = from[9] | from[10] << 3;
    to[10..14].copy_from_slice(&from[11..15]);
    to[14] = from[15] | from[16] << 1 | from[17] << 4;
    to[15] = from[18];
    packed[PACKED_NAME..].copy_from_slice(&voice[PARAM_BYTES..]);
    packed
}

/// The unpacked shape of a packed voice; unused bits are dropped, values may be out of range.
pub fn unpacked_from_packed(packed: &[u8; PACKED_LEN]) -> [u8; VOICE_LEN] {
    let mut voice = [0; VOICE_LEN];
    for (to, from) in voice.chunks_exact_mut(OPERATOR_BYTES).zip(packed.chunks_exact(PACKED_OPERATOR)).take(6)
    {
        to[..11].copy_from_slice(&from[..11]);
        (to[11], to[12]) = (from[11] & 3, from[11] >> 2 & 3);
        (to[13], to[20]) = (from[12] & 7, from[12] >> 3 & 15);
        (to[14], to[15]) = (from[13] & 3, from[13] >> 2 & 7);
        to[16] = from[14];
        (to[17], to[18]) = (from[15] & 1, from[15] >> 1 & 31);
        to[19] = from[16];
    }
    let (to, from) = (&mut voice[GLOBALS..], &packed[PACKED_GLOBALS..]);
    to[..8].copy_from_slice(&from[..8]);
    to[8] = from[8] & 31;
    (to[9], to[10]) = (from[9] & 7, from[9] >> 3 & 1);
    to[11..15].copy_from_slice(&from[10..14]);
    (to[15], to[16], to[17]) = (from[14] & 1, from[14] >> 1 & 7, from[14] >> 4 & 7);
    to[18] = from[15];
    voice[PARAM_BYTES..].copy_from_slice(&packed[PACKED_NAME..]);
    voice
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::spec::byte_limits;
    use super::*;

    /// An unpacked voice with every value in range.
    fn voices() -> impl Strategy<Value = [u8; VOICE_LEN]> {
        prop::collection::vec(any::<u8>(), VOICE_LEN).prop_map(|bytes| {
            std::array::from_fn(|i| match byte_limits().get(i) {
                Some(limit) => (u16::from(bytes[i]) % (u16::from(*limit) + 1)) as u8,
                None => bytes[i] & 0x7F,
            })
        })
    }

    proptest! {
        #[test]
        fn packing_loses_nothing(voice in voices()) {
            let packed = packed_from_unpacked(&voice);
            prop_assert!(packed.iter().all(|byte| *byte < 0x80));
            prop_assert_eq!(unpacked_from_packed(&packed), voice);
        }
    }
}
