//! The sounds around a preset's: one knob moved a little and far, and several knobs at once.

use rand::RngExt as _;
use tonewright_audio::Audio;
use tonewright_synth::seed::Rng;
use tonewright_synth::{Job, Kind, Norm, Preset, RenderError, Renderer, Synth};

use super::Settings;

/// A change below this share of the target's peak is not heard, and such pairs are drawn again.
const AUDIBLE: f32 = 1e-3;

/// A preset's sound and the sounds around it.
pub(super) struct Neighbourhood {
    pub(super) target: Audio,
    /// Near and far, one after the other for each knob, then the mixtures.
    pub(super) candidates: Vec<Audio>,
    pub(super) pairs: usize,
}

/// The preset's surroundings, `None` when it is silent.
pub(super) fn neighbourhood(
    synth: &dyn Synth,
    renderer: &mut dyn Renderer,
    preset: &Preset,
    settings: &Settings,
    rng: &mut Rng,
) -> Result<Option<Neighbourhood>, RenderError> {
    let mut render = |preset: &Preset| renderer.render(&Job { preset, gesture: settings.gesture });
    let target = render(preset)?;
    if target.peak() < AUDIBLE {
        return Ok(None);
    }
    let apart = |a: &Audio, b: &Audio| {
        let change = a.channel(0).iter().zip(b.channel(0)).fold(0.0_f32, |m, (x, y)| m.max((x - y).abs()));
        change > AUDIBLE * target.peak()
    };
    let (mut candidates, mut pairs) = (Vec::new(), 0);
    for _ in 0..settings.knobs * 8 {
        if pairs == settings.knobs {
            break;
        }
        let Some((near, far)) = moved_knob(synth, preset, rng) else { continue };
        let (near, far) = (render(&near)?, render(&far)?);
        if apart(&near, &target) && apart(&far, &target) && apart(&near, &far) {
            candidates.extend([near, far]);
            pairs += 1;
        }
    }
    for _ in 0..settings.mixtures {
        candidates.push(render(&mixture(synth, preset, rng))?);
    }
    Ok(Some(Neighbourhood { target, candidates, pairs }))
}

/// One ordered knob moved by 2 to 20 % of its range, and the same knob moved 2.5 to 10 times as far.
fn moved_knob(synth: &dyn Synth, preset: &Preset, rng: &mut Rng) -> Option<(Preset, Preset)> {
    let spec = synth.spec();
    let at = rng.random_range(0..spec.params.len());
    let param = &spec.params[at];
    let many = param.cardinality().is_none_or(|values| values >= 15);
    if !param.in_preset_file || !many || !matches!(param.kind, Kind::Continuous | Kind::Stepped) {
        return None;
    }
    let here = preset.values[at].get();
    let up = here < 0.5;
    let room = if up { 1.0 - here } else { here };
    let far = rng.random_range(0.2..0.5_f32).min(room);
    let near = far * rng.random_range(0.1..0.4_f32);
    let moved = |step: f32| {
        let mut preset = preset.clone();
        preset.values[at] = param.snap(Norm::saturating(if up { here + step } else { here - step }));
        preset
    };
    let (near, far) = (moved(near), moved(far));
    (near.values[at] != preset.values[at] && near.values[at] != far.values[at]).then_some((near, far))
}

/// One to forty knobs moved by random amounts: candidates as a search meets them.
fn mixture(synth: &dyn Synth, preset: &Preset, rng: &mut Rng) -> Preset {
    let spec = synth.spec();
    let (count, width) = (40_f32.powf(rng.random::<f32>()) as usize, rng.random_range(0.02..0.3_f32));
    let mut mixed = preset.clone();
    for _ in 0..count.max(1) {
        let at = rng.random_range(0..spec.params.len());
        let param = &spec.params[at];
        if param.in_preset_file {
            let step = width * (rng.random::<f32>() + rng.random::<f32>() - 1.0) * 2.0;
            mixed.values[at] = param.snap(Norm::saturating(mixed.values[at].get() + step));
        }
    }
    mixed
}
