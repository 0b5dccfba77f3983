//! A definition laid on a synth: each of its parameters found by name, whatever the order of the synth's own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tonewright_synth::{Curve, Display, Group, Kind, Norm, ParamSpec, Plain, Preset, SynthSpec};

use super::error::DefinitionError;
use super::fit::{Fit, Road, fit, held};
use super::model::{DefinedParam, Definition, Use};
use crate::plugin::naming::slug;

/// The joint between a definition and the synth underneath.
pub(super) struct Joint {
    /// All knobs of the synth underneath: its initial preset with what is fixed.
    pub(super) held: Vec<Norm>,
    /// For each used parameter the index underneath and the fit.
    pub(super) used: Vec<(usize, Fit)>,
    /// Indices underneath of what is fixed by name.
    pub(super) fixed: Vec<usize>,
}

impl Definition {
    /// What the view's parameters look like before any synth lies underneath: on the knob, by the table alone.
    pub fn spec(&self) -> SynthSpec {
        // A knob of no synth in particular takes whatever a definition says.
        let params =
            self.used().filter_map(|param| fit(param, &knob(param)).ok()).map(|fit| fit.param).collect();
        self.spec_of(params, 1)
    }

    /// The view's spec over a synth of that sound version.
    pub(super) fn spec_of(&self, params: Vec<ParamSpec>, sound_version: u32) -> SynthSpec {
        // Rises whenever one of the two rises.
        let version = self.sound_version + sound_version.saturating_sub(1);
        SynthSpec::new(self.name.clone(), self.title.clone(), version, params, self.used_groups())
    }

    /// The groups of used parameters, by their places among these.
    fn used_groups(&self) -> Vec<Group> {
        let used: Vec<usize> =
            (0..self.params.len()).filter(|at| self.params[*at].role == Use::Used).collect();
        let group = |group: &super::model::DefinedGroup| Group {
            id: Cow::Owned(group.id.clone()),
            family: group.family.clone().map(Cow::Owned),
            params: group.params.iter().filter_map(|at| used.binary_search(at).ok()).collect(),
        };
        self.groups.iter().map(group).filter(|group| !group.params.is_empty()).collect()
    }

    /// What preset files call the synth's parameters, with the parameter's index: names of the table and those that it
    /// gives for files.
    pub(super) fn names_in_files(&self, under: &SynthSpec) -> Vec<(String, usize)> {
        let names = Names::of(under);
        let places = self.params.iter().filter_map(|defined| {
            let at = names.find(defined, under).ok().flatten()?;
            Some((defined, at))
        });
        let named = |(defined, at): (&DefinedParam, usize)| {
            std::iter::once(&defined.name)
                .chain(&defined.in_files)
                .map(|name| (name.clone(), at))
                .collect::<Vec<_>>()
        };
        places.flat_map(named).collect()
    }

    /// Finds every parameter of the table in the synth.
    ///
    /// # Errors
    /// [`DefinitionError::Mismatch`] with a sentence for each that is not there or has other values.
    pub(super) fn join(&self, under: &SynthSpec) -> Result<Joint, DefinitionError> {
        let names = Names::of(under);
        let mut faults = Vec::new();
        let mut owners: BTreeMap<usize, &str> = BTreeMap::new();
        let mut joint = Joint { held: Preset::init(under).values, used: Vec::new(), fixed: Vec::new() };
        for defined in &self.params {
            let at = match names.find(defined, under) {
                Ok(Some(at)) => at,
                Ok(None) => continue,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            if let Some(owner) = owners.insert(at, &defined.name) {
                faults.push(format!(
                    "`{owner}` and `{}` are both its `{}`",
                    defined.name, under.params[at].name
                ));
            }
            match joint.lay(defined, at, &under.params[at]) {
                Ok(()) => {}
                Err(fault) => faults.push(format!("`{}` {fault}", defined.name)),
            }
        }
        if faults.is_empty() {
            return Ok(joint);
        }
        if self.base.is_some() {
            faults.push("some of its parameters may exist only once its base preset is loaded".to_owned());
        }
        Err(DefinitionError::Mismatch {
            definition: self.name.clone(),
            synth: under.name.to_string(),
            faults,
        })
    }
}

impl Joint {
    fn lay(&mut self, defined: &DefinedParam, at: usize, under: &ParamSpec) -> Result<(), String> {
        match &defined.role {
            Use::Used => self.used.push((at, fit(defined, under)?)),
            Use::Fixed(setting) => {
                self.held[at] = held(setting.as_ref(), under)?;
                self.fixed.push(at);
            }
        }
        Ok(())
    }

