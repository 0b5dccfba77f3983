//! DX7 files: round trips, dirt, hostile bytes, and real banks where they are at hand.

use proptest::prelude::*;
use tonewright_synth::PresetFormat as _;
use tonewright_synth::engines::dx7::sysex::{read_voices, write_bank, write_single};
use tonewright_synth::engines::dx7::{Voice, spec::spec, sysex};
use tonewright_synth::prior::{Prior as _, Uniform};
use tonewright_synth::{FileError, Preset, seed};

/// `count` presets as a file can hold them.
fn presets(seed: u64, count: usize) -> Vec<Preset> {
    let prior = Uniform::new(spec());
    let draw = |index: u64| {
        let mut preset = prior.draw(&mut seed::stream(seed, "syx-test", index));
        for (value, param) in preset.values.iter_mut().zip(&spec().params) {
            if !param.in_preset_file {
                *value = param.norm_from_plain(param.default);
            }
        }
        preset.name = format!("VOICE {index}");
        preset
    };
    (0..count as u64).map(draw).collect()
}

fn write(presets: &[Preset]) -> Vec<u8> {
    sysex::Syx.write(presets).unwrap()
}

fn voices(count: usize) -> Vec<Voice> {
    presets(7, count).iter().map(|preset| Voice::from_preset(preset).unwrap()).collect()
}

/// The voices of `bytes`, and that some warning contains each of the words.
fn mended(bytes: &[u8], words: &[&str]) -> Vec<Voice> {
    let read = read_voices(bytes).unwrap();
    for word in words {
        assert!(read.warnings.iter().any(|w| w.contains(word)), "no `{word}` in {:?}", read.warnings);
    }
    assert_eq!(read.warnings.len(), words.len(), "{:?}", read.warnings);
    read.voices
}

#[test]
fn files_have_the_sizes_that_a_dx7_expects() {
    assert_eq!(write(&presets(1, 1)).len(), 163);
    assert_eq!(write(&presets(1, 2)).len(), 4104);
    assert_eq!(write(&presets(1, 33)).len(), 2 * 4104);
    assert!(matches!(sysex::Syx.write(&[]), Err(FileError::DoesNotFit { .. })));
}

#[test]
fn many_messages_with_garbage_between_them_are_read_in_order() {
    let all = voices(34);
    let mut bytes = b"garbage".to_vec();
    bytes.extend(write_single(&all[0]));
    bytes.extend([0xF0, 0x41, 1, 2, 3, 0xF7]);
    bytes.extend(write_bank(&all[1..33]));
    bytes.extend([0, 0, 0]);
    bytes.extend(write_single(&all[33]));
    assert_eq!(mended(&bytes, &["7 bytes", "3 bytes", "6 bytes"]), all);
}

#[test]
fn headerless_files_are_read() {
    let all = voices(32);
    let bank = write_bank(&all);
    assert_eq!(mended(&bank[6..4102], &["without a MIDI header"]), all);
    assert_eq!(mended(&bank[6..4104], &["without a MIDI header"]), all);
    assert_eq!(mended(&bank[6..6 + 128], &["without a MIDI header"]), all[..1]);
    assert_eq!(mended(&bank[6..6 + 3 * 128], &["without a MIDI header"]), all[..3]);
    assert_eq!(mended(&write_single(&all[4])[6..161], &["without a MIDI header"]), all[4..5]);
}

