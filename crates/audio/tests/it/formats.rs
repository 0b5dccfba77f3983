//! Every format that is read, on tiny files that libsndfile wrote (`tests/reference/make_format_samples.py`),
//! and on longer ones that it writes while the test runs, where Python is at hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use tonewright_audio::{Audio, read};

/// File, how far its samples may be from the truth, and how many samples it may be off in length.
/// Integers: one step. μ-law: a hundredth. Lossy codecs: a few per cent on 50 ms.
const FILES: &[(&str, f32, usize)] = &[
    ("wav-pcm_u8.wav", 0.0079, 0),
    ("wav-pcm_24.wav", 1.3e-7, 0),
    ("wav-pcm_32.wav", 1e-7, 0),
    ("wav-double.wav", 1e-7, 0),
    ("wavex-pcm_16.wav", 3.1e-5, 0),
    ("wav-ulaw.wav", 0.02, 0),
    ("aiff-pcm_16.aiff", 3.1e-5, 0),
    ("aiff-pcm_24.aiff", 1.3e-7, 0),
    ("aiff-float.aiff", 1e-7, 0),
    ("flac-pcm_16.flac", 3.1e-5, 0),
    ("flac-pcm_24.flac", 1.3e-7, 0),
    ("ogg-vorbis.ogg", 0.06, 0),
    ("mp3-mpeg_layer_iii.mp3", 0.06, 0),
];

pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data")
}

/// What the files hold.
fn truth() -> [Vec<f32>; 2] {
    let sine = |hz: f64, level: f64| {
        (0..1102)
            .map(|i| (level * (std::f64::consts::TAU * hz * f64::from(i) / 22_050.0).sin()) as f32)
            .collect()
    };
    [sine(441.0, 0.5), sine(882.0, 0.25)]
}

