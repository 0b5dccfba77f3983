//! From a recording to what a matcher compares with: one channel, at the synth's rate, starting where the
//! sound starts, no longer than asked.

use crate::Audio;
use crate::resample::{ResampleError, resample};

use super::{Kind, TargetAnalysis, analyse, remarks::DC_OFFSET};

/// What is kept before the onset, so that no attack is cut.
pub const LEAD_SECS: f64 = 0.003;
/// What is kept behind the end of the sound.
const TAIL_SECS: f64 = 0.1;
/// The fade at a cut end.
const FADE_SECS: f64 = 0.02;
/// Channels whose average is this far below them cancel each other.
const CANCEL_DB: f64 = -9.0;

/// Why a recording is no target.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// There is nothing to hear.
    #[error("the sound is silent (its peak is {peak_dbfs:.0} dBFS): there is nothing to match")]
    Silent {
        /// The largest sample.
        peak_dbfs: f64,
    },
    /// No sample at all.
    #[error("the sound has no samples: there is nothing to match")]
    Empty,
    /// The wanted length is no length.
    #[error("a target of {max_secs} s can't be made: ask for more than {LEAD_SECS} s")]
    Length {
        /// What was asked.
        max_secs: f64,
    },
    /// It could not be brought to the synth's rate.
    #[error(transparent)]
    Resample(#[from] ResampleError),
}

/// Makes a target from a recording: mixed to mono, without direct current, at `rate_hz`, from
/// [`LEAD_SECS`] before the onset to a little behind its end, at most `max_secs` long (then faded out).
/// The level stays. The analysis is of the result, but its `onset_secs` is the place in the recording, and its
/// remarks tell what was done.
///
/// # Errors
/// [`PrepareError`]: silence, an impossible length or rate.
pub fn prepare(
    recording: &Audio,
    rate_hz: u32,
    max_secs: f64,
) -> Result<(Audio, TargetAnalysis), PrepareError> {
    if recording.is_empty() {
        return Err(PrepareError::Empty);
    }
    if !(max_secs > LEAD_SECS && max_secs.is_finite()) {
        return Err(PrepareError::Length { max_secs });
    }
    let (mut mono, mut said) = mixed(recording);
    let offset = offset(&mono, recording.rate_hz());
    if offset.abs() > DC_OFFSET as f32 {
        mono.iter_mut().for_each(|s| *s -= offset);
        said.push(format!("an offset of {:.1} % of full scale was taken out", 100.0 * offset));
    }
    let mono = resample(&Audio::mono(mono, recording.rate_hz()), rate_hz)?;
    let whole = analyse(&mono);
    if whole.kind == Kind::Silence {
        return Err(PrepareError::Silent { peak_dbfs: whole.level.peak_dbfs });
    }
    let (target, cut) = trimmed(&mono, &whole, max_secs);
    said.extend(cut);
    let mut analysis = analyse(&target);
    // The recording's own onset; a hair of silence in front tells nothing.
    analysis.onset_secs = whole.onset_secs;
    // The end of a cut is no release of the player's.
    if whole.gate.secs + LEAD_SECS >= target.duration_secs() {
        analysis.gate = super::Gate { secs: analysis.length_secs, release_seen: false };
    }
    analysis.level.clipped_share = super::level::measure(recording).clipped_share;
    said.extend(super::remarks::of(&analysis));
    analysis.remarks = said;
    Ok((target, analysis))
}

