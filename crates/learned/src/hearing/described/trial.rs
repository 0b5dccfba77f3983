//! Whether a network hears as a model has to.

use tonewright_audio::{Audio, Matrix};

use crate::hearing::{Ear, HearingError};

/// The largest difference, as a share of the largest value, between what is heard of a segment alone and beside others.
const APART: f32 = 1e-3;
/// The most samples of the longest test sound.
const LONGEST: usize = 1 << 22;

/// Lets a model hear test sounds: silence, a click and tones, shorter than a segment and of many of them.
///
/// # Errors
/// [`HearingError::Unlike`] when it says nothing, no numbers, another thing the second time, or of a segment alone another
/// thing than beside others.
pub fn examine(ear: &Ear) -> Result<(), HearingError> {
    let facts = ear.facts();
    let unlike = |reason| HearingError::Unlike { model: facts.name.clone(), reason };
    let mut listening = ear.listen();
    let hop = (facts.hop_secs * facts.moments as f64 * f64::from(facts.rate_hz)).round() as usize;
    // One more than go in at once.
    let many = listening.samples_for(listening.batch() + 1, hop.max(1)).min(LONGEST);
    let mut hear = |what: &str, samples: Vec<f32>| -> Result<Matrix, HearingError> {
        let heard = listening.hear(&Audio::mono(samples, facts.rate_hz));
        heard.map_err(|error| unlike(format!("{what} can't be heard: {error}")))
    };
    hear("silence", vec![0.0; hop + 1])?;
    hear("a sound of one sample", vec![0.5])?;
    hear("a click", (0..hop / 2 + 2).map(|at| f32::from(u8::from(at == 1))).collect())?;
    let first = hear("a tone", tone(many))?;
    if hear("a tone", tone(many))?.values() != first.values() {
        return Err(unlike("of the same sound it says another thing the second time".to_owned()));
    }
    let alone = ear.listen().one_by_one().hear(&Audio::mono(tone(many), facts.rate_hz));
    let alone = alone.map_err(|error| unlike(error.to_string()))?;
    let largest = first.values().iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let apart = first.values().iter().zip(alone.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    if apart > APART * largest {
        let reason = format!(
            "of a segment alone it says another thing than beside others ({apart:.1e} apart): write `one` for `batch`"
        );
        return Err(unlike(reason));
    }
    Ok(())
}

/// Partials that rise slowly.
fn tone(samples: usize) -> Vec<f32> {
    let at = |at: usize| {
        let phase = at as f32 * (0.02 + 1e-7 * at as f32);
        0.3 * phase.sin() + 0.2 * (3.0 * phase).sin() + 0.1 * (7.1 * phase).sin()
    };
    (0..samples).map(at).collect()
}
