//! Pitch: the fundamental frequency over time ([`track`]) and the note of a whole sound ([`note()`]).

mod emphasis;
mod note;
mod path;
mod scale;
mod yin;

pub use note::{NotePitch, note};
pub use scale::{hz_from_note, name_of_note, note_from_hz, note_from_name};

use yin::Yin;

/// How to look for pitch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackConfig {
    /// The lowest frequency that counts; frames are twice its period long. 27.5 Hz is A0.
    pub low_hz: f64,
    /// The highest frequency that counts.
    pub high_hz: f64,
    /// Time between frames.
    pub hop_secs: f64,
    /// Frames this far below the loudest one have no pitch.
    pub floor_db: f64,
}

impl Default for TrackConfig {
    /// 26 to 5000 Hz, every 10 ms, 60 dB deep.
    fn default() -> Self {
        Self { low_hz: 26.0, high_hz: 5_000.0, hop_secs: 0.01, floor_db: -60.0 }
    }
}

/// The pitch of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The middle of the frame.
    pub time_secs: f64,
    /// Fundamental frequency; `None` where there is no pitch.
    pub hz: Option<f64>,
    /// 0..=1: how periodic the frame is at that frequency (0 without pitch).
    pub confidence: f64,
    /// Root mean square of the frame.
    pub rms: f64,
}

/// The fundamental frequency over time: YIN's dips as candidates, the cheapest path through them.
///
/// Frame `i` is centred on `i * hop_secs`; outside the sound there is silence. Samples that are not numbers
/// count as silence. The result depends on nothing but the arguments.
pub fn track(samples: &[f32], rate_hz: u32, config: &TrackConfig) -> Vec<Frame> {
    let rate = f64::from(rate_hz.max(1));
    let low_hz = config.low_hz.clamp(1.0, rate / 8.0);
    let high_hz = config.high_hz.clamp(low_hz, rate / 4.0);
    let hop_secs = config.hop_secs.max(1.0 / rate);
    let mut yin = Yin::new(rate_hz.max(1), low_hz, high_hz);
    let heard = emphasis::emphasised(samples, rate, low_hz);
    let half = yin.frame_len() / 2;
    let count =
        if samples.is_empty() { 0 } else { (samples.len() as f64 / rate / hop_secs).floor() as usize + 1 };
    let mut buffer = vec![0.0; yin.frame_len()];
    let (mut candidates, mut levels) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for index in 0..count {
        let centre = (index as f64 * hop_secs * rate).round() as usize;
        cut(&heard, centre, half, &mut buffer);
        levels.push((buffer.iter().map(|s| s * s).sum::<f64>() / buffer.len() as f64).sqrt());
        candidates.push(yin.candidates(&buffer));
    }
    let floor = levels.iter().copied().fold(0.0, f64::max) * 10_f64.powf(config.floor_db / 20.0);
    for (found, level) in candidates.iter_mut().zip(&levels) {
        if *level <= floor {
            found.clear();
        }
    }
    let line = path::best(&candidates, high_hz);
    let frame = |index: usize| {
        let chosen = line[index].map(|state| candidates[index][state]);
        Frame {
            time_secs: index as f64 * hop_secs,
            hz: chosen.map(|c| c.hz),
            confidence: chosen.map_or(0.0, |c| (1.0 - c.aperiodicity).clamp(0.0, 1.0)),
            rms: levels[index],
        }
    };
    (0..count).map(frame).collect()
}

/// Copies the samples around `centre`; outside the sound there are zeros.
fn cut(samples: &[f64], centre: usize, half: usize, buffer: &mut [f64]) {
    for (offset, slot) in buffer.iter_mut().enumerate() {
        *slot = (centre + offset).checked_sub(half).and_then(|at| samples.get(at)).copied().unwrap_or(0.0);
    }
}
