//! What kind of sound a target is.

use serde::{Deserialize, Serialize};
use tonewright_fourier::forward_f64;

use crate::pitch::NotePitch;

/// What a sound is, as far as the choice of a note is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It has a note.
    Pitched,
    /// It has partials, but no note: a drum, a bell, a chord.
    Unpitched,
    /// It has no partials: wind, a cymbal, a snare.
    Noise,
    /// There is nothing to hear.
    Silence,
}

/// Sounds whose peak is below this are silence.
pub(super) const SILENCE_DBFS: f64 = -80.0;
/// Flatness from which a spectrum counts as noise: averaged noise has about 0.9, partials below 0.3.
const NOISE_FLATNESS: f64 = 0.6;
const FFT_LEN: usize = 4096;
/// Bands of a third of an octave, from here up.
const LOWEST_HZ: f64 = 300.0;

/// Decides the kind of the part of a sound between onset and end.
pub(super) fn of(samples: &[f32], rate_hz: f64, peak_dbfs: f64, pitch: Option<&NotePitch>) -> Kind {
    if peak_dbfs < SILENCE_DBFS {
        Kind::Silence
    } else if pitch.is_some() {
        Kind::Pitched
    } else if flatness(samples, rate_hz) > NOISE_FLATNESS {
        Kind::Noise
    } else {
        Kind::Unpitched
    }
}

/// 0..=1: geometric over arithmetic mean of the average power spectrum within bands of a third of an
/// octave, weighted by the bands' power. The colour of a noise does not matter, only partials do.
fn flatness(samples: &[f32], rate_hz: f64) -> f64 {
    let power = average_power(samples);
    let bin_hz = rate_hz / FFT_LEN as f64;
    let (mut weighted, mut total) = (0.0, 0.0);
    let mut low_hz = LOWEST_HZ;
    while low_hz * 1.26 < 0.45 * rate_hz {
        let (from, to) = ((low_hz / bin_hz) as usize, (low_hz * 1.26 / bin_hz) as usize);
        let band = &power[from..to.max(from + 1)];
        let mean = band.iter().sum::<f64>() / band.len() as f64;
        if mean > 0.0 {
            let log_mean = band.iter().map(|p| p.max(mean * 1e-12).ln()).sum::<f64>() / band.len() as f64;
            weighted += log_mean.exp() * band.len() as f64;
            total += mean * band.len() as f64;
        }
        low_hz *= 1.26;
    }
    if total > 0.0 { weighted / total } else { 0.0 }
}

/// Mean power per bin over Hann-windowed frames, half overlapping.
fn average_power(samples: &[f32]) -> Vec<f64> {
    let plan = forward_f64(FFT_LEN);
    let (mut time, mut spectrum) = (plan.make_input_vec(), plan.make_output_vec());
    let mut power = vec![0.0; spectrum.len()];
    let starts = (0..samples.len().max(1)).step_by(FFT_LEN / 2);
    for start in starts {
        let frame = &samples[start.min(samples.len())..(start + FFT_LEN).min(samples.len())];
        for (index, slot) in time.iter_mut().enumerate() {
            let hann = (std::f64::consts::PI * index as f64 / FFT_LEN as f64).sin().powi(2);
            *slot = hann * f64::from(frame.get(index).copied().unwrap_or(0.0));
        }
        let done = plan.process(&mut time, &mut spectrum);
        debug_assert!(done.is_ok(), "buffers have the plan's lengths");
        power.iter_mut().zip(&spectrum).for_each(|(sum, bin)| *sum += bin.norm_sqr());
    }
    power
}
