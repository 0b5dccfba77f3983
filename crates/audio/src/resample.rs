//! Sample-rate conversion through rubato's synchronous FFT resampler: linear phase, delay taken out, the
//! stop band below −120 dB and everything up to nine tenths of the lower Nyquist frequency left alone.

use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Resampler, ResamplerConstructionError};

use crate::Audio;

/// Samples of the filter at the lower of the two rates, at least. Longer filters are steeper: at 44.1 kHz
/// this one passes 20 kHz whole, and its ringing dies within 12 ms.
const FILTER_SAMPLES: usize = 1024;

/// Why a sound could not be resampled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResampleError {
    /// The wanted rate is outside what sound has.
    #[error("{rate_hz} Hz is no sample rate that can be made: {low_hz} to {high_hz} Hz can")]
    Rate {
        /// What was asked.
        rate_hz: u32,
        /// Lowest rate.
        low_hz: u32,
        /// Highest rate.
        high_hz: u32,
    },
    /// The sound has samples that are not numbers, which a filter would spread.
    #[error("the sound has samples that are not numbers, and resampling would spread them")]
    NotFinite,
    /// The library refused.
    #[error("the resampler refused {from_hz} Hz to {to_hz} Hz: {detail}")]
    Refused {
        /// From.
        from_hz: u32,
        /// To.
        to_hz: u32,
        /// What the library says.
        detail: String,
    },
}

/// How many samples a sound of `len` has at another rate: rounded to the nearest, halves up.
pub fn len_at(len: usize, from_hz: u32, to_hz: u32) -> usize {
    let (len, from, to) = (len as u128, u128::from(from_hz), u128::from(to_hz));
    ((len * to * 2 + from) / (from * 2)) as usize
}

/// The sound at another rate: same start, same level, length rounded to whole samples.
///
/// # Errors
/// [`ResampleError`]: a rate outside 1 to 768 kHz, or samples that are not numbers.
pub fn resample(audio: &Audio, rate_hz: u32) -> Result<Audio, ResampleError> {
    let (low_hz, high_hz) = (*crate::read::RATES_HZ.start(), *crate::read::RATES_HZ.end());
    if !(low_hz..=high_hz).contains(&rate_hz) {
        return Err(ResampleError::Rate { rate_hz, low_hz, high_hz });
    }
    if !audio.is_finite() {
        return Err(ResampleError::NotFinite);
    }
    let from_hz = audio.rate_hz();
    let len = len_at(audio.len_samples(), from_hz, rate_hz);
    if from_hz == rate_hz {
        return Ok(audio.clone());
    }
    if audio.is_empty() {
        return Ok(Audio::from_channels(vec![Vec::new(); audio.channel_count()], rate_hz));
    }
    let refused = |detail: String| ResampleError::Refused { from_hz, to_hz: rate_hz, detail };
    let mut engine = engine(from_hz, rate_hz).map_err(|e| refused(e.to_string()))?;
    let mut channels = Vec::with_capacity(audio.channel_count());
    for index in 0..audio.channel_count() {
        // In f64, so that the conversion adds nothing above the last bit of f32.
        let input = vec![audio.channel(index).iter().map(|s| f64::from(*s)).collect::<Vec<_>>()];
        let adapter =
            SequentialSliceOfVecs::new(&input, 1, audio.len_samples()).map_err(|e| refused(e.to_string()))?;
        let output =
            engine.process_all(&adapter, audio.len_samples(), None).map_err(|e| refused(e.to_string()))?;
        let mut samples: Vec<f32> = output.take_data().into_iter().map(|s| s as f32).collect();
        samples.resize(len, 0.0);
        channels.push(samples);
    }
    Ok(Audio::from_channels(channels, rate_hz))
}

/// A resampler for one channel whose block is even on both sides, so that its delay, half a block, is a
/// whole number of samples and can be taken out exactly.
fn engine(from_hz: u32, to_hz: u32) -> Result<Box<dyn Resampler<f64>>, ResamplerConstructionError> {
    let (from, to) = (from_hz as usize, to_hz as usize);
    let divisor = greatest_common_divisor(from, to);
    let (unit_in, unit_out) = (from / divisor, to / divisor);
    let mut units = FILTER_SAMPLES.div_ceil(unit_in.min(unit_out));
    units += units % 2;
    tonewright_fourier::resampler(from, to, units * unit_in)
}

