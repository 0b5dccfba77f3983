//! Loudness by EBU R 128 (ITU-R BS.1770) through the `ebur128` crate.

use ebur128::{EbuR128, Mode};

use crate::Audio;

/// The length of one gating block; shorter sounds are padded to it.
const BLOCK_SECS: f64 = 0.4;

/// Integrated loudness in LUFS; `None` where everything is below the gate of −70 LUFS, or nothing can be
/// measured (rates below 16 Hz, more than 64 channels, samples that are not numbers).
///
/// Sounds shorter than a gating block of 400 ms are followed by silence up to that length, so that a click
/// has the loudness of the block that holds it (the standard leaves them without a value).
pub fn integrated_lufs(audio: &Audio) -> Option<f64> {
    if !audio.is_finite() || audio.is_empty() {
        return None;
    }
    let channels = u32::try_from(audio.channel_count()).ok()?;
    let mut meter = EbuR128::new(channels, audio.rate_hz(), Mode::I).ok()?;
    let planes: Vec<&[f32]> = (0..audio.channel_count()).map(|index| audio.channel(index)).collect();
    meter.add_frames_planar_f32(&planes).ok()?;
    let block = (BLOCK_SECS * f64::from(audio.rate_hz())).ceil() as usize;
    if audio.len_samples() < block {
        let silence = vec![0.0; block - audio.len_samples()];
        meter.add_frames_planar_f32(&vec![silence.as_slice(); planes.len()]).ok()?;
    }
    meter.loudness_global().ok().filter(|lufs| lufs.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(peak: f32, secs: f64, channels: usize) -> Audio {
        let rate = 48_000;
        let wave = |i: usize| peak * (std::f32::consts::TAU * 1000.0 * i as f32 / rate as f32).sin();
        let plane: Vec<f32> = (0..(secs * f64::from(rate)) as usize).map(wave).collect();
        Audio::from_channels(vec![plane; channels], rate)
    }

    #[test]
    fn the_standards_calibration_tone_reads_as_it_should() {
        // EBU Tech 3341, case 1: a stereo sine of 1 kHz at −23 dBFS reads −23 LUFS; mono is 3 LU less.
        let peak = 10_f32.powf(-23.0 / 20.0);
        assert!((integrated_lufs(&sine(peak, 5.0, 2)).unwrap() + 23.0).abs() < 0.1);
        assert!((integrated_lufs(&sine(peak, 5.0, 1)).unwrap() + 26.0).abs() < 0.1);
    }

    #[test]
    fn short_sounds_have_a_value_and_silence_has_none() {
        let long = integrated_lufs(&sine(0.5, 1.0, 1)).unwrap();
        let short = integrated_lufs(&sine(0.5, 0.1, 1)).unwrap();
        assert!((long - short - 6.02).abs() < 0.2, "a quarter of a block is 6 LU less: {long} and {short}");
        assert_eq!(integrated_lufs(&Audio::mono(vec![0.0; 48_000], 48_000)), None);
        assert_eq!(integrated_lufs(&Audio::mono(vec![f32::NAN; 48_000], 48_000)), None);
    }
}
