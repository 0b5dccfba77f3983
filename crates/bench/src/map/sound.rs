//! Sounds that are small enough for many of them on one page: mono, in 8 bits a sample by µ-law (ITU-T G.711).

use std::collections::BTreeMap;

use tonewright_audio::Audio;
use tonewright_audio::resample::resample;
use tonewright_data::{DataError, DataSet, Setting, Sounds};

/// A sound for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// A byte for each sample at `CLIP_RATE_HZ`.
    pub bytes: Vec<u8>,
}

/// The rate of clips.
pub(super) const CLIP_RATE_HZ: u32 = 22_050;
/// How much of a sound a clip holds.
pub(super) const CLIP_SECS: f64 = 3.0;
/// How long what is cut fades.
const FADE_SECS: f64 = 0.02;
/// Bytes of all clips of a page; written out they are a third more.
const BYTES_MOST: usize = 20_000_000;

impl Clip {
    /// The beginning of a sound; samples that are no numbers become silence. `None` where its rate can't be changed.
    pub fn of(sound: &Audio) -> Option<Self> {
        let mono = sound.to_mono();
        let clean = mono.iter().map(|x| if x.is_finite() { x.clamp(-1.0, 1.0) } else { 0.0 });
        let most = (CLIP_SECS * f64::from(sound.rate_hz())) as usize;
        let mut samples: Vec<f32> = clean.take(most).collect();
        if mono.len() > most {
            let fade = ((FADE_SECS * f64::from(sound.rate_hz())) as usize).min(samples.len());
            for (at, x) in samples.iter_mut().rev().take(fade).enumerate() {
                *x *= at as f32 / fade as f32;
            }
        }
        let slower = resample(&Audio::mono(samples, sound.rate_hz()), CLIP_RATE_HZ).ok()?;
        Some(Self { bytes: slower.to_mono().iter().map(|x| mu_law(*x)).collect() })
    }
}

/// G.711's byte of a sample: sign, segment and place in it, all bits turned over.
fn mu_law(sample: f32) -> u8 {
    const BIAS: i32 = 33;
    let level = ((sample.abs().min(1.0) * 8158.0).round() as i32 + BIAS).min(8191);
    // The segment is where the highest bit stands, from 5 on.
    let segment = 26 - level.leading_zeros() as i32;
    let place = (level >> (segment + 1)) & 0x0f;
    let sign = if sample < 0.0 { 0x80 } else { 0 };
    !(sign | (segment << 4) as u8 | place as u8)
}

/// The sounds of some items, ascending, of a data set: the first of each item, as they are kept or rendered anew. Those whose
/// sounds can't be had are left out, as is what would make the page too large: `room` is how many bytes are left of it.
///
/// # Errors
/// Those of the shards, and of a synth that fails.
pub fn clips(
    data_set: &DataSet,
    setting: Option<&Setting>,
    items: &[u64],
    room: &mut Option<usize>,
) -> Result<BTreeMap<u64, Clip>, DataError> {
    let room = room.get_or_insert(BYTES_MOST);
    let mut sounds = Sounds::of(data_set, setting)?;
    let (mut items, mut clips) = (items.iter().copied().peekable(), BTreeMap::new());
    for opened in data_set.shards() {
        let (sidecar, shard) = opened?;
        let end = sidecar.first_item.saturating_add(sidecar.items);
        while let Some(item) = items.next_if(|item| *item < end) {
            let row = item.saturating_sub(sidecar.first_item) as usize;
            let played = sounds.row(&shard, row)?.and_then(|notes| notes.into_iter().next());
            let Some(clip) = played.and_then(|played| Clip::of(&played.sound)) else { continue };
            if clip.bytes.len() > *room {
                return Ok(clips);
            }
            *room -= clip.bytes.len();
            clips.insert(item, clip);
        }
    }
    Ok(clips)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What G.711 makes of a byte, −1 to 1.
    fn back(byte: u8) -> f32 {
        let bits = !byte;
        let (segment, place) = (i32::from(bits >> 4 & 7), i32::from(bits & 0x0f));
        let level = ((2 * place + 33) << segment) - 33;
        level as f32 / 8158.0 * if bits & 0x80 == 0 { 1.0 } else { -1.0 }
    }

    #[test]
    fn bytes_are_those_of_g711() {
        // Its table: the ends of the scale and silence.
        assert_eq!((mu_law(1.0), mu_law(-1.0), mu_law(0.0)), (0x80, 0x00, 0xff));
        for step in -1000..=1000 {
            let sample = step as f32 / 1000.0;
            let off = (back(mu_law(sample)) - sample).abs();
            assert!(off < 0.035 * sample.abs() + 2e-4, "{sample}: off by {off}");
        }
    }

    #[test]
    fn clips_are_short_and_whole() {
        let sound = |secs: f64, rate_hz: u32| {
            let count = (secs * f64::from(rate_hz)) as usize;
            Audio::mono((0..count).map(|at| (at as f32 * 0.05).sin()).collect(), rate_hz)
        };
        for (secs, rate_hz, expected) in [(5.0, 44_100, 3.0), (1.0, 48_000, 1.0), (0.0, 44_100, 0.0)] {
            let clip = Clip::of(&sound(secs, rate_hz)).unwrap();
            let found = clip.bytes.len() as f64 / f64::from(CLIP_RATE_HZ);
            assert!((found - expected).abs() < 0.01, "{found} s of {secs}");
        }
        let cut = Clip::of(&sound(5.0, 22_050)).unwrap();
        assert!(back(*cut.bytes.last().unwrap()).abs() < 0.02);
        let broken = Clip::of(&Audio::mono(vec![f32::NAN, f32::INFINITY, 9.0], CLIP_RATE_HZ)).unwrap();
        assert_eq!(broken.bytes, [0xff, 0xff, 0x80]);
    }
}
