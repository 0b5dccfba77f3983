//! The note of a whole sound: the pitch line's frames vote, weighted by how loud and how periodic they are.

use serde::{Deserialize, Serialize};

use super::{Frame, TrackConfig, name_of_note, note_from_hz, track};

/// The pitch of a sound as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotePitch {
    /// Fundamental frequency.
    pub hz: f64,
    /// The nearest MIDI note.
    pub note: u8,
    /// Its name, `A3` for 440 Hz: `C3` is middle C.
    pub name: String,
    /// How far the sound is from that note, −50..=50.
    pub cents_off: f64,
    /// 0..=1: the share of the sound's energy whose pitch is this one, times how periodic it is there.
    pub confidence: f64,
}

/// Below this confidence a sound has no pitch worth playing.
const LEAST_CONFIDENCE: f64 = 0.3;
/// Half the width of the window that gathers votes.
const VOTE_WIDTH_SEMITONES: f64 = 0.6;

/// The note that a sound plays, if it plays one.
pub fn note(samples: &[f32], rate_hz: u32) -> Option<NotePitch> {
    note_of_track(&track(samples, rate_hz, &TrackConfig::default()))
}

/// The note that a pitch line plays, if it plays one.
pub(crate) fn note_of_track(frames: &[Frame]) -> Option<NotePitch> {
    let total: f64 = frames.iter().map(|f| f.rms).sum();
    let votes: Vec<(f64, f64)> =
        frames.iter().filter_map(|f| Some((note_from_hz(f.hz?), f.rms * f.confidence))).collect();
    let mut sorted = votes;
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (centre, weight) = densest(&sorted)?;
    let confidence = (weight / total.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    let near: Vec<(f64, f64)> =
        sorted.into_iter().filter(|v| (v.0 - centre).abs() <= VOTE_WIDTH_SEMITONES).collect();
    let pitch = weighted_median(&near)?;
    let note = pitch.round().clamp(0.0, 127.0);
    (confidence >= LEAST_CONFIDENCE).then(|| NotePitch {
        hz: super::hz_from_note(pitch),
        note: note as u8,
        name: name_of_note(note as i32),
        cents_off: 100.0 * (pitch - note),
        confidence,
    })
}

/// Where the votes (sorted by pitch) are densest, and their weight there.
fn densest(votes: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (mut start, mut sum) = (0, 0.0);
    let mut best: Option<(f64, f64)> = None;
    for end in 0..votes.len() {
        sum += votes[end].1;
        while votes[end].0 - votes[start].0 > 2.0 * VOTE_WIDTH_SEMITONES {
            sum -= votes[start].1;
            start += 1;
        }
        if best.is_none_or(|b| sum > b.1) {
            best = Some((0.5 * (votes[start].0 + votes[end].0), sum));
        }
    }
    best
}

/// The middle of the weights.
fn weighted_median(votes: &[(f64, f64)]) -> Option<f64> {
    let half = 0.5 * votes.iter().map(|v| v.1).sum::<f64>();
    let mut sum = 0.0;
    votes
        .iter()
        .find(|v| {
            sum += v.1;
            sum >= half
        })
        .map(|v| v.0)
}
