//! Notes of real recorded instruments: a General MIDI sound font played by rustysynth. The font is
//! Debian's `timgm6mb-soundfont` (or any other, by `TONEWRIGHT_SOUNDFONT`).

use std::path::PathBuf;
use std::sync::Arc;

use rustysynth::{SoundFont, Synthesizer, SynthesizerSettings};
use tonewright_audio::Audio;

use super::Labelled;

const RATE_HZ: u32 = 44_100;

/// Where the font is, or how to get it.
pub(crate) fn path() -> Result<PathBuf, String> {
    let known = ["/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/sounds/sf2/FluidR3_GM.sf2"];
    let wished = std::env::var_os("TONEWRIGHT_SOUNDFONT").map(PathBuf::from);
    let mut all = wished.into_iter().chain(known.map(PathBuf::from));
    all.find(|p| p.is_file()).ok_or_else(|| {
        "no sound font: `apt-get install timgm6mb-soundfont`, or name one in TONEWRIGHT_SOUNDFONT".to_owned()
    })
}

/// A font that plays notes.
pub(crate) struct Font(Arc<SoundFont>);

impl Font {
    /// The font at [`path`].
    pub(crate) fn open() -> Result<Self, String> {
        let path = path()?;
        let mut file = std::fs::File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        SoundFont::new(&mut file).map(|f| Self(Arc::new(f))).map_err(|e| format!("{}: {e:?}", path.display()))
    }

    /// One note: channel 9 is drums.
    pub(crate) fn play(&self, channel: i32, program: u8, note: u8, gate_secs: f64, secs: f64) -> Audio {
        let mut settings = SynthesizerSettings::new(RATE_HZ as i32);
        settings.enable_reverb_and_chorus = false;
        let mut synth = Synthesizer::new(&self.0, &settings).expect("the settings are valid");
        synth.process_midi_message(channel, 0xC0, i32::from(program), 0);
        let len = |secs: f64| (secs * f64::from(RATE_HZ)) as usize;
        let (mut left, mut right) = (vec![0.0; len(secs)], vec![0.0; len(secs)]);
        let gate = len(gate_secs);
        synth.note_on(channel, i32::from(note), 100);
        synth.render(&mut left[..gate], &mut right[..gate]);
        synth.note_off(channel, i32::from(note));
        synth.render(&mut left[gate..], &mut right[gate..]);
        Audio::from_channels(vec![left, right], RATE_HZ)
    }
}

/// General MIDI programs with a pitch, and the notes they are played at in music. Left out: effects
/// (96..=103, 119..=127), ensembles of octaves (55), and drums.
fn notes_of(program: u8) -> Option<&'static [u8]> {
    match program {
        32..=39 | 43 | 58 => Some(&[28, 33, 38, 43, 50]),
        9 | 72 | 78 => Some(&[72, 77, 84, 89]),
        14 | 47 => Some(&[48, 55, 60]),
        8 | 10 | 12 | 13 | 11 | 73 | 74 | 75 | 79 => Some(&[60, 65, 72, 79, 84]),
        0..=7 | 15..=31 | 40..=42 | 44..=46 | 48..=54 | 56..=57 | 59..=71 | 76..=77 | 80..=95 | 104..=111 => {
            Some(&[41, 48, 55, 60, 67, 74])
        }
        _ => None,
    }
}

/// Every `step`th pitched note of the font, held 1 s of 2.5 s.
pub(crate) fn pitched(font: &Font, step: usize) -> Vec<Labelled> {
    let all =
        (0..128_u8).filter_map(|p| Some((p, notes_of(p)?))).flat_map(|(p, n)| n.iter().map(move |n| (p, *n)));
    all.step_by(step)
        .map(|(program, note)| Labelled {
            name: format!("program {program} note {note}"),
            audio: font.play(0, program, note, 1.0, 2.5),
            note: Some(note),
            gate_secs: Some(1.0),
        })
        .collect()
}

/// Drums that have no note: kicks, snares, claps, hats, cymbals, shakers, scrapes.
pub(crate) fn drums(font: &Font) -> Vec<Labelled> {
    let keys = [35, 36, 37, 38, 39, 40, 42, 44, 46, 49, 51, 52, 54, 55, 57, 58, 59, 69, 70, 73, 74, 82];
    let of = |key: u8| Labelled {
        name: format!("drum key {key}"),
        audio: font.play(9, 0, key, 0.5, 1.5),
        note: None,
        gate_secs: None,
    };
    keys.map(of).into()
}
