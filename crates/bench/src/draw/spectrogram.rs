//! Spectrograms as pictures: frequency on a logarithmic axis, level in dB of a full-scale sine. Low notes are
//! looked at through long windows and high ones through short ones, blended, so that a bass shows its
//! partials and an attack its edge.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tonewright_audio::{Stft, StftConfig};

use super::colour::{Rgb, diverging, sequential};

/// Columns of a picture.
pub(crate) const COLUMNS: usize = 512;
/// Rows of a picture.
pub(crate) const ROWS: usize = 168;
/// Lowest frequency shown.
pub(crate) const LOW_HZ: f64 = 40.0;
/// Highest frequency shown, where the rate reaches it.
const HIGH_HZ: f64 = 16_000.0;
/// From the colour scale's top to its bottom.
pub(crate) const RANGE_DB: f32 = 80.0;
/// The difference shown at full colour.
pub(crate) const DIFFERENCE_DB: f32 = 30.0;
/// Steps of colour: 1.25 dB each, finer than an eye tells apart and small when packed.
const SHADES: usize = 64;
const FLOOR_DB: f32 = -140.0;
/// How many cycles a window should hold.
const CYCLES: f64 = 20.0;
/// Window lengths at 44.1 kHz.
const WINDOWS: [usize; 4] = [1024, 2048, 4096, 8192];

/// Levels of one sound, `ROWS` × `COLUMNS`, highest frequency first.
pub(crate) struct Picture {
    levels_db: Vec<f32>,
}

/// The highest frequency shown at a rate.
pub(crate) fn high_hz(rate_hz: u32) -> f64 {
    HIGH_HZ.min(f64::from(rate_hz) * 0.49)
}

/// The frequency at a height, 0 at the bottom and 1 on top.
pub(crate) fn hz_from_height(height: f64, rate_hz: u32) -> f64 {
    LOW_HZ * (high_hz(rate_hz) / LOW_HZ).powf(height)
}

/// The height of a frequency, 0 at the bottom and 1 on top.
pub(crate) fn height_from_hz(hz: f64, rate_hz: u32) -> f64 {
    (hz / LOW_HZ).ln() / (high_hz(rate_hz) / LOW_HZ).ln()
}

impl Picture {
    /// The picture of mono samples; silence where they end before `len_samples`.
    pub(crate) fn of(samples: &[f32], len_samples: usize, rate_hz: u32) -> Self {
        let mut padded = samples.to_vec();
        padded.resize(len_samples.max(1), 0.0);
        padded.iter_mut().filter(|s| !s.is_finite()).for_each(|s| *s = 0.0);
        let zoom = f64::from(rate_hz) / 44_100.0;
        let lengths = WINDOWS.map(|len| ((len as f64 * zoom) as usize).next_power_of_two().max(256));
        let layers = lengths.map(|len| layer(&padded, len, rate_hz));
        let mut levels_db = vec![FLOOR_DB; ROWS * COLUMNS];
        for row in 0..ROWS {
            let hz = hz_from_height(1.0 - (row as f64 + 0.5) / ROWS as f64, rate_hz);
            let wanted = (CYCLES * f64::from(rate_hz) / hz / lengths[0] as f64).log2().clamp(0.0, 3.0);
            let (near, blend) = (wanted.floor() as usize, wanted.fract() as f32);
            for column in 0..COLUMNS {
                let at = row * COLUMNS + column;
                let far = layers[(near + 1).min(3)][at];
                levels_db[at] = layers[near][at] * (1.0 - blend) + far * blend;
            }
        }
        Self { levels_db }
    }

    /// The highest level.
    pub(crate) fn peak_db(&self) -> f32 {
        self.levels_db.iter().copied().fold(FLOOR_DB, f32::max)
    }

    /// As a PNG in a `data:` address; `top_db` is the brightest colour.
    pub(crate) fn data_url(&self, top_db: f32) -> String {
        let shade = |db: &f32| ((db - top_db + RANGE_DB) / RANGE_DB * (SHADES - 1) as f32).round();
        let pixels: Vec<u8> = self.levels_db.iter().map(|db| shade(db).clamp(0.0, 63.0) as u8).collect();
        png_data_url(&pixels, &sequential(SHADES))
    }

