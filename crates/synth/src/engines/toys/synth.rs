//! What all toys share: a formula over plain parameter values becomes a [`Synth`].

use std::sync::Arc;

use tonewright_audio::Audio;

use crate::prior::{Prior, Uniform};
use crate::{Gesture, Job, RenderError, RenderSetup, Renderer, SpareSounds, Synth, SynthSpec};

/// Lowest and highest sample rate.
const RATES_HZ: (u32, u32) = (8_000, 192_000);

/// Most sounds whose memory is kept: one group that is rendered together.
const SPARE_MOST: usize = 64;

/// A sound as a function of parameters.
pub(super) trait Formula: Clone + Send + Sync + 'static {
    /// Identity and parameters.
    fn spec(&self) -> SynthSpec;

    /// Writes the sound over all of `out`, which may hold another one. `plain` holds one value in its own unit for each
    /// parameter of the spec, in order.
    fn fill(&self, plain: &[f64], played: Played, out: &mut [f32]);

    /// How presets are drawn: every knob uniform, as the papers draw them, unless a toy knows better.
    fn prior(&self, spec: &SynthSpec) -> Box<dyn Prior> {
        Box::new(Uniform::new(spec))
    }
}

/// What a formula may know besides its parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Played {
    /// What is played.
    pub gesture: Gesture,
    /// Samples per second.
    pub rate_hz: f64,
}

/// A formula as a synth.
pub(super) struct Toy<F> {
    formula: F,
    spec: Arc<SynthSpec>,
}

impl<F: Formula> Toy<F> {
    /// The synth of a formula, ready for the table of synths.
    pub(super) fn boxed(formula: F) -> Box<dyn Synth> {
        let spec = Arc::new(formula.spec());
        Box::new(Self { formula, spec })
    }
}

impl<F: Formula> Synth for Toy<F> {
    fn spec(&self) -> &SynthSpec {
        &self.spec
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let (low_hz, high_hz) = RATES_HZ;
        if !(low_hz..=high_hz).contains(&setup.rate_hz) {
            let (synth, rate_hz) = (self.spec.id.to_string(), setup.rate_hz);
            return Err(RenderError::Rate { synth, rate_hz, low_hz, high_hz });
        }
        let plain = vec![0.0; self.spec.params.len()];
        let (formula, spec) = (self.formula.clone(), Arc::clone(&self.spec));
        Ok(Box::new(ToyRenderer {
            formula,
            spec,
            setup,
            plain,
            spare: SpareSounds::new(setup.len_samples, SPARE_MOST),
        }))
    }

    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        Some(self.formula.prior(&self.spec))
    }
}

struct ToyRenderer<F> {
    formula: F,
    spec: Arc<SynthSpec>,
    setup: RenderSetup,
    /// Room for the plain values of one preset.
    plain: Vec<f64>,
    /// Memory of sounds that were given back.
    spare: SpareSounds,
}

impl<F: Formula> Renderer for ToyRenderer<F> {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        job.check(&self.spec)?;
        for ((plain, param), knob) in self.plain.iter_mut().zip(&self.spec.params).zip(&job.preset.values) {
            *plain = param.plain_from_norm(*knob).0;
        }
        let mut samples = self.spare.take();
        let played = Played { gesture: job.gesture, rate_hz: f64::from(self.setup.rate_hz) };
        self.formula.fill(&self.plain, played, &mut samples);
        Ok(Audio::mono(samples, self.setup.rate_hz))
    }

    fn recycle(&mut self, sound: Audio) {
        self.spare.give_back(sound);
    }
}