/// Euclid's.
fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine with slow edges, so that its spectrum is a line.
    fn sine(hz: f64, rate_hz: u32, len: usize) -> Audio {
        let rate = f64::from(rate_hz);
        let wave = |i: usize| {
            let t = (i as f64 + 0.5) / len as f64;
            let edge = (std::f64::consts::PI * t).sin().powi(4);
            (edge * (std::f64::consts::TAU * hz * i as f64 / rate).sin()) as f32
        };
        Audio::mono((0..len).map(wave).collect(), rate_hz)
    }

    /// The largest difference in decibels below full scale.
    fn error_db(a: &Audio, b: &Audio) -> f64 {
        let worst = a.channel(0).iter().zip(b.channel(0)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        20.0 * f64::from(worst.max(1e-12)).log10()
    }

    const PAIRS: &[(u32, u32)] = &[
        (44_100, 48_000),
        (48_000, 44_100),
        (44_100, 22_050),
        (44_100, 16_000),
        (16_000, 44_100),
        (8_000, 96_000),
        (192_000, 44_100),
        (11_025, 44_100),
        (44_100, 44_101),
        (37_000, 44_100),
    ];

    #[test]
    fn sines_in_the_pass_band_stay_themselves_in_place_and_level() {
        for &(from, to) in PAIRS {
            let lower = f64::from(from.min(to));
            for share in [0.002, 0.05, 0.2, 0.35, 0.45] {
                let len = from as usize / 4;
                let made = resample(&sine(lower * share, from, len), to).unwrap();
                // The edge of the wished sine is laid out in input time, so that both have the same shape.
                let wished = Audio::mono(
                    (0..made.len_samples())
                        .map(|i| {
                            let secs = i as f64 / f64::from(to);
                            let t = (secs * f64::from(from) + 0.5) / len as f64;
                            let edge = (std::f64::consts::PI * t).sin().powi(4);
                            (edge * (std::f64::consts::TAU * lower * share * secs).sin()) as f32
                        })
                        .collect(),
                    to,
                );
                let db = error_db(&made, &wished);
                assert!(db < -100.0, "{from} to {to} Hz, sine at {share} of the rate: {db:.1} dB off");
            }
        }
    }

    #[test]
    fn what_lies_above_the_new_nyquist_frequency_is_gone() {
        for &(from, to) in PAIRS.iter().filter(|(from, to)| f64::from(*to) < 0.95 * f64::from(*from)) {
            for share in [0.501, 0.6, 0.9] {
                let hz = f64::from(to) * share;
                if hz > 0.49 * f64::from(from) {
                    continue;
                }
                let made = resample(&sine(hz, from, from as usize / 4), to).unwrap();
                let db = 20.0 * f64::from(made.peak().max(1e-12)).log10();
                assert!(db < -100.0, "{from} to {to} Hz: a sine at {hz:.0} Hz leaves {db:.1} dB");
            }
        }
    }

    #[test]
    fn lengths_are_rounded_and_short_sounds_survive() {
        for &(from, to) in PAIRS {
            for len in [0, 1, 2, 100, 4_411] {
                let made = resample(&Audio::mono(vec![0.25; len], from), to).unwrap();
                assert_eq!(made.len_samples(), len_at(len, from, to), "{len} samples, {from} to {to}");
                assert!(made.is_finite());
            }
        }
        assert_eq!(len_at(44_100, 44_100, 48_000), 48_000);
        assert_eq!(len_at(1, 44_100, 22_050), 1);
    }

    #[test]
    fn channels_stay_apart_and_nonsense_is_refused() {
        let stereo = Audio::from_channels(vec![vec![0.0; 1000], vec![0.5; 1000]], 44_100);
        let made = resample(&stereo, 48_000).unwrap();
        assert_eq!(made.channel_count(), 2);
        assert!(made.channel(0).iter().all(|s| *s == 0.0));
        assert!((made.channel(1)[500] - 0.5).abs() < 1e-5);
        assert!(matches!(resample(&stereo, 0), Err(ResampleError::Rate { .. })));
        assert!(matches!(
            resample(&Audio::mono(vec![f32::NAN], 8_000), 44_100),
            Err(ResampleError::NotFinite)
        ));
    }
}
