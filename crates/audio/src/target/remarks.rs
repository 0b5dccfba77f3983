//! Sentences for the user about what the ear was not sure of.

use super::{DEFAULT_NOTE, Kind, TargetAnalysis};
use crate::pitch::name_of_note;

/// Below this confidence a note is played but doubted.
const SURE: f64 = 0.5;
/// From this share on clipping is heard.
const CLIPPED_SHARE: f64 = 0.003;
/// From this offset on direct current is told.
pub(super) const DC_OFFSET: f64 = 0.005;
/// Below this peak a recording is mostly noise.
const FAINT_DBFS: f64 = -50.0;
/// Sounds shorter than this have no note to speak of.
const SHORT_SECS: f64 = 0.05;

/// What there is to say.
pub(super) fn of(target: &TargetAnalysis) -> Vec<String> {
    if target.kind == Kind::Silence {
        return vec!["the sound is silent".to_owned()];
    }
    let level = &target.level;
    let mut said = vec![tuning(target)];
    said.push(
        (level.peak_dbfs < FAINT_DBFS)
            .then(|| format!("the sound is faint: its peak is {:.0} dB below full scale", -level.peak_dbfs)),
    );
    said.push((level.peak_dbfs > 6.0).then(|| {
        format!(
            "the sound is {:.0} dB over full scale: was it exported as floats of another unit?",
            level.peak_dbfs
        )
    }));
    said.push((level.clipped_share > CLIPPED_SHARE).then(|| {
        format!("the recording is clipped: {:.1} % of it are at the ceiling", 100.0 * level.clipped_share)
    }));
    said.push(
        (level.dc_offset.abs() > DC_OFFSET).then(|| {
            format!("the recording has an offset of {:.1} % of full scale", 100.0 * level.dc_offset)
        }),
    );
    said.push(
        (target.length_secs < SHORT_SECS)
            .then(|| format!("the sound is very short: {:.0} ms", 1e3 * target.length_secs)),
    );
    said.into_iter().flatten().collect()
}

/// What there is to say about a note that is a guess.
pub(super) fn note(target: &TargetAnalysis) -> Option<String> {
    let played =
        format!("{} (MIDI note {DEFAULT_NOTE}) will be played", name_of_note(i32::from(DEFAULT_NOTE)));
    match &target.pitch {
        None if target.kind == Kind::Noise => Some(format!("the sound is noise without a pitch: {played}")),
        None => Some(format!("no clear pitch was found: {played}; name another with --note")),
        Some(p) if p.confidence < SURE => Some(format!(
            "the pitch is uncertain: {} was heard with confidence {:.2}; name another with --note",
            p.name, p.confidence
        )),
        Some(_) => None,
    }
}

/// About a sure pitch that is between two notes.
fn tuning(target: &TargetAnalysis) -> Option<String> {
    let p = target.pitch.as_ref().filter(|p| p.confidence >= SURE && p.cents_off.abs() > 25.0)?;
    let way = if p.cents_off > 0.0 { "above" } else { "below" };
    Some(format!("the sound is {:.0} cents {way} {}", p.cents_off.abs(), p.name))
}