    /// Where `other` is louder (orange) or softer (blue) than this; what lies under the scale counts as silence.
    pub(crate) fn difference_data_url(&self, other: &Self, top_db: f32) -> String {
        let floor = top_db - RANGE_DB;
        let pair = self.levels_db.iter().zip(&other.levels_db);
        let shade = |(a, b): (&f32, &f32)| {
            let difference = (b.max(floor) - a.max(floor)) / DIFFERENCE_DB;
            (31.0 + 31.0 * difference.clamp(-1.0, 1.0)).round() as u8
        };
        let pixels: Vec<u8> = pair.map(shade).collect();
        png_data_url(&pixels, &diverging(63))
    }
}

/// Levels seen through windows of one length, `ROWS` × `COLUMNS`.
fn layer(samples: &[f32], fft_len: usize, rate_hz: u32) -> Vec<f32> {
    let mut levels = vec![FLOOR_DB; ROWS * COLUMNS];
    let hop = samples.len().div_ceil(COLUMNS).max(1);
    let spectrogram = Stft::new(StftConfig::librosa(fft_len, hop)).and_then(|mut stft| stft.process(samples));
    // A sound too short for the transform stays dark.
    let Ok(spectrogram) = spectrogram else { return levels };
    let full_scale_sine = (fft_len as f32 / 4.0).powi(2);
    let bin_hz = f64::from(rate_hz) / fft_len as f64;
    for row in 0..ROWS {
        let edge = |offset: f64| hz_from_height(1.0 - (row as f64 + offset) / ROWS as f64, rate_hz) / bin_hz;
        let (low, high) = (edge(1.0), edge(0.0));
        for column in 0..COLUMNS {
            let frame = column * (spectrogram.frames() - 1) / (COLUMNS - 1);
            let power = power_between(spectrogram.frame(frame), low, high) / full_scale_sine;
            levels[row * COLUMNS + column] = (10.0 * power.max(1e-14).log10()).max(FLOOR_DB);
        }
    }
    levels
}

/// The strongest power between two places on the bin axis, interpolated where no bin lies between them.
fn power_between(powers: &[f32], low: f64, high: f64) -> f32 {
    let last = powers.len() - 1;
    let (first, end) = (low.ceil() as usize, (high.floor() as usize).min(last));
    if first <= end {
        return powers[first..=end].iter().copied().fold(0.0, f32::max);
    }
    let middle = ((low + high) / 2.0).min(last as f64);
    let (below, share) = (middle.floor() as usize, middle.fract() as f32);
    powers[below] * (1.0 - share) + powers[(below + 1).min(last)] * share
}

fn png_data_url(pixels: &[u8], palette: &[Rgb]) -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, COLUMNS as u32, ROWS as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(pixels));
    written.expect("a picture of the declared size goes into memory");
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f64, rate_hz: u32) -> Vec<f32> {
        let step = std::f64::consts::TAU * hz / f64::from(rate_hz);
        (0..rate_hz).map(|i| (f64::from(i) * step).sin() as f32).collect()
    }

    #[test]
    fn a_full_scale_sine_is_bright_at_its_own_frequency_at_any_rate() {
        for rate_hz in [16_000, 44_100, 96_000] {
            for hz in [110.0, 1_000.0, 6_000.0] {
                let picture = Picture::of(&sine(hz, rate_hz), rate_hz as usize, rate_hz);
                let column = |row: usize| picture.levels_db[row * COLUMNS + COLUMNS / 2];
                let brightest = (0..ROWS).max_by(|a, b| column(*a).total_cmp(&column(*b))).unwrap();
                let height = 1.0 - (brightest as f64 + 0.5) / ROWS as f64;
                let seen_hz = hz_from_height(height, rate_hz);
                assert!((seen_hz / hz).log2().abs() < 0.1, "{seen_hz} for {hz} at {rate_hz}");
                assert!(column(brightest).abs() < 1.5, "{} dB", column(brightest));
            }
        }
    }

    #[test]
    fn silence_nonsense_and_tiny_sounds_have_pictures_too() {
        for samples in [vec![], vec![0.5], vec![f32::NAN; 500], vec![0.0; 100]] {
            let picture = Picture::of(&samples, 1000, 44_100);
            assert!(picture.data_url(0.0).starts_with("data:image/png;base64,"));
        }
    }
}
