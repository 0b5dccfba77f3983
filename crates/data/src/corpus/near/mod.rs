//! When two presets are near, and which presets hang together by nearness.
//!
//! A synth with interchangeable parts (the operators of a DX7) has near presets where most parts are the same, knob by knob
//! and place by place, whatever the rest is: that is how people make variants. Where a synth has no such parts, or they
//! are the smaller part of its parameters, presets are near when most parameters are the same.

mod bands;
mod codes;
mod sets;

use serde::{Deserialize, Serialize};
use tonewright_synth::SynthSpec;

pub use bands::groups;
pub use codes::Codes;
pub(crate) use sets::Sets;

use super::CorpusError;

/// The share of parts that near presets have in common: four of six operators.
pub const NEAR_PARTS: f64 = 2.0 / 3.0;
/// The share of parameters that near presets have in common, where they have no parts.
pub const NEAR_PARAMETERS: f64 = 0.9;
/// Parts decide only where they hold at least this share of the parameters. Three envelopes out of sixty knobs say little
/// about a preset.
const PARTS_COVER: f64 = 0.5;
/// What the units are called where they are parameters.
const PARAMETERS: &str = "parameter";

/// When two presets are near: at least `least` of the units are the same, each at its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinship {
    /// What a unit is: `operator`, `parameter`.
    pub unit: String,
    /// How many must be the same.
    pub least: usize,
    /// The parameters of each unit, as indices.
    pub units: Vec<Vec<usize>>,
}

impl Kinship {
    /// The rule for a synth: by the parts of its largest family if they are most of it, else by its parameters. `compared`
    /// are the parameters that count; `near` is the share that must be the same, the house's own
    /// ([`NEAR_PARTS`], [`NEAR_PARAMETERS`]) where there is none.
    ///
    /// # Errors
    /// [`CorpusError::Near`] for a share that is not above 0 and at most 1.
    pub fn of(spec: &SynthSpec, compared: &[usize], near: Option<f64>) -> Result<Self, CorpusError> {
        if let Some(share) = near.filter(|share| !(*share > 0.0 && *share <= 1.0)) {
            return Err(CorpusError::Near { share });
        }
        let (unit, units, usual) = match parts(spec, compared) {
            Some((family, parts)) => (family, parts, NEAR_PARTS),
            None => {
                let units = compared.iter().map(|at| vec![*at]).collect();
                (PARAMETERS.to_owned(), units, NEAR_PARAMETERS)
            }
        };
        let least = least_of(units.len(), near.unwrap_or(usual));
        Ok(Self { unit, least, units })
    }

    /// How many units may differ.
    pub fn may_differ(&self) -> usize {
        self.units.len() - self.least
    }
}

/// The smallest number that is at least this share of `count`, and not none.
fn least_of(count: usize, share: f64) -> usize {
    // Two thirds of six are four, whatever the last bit of the product says.
    ((count as f64 * share - 1e-9).ceil() as usize).clamp(1, count.max(1))
}

/// The family with the most parts and the parameters of each, where they are most of what is compared.
fn parts(spec: &SynthSpec, compared: &[usize]) -> Option<(String, Vec<Vec<usize>>)> {
    let mut families: Vec<(String, Vec<Vec<usize>>)> = Vec::new();
    for group in &spec.groups {
        let Some(family) = &group.family else { continue };
        let held: Vec<usize> = group.params.iter().copied().filter(|at| compared.contains(at)).collect();
        if held.is_empty() {
            continue;
        }
        match families.iter_mut().find(|(name, _)| name == family) {
            Some((_, parts)) => parts.push(held),
            None => families.push((family.to_string(), vec![held])),
        }
    }
    let most = families.iter().map(|(_, parts)| parts.len()).max()?;
    let (family, parts) = families.into_iter().find(|(_, parts)| parts.len() == most)?;
    let held: usize = parts.iter().map(Vec::len).sum();
    (most > 1 && held as f64 >= PARTS_COVER * compared.len() as f64).then_some((family, parts))
}

#[cfg(test)]
mod tests {
    use tonewright_synth::{SYNTHS, Synth};

    use super::*;

    fn kinship(name: &str, near: Option<f64>) -> Kinship {
        let entry = SYNTHS.iter().find(|entry| entry.name == name).expect("a native synth");
        let synth: Box<dyn Synth> = (entry.build)();
        let spec = synth.spec();
        let compared: Vec<usize> =
            (0..spec.params.len()).filter(|at| spec.params[*at].in_preset_file).collect();
        Kinship::of(spec, &compared, near).expect("a share that is one")
    }

    #[test]
    fn operators_decide_on_a_dx7_and_parameters_where_parts_are_few() {
        let dx7 = kinship("dx7", None);
        assert_eq!((dx7.unit.as_str(), dx7.least, dx7.units.len()), ("operator", 4, 6));
        assert!(dx7.units.iter().all(|part| part.len() == 21), "the switch of an operator is in no file");
        let subtractive = kinship("subtractive", None);
        assert_eq!(subtractive.unit, "parameter");
        assert_eq!(subtractive.least, (subtractive.units.len() as f64 * 0.9).ceil() as usize);
        assert_eq!(kinship("dx7", Some(1.0)).least, 6);
        assert_eq!(kinship("dx7", Some(0.01)).least, 1);
    }

    #[test]
    fn shares_that_are_none_are_refused() {
        let synth = (SYNTHS[0].build)();
        for share in [0.0, -1.0, 1.01, f64::NAN] {
            assert!(matches!(Kinship::of(synth.spec(), &[0], Some(share)), Err(CorpusError::Near { .. })));
        }
    }
}