/// The constant part of a recording: the median of its samples, which a lopsided wave with silence around it
/// does not move as it moves the mean. Sounds below a tenth of a second don't show one.
fn offset(samples: &[f32], rate_hz: u32) -> f32 {
    if samples.len() < rate_hz as usize / 10 {
        return 0.0;
    }
    let mut sorted = samples.to_vec();
    let middle = sorted.len() / 2;
    *sorted.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// One channel, and what there is to say about it.
fn mixed(recording: &Audio) -> (Vec<f32>, Vec<String>) {
    let mono = recording.to_mono().into_owned();
    let rms = |samples: &[f32]| {
        (samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len().max(1) as f64).sqrt()
    };
    let of_channels: Vec<f64> = (0..recording.channel_count()).map(|i| rms(recording.channel(i))).collect();
    let power = of_channels.iter().map(|r| r * r).sum::<f64>() / of_channels.len() as f64;
    // One channel among silent ones is far below itself in the average too, but does not cancel.
    let kept = of_channels.iter().sum::<f64>() / of_channels.len() as f64;
    let mix_db =
        super::level::db_from_amplitude(rms(&mono)) - super::level::db_from_amplitude(power.sqrt().min(kept));
    if recording.channel_count() < 2 || mix_db > CANCEL_DB || power == 0.0 {
        return (mono, Vec::new());
    }
    let loudest =
        (0..of_channels.len()).max_by(|a, b| of_channels[*a].total_cmp(&of_channels[*b])).unwrap_or(0);
    let said = format!(
        "the channels cancel each other (their mix is {:.0} dB quieter than they are): only channel {} is used",
        -mix_db,
        loudest + 1
    );
    (recording.channel(loudest).to_vec(), vec![said])
}

/// The part from the onset on, no longer than asked, and a remark if something audible was cut.
fn trimmed(mono: &Audio, whole: &TargetAnalysis, max_secs: f64) -> (Audio, Option<String>) {
    let rate_hz = f64::from(mono.rate_hz());
    let samples = mono.channel(0);
    let from = ((whole.onset_secs - LEAD_SECS).max(0.0) * rate_hz) as usize;
    let over = whole.onset_secs + whole.length_secs;
    let wished = from + (max_secs * rate_hz).round() as usize;
    let to = (((over + TAIL_SECS) * rate_hz) as usize).min(samples.len()).min(wished).max(from + 1);
    let mut part = samples[from.min(samples.len() - 1)..to.min(samples.len())].to_vec();
    let is_cut = (to as f64) < over * rate_hz;
    if is_cut {
        let fade = ((FADE_SECS * rate_hz) as usize).min(part.len());
        let start = part.len() - fade;
        for (index, sample) in part[start..].iter_mut().enumerate() {
            let phase = std::f64::consts::PI * (index + 1) as f64 / fade as f64;
            *sample *= (0.5 + 0.5 * phase.cos()) as f32;
        }
    }
    let said = is_cut
        .then(|| format!("the sound lasts {:.1} s: its first {max_secs:.1} s are used", whole.length_secs));
    (Audio::mono(part, mono.rate_hz()), said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate_hz: u32, from_secs: f64, secs: f64) -> Vec<f32> {
        let wave = |i: usize| {
            let t = i as f64 / f64::from(rate_hz);
            if t < from_secs { 0.0 } else { (0.4 * (std::f64::consts::TAU * 330.0 * t).sin()) as f32 }
        };
        (0..((from_secs + secs) * f64::from(rate_hz)) as usize).map(wave).collect()
    }

    #[test]
    fn a_recording_becomes_mono_trimmed_and_limited() {
        let left = tone(48_000, 0.5, 3.0);
        let recording = Audio::from_channels(vec![left.clone(), left], 48_000);
        let (target, found) = prepare(&recording, 44_100, 2.0).unwrap();
        assert_eq!((target.rate_hz(), target.channel_count(), target.len_samples()), (44_100, 1, 88_200));
        assert!((found.onset_secs - 0.5).abs() < 0.004, "{}", found.onset_secs);
        assert!((found.gate.secs - 2.0).abs() < 0.03 && !found.gate.release_seen, "{:?}", found.gate);
        assert_eq!(found.note_to_play(), 64);
        assert!(target.channel(0)[88_199].abs() < 1e-3, "the cut end is faded");
        assert!(found.remarks[0].contains("lasts 3.0 s"), "{:?}", found.remarks);
    }

    #[test]
    fn cancelling_channels_are_told_and_one_is_used() {
        let left = tone(44_100, 0.0, 1.0);
        let flipped = left.iter().map(|s| -s).collect();
        let (target, found) =
            prepare(&Audio::from_channels(vec![left.clone(), flipped], 44_100), 44_100, 2.0).unwrap();
        assert!(found.remarks[0].contains("cancel"), "{:?}", found.remarks);
        assert!(target.rms() > 0.2);
        let (_, found) =
            prepare(&Audio::from_channels(vec![left.clone(), vec![0.0; left.len()]], 44_100), 44_100, 2.0)
                .unwrap();
        assert!(!found.remarks.iter().any(|r| r.contains("cancel")), "{:?}", found.remarks);
    }

    #[test]
    fn offsets_are_taken_out_and_silence_is_refused() {
        let shifted = tone(44_100, 0.3, 1.0).iter().map(|s| s + 0.1).collect();
        let (target, found) = prepare(&Audio::mono(shifted, 44_100), 44_100, 2.0).unwrap();
        assert!((found.onset_secs - 0.3).abs() < 0.01, "{}", found.onset_secs);
        assert!(found.level.dc_offset.abs() < 0.01, "{}", found.level.dc_offset);
        assert!(target.peak() < 0.45);
        let silent = Audio::mono(vec![0.0; 1000], 44_100);
        let error = prepare(&silent, 44_100, 2.0).unwrap_err().to_string();
        assert!(error.contains("silent"), "{error}");
        assert!(prepare(&Audio::mono(vec![], 44_100), 44_100, 2.0).is_err());
        assert!(prepare(&silent, 44_100, f64::NAN).is_err());
    }
}
