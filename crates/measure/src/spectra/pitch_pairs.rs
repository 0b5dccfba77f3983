//! Frames in which both sounds have a sure pitch: what the f0 measures average over.

use tonewright_audio::pitch::{Frame, TrackConfig, track};

use crate::pair::Pair;

/// Hayes et al.'s mask and step.
const SURE: f64 = 0.85;
const HOP_SECS: f64 = 0.02;

/// Frequencies in Hz of (target, candidate) in each frame where both are sure.
pub(crate) fn sure_frames(pair: &Pair) -> Vec<(f64, f64)> {
    let config = TrackConfig { hop_secs: HOP_SECS, ..TrackConfig::default() };
    let (target, candidate) = pair.sides();
    let of = |samples| track(samples, pair.rate_hz, &config);
    let sure = |frame: &Frame| frame.hz.filter(|_| frame.confidence > SURE);
    of(target).iter().zip(&of(candidate)).filter_map(|(t, c)| Some((sure(t)?, sure(c)?))).collect()
}
