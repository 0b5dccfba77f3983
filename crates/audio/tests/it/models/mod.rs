//! Physical models that make the example sounds: waveguides and modes, no oscillators and no modulation of
//! phase. Sines, exponentials and tangents are `libm`'s, so every machine makes the same samples.

mod bar;
mod bow;
mod parts;
mod pipe;
mod string;

use tonewright_audio::Audio;

/// The rate of all example sounds.
pub(crate) const RATE_HZ: u32 = 44_100;

/// A model: the file's name, and what makes the sound.
pub(crate) type Model = (&'static str, fn() -> Audio);

/// The example sounds by name.
pub(crate) const ALL: &[Model] = &[
    ("plucked-string", string::make),
    ("struck-bar", bar::make),
    ("blown-pipe", pipe::make),
    ("bowed-string", bow::make),
];

/// Scales to a peak of −3 dBFS, after taking out the mean.
fn finished(mut samples: Vec<f64>) -> Audio {
    let mut last = (0.0, 0.0);
    for sample in &mut samples {
        // A one-pole high pass at about 10 Hz.
        last = (*sample, *sample - last.0 + 0.998_6 * last.1);
        *sample = last.1;
    }
    let peak = samples.iter().fold(0.0_f64, |peak, s| peak.max(s.abs()));
    let gain = if peak > 0.0 { 0.708 / peak } else { 0.0 };
    Audio::mono(samples.into_iter().map(|s| (gain * s) as f32).collect(), RATE_HZ)
}
