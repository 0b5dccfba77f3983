//! Made-up voices that between them use every algorithm, LFO wave, curve and kind of operator.

use rand::RngExt as _;
use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::seed;

/// Forty voices: voice *n* has algorithm *n*, the rest drawn from fixed streams.
pub(crate) fn made_up_voices() -> Vec<Voice> {
    (0..40).map(made_up_voice).collect()
}

fn made_up_voice(index: u64) -> Voice {
    let mut rng = seed::stream(7, "made-up-dx7-voices", index);
    let mut voice = Voice::init();
    for operator in 0..6 {
        let bytes = &mut voice.bytes[operator * 21..operator * 21 + 21];
        for byte in 0..21 {
            let highest =
                [99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 3, 3, 7, 3, 7, 99, 1, 31, 99, 14][byte];
            bytes[byte] = rng.random_range(0..=highest);
        }
        // Loud and quick enough to be heard: levels near the top, attacks fast.
        bytes[0] = bytes[0].max(60);
        bytes[4] = 99;
        bytes[9] /= 4;
        bytes[10] /= 4;
        bytes[16] = 75 + bytes[16] / 4;
        bytes[17] = u8::from(rng.random_range(0..6) == 0);
        bytes[18] %= 8;
    }
    for byte in 126..134 {
        voice.bytes[byte] = if byte < 130 { rng.random_range(0..=99) } else { 50 };
    }
    if index.is_multiple_of(3) {
        voice.bytes[130] = rng.random_range(30..=70);
    }
    voice.bytes[134] = (index % 32) as u8;
    for (byte, highest) in
        [(135, 7), (136, 1), (137, 99), (138, 60), (139, 30), (140, 60), (141, 1), (143, 7), (144, 48)]
    {
        voice.bytes[byte] = rng.random_range(0..=highest);
    }
    voice.bytes[142] = (index % 6) as u8;
    voice.operators_on[(index % 6) as usize] = !index.is_multiple_of(7);
    voice
}
