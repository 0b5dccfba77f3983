//! How loud a target is, and whether its recording was clean.

use serde::{Deserialize, Serialize};

use crate::Audio;

/// Samples at least this near to the largest one count as being at the ceiling: within half a 16-bit step.
const CEILING: f32 = 0.999_98;
/// Runs at the ceiling shorter than this are the round tops of ordinary waves.
const CLIPPED_RUN: usize = 4;

/// Levels of a whole sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The largest sample in decibels below full scale (−200 for silence).
    pub peak_dbfs: f64,
    /// Root mean square in decibels below full scale (−200 for silence).
    pub rms_dbfs: f64,
    /// Loudness by EBU R 128; `None` below −70 LUFS.
    pub lufs: Option<f64>,
    /// The mean of the samples, in full scales.
    pub dc_offset: f64,
    /// 0..=1: the share of samples in runs of four or more at the very top or bottom.
    pub clipped_share: f64,
}

/// Decibels of an amplitude, with a floor for silence.
pub(super) fn db_from_amplitude(amplitude: f64) -> f64 {
    20.0 * amplitude.max(1e-10).log10()
}

/// Measures the levels of a finite sound.
pub(super) fn measure(audio: &Audio) -> Level {
    let count = (audio.len_samples() * audio.channel_count()).max(1) as f64;
    let channels = || (0..audio.channel_count()).map(|index| audio.channel(index));
    let sum: f64 = channels().flatten().map(|s| f64::from(*s)).sum();
    Level {
        peak_dbfs: db_from_amplitude(f64::from(audio.peak())),
        rms_dbfs: db_from_amplitude(f64::from(audio.rms())),
        lufs: crate::loudness::integrated_lufs(audio),
        dc_offset: sum / count,
        clipped_share: channels().map(clipped).sum::<usize>() as f64 / count,
    }
}

/// Samples in flat runs at the channel's own ceiling: clipping stays visible after a change of level.
fn clipped(samples: &[f32]) -> usize {
    let top = samples.iter().fold(0.0_f32, |top, s| top.max(s.abs()));
    let is_top = |s: &f32| top > 0.0 && s.abs() >= CEILING * top;
    let runs = samples.chunk_by(|a, b| is_top(a) && is_top(b) && a.signum() == b.signum());
    runs.filter(|run| run.len() >= CLIPPED_RUN && is_top(&run[0])).map(<[f32]>::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipping_is_seen_at_any_level_and_sines_are_clean() {
        let sine = |gain: f32, limit: f32| {
            let wave = |i: i32| ((i as f32 * 0.05).sin() * gain).clamp(-limit, limit);
            measure(&Audio::mono((0..44_100).map(wave).collect(), 44_100))
        };
        assert_eq!(sine(0.5, 1.0).clipped_share, 0.0);
        assert!(sine(2.0, 1.0).clipped_share > 0.5);
        assert!(sine(0.2, 0.1).clipped_share > 0.5, "turned down after it was clipped");
        assert!((sine(0.5, 1.0).peak_dbfs + 6.02).abs() < 0.01);
    }
}
