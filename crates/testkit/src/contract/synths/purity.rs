//! A sound depends on its inputs alone: not on what was rendered before, beside it, or by which renderer.

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Preset, RenderError, Repeats};

use super::playing::differing_from;
use super::{Bench, gesture};

pub(super) fn check(bench: &mut Bench) {
    let presets = bench.presets();
    let gestures = (0..presets.len()).map(|i| Gesture { note: 36 + 5 * (i % 8) as u8, ..gesture() });
    let jobs: Vec<Job> =
        presets.iter().zip(gestures).map(|(preset, gesture)| Job { preset, gesture }).collect();
    let alone: Vec<_> = jobs.iter().map(|job| bench.fresh(bench.usual(), job.preset, job.gesture)).collect();
    let Some(mut renderer) = bench.expect("a renderer", bench.synth.open(bench.usual())) else { return };

    let backwards: Vec<_> = jobs.iter().rev().map(|job| renderer.render(job)).collect();
    compare(bench, "after others", &presets, &alone, backwards.into_iter().rev());
    for sound in renderer.render_batch(&jobs).into_iter().flatten() {
        renderer.recycle(sound);
    }
    let batch = renderer.render_batch(&jobs);
    bench.claim(batch.len() == jobs.len(), || format!("{} sounds for {} jobs", batch.len(), jobs.len()));
    compare(bench, "in a batch", &presets, &alone, batch.into_iter());
    compare(bench, "in a copy", &presets, &alone, renderer.render_batch(&jobs).into_iter());
}

fn compare(
    bench: &mut Bench,
    when: &str,
    presets: &[Preset],
    alone: &[Result<Audio, RenderError>],
    again: impl Iterator<Item = Result<Audio, RenderError>>,
) {
    for ((preset, alone), again) in presets.iter().zip(alone).zip(again) {
        let (alone, again) = match (alone, again) {
            (Ok(alone), Ok(again)) => (alone, again),
            (Err(_), Err(_)) => continue,
            (one, other) => {
                let errors = [one.as_ref().err(), other.as_ref().err()].map(|e| e.map(ToString::to_string));
                bench.claim(false, || {
                    format!("`{}` fails only alone or only {when}: {errors:?}", preset.name)
                });
                continue;
            }
        };
        let same_shape =
            alone.channel_count() == again.channel_count() && alone.len_samples() == again.len_samples();
        bench.claim(same_shape, || format!("`{}` has another shape {when}", preset.name));
        match bench.synth.spec().repeats {
            Repeats::Exactly => {
                let differs = differing_from(alone, &again);
                bench.claim(differs.is_none(), || {
                    format!("`{}` sounds differently {when}, from sample {differs:?}", preset.name)
                });
            }
            // Two strokes of a key: as loud, within what beating phases do.
            Repeats::Statistically => {
                let (one, other) = (alone.rms(), again.rms());
                bench.claim(one.max(other) <= 2.0 * one.min(other) + 1e-3, || {
                    format!("`{}` has a level of {other} {when}, and of {one} alone", preset.name)
                });
            }
        }
    }
}
