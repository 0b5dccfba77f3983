//! The example sounds of the repository are what their program makes, and they are musical.

use std::path::Path;

use tonewright_audio::read;
use tonewright_audio::target::{Kind, prepare};

use crate::models;

#[test]
fn the_shipped_files_are_what_the_models_make() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/sounds");
    let mut bytes = 0;
    for (name, make) in models::ALL {
        let path = folder.join(format!("{name}.wav"));
        let shipped = read::read(&path).unwrap();
        bytes += std::fs::metadata(&path).unwrap().len();
        let made = make();
        assert_eq!(
            (shipped.rate_hz(), shipped.len_samples()),
            (made.rate_hz(), made.len_samples()),
            "{name}"
        );
        // Half a step of 16 bits from rounding, and another for compilers that contract arithmetic.
        let worst =
            made.channel(0).iter().zip(shipped.channel(0)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst <= 1.0 / 32_768.0, "{name} differs by {worst}: run the example `make_example_sounds`");
    }
    assert!(bytes < 1_000_000, "the example sounds have {bytes} bytes");
}

#[test]
fn each_sound_plays_its_note_with_its_own_envelope() {
    // Note, gate (None: rings out), and the least length.
    let wished = [
        ("plucked-string", 45, None),
        ("struck-bar", 72, None),
        ("blown-pipe", 62, Some(1.45)),
        ("bowed-string", 55, Some(1.8)),
    ];
    for ((name, make), (of, note, gate)) in models::ALL.iter().zip(wished) {
        assert_eq!(*name, of);
        let (target, found) = prepare(&make(), 44_100, 4.0).unwrap();
        let pitch = found.pitch.clone().unwrap_or_else(|| panic!("{name} has no pitch"));
        println!(
            "{name}: {} {:+.1} cents, confidence {:.2}, {:.2} s, gate {:?}, {:.1} LUFS, crest {:.1}",
            pitch.name,
            pitch.cents_off,
            pitch.confidence,
            found.length_secs,
            found.gate,
            found.level.lufs.unwrap_or(-99.0),
            target.peak() / target.rms()
        );
        assert_eq!((found.kind, pitch.note), (Kind::Pitched, note), "{name}: {pitch:?}");
        assert!(pitch.cents_off.abs() < 12.0 && pitch.confidence > 0.7, "{name}: {pitch:?}");
        assert!(found.length_secs > 0.8, "{name} lasts {}", found.length_secs);
        assert!(found.onset_secs < 0.02, "{name} starts at {}", found.onset_secs);
        if let Some(gate) = gate {
            assert!(
                found.gate.release_seen && (found.gate.secs - gate).abs() < 0.12,
                "{name}: {:?}",
                found.gate
            );
        }
        assert_eq!(found.remarks, [] as [String; 0], "{name}");
    }
}
