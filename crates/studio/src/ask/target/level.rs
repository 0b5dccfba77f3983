//! At which level a target is matched. A recording's level is an accident of its recording; a synth's level is a part of
//! its presets. A target that lies far from what the synth's voices reach would make the search spend itself on output levels.

use std::time::{Duration, Instant};

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Prior, RenderSetup, Synth, seed};

use crate::config::Level;
use crate::error::StudioError;

/// Voices drawn from the prior to hear how loud the synth usually is.
const VOICES: usize = 96;
/// Voices that are heard at once, and how long it may take: of a synth that renders two voices a second, few must do.
const AT_ONCE: usize = 12;
const PATIENCE: Duration = Duration::from_secs(3);
/// The share of voices that are quieter than the usual range, and of those that are louder.
const OUTSIDE: f64 = 0.1;
/// Frames of the loudest moment.
const FRAME_SECS: f64 = 0.05;
/// Below this a sound counts as silence.
const SILENCE_DB: f64 = -80.0;

/// A target's new level.
pub(in crate::ask) struct Levelled {
    pub(in crate::ask) audio: Audio,
    pub(in crate::ask) gain_db: f64,
    pub(in crate::ask) remark: Option<String>,
}

/// Moves the target to the level that the config asks for.
pub(in crate::ask) fn levelled(
    target: Audio,
    level: Level,
    (synth, prior): (&dyn Synth, &dyn Prior),
    gesture: Gesture,
    setup: RenderSetup,
) -> Result<Levelled, StudioError> {
    let now_db = loudest_db(&target);
    let gain_db = match level {
        Level::Keep => 0.0,
        Level::Gain(gain_db) => gain_db,
        Level::Auto if now_db < SILENCE_DB => 0.0,
        Level::Auto => {
            usual_range_db(synth, prior, gesture, setup)?.map_or(0.0, |range| gain_into(range, now_db))
        }
    };
    let remark = (level == Level::Auto && gain_db.abs() >= 0.05).then(|| {
        format!(
            "the target was changed by {gain_db:+.1} dB to the level at which the synth's voices usually sound; `--set sound.level=keep` leaves it"
        )
    });
    Ok(Levelled { audio: amplified(target, gain_db), gain_db, remark })
}

/// The gain that moves `now_db` to the middle of (low, middle, high), unless it lies between low and high already.
fn gain_into((low_db, middle_db, high_db): (f64, f64, f64), now_db: f64) -> f64 {
    if (low_db..=high_db).contains(&now_db) { 0.0 } else { ((middle_db - now_db) * 10.0).round() / 10.0 }
}

/// Levels (quiet, middle, loud) of the synth's voices at this note; `None` when nearly all are silent.
fn usual_range_db(
    synth: &dyn Synth,
    prior: &dyn Prior,
    gesture: Gesture,
    setup: RenderSetup,
) -> Result<Option<(f64, f64, f64)>, StudioError> {
    // A second is enough to hear the loudest moment.
    let setup = RenderSetup { len_samples: setup.len_samples.min(setup.rate_hz as usize), ..setup };
    // Always the same voices, whatever the seed: the level must not depend on luck.
    let presets: Vec<_> =
        (0..VOICES).map(|i| prior.draw(&mut seed::stream(0, "usual-level", i as u64))).collect();
    let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
    let (mut renderer, start) = (synth.open(setup)?, Instant::now());
    let (mut levels_db, mut heard) = (Vec::new(), 0);
    for jobs in jobs.chunks(AT_ONCE).take_while(|_| start.elapsed() < PATIENCE) {
        heard += jobs.len();
        let sounds = renderer.render_batch(jobs);
        levels_db.extend(sounds.iter().flatten().map(loudest_db).filter(|db| *db > SILENCE_DB));
    }
    levels_db.sort_by(f64::total_cmp);
    if levels_db.len() < heard.div_ceil(8) {
        return Ok(None);
    }
    let at = |share: f64| levels_db[((levels_db.len() - 1) as f64 * share).round() as usize];
    Ok(Some((at(OUTSIDE), at(0.5), at(1.0 - OUTSIDE))))
}

/// RMS of the loudest 50 ms, in dB relative to a full-scale square wave.
fn loudest_db(audio: &Audio) -> f64 {
    let mono = audio.to_mono();
    let frame = ((FRAME_SECS * f64::from(audio.rate_hz())) as usize).max(1);
    let power =
        |frame: &[f32]| frame.iter().map(|s| f64::from(*s) * f64::from(*s)).sum::<f64>() / frame.len() as f64;
    let loudest = mono.chunks(frame).map(power).fold(0.0, f64::max);
    10.0 * loudest.max(1e-30).log10()
}

fn amplified(audio: Audio, gain_db: f64) -> Audio {
    if gain_db == 0.0 {
        return audio;
    }
    let (rate_hz, gain) = (audio.rate_hz(), 10_f64.powf(gain_db / 20.0) as f32);
    let mut channels = audio.into_channels();
    channels.iter_mut().flatten().for_each(|sample| *sample *= gain);
    Audio::from_channels(channels, rate_hz)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_within_reach_is_left_and_others_move_to_the_middle() {
        let range = (-30.0, -20.0, -10.0);
        assert_eq!(gain_into(range, -12.0), 0.0);
        assert_eq!(gain_into(range, -40.0), 20.0);
        assert_eq!(gain_into(range, -3.0), -17.0);
    }

    #[test]
    fn gain_is_decibels() {
        let sound = Audio::mono(vec![0.5; 4410], 44_100);
        let louder = amplified(sound.clone(), 20.0 * 2_f64.log10());
        assert!((louder.channel(0)[0] - 1.0).abs() < 1e-6);
        assert!((loudest_db(&louder) - loudest_db(&sound) - 6.0206).abs() < 1e-3);
    }
}