#[test]
fn every_format_gives_the_sound_that_went_in() {
    for (name, tolerance, slack) in FILES {
        let file = read::open(data().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((file.audio.rate_hz(), file.audio.channel_count()), (22_050, 2), "{name}");
        let off = file.audio.len_samples().abs_diff(1102);
        assert!(off <= *slack, "{name} has {} samples of 1102", file.audio.len_samples());
        assert_eq!(file.notes, [] as [String; 0], "{name}");
        for (index, wished) in truth().iter().enumerate() {
            // Lossy codecs smear the hard edges of so short a sound: they are judged in its middle.
            let edge = if *tolerance > 0.03 { 150 } else { 0 };
            let found = &file.audio.channel(index)[edge..1102 - edge];
            let worst = found.iter().zip(&wished[edge..]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst <= *tolerance, "{name}, channel {index}: {worst} off, {tolerance} allowed");
        }
    }
}

#[test]
fn a_wrong_extension_does_no_harm() {
    for (name, ..) in FILES {
        let bytes = std::fs::read(data().join(name)).unwrap();
        let right = read::read_bytes(&bytes, name).unwrap();
        for wrong in ["x.wav", "x.mp3", "x.flac", "x.txt", "", "wav", "no extension"] {
            let again = read::read_bytes(&bytes, wrong).unwrap_or_else(|e| panic!("{name} as {wrong}: {e}"));
            assert_eq!(again, right, "{name} as {wrong}");
        }
    }
}

#[test]
fn files_with_a_tag_in_front_are_read() {
    let mut tagged = b"ID3\x04\x00\x00\x00\x00\x00\x0a0123456789".to_vec();
    tagged.extend(std::fs::read(data().join("mp3-mpeg_layer_iii.mp3")).unwrap());
    assert!(read::read_bytes(&tagged, "tagged.mp3").is_ok());
}

/// A file that libsndfile writes now.
struct Fresh {
    ending: &'static str,
    depth: &'static str,
    rate_hz: u32,
    channels: usize,
    tolerance: f32,
}

const FRESH: &[Fresh] = &[
    Fresh { ending: "wav", depth: "PCM_16", rate_hz: 192_000, channels: 6, tolerance: 3.1e-5 },
    Fresh { ending: "wav", depth: "FLOAT", rate_hz: 8_000, channels: 1, tolerance: 1e-7 },
    Fresh { ending: "aiff", depth: "PCM_24", rate_hz: 96_000, channels: 2, tolerance: 1.3e-7 },
    Fresh { ending: "flac", depth: "PCM_24", rate_hz: 88_200, channels: 3, tolerance: 1.3e-7 },
    Fresh { ending: "ogg", depth: "VORBIS", rate_hz: 44_100, channels: 1, tolerance: 0.03 },
    Fresh { ending: "mp3", depth: "MPEG_LAYER_III", rate_hz: 44_100, channels: 2, tolerance: 0.03 },
];

#[test]
fn files_written_now_are_read_in_place_and_length() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/reference-venv/bin/python");
    if !python.is_file() {
        println!(
            "SKIPPED files_written_now_are_read_in_place_and_length: no target/reference-venv (`cargo xtask test` makes it)"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for fresh in FRESH {
        let path = folder.path().join(format!("x.{}", fresh.ending));
        let script = format!(
            "import numpy as n, soundfile as s\nt=n.arange({rate}//2)/{rate}\n\
             x=n.stack([0.5*n.sin(n.pi*t*2)**2*n.sin(2*n.pi*(300+50*c)*t) for c in range({channels})],axis=1)\n\
             s.write(r'{path}',x,{rate},subtype='{depth}')",
            rate = fresh.rate_hz,
            channels = fresh.channels,
            path = path.display(),
            depth = fresh.depth
        );
        let output = Command::new(&python).args(["-c", &script]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        check(fresh, &read::read(&path).unwrap_or_else(|e| panic!("{e}")));
    }
}

fn check(fresh: &Fresh, audio: &Audio) {
    let what = format!("{} {}", fresh.ending, fresh.depth);
    let found = (audio.rate_hz(), audio.channel_count(), audio.len_samples());
    assert_eq!(found, (fresh.rate_hz, fresh.channels, fresh.rate_hz as usize / 2), "{what}");
    for channel in 0..fresh.channels {
        let wished = |i: usize| {
            let t = i as f64 / f64::from(fresh.rate_hz);
            let tone = (std::f64::consts::TAU * (300.0 + 50.0 * channel as f64) * t).sin();
            (0.5 * (std::f64::consts::TAU * t).sin().powi(2) * tone) as f32
        };
        let worst =
            audio.channel(channel).iter().enumerate().map(|(i, s)| (s - wished(i)).abs()).fold(0.0, f32::max);
        assert!(worst <= fresh.tolerance, "{what}, channel {channel}: {worst} off");
    }
}

/// Streams of OGG that follow each other in one file, as broadcasts leave them.
#[test]
fn chained_streams_are_read_one_after_the_other() {
    let bytes = std::fs::read(data().join("ogg-vorbis.ogg")).unwrap();
    let once = read::open_bytes(bytes.clone(), "one.ogg").unwrap();
    let chained = [bytes.clone(), with_serial(&bytes, 77)].concat();
    let twice = read::open_bytes(chained.clone(), "two.ogg").unwrap();
    assert_eq!(twice.notes, [] as [String; 0]);
    for index in 0..2 {
        let (one, two) = (once.audio.channel(index), twice.audio.channel(index));
        assert_eq!(two.len(), 2 * one.len());
        assert_eq!((&two[..one.len()], &two[one.len()..]), (one, one));
    }
    // A second stream that ends in its headers: the first is there.
    let file = read::open_bytes(chained[..bytes.len() + 60].to_vec(), "cut.ogg").unwrap();
    assert_eq!(file.audio, once.audio);
}

/// The same OGG stream under another serial number, checksums renewed (RFC 3533: polynomial 0x04c11db7).
fn with_serial(bytes: &[u8], serial: u32) -> Vec<u8> {
    let (mut out, mut at) = (bytes.to_vec(), 0);
    while at < out.len() {
        let segments = usize::from(out[at + 26]);
        let body: usize = out[at + 27..at + 27 + segments].iter().map(|len| usize::from(*len)).sum();
        let page = &mut out[at..at + 27 + segments + body];
        page[14..18].copy_from_slice(&serial.to_le_bytes());
        page[22..26].fill(0);
        let shift = |crc: u32, _| if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 };
        let crc = page.iter().fold(0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte) << 24, shift));
        page[22..26].copy_from_slice(&crc.to_le_bytes());
        at += 27 + segments + body;
    }
    out
}
