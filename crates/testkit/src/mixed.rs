//! Numbers that look drawn and follow from a name: the rule of `tests/reference/mixed.py`, by which both fill weights.

/// A number in −½..½ that looks drawn: the finaliser of MurmurHash3 over the index and the FNV-1a hash of a name.
pub fn mixed(name: &str, index: usize) -> f64 {
    f64::from(mixed_bits(name, index)) / 4_294_967_296.0 - 0.5
}

/// The first numbers of that name: as many of [`mixed`] as there are indices.
pub fn mixed_from(name: &str, count: usize) -> impl Iterator<Item = f64> {
    let hash = hash(name);
    (0..count).map(move |index| f64::from(bits(hash, index)) / 4_294_967_296.0 - 0.5)
}

/// What a tensor of an audio model of that name and shape is, as `tests/reference/hearing/filled.py` has it: as large as keeps what
/// passes through a network in bounds.
pub fn filled(name: &str, shape: &[usize]) -> Vec<f32> {
    let [factor, offset] = match shape {
        [_, inputs @ ..] if !inputs.is_empty() => {
            [(24.0 / inputs.iter().product::<usize>() as f64).sqrt(), 0.0]
        }
        _ if name.ends_with("running_var") => [0.8, 1.0],
        _ if name.ends_with("weight") => [0.4, 1.0],
        _ => [0.4, 0.0],
    };
    let drawn = mixed_from(name, shape.iter().product());
    let mut values: Vec<f32> = drawn.map(|drawn| (offset + factor * drawn) as f32).collect();
    if name.ends_with("mel_basis") {
        // Powers have no sums below zero.
        values.iter_mut().for_each(|value| *value = value.abs());
    }
    values
}

/// The bits of [`mixed`].
pub fn mixed_bits(name: &str, index: usize) -> u32 {
    bits(hash(name), index)
}

fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn bits(hash: u32, index: usize) -> u32 {
    let mut bits = hash ^ (index as u32).wrapping_mul(0x9e37_79b1);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85eb_ca6b);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35);
    bits ^ (bits >> 16)
}
