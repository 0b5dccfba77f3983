//! Files that are broken, cut, or lie: each gives a sound or a sentence, quickly, and never a panic.

use proptest::prelude::*;
use tonewright_audio::read::{self, ReadError};
use tonewright_audio::target::{analyse, prepare};
use tonewright_audio::write::{Depth, wav_bytes};
use tonewright_audio::{Audio, pitch};

use crate::formats::data;

fn samples() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(data())
        .expect("the data are in the repository")
        .flatten()
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).expect("readable")))
        .collect();
    files.sort();
    files
}

/// A WAV header with whatever is claimed, and some bytes of sound.
fn wav(tag: u16, channels: u16, rate_hz: u32, bits: u16, claimed: u32, sound: &[u8]) -> Vec<u8> {
    let block = channels.wrapping_mul(bits / 8);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(claimed.wrapping_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0");
    bytes.extend(tag.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend(rate_hz.wrapping_mul(u32::from(block)).to_le_bytes());
    bytes.extend(block.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(claimed.to_le_bytes());
    bytes.extend(sound);
    bytes
}

/// A sentence for a person: no debug output, not empty.
fn is_sentence(error: &ReadError) -> bool {
    let text = error.to_string();
    text.len() > 20 && text.contains(' ') && !text.contains('{') && !text.contains("Error(")
}

#[test]
fn every_format_can_be_cut_anywhere() {
    for (name, bytes) in samples() {
        let step = (bytes.len() / 60).max(1);
        for len in (0..bytes.len()).step_by(step).chain([1, 2, 3, 4, 11, 12, 13, 43, 44, 45]) {
            match read::read_bytes(&bytes[..len.min(bytes.len())], &name) {
                Ok(audio) => assert!(!audio.is_empty() && audio.is_finite()),
                Err(error) => assert!(is_sentence(&error), "{name} cut to {len}: {error}"),
            }
        }
    }
}

#[test]
fn lying_wav_headers_give_sentences_or_what_is_there() {
    let sound = [0_u8, 16].repeat(50);
    let read = |bytes: &[u8]| read::read_bytes(bytes, "x.wav");
    assert_eq!(read(&wav(1, 1, 44_100, 16, 0xffff_fff0, &sound)).unwrap().len_samples(), 50);
    assert_eq!(read(&wav(1, 1, 192_000, 8, 100, &sound)).unwrap().len_samples(), 100);
    assert_eq!(read(&wav(1, 2, 44_100, 16, 100, &sound)).unwrap().len_samples(), 25);
    let refused = [
        ("no channels", wav(1, 0, 44_100, 16, 100, &sound)),
        ("too many channels", wav(1, 60_000, 44_100, 16, 100, &sound)),
        ("no rate", wav(1, 1, 0, 16, 100, &sound)),
        ("absurd rate", wav(1, 1, u32::MAX, 16, 100, &sound)),
        ("no bits", wav(1, 1, 44_100, 0, 100, &sound)),
        ("13 bits", wav(1, 1, 44_100, 13, 100, &sound)),
        ("unknown codec", wav(0x1234, 1, 44_100, 16, 100, &sound)),
        ("no sound", wav(1, 1, 44_100, 16, 0, &[])),
        ("sound claimed but not there", wav(1, 1, 44_100, 16, 1000, &[])),
    ];
    for (what, bytes) in refused {
        let error = read(&bytes).expect_err(what);
        println!("{what}: {error}");
        assert!(is_sentence(&error), "{what}: {error}");
    }
}

#[test]
fn nonsense_is_refused_with_a_hint() {
    let error =
        read::read_bytes(b"this is a text file, and not a short one at all: ....", "a.wav").unwrap_err();
    assert!(error.to_string().contains("WAV, AIFF, FLAC, OGG Vorbis and MP3"), "{error}");
    assert!(matches!(read::read_bytes(&[], "a.wav"), Err(ReadError::Empty { .. })));
    assert!(matches!(read::read("no/such/file.wav"), Err(ReadError::Io { .. })));
    assert!(matches!(read::read(data()), Err(ReadError::Io { .. })), "a folder is no sound");
}

#[test]
fn samples_that_are_no_numbers_are_refused_with_their_place() {
    let value = |x: f32| {
        let mut sound: Vec<u8> = [0.25_f32; 9].iter().flat_map(|s| s.to_le_bytes()).collect();
        sound.extend(x.to_le_bytes());
        read::read_bytes(&wav(3, 2, 44_100, 32, 40, &sound), "x.wav")
    };
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e9] {
        let error = value(bad).expect_err("no number").to_string();
        assert!(error.contains("sample 4 of channel 2"), "{error}");
    }
    assert_eq!(value(2.0).unwrap().channel(1)[4], 2.0, "floats may pass full scale");
}

#[test]
fn too_long_sounds_are_refused() {
    let rate_hz = *read::RATES_HZ.start();
    let long = Audio::mono(vec![0.0; (read::MAX_SECS * f64::from(rate_hz)) as usize + 1], rate_hz);
    let error = read::read_bytes(&wav_bytes(&long, Depth::I16).unwrap(), "long.wav").unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
    assert!(error.to_string().contains("30 minutes"), "{error}");
}

#[test]
fn one_sample_is_a_sound_and_its_analysis_is_harmless() {
    let one = read::read_bytes(&wav(1, 1, 44_100, 16, 2, &[0, 64]), "x.wav").unwrap();
    assert_eq!(one.channel(0), [0.5]);
    analyse(&one);
    assert!(prepare(&one, 48_000, 1.0).is_ok());
    assert_eq!(pitch::note(one.channel(0), 44_100), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), head in 0_usize..6) {
        let heads: [&[u8]; 6] = [b"", b"RIFF\xff\0\0\0WAVEfmt ", b"FORM\0\0\xff\0AIFFCOMM", b"fLaC\0\0\0\x22", b"OggS\0\x02", b"\xff\xfb\x90\x64"];
        let mut all = heads[head].to_vec();
        all.extend(bytes);
        if let Err(error) = read::read_bytes(&all, "") {
            prop_assert!(is_sentence(&error), "{}", error);
        }
    }

    #[test]
    fn files_with_flipped_bytes_never_panic(
        which in 0_usize..13,
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let files = samples();
        let (name, mut bytes) = files[which % files.len()].clone();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        match read::read_bytes(&bytes, &name) {
            Ok(audio) => prop_assert!(audio.is_finite() && !audio.is_empty()),
            Err(error) => prop_assert!(is_sentence(&error), "{}", error),
        }
    }

    #[test]
    fn any_numbers_can_be_analysed(samples in proptest::collection::vec(any::<f32>(), 0..3000), rate in 1_000_u32..200_000) {
        let found = analyse(&Audio::mono(samples, rate));
        prop_assert!(found.gate.secs >= 0.0 && found.length_secs >= 0.0);
        prop_assert!(found.pitch.is_none_or(|p| p.hz.is_finite() && p.note < 128));
    }
}
