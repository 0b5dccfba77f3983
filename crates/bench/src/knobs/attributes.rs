//! The knobs that are turned, and the presets on which they are.

use tonewright_audio::Audio;
use tonewright_synth::seed::stream;
use tonewright_synth::{Job, Norm, ParamSpec, Preset, Prior, RenderError, Renderer, SynthSpec};

use super::{KnobsError, Settings};

/// The synth whose knobs they are.
pub(super) const SYNTH: &str = "subtractive";

/// A knob that is turned up step by step, on presets on which that is heard.
pub struct Attribute {
    /// What the paper calls it.
    pub name: &'static str,
    /// The parameter.
    pub param: &'static str,
    /// Its first and its last value.
    pub from_to: [&'static str; 2],
    /// What else has to be so that one hears it.
    with: &'static [(&'static str, &'static str)],
}

const HELD: (&str, &str) = ("amp-env.sustain", "100");
const LOW_PASS: (&str, &str) = ("filter.type", "low-pass 24");
const SINE: (&str, &str) = ("lfo1.wave", "sine");
/// Knobs that would hide others, whatever is turned.
const ALWAYS: &[(&str, &str)] = &[
    ("transpose", "0"),
    ("osc1.level", "80"),
    ("filter.key-follow", "0"),
    ("high-pass.cutoff", "5"),
    ("amp-env.attack", "0.002"),
    ("lfo1.amount", "0"),
    ("lfo2.amount", "0"),
    ("free-env.amount", "0"),
];

const fn attribute(
    name: &'static str,
    (param, from, to): (&'static str, &'static str, &'static str),
    with: &'static [(&'static str, &'static str)],
) -> Attribute {
    Attribute { name, param, from_to: [from, to], with }
}

/// The thirteen of the paper's ranking, on our subtractive synth.
#[rustfmt::skip]
pub const ATTRIBUTES: [Attribute; 13] = [
    attribute("amp attack", ("amp-env.attack", "0.002", "2"), &[HELD]),
    attribute("amp decay", ("amp-env.decay", "0.05", "10"), &[("amp-env.sustain", "0")]),
    attribute("cutoff", ("filter.cutoff", "100", "12000"), &[HELD, LOW_PASS, ("filter.contour", "0")]),
    attribute("filter decay", ("filter-env.decay", "0.05", "10"), &[HELD, LOW_PASS, ("filter.cutoff", "150"), ("filter.contour", "5"), ("filter-env.attack", "0.002"), ("filter-env.sustain", "0")]),
    attribute("resonance", ("filter.resonance", "0", "90"), &[HELD, LOW_PASS, ("filter.cutoff", "1500"), ("filter.contour", "0")]),
    attribute("lfo amount on amp", ("lfo1.amount", "0", "100"), &[HELD, SINE, ("lfo1.destination", "volume"), ("lfo1.rate", "4")]),
    attribute("lfo amount on filter", ("lfo1.amount", "0", "100"), &[HELD, SINE, LOW_PASS, ("filter.cutoff", "1000"), ("filter.contour", "0"), ("lfo1.destination", "cutoff"), ("lfo1.rate", "4")]),
    attribute("lfo amount on pitch", ("lfo1.amount", "0", "100"), &[HELD, SINE, ("lfo1.destination", "pitch"), ("lfo1.rate", "4")]),
    attribute("lfo rate on amp", ("lfo1.rate", "0.5", "20"), &[HELD, SINE, ("lfo1.destination", "volume"), ("lfo1.amount", "70")]),
    attribute("lfo rate on filter", ("lfo1.rate", "0.5", "20"), &[HELD, SINE, LOW_PASS, ("filter.cutoff", "1000"), ("filter.contour", "0"), ("lfo1.destination", "cutoff"), ("lfo1.amount", "70")]),
    attribute("lfo rate on pitch", ("lfo1.rate", "0.5", "20"), &[HELD, SINE, ("lfo1.destination", "pitch"), ("lfo1.amount", "50")]),
    attribute("pitch coarse", ("osc1.tune", "-10", "9"), &[HELD, ("osc1.wave", "saw"), ("osc2.level", "0"), ("sub.level", "0"), ("ring", "0")]),
    attribute("reverb wet", ("reverb.wet", "0", "100"), &[("amp-env.sustain", "0"), ("amp-env.decay", "1"), ("reverb.decay", "2")]),
];

/// A change below this share of the loudest sound's peak is not heard.
const AUDIBLE: f32 = 1e-3;
/// Presets that are drawn for one on which the knob is heard.
const TRIES: u64 = 64;

impl Attribute {
    /// The sounds of a preset of the prior while the knob is turned, from the first value to the last; `None` where no preset
    /// of many makes it heard.
    pub(super) fn sweep(
        &self,
        (spec, prior): (&SynthSpec, &dyn Prior),
        renderer: &mut dyn Renderer,
        (index, settings): (u64, &Settings),
    ) -> Result<Option<Vec<Audio>>, KnobsError> {
        for attempt in 0..TRIES {
            let mut rng = stream(settings.seed, self.name, index * TRIES + attempt);
            let mut preset = prior.draw(&mut rng);
            for (id, value) in ALWAYS.iter().chain(self.with) {
                set(&mut preset, spec, id, value)?;
            }
            let sounds = self.turned(&preset, spec, renderer, settings)?;
            if heard(&sounds) {
                return Ok(Some(sounds));
            }
        }
        Ok(None)
    }

    fn turned(
        &self,
        preset: &Preset,
        spec: &SynthSpec,
        renderer: &mut dyn Renderer,
        settings: &Settings,
    ) -> Result<Vec<Audio>, KnobsError> {
        let (at, param) = parameter(spec, self.param)?;
        let [from, to] = self.from_to.map(|text| value(param, text));
        let (from, to) = (from?.get(), to?.get());
        let last = (settings.steps - 1) as f32;
        let presets: Vec<Preset> = (0..settings.steps)
            .map(|step| {
                let mut preset = preset.clone();
                let knob = from + (to - from) * step as f32 / last;
                preset.values[at] = param.snap(Norm::saturating(knob));
                preset
            })
            .collect();
        let gesture = settings.gesture;
        let jobs: Vec<Job> = presets.iter().map(|preset| Job { preset, gesture }).collect();
        let sounds: Result<Vec<Audio>, RenderError> = renderer.render_batch(&jobs).into_iter().collect();
        Ok(sounds?)
    }
}

/// Whether every sound is one, and every step is heard.
fn heard(sounds: &[Audio]) -> bool {
    let loudest = sounds.iter().map(Audio::peak).fold(0.0, f32::max);
    let differ = |pair: &[Audio]| {
        let steps = pair[0].channel(0).iter().zip(pair[1].channel(0));
        steps.fold(0.0_f32, |most, (a, b)| most.max((a - b).abs())) > AUDIBLE * loudest
    };
    sounds.iter().all(|sound| sound.peak() > AUDIBLE) && sounds.windows(2).all(differ)
}

fn parameter<'a>(spec: &'a SynthSpec, id: &str) -> Result<(usize, &'a ParamSpec), KnobsError> {
    let at = spec.index_of(id).ok_or_else(|| KnobsError::Synth { what: id.to_owned() })?;
    Ok((at, &spec.params[at]))
}

fn value(param: &ParamSpec, text: &str) -> Result<Norm, KnobsError> {
    let plain = param.plain_from_text(text);
    let plain = plain.ok_or_else(|| KnobsError::Synth { what: format!("{} = {text}", param.id) })?;
    Ok(param.norm_from_plain(plain))
}

fn set(preset: &mut Preset, spec: &SynthSpec, id: &str, text: &str) -> Result<(), KnobsError> {
    let (at, param) = parameter(spec, id)?;
    preset.values[at] = value(param, text)?;
    Ok(())
}
