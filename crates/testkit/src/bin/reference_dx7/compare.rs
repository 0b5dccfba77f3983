//! One note on both engines.

use tonewright_audio::Audio;
use tonewright_measure::MEASURES;
use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::engine::Engine;

/// How one note compares.
pub(crate) struct Comparison {
    /// Index of the voice.
    pub voice: usize,
    /// What moves in the voice.
    pub class: Class,
    /// What was played.
    pub gesture: Gesture,
    /// First sample whose counts differ.
    pub first_difference: Option<usize>,
    /// Multi-scale log-mel distance, dB; none when both are silent.
    pub mss_db: Option<f64>,
    /// The same of the Modern engine.
    pub modern_mss_db: Option<f64>,
    /// Level of ours over the real one's, dB; none when both are silent.
    pub level_db: Option<f64>,
}

/// What moves in a voice, besides its amplitude envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Neither LFO nor pitch envelope.
    Still,
    /// The LFO moves the amplitude only.
    Tremolo,
    /// The LFO moves the pitch.
    Vibrato,
    /// The pitch envelope moves.
    PitchEnvelope,
}

/// Below this a sound counts as silent.
const SILENCE_RMS: f32 = 1e-6;

/// What moves in a voice.
pub(crate) fn voice_class(voice: &Voice) -> Class {
    let bytes = &voice.bytes;
    let pitch_envelope = bytes[130..134].iter().any(|level| *level != 50);
    let tremolo = bytes[140] > 0 && (0..6).any(|operator| bytes[operator * 21 + 14] > 0);
    match (pitch_envelope, bytes[139] > 0 && bytes[143] > 0, tremolo) {
        (true, _, _) => Class::PitchEnvelope,
        (_, true, _) => Class::Vibrato,
        (_, _, true) => Class::Tremolo,
        _ => Class::Still,
    }
}

/// Renders the note and compares it with the real engine's samples (before the DC blocker).
pub(crate) fn compare(
    engine: &Engine,
    modern: Option<&Engine>,
    voice: &Voice,
    gesture: Gesture,
    rate_hz: u32,
    real: &[f32],
) -> Comparison {
    let mut counts = vec![0; real.len()];
    engine.render_counts_into(voice, gesture, &mut counts);
    let first_difference =
        counts.iter().zip(real).position(|(count, sample)| *count as f32 / 32_768.0 != *sample);
    let mut comparison = Comparison {
        voice: 0,
        class: Class::Still,
        gesture,
        first_difference,
        mss_db: None,
        modern_mss_db: None,
        level_db: None,
    };
    // What is made of equal counts is equal; half the time of a long run is saved by not looking.
    if first_difference.is_none() && modern.is_none() {
        let audible = Audio::mono(real.to_vec(), rate_hz).rms() > SILENCE_RMS;
        (comparison.mss_db, comparison.level_db) = (audible.then_some(0.0), audible.then_some(0.0));
        return comparison;
    }
    let real = Audio::mono(blocked(real, rate_hz), rate_hz);
    let of = |engine: &Engine| {
        let mut samples = vec![0.0; real.len_samples()];
        engine.render_into(&[(voice, gesture)], &mut [&mut samples]);
        Audio::mono(samples, rate_hz)
    };
    let ours = of(engine);
    if real.rms() > SILENCE_RMS || ours.rms() > SILENCE_RMS {
        let level_db = 20.0 * f64::from(ours.rms().max(1e-9) / real.rms().max(1e-9)).log10();
        comparison.level_db = Some(level_db);
        comparison.mss_db = Some(first_difference.map_or(0.0, |_| mss_db(&real, &ours)));
        comparison.modern_mss_db = modern.map(|modern| mss_db(&real, &of(modern)));
    }
    comparison
}

/// The plug-in's DC blocker.
fn blocked(samples: &[f32], rate_hz: u32) -> Vec<f32> {
    let pole = 1.0 - 126.0 / f64::from(rate_hz);
    let (mut last_in, mut last_out) = (0.0, 0.0);
    let block = |sample: &f32| {
        last_out = f64::from(*sample) - last_in + pole * last_out;
        last_in = f64::from(*sample);
        last_out as f32
    };
    samples.iter().map(block).collect()
}

/// The field's multi-scale log-mel distance; infinite where it has no value.
fn mss_db(real: &Audio, ours: &Audio) -> f64 {
    let entry = MEASURES.iter().find(|entry| entry.name == "mss");
    entry.and_then(|entry| (entry.compute)(real, ours).ok()).unwrap_or(f64::INFINITY)
}