    /// What the view's sounds rest on beyond its values: the synth underneath, what is held, the roads.
    pub(super) fn fingerprint(&self, under: &SynthSpec) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(under.rests_on.as_deref().unwrap_or_default().as_bytes());
        hasher.update(&under.sound_version.to_le_bytes());
        for knob in &self.held {
            hasher.update(&knob.get().to_le_bytes());
        }
        for (at, fit) in &self.used {
            hasher.update(&(*at as u64).to_le_bytes());
            match &fit.road {
                Road::Span { low, high } => {
                    hasher.update(&low.to_le_bytes());
                    hasher.update(&high.to_le_bytes());
                }
                Road::Steps(steps) => {
                    hasher.update(&(steps.len() as u64).to_le_bytes());
                    for step in steps {
                        hasher.update(&step.get().to_le_bytes());
                    }
                }
            }
        }
        format!("{} {}", under.id, &hasher.finalize().to_hex()[..16])
    }

    /// All knobs of the synth underneath for a preset of the view.
    pub(super) fn down(&self, preset: &Preset) -> Preset {
        let mut values = self.held.clone();
        for ((at, fit), knob) in self.used.iter().zip(&preset.values) {
            values[*at] = fit.road.down(*knob);
        }
        Preset { name: preset.name.clone(), values }
    }

    /// The view's nearest preset.
    pub(super) fn up(&self, full: &Preset) -> Preset {
        let values = self.used.iter().map(|(at, fit)| fit.road.up(full.values[*at]).0).collect();
        Preset { name: full.name.clone(), values }
    }
}

/// A knob that any definition fits.
pub(super) fn knob(defined: &DefinedParam) -> ParamSpec {
    ParamSpec {
        id: Cow::Owned(defined.id.clone()),
        name: Cow::Owned(defined.name.clone()),
        kind: Kind::Continuous,
        range: (0.0, 1.0),
        curve: Curve::Linear,
        default: Plain(0.0),
        unit: Cow::Borrowed(""),
        display: Display::Number,
        summary: Cow::Borrowed(""),
        in_preset_file: true,
    }
}

/// The parameters of a synth by what they are called, as slugs of ids and names.
struct Names {
    by_slug: BTreeMap<String, Vec<usize>>,
}

impl Names {
    fn of(under: &SynthSpec) -> Self {
        let mut by_slug: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, param) in under.params.iter().enumerate() {
            for name in [&param.name, &param.id] {
                let known = by_slug.entry(slug(name)).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
        }
        Self { by_slug }
    }

    /// Where a parameter is; nowhere if it may be missing.
    fn find(&self, defined: &DefinedParam, under: &SynthSpec) -> Result<Option<usize>, String> {
        let names = std::iter::once(&defined.name).chain(&defined.also);
        let Some(known) = names.filter_map(|name| self.by_slug.get(&slug(name))).next() else {
            return if defined.optional { Ok(None) } else { Err(missing(defined, under)) };
        };
        match (known.as_slice(), defined.index) {
            ([one], _) => Ok(Some(*one)),
            (several, Some(index)) if several.contains(&index) => Ok(Some(index)),
            (several, _) => Err(format!(
                "`{}` is the name of {} of its parameters; say which with `index`, one of {several:?}",
                defined.name,
                several.len()
            )),
        }
    }
}

/// That a parameter is not there, and what stands where it should: a hint, never taken for it.
fn missing(defined: &DefinedParam, under: &SynthSpec) -> String {
    let there = defined.index.and_then(|index| under.params.get(index));
    let hint = there.map(|param| {
        format!(
            " (at index {} it has `{}`; if that is it, write `also = [\"{}\"]`)",
            defined.index.unwrap_or(0),
            param.name,
            param.name
        )
    });
    format!("it has no `{}`{}", defined.name, hint.unwrap_or_default())
}
