//! A synth as a definition sees it: the used parameters only, everything else held.

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::prior::TableRule;
use tonewright_synth::{
    FileError, Job, Norm, Preset, PresetFormat, Prior, RenderError, RenderSetup, Renderer, Synth, SynthSpec,
};

use super::error::DefinitionError;
use super::fit::Fit;
use super::formats;
use super::model::{Definition, Drawn};
use super::prior::{ByTable, Projected};
use super::resolve::Joint;
use super::table::Table;

/// A synth seen through a definition.
pub struct View {
    definition: Arc<Definition>,
    spec: SynthSpec,
    pub(super) under: Arc<dyn Synth>,
    pub(super) joint: Arc<Joint>,
}

impl View {
    /// Lays the definition on a synth.
    ///
    /// # Errors
    /// [`DefinitionError::Mismatch`] when the synth lacks parameters of the table or has other values.
    pub fn new(definition: Definition, under: Arc<dyn Synth>) -> Result<Self, DefinitionError> {
        let joint = definition.join(under.spec())?;
        let params = joint.used.iter().map(|(_, fit)| fit.param.clone()).collect();
        let spec = definition
            .spec_of(params, under.spec().sound_version)
            .that_repeats(under.spec().repeats)
            .that_rests_on(joint.fingerprint(under.spec()));
        Ok(Self { definition: Arc::new(definition), spec, under, joint: Arc::new(joint) })
    }

    /// The definition on the knobs of its own table: what its preset files hold where no synth of its list is here. It
    /// reads and writes presets and plays none.
    ///
    /// # Errors
    /// As [`View::new`].
    pub fn of_table(definition: Definition) -> Result<Self, DefinitionError> {
        let table = Arc::new(Table::of(&definition));
        Self::new(definition, table)
    }

    /// What it is a view by.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The synth underneath.
    pub fn under(&self) -> &dyn Synth {
        self.under.as_ref()
    }

    /// The whole preset of the synth underneath.
    pub fn expanded(&self, preset: &Preset) -> Preset {
        self.joint.down(preset)
    }

    /// The view's preset that is nearest to a whole preset of the synth underneath.
    ///
    /// # Panics
    /// When the preset's length is not that of the synth underneath.
    pub fn projected(&self, full: &Preset) -> Preset {
        assert_eq!(full.values.len(), self.joint.held.len(), "a preset has one value per parameter");
        self.joint.up(full)
    }

    /// Knob values of the synth underneath, one for each used parameter: what a layout encodes.
    pub fn knobs(&self, preset: &Preset) -> Vec<f64> {
        let knob = |((_, fit), knob): (&(usize, Fit), &Norm)| f64::from(fit.road.down(*knob).get());
        self.joint.used.iter().zip(&preset.values).map(knob).collect()
    }

    /// The preset with the nearest values to those knob values of the synth underneath: what a layout decodes.
    pub fn preset(&self, name: &str, knobs: &[f64]) -> Preset {
        let knob = |((_, fit), knob): (&(usize, Fit), &f64)| fit.road.up(Norm::saturating(*knob as f32)).0;
        Preset { name: name.to_owned(), values: self.joint.used.iter().zip(knobs).map(knob).collect() }
    }
}

impl Synth for View {
    fn spec(&self) -> &SynthSpec {
        &self.spec
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let renderer = self.under.open(setup)?;
        Ok(Box::new(ViewRenderer { renderer, spec: self.spec.clone(), joint: Arc::clone(&self.joint) }))
    }

    fn formats(&self) -> Vec<Box<dyn PresetFormat + '_>> {
        formats::of(self)
    }

    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        match self.definition.drawn {
            Drawn::ByTable => Some(Box::new(ByTable::new(&self.definition, Arc::clone(&self.joint)))),
            Drawn::LikeTheSynth => {
                let prior = self.under.own_prior()?;
                Some(Box::new(Projected::new(prior, Arc::clone(&self.joint))))
            }
        }
    }

    fn table_prior(&self, rule: TableRule) -> Box<dyn Prior> {
        Box::new(ByTable::new(&self.definition, Arc::clone(&self.joint)).by(rule))
    }

    fn texts(&self, preset: &Preset) -> Option<Vec<Option<String>>> {
        let whole = self.under.texts(&self.expanded(preset))?;
        Some(self.joint.used.iter().map(|(at, _)| whole.get(*at).cloned().flatten()).collect())
    }

    fn factory_presets(&self) -> Result<Vec<Preset>, FileError> {
        let whole = self.under.factory_presets()?;
        Ok(whole.iter().map(|preset| self.projected(preset)).collect())
    }
}

struct ViewRenderer {
    renderer: Box<dyn Renderer>,
    spec: SynthSpec,
    joint: Arc<Joint>,
}

impl Renderer for ViewRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        job.check(&self.spec)?;
        let full = self.joint.down(job.preset);
        self.renderer.render(&Job { preset: &full, gesture: job.gesture })
    }

    fn render_batch(&mut self, jobs: &[Job]) -> Vec<Result<Audio, RenderError>> {
        let checked: Vec<Result<Preset, RenderError>> =
            jobs.iter().map(|job| job.check(&self.spec).map(|()| self.joint.down(job.preset))).collect();
        let playable: Vec<Job> = checked
            .iter()
            .zip(jobs)
            .filter_map(|(full, job)| full.as_ref().ok().map(|preset| Job { preset, gesture: job.gesture }))
            .collect();
        let mut sounds = self.renderer.render_batch(&playable).into_iter();
        let mut next = || sounds.next().expect("a renderer gives a sound or an error for each job");
        checked.into_iter().map(|full| full.and_then(|_| next())).collect()
    }

    fn full_batch(&self) -> usize {
        self.renderer.full_batch()
    }

    fn recycle(&mut self, sound: Audio) {
        self.renderer.recycle(sound);
    }
}
