//! The contact sheet: pictures of sounds that can be played.

use maud::{Markup, html};
use tonewright_audio::pitch::name_of_note;

use crate::draw::{Picture, RANGE_DB, sound_url};
use crate::inspection::{Inspection, SheetSound};

/// The least level of the brightest colour, so that silence is dark.
const TOP_LEAST_DB: f32 = -50.0;

/// The sheets of all data sets.
pub(super) fn section(all: &[Inspection]) -> Markup {
    html! {
        section aria-labelledby="sheet-title" {
            h2 #sheet-title { "Some of the sounds" }
            p.note {
                "Click a picture to hear it. Frequency upwards, 40 Hz to 16 kHz, on a logarithmic axis; each picture spans "
                (RANGE_DB) " dB below its own loudest."
            }
            @for (index, one) in all.iter().enumerate() {
                @if all.len() > 1 { h3.{ "set-" (index) } { (one.statistics.name) } }
                @if one.sounds.is_empty() { p.dim { "Its sounds are not kept, and its synth is not here to play them." } }
                div.sheet { @for sound in &one.sounds { (tile(sound)) } }
            }
        }
    }
}

fn tile(sheet: &SheetSound) -> Markup {
    let samples = sheet.sound.to_mono();
    let picture = Picture::of(&samples, samples.len(), sheet.sound.rate_hz());
    let words = words(sheet);
    html! {
        figure.tile {
            button type="button" data-play aria-label=(format!("Play {words}")) {
                img src=(picture.data_url(picture.peak_db().max(TOP_LEAST_DB))) alt=(format!("Spectrogram of {words}"));
            }
            figcaption { (words) }
            audio preload="none" src=(sound_url(&samples, sheet.sound.rate_hz())) {}
        }
    }
}

/// `item 37, C3 at 100: −21 LUFS, sounds C4`.
fn words(sheet: &SheetSound) -> String {
    let mut words = format!("item {}", sheet.item);
    if let Some(note) = &sheet.note {
        words.push_str(&format!(", {} at {}", name_of_note(i32::from(note.note)), note.velocity));
    }
    match sheet.facts.loudness_lufs {
        Some(lufs) => words.push_str(&format!(": {lufs:.0} LUFS")),
        None => words.push_str(": silent"),
    }
    if let Some(note) = sheet.facts.pitch_note {
        words.push_str(&format!(", sounds {}", name_of_note(note.round() as i32)));
    }
    words
}