#[test]
fn dirt_is_mended_and_told() {
    let all = voices(32);
    let (single, bank) = (write_single(&all[0]), write_bank(&all));
    let with = |at: usize, byte: u8| {
        let mut bytes = bank.clone();
        bytes[at] = byte;
        bytes
    };
    assert_eq!(mended(&with(4102, bank[4102] ^ 1), &["checksum of message 1 was wrong"]), all);
    assert_eq!(mended(&with(4, 3), &["size bytes"]), all);
    assert_eq!(mended(&with(10, bank[10] | 0x80), &["top bit"]), all);
    assert_eq!(mended(&bank[..4103], &["end byte (F7) of message 1 was missing"]), all);
    assert_eq!(mended(&bank[..4102], &["checksum of message 1 was missing", "end byte"]), all);
    assert_eq!(mended(&bank[..6 + 128 * 5 + 17], &["3439 bytes of message 1 were missing"]), all[..5]);
    // The first bank breaks off and another begins.
    let joined = [&bank[..1000], &single[..]].concat();
    assert_eq!(mended(&joined, &["missing"]), [&all[..7], &all[..1]].concat());
    // A bank's header before a single voice.
    let mut bytes = single.clone();
    bytes[3..6].copy_from_slice(&[9, 0x20, 0]);
    assert_eq!(mended(&bytes, &["size bytes"]), all[..1]);
}

#[test]
fn values_out_of_range_are_clamped_and_counted() {
    let mut bytes = write_single(&voices(1)[0]);
    bytes[6..10].copy_from_slice(&[100, 127, 126, 99]);
    let read = read_voices(&bytes).unwrap();
    assert_eq!(read.voices[0].bytes[..4], [99; 4]);
    assert!(
        read.warnings
            .contains(&"3 values of voice 1 `VOICE 0` were out of range and were clamped".to_owned())
    );
}

#[test]
fn what_is_no_voice_is_refused_with_a_reason() {
    let text = b"# Read me\n".repeat(128);
    let cases: [(&[u8], &str); 5] = [
        (&[], "empty"),
        (&text, "no DX7 message"),
        (&[0; 4096], "no DX7 message"),
        (&[0xF0, 0x41, 1, 0xF7], "another kind or device"),
        (&[0xF0, 0x43, 0, 9, 0x20, 0, 1, 2, 3], "breaks off"),
    ];
    for (bytes, words) in cases {
        let error = read_voices(bytes).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn real_banks_are_read_whole() {
    for (name, count) in [("voices-train.syx", 24_416), ("voices-val.syx", 2_048)] {
        let path = crate::data_dir().join("dx7").join(name);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("SKIPPED real_banks_are_read_whole: no `{}`; set TONEWRIGHT_DATA", path.display());
            return;
        };
        let read = read_voices(&bytes).unwrap();
        assert_eq!(read.voices.len(), count);
        assert!(
            read.warnings.iter().all(|w| w.contains("out of range") || w.contains("of the name")),
            "{:?}",
            read.warnings
        );
        let written: Vec<u8> = read.voices.chunks(32).flat_map(write_bank).collect();
        assert_eq!(read_voices(&written).unwrap().voices, read.voices);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(seed in any::<u64>(), count in 1_usize..70) {
        let written = presets(seed, count);
        let read = sysex::Syx.read(&write(&written)).unwrap();
        prop_assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        prop_assert_eq!(&read.presets[..count], &written[..]);
        prop_assert!(read.presets[count..].iter().all(|preset| preset.name == "INIT VOICE"));
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_reach_a_fixed_point(bytes in prop::collection::vec(any::<u8>(), 0..9000)) {
        check_fixed_point(&bytes);
    }

    #[test]
    fn damaged_banks_never_panic_and_reach_a_fixed_point(
        damage in prop::collection::vec((0_usize..9000, any::<u8>()), 0..20), cut in 0_usize..9000,
    ) {
        let mut bytes = write(&presets(3, 40));
        bytes.extend(write(&presets(4, 1)));
        let len = bytes.len();
        for (at, byte) in damage {
            bytes[at % len] = byte;
        }
        bytes.truncate(cut);
        check_fixed_point(&bytes);
    }
}

/// Whatever is read can be written, and is then read without a warning and unchanged.
pub(crate) fn check_fixed_point(bytes: &[u8]) {
    let Ok(first) = sysex::Syx.read(bytes) else { return };
    let second = sysex::Syx.read(&write(&first.presets)).unwrap();
    assert!(second.warnings.is_empty(), "{:?}", second.warnings);
    assert_eq!(second.presets[..first.presets.len()], first.presets);
}
