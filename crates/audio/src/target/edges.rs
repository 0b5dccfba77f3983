//! Where a sound starts and where it is over: levels of short frames against the recording's noise floor.

use super::level::db_from_amplitude;

/// Time from frame to frame.
pub(super) const HOP_SECS: f64 = 0.0025;
/// Length of the frames that find the start.
const SHORT_SECS: f64 = 0.005;
/// Length of the frames that find the end and the gate: one period of the lowest notes.
const LONG_SECS: f64 = 0.03;
/// The quietest level that belongs to a sound, below its peak.
pub(super) const DEPTH_DB: f64 = 60.0;
/// However noisy, what is this near to the peak is sound.
const NEAR_DB: f64 = 25.0;
/// What exceeds the noise floor by this is no noise.
const ABOVE_FLOOR_DB: f64 = 9.0;
/// The quietest frames of a plateau differ by less than this; those of a decay over 25 dB by more.
const PLATEAU_DB: f64 = 1.5;
/// A start is believed when the sound goes on for this long.
const GOES_ON_SECS: f64 = 0.03;

/// A level curve: decibels of frames, every [`HOP_SECS`], centred on their times.
pub(super) fn levels(samples: &[f32], rate_hz: f64, frame_secs: f64) -> Vec<f64> {
    let half = (0.5 * frame_secs * rate_hz).round().max(1.0) as usize;
    let count = (samples.len() as f64 / (HOP_SECS * rate_hz)).ceil() as usize;
    let mut sums = Vec::with_capacity(samples.len() + 1);
    sums.push(0.0);
    let mut sum = 0.0;
    for sample in samples {
        sum += f64::from(*sample) * f64::from(*sample);
        sums.push(sum);
    }
    let level = |index: usize| {
        let centre = ((index as f64 + 0.5) * HOP_SECS * rate_hz) as usize;
        let (from, to) = (centre.saturating_sub(half).min(samples.len()), (centre + half).min(samples.len()));
        db_from_amplitude(((sums[to] - sums[from]).max(0.0) / (2 * half) as f64).sqrt())
    };
    (0..count).map(level).collect()
}

/// Start and end of a sound, and the level curve for what comes next.
pub(super) struct Edges {
    /// Where the sound starts.
    pub onset_secs: f64,
    /// Where it is over.
    pub end_secs: f64,
    /// What counts as silence in this recording, in decibels.
    pub floor_db: f64,
    /// Levels of the long frames.
    pub levels: Vec<f64>,
}

/// Finds the edges of a sound that is not silent.
pub(super) fn find(samples: &[f32], rate_hz: f64) -> Edges {
    let short = levels(samples, rate_hz, SHORT_SECS);
    let long = levels(samples, rate_hz, LONG_SECS);
    let peak_db = long.iter().copied().fold(f64::MIN, f64::max);
    let floor_db = (noise_floor(&long) + ABOVE_FLOOR_DB).clamp(peak_db - DEPTH_DB, peak_db - NEAR_DB);
    let is_sound = |level: &f64| *level > floor_db;
    let ahead = (GOES_ON_SECS / HOP_SECS) as usize;
    let goes_on = |at: usize| {
        let next = &short[at..(at + ahead).min(short.len())];
        2 * next.iter().filter(|l| is_sound(l)).count() >= ahead
    };
    let starts = || (0..short.len()).filter(|&at| is_sound(&short[at]));
    let onset = starts().find(|&at| goes_on(at)).or_else(|| starts().next()).unwrap_or(0);
    let end = long.iter().rposition(is_sound).map_or(long.len(), |at| at + 1);
    let length_secs = samples.len() as f64 / rate_hz;
    Edges {
        onset_secs: refined_onset(samples, rate_hz, onset, floor_db).min(length_secs),
        end_secs: (end as f64 * HOP_SECS).clamp(0.0, length_secs),
        floor_db,
        levels: long,
    }
}

/// The level of the recording's own noise: a plateau under everything, so the quietest frames are about
/// equally loud. In a decay they are not, and then there is no noise to speak of.
fn noise_floor(levels: &[f64]) -> f64 {
    let mut sorted = levels.to_vec();
    sorted.sort_by(f64::total_cmp);
    let quantile = |share: f64| sorted.get((share * sorted.len() as f64) as usize).copied().unwrap_or(-200.0);
    if quantile(0.08) - quantile(0.02) < PLATEAU_DB { quantile(0.08) } else { -200.0 }
}

/// The first sample of the frame that reaches the floor's amplitude, so that the start is not a frame early.
fn refined_onset(samples: &[f32], rate_hz: f64, frame: usize, floor_db: f64) -> f64 {
    let half = 0.5 * SHORT_SECS * rate_hz;
    let centre = (frame as f64 + 0.5) * HOP_SECS * rate_hz;
    let (from, to) = ((centre - half).max(0.0) as usize, ((centre + half) as usize).min(samples.len()));
    let amplitude = 10_f64.powf(floor_db / 20.0) as f32;
    let first = samples[from.min(to)..to].iter().position(|s| s.abs() > amplitude).unwrap_or(0);
    (from + first) as f64 / rate_hz
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hiss, then from `onset` on a tone with an attack, held to `end`.
    fn sound(onset_secs: f64, end_secs: f64, attack_secs: f64, hiss_db: f64) -> Vec<f32> {
        let mut state = 1_u32;
        let hiss = 10_f64.powf(hiss_db / 20.0);
        let sample = |i: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = hiss * (f64::from(state >> 8) / f64::from(1 << 23) - 1.0);
            let t = i as f64 / 44_100.0;
            let gain =
                if t < onset_secs || t > end_secs { 0.0 } else { ((t - onset_secs) / attack_secs).min(1.0) };
            (noise + 0.5 * gain * (2764.6 * t).sin()) as f32
        };
        (0..88_200).map(sample).collect()
    }

    #[test]
    fn start_and_end_are_found_in_clean_and_noisy_recordings() {
        for hiss_db in [-200.0, -70.0, -45.0] {
            for (onset, end) in [(0.0, 2.0), (0.0, 1.0), (0.3, 1.2), (0.7513, 1.9)] {
                let edges = find(&sound(onset, end, 0.001, hiss_db), 44_100.0);
                let (start, stop) = (edges.onset_secs - onset, edges.end_secs - end);
                assert!(start.abs() < 0.004, "onset {onset} with hiss {hiss_db}: {start:+.4} s");
                assert!((-0.005..0.025).contains(&stop), "end {end} with hiss {hiss_db}: {stop:+.4} s");
            }
        }
    }

    #[test]
    fn slow_attacks_start_early_and_a_click_before_the_sound_is_not_its_start() {
        let slow = find(&sound(0.4, 2.0, 0.8, -90.0), 44_100.0).onset_secs;
        assert!((0.4..0.42).contains(&slow), "a slow attack starts at {slow}");
        let mut clicked = sound(0.5, 2.0, 0.002, -90.0);
        clicked[4410] = 0.3;
        let onset = find(&clicked, 44_100.0).onset_secs;
        assert!((onset - 0.5).abs() < 0.004, "{onset}");
        let mut click = vec![0.0; 8820];
        click[4410] = 0.5;
        assert!((find(&click, 44_100.0).onset_secs - 0.1).abs() < 0.001);
    }
}
