//! A synth of ours that a synth on the other side is another maker's copy of: it has every parameter that the files of ours
//! hold, by the same names and ranges. It then reads and writes these files, and its presets are drawn as ours are.

use std::sync::Arc;

use tonewright_synth::seed::Rng;
use tonewright_synth::{FileError, Norm, Preset, PresetFormat, Prior, ReadPresets, SYNTHS, Synth, SynthSpec};

/// A synth of ours, and where its parameters are on the other side.
pub(super) struct Twin {
    ours: Box<dyn Synth>,
    theirs: SynthSpec,
    /// For each parameter of theirs, the one of ours.
    places: Vec<Option<usize>>,
}

impl Twin {
    /// The instrument of ours that it is like, if there is any.
    pub(super) fn of(theirs: &SynthSpec) -> Option<Arc<Self>> {
        let instruments = SYNTHS.iter().filter(|entry| entry.toy.is_none());
        let ours = instruments.map(|entry| (entry.build)()).find(|ours| is_like(theirs, ours.spec()))?;
        let places = theirs.params.iter().map(|param| ours.spec().index_of(&param.id)).collect();
        Some(Arc::new(Self { ours, theirs: theirs.clone(), places }))
    }

    /// Says of their parameters which our files don't hold.
    pub(super) fn mark(&self, theirs: &mut SynthSpec) {
        for (param, at) in theirs.params.iter_mut().zip(&self.places) {
            param.in_preset_file = at.is_some_and(|at| self.ours.spec().params[at].in_preset_file);
        }
    }

    /// Their preset with the values of ours.
    fn down(&self, ours: &Preset, theirs: &Preset) -> Preset {
        let value = |((theirs, param), at): ((&Norm, &tonewright_synth::ParamSpec), &Option<usize>)| {
            let Some(at) = at else { return *theirs };
            param.norm_from_plain(self.ours.spec().params[*at].plain_from_norm(ours.values[*at]))
        };
        let values = theirs.values.iter().zip(&self.theirs.params).zip(&self.places).map(value).collect();
        Preset { name: ours.name.clone(), values }
    }

    /// Our preset with the values of theirs.
    fn up(&self, theirs: &Preset) -> Preset {
        let mut ours = Preset { name: theirs.name.clone(), ..Preset::init(self.ours.spec()) };
        for ((value, param), at) in theirs.values.iter().zip(&self.theirs.params).zip(&self.places) {
            if let Some(at) = at {
                ours.values[*at] =
                    self.ours.spec().params[*at].norm_from_plain(param.plain_from_norm(*value));
            }
        }
        ours
    }

    /// The files of ours, but for the house's, which names its synth.
    pub(super) fn formats(&self) -> impl Iterator<Item = Box<dyn PresetFormat + '_>> {
        let own = self.ours.formats().into_iter().filter(|format| format.name() != "json");
        own.map(|format| Box::new(TwinFile { twin: self, format }) as Box<dyn PresetFormat>)
    }

    /// Presets as ours are drawn.
    pub(super) fn prior(self: Arc<Self>) -> Option<Box<dyn Prior>> {
        let prior = self.ours.own_prior()?;
        Some(Box::new(TwinPrior { prior, twin: self }))
    }
}

/// Whether it has all that a file of ours holds.
fn is_like(theirs: &SynthSpec, ours: &SynthSpec) -> bool {
    let mut held = ours.params.iter().filter(|param| param.in_preset_file);
    held.all(|param| {
        let same = theirs.index_of(&param.id).map(|at| &theirs.params[at]);
        same.is_some_and(|same| (same.range, same.cardinality()) == (param.range, param.cardinality()))
    })
}

/// A preset file of ours.
struct TwinFile<'a> {
    twin: &'a Twin,
    format: Box<dyn PresetFormat + 'a>,
}

impl PresetFormat for TwinFile<'_> {
    fn name(&self) -> &'static str {
        self.format.name()
    }

    fn summary(&self) -> &'static str {
        self.format.summary()
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.format.extensions()
    }

    fn name_most(&self) -> usize {
        self.format.name_most()
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        let read = self.format.read(bytes)?;
        let init = Preset::init(&self.twin.theirs);
        let presets = read.presets.iter().map(|preset| self.twin.down(preset, &init)).collect();
        Ok(ReadPresets { presets, ..read })
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        let count = self.twin.theirs.params.len();
        if let Some(strange) = presets.iter().find(|preset| preset.values.len() != count) {
            let reason = format!("`{}` has {} values, not {count}", strange.name, strange.values.len());
            return Err(FileError::DoesNotFit { format: self.format.name(), reason });
        }
        let ours: Vec<Preset> = presets.iter().map(|preset| self.twin.up(preset)).collect();
        self.format.write(&ours)
    }
}

/// Presets as ours are drawn, with what ours has not where it starts.
struct TwinPrior {
    prior: Box<dyn Prior>,
    twin: Arc<Twin>,
}

impl Prior for TwinPrior {
    fn draw(&self, rng: &mut Rng) -> Preset {
        self.twin.down(&self.prior.draw(rng), &Preset::init(&self.twin.theirs))
    }

    fn perturb(&self, preset: &Preset, strength: f64, rng: &mut Rng) -> Preset {
        let varied = self.prior.perturb(&self.twin.up(preset), strength, rng);
        Preset { name: preset.name.clone(), ..self.twin.down(&varied, preset) }
    }

    fn log_density(&self, preset: &Preset) -> Option<f64> {
        self.prior.log_density(&self.twin.up(preset))
    }
}
