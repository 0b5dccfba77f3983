//! What pages draw and play: spectrograms, colours, sounds inside a page, and the style that all pages share.

mod axis;
mod colour;
mod document;
mod numbers;
mod plane;
mod spectrogram;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tonewright_audio::Audio;
use tonewright_audio::write::{Depth, wav_bytes};

pub(crate) use axis::{Axis, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};
pub(crate) use colour::sequential;
pub(crate) use document::document;
pub(crate) use numbers::{short_count, significant};
pub(crate) use plane::{Plane, svg, tenths};
pub(crate) use spectrogram::{DIFFERENCE_DB, Picture, RANGE_DB, height_from_hz, high_hz};

/// A 16-bit WAV in a `data:` address; samples that are not numbers become silence.
pub(crate) fn sound_url(samples: &[f32], rate_hz: u32) -> String {
    let clean = samples.iter().map(|s| if s.is_finite() { *s } else { 0.0 }).collect();
    let bytes = wav_bytes(&Audio::mono(clean, rate_hz), Depth::I16).unwrap_or_default();
    format!("data:audio/wav;base64,{}", STANDARD.encode(bytes))
}
