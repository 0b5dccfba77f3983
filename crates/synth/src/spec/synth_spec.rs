//! A synth's whole face: its parameters in table order, and how they group.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ParamSpec;
use super::stored::StoredSpec;

/// Parameters that belong together; groups of one `family` are interchangeable parts (operators).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Group {
    /// `op1`, `lfo`, `pitch-eg`.
    pub id: Cow<'static, str>,
    /// The shared kind of interchangeable parts (`operator`), if this is one of several.
    pub family: Option<Cow<'static, str>>,
    /// Indices into [`SynthSpec::params`].
    pub params: Vec<usize>,
}

/// Whether a sound can be had again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// The same inputs give the same samples.
    #[default]
    Exactly,
    /// The synth draws random numbers that nobody can seed (free-running phases, noise): the same inputs give sounds
    /// that differ as two strokes of one key do.
    Statistically,
}

/// What a synth is: identity and parameters.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "StoredSpec")]
pub struct SynthSpec {
    /// What users type: `dx7`.
    pub id: Cow<'static, str>,
    /// What people call it: `Yamaha DX7 (Dexed)`.
    pub name: Cow<'static, str>,
    /// Rises by one whenever the same preset sounds different than before.
    pub sound_version: u32,
    /// All parameters, in the synth's own order.
    pub params: Vec<ParamSpec>,
    /// How they group.
    pub groups: Vec<Group>,
    /// Whether a sound can be had again.
    pub repeats: Repeats,
    /// A fingerprint of what its sounds rest on beyond id, version and values, where there is such a thing: of a view, what
    /// it holds and the synth underneath. Who keeps sounds keeps them under it as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<String>,
    #[serde(skip)]
    by_id: BTreeMap<String, usize>,
}

impl SynthSpec {
    /// A spec from its parts.
    ///
    /// # Panics
    /// When two parameters share an id: a mistake in the synth's own table.
    pub fn new(
        id: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        sound_version: u32,
        params: Vec<ParamSpec>,
        groups: Vec<Group>,
    ) -> Self {
        let by_id: BTreeMap<_, _> = params.iter().enumerate().map(|(i, p)| (p.id.to_string(), i)).collect();
        assert_eq!(by_id.len(), params.len(), "parameter ids are unique");
        let repeats = Repeats::Exactly;
        Self {
            id: id.into(),
            name: name.into(),
            sound_version,
            params,
            groups,
            repeats,
            rests_on: None,
            by_id,
        }
    }

    /// The same synth, whose sounds rest on more than id, version and values.
    #[must_use]
    pub fn that_rests_on(self, fingerprint: impl Into<String>) -> Self {
        Self { rests_on: Some(fingerprint.into()), ..self }
    }

    /// The same synth, declared to repeat itself so.
    #[must_use]
    pub fn that_repeats(self, repeats: Repeats) -> Self {
        Self { repeats, ..self }
    }

    /// The index of the parameter with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}
