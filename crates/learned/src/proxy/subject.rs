//! What a proxy is about: whose presets, how they are played, and what vectors say of their sounds.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tonewright_data::{Play, Recipe, SoundSetup};
use tonewright_synth::{Gesture, Norm, PLAYED_KNOBS, PresetLayout, SynthSpec, played};

use crate::LearnError;

/// Presets, gestures and vectors.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Subject {
    /// Whose presets: the synth's name.
    pub synth: String,
    /// The version of the synth's sound.
    pub sound_version: u32,
    /// The parameters, in order.
    pub parameters: Vec<String>,
    /// What each of them is to a network; behind them what is played, where that is told.
    pub layout: PresetLayout,
    /// Whether what is played is told.
    pub played: bool,
    /// The feature that vectors are.
    pub feature: String,
    /// Dimensions of a vector.
    pub dim: usize,
    /// What the sounds are and what is played; not known of joined data sets that have no recipe of their own.
    pub heard: Option<Heard>,
}

/// What the sounds are.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Heard {
    /// Their rate and length.
    pub sound: SoundSetup,
    /// What is played on each preset.
    pub play: Play,
}

impl Heard {
    /// As a recipe says.
    pub(super) fn of(recipe: &Recipe) -> Self {
        Self { sound: recipe.sound, play: recipe.play.clone() }
    }
}

/// Numbers that are kept of a note: note, velocity, start and gate in seconds.
pub(super) const NUMBERS_OF_A_NOTE: usize = 4;

impl Subject {
    /// That of presets of a synth; `place` is where they come from, for errors.
    pub(super) fn new(
        (spec, place): (&SynthSpec, &Path),
        (feature, dim): (&str, usize),
        (heard, notes, played): (Option<Heard>, usize, bool),
    ) -> Result<Self, LearnError> {
        if played && notes != 1 {
            let reason = format!(
                "each preset is played with {notes} notes: networks are told of one (`played = false`)"
            );
            return Err(LearnError::unfit(place, reason));
        }
        let layout = PresetLayout::of(spec);
        Ok(Self {
            synth: spec.id.to_string(),
            sound_version: spec.sound_version,
            parameters: spec.params.iter().map(|param| param.id.to_string()).collect(),
            layout: if played { layout.with_played() } else { layout },
            played,
            feature: feature.to_owned(),
            dim,
            heard,
        })
    }

    /// A preset's knobs, with what is played on it where that is told: `note` is its numbers in a data set.
    pub(super) fn knobs(&self, knobs: &[f32], note: &[f32]) -> Vec<Norm> {
        let mut all: Vec<Norm> = knobs.iter().map(|knob| Norm::saturating(*knob)).collect();
        if self.played {
            let number = |at: usize| note.get(at).copied().unwrap_or(0.0);
            let midi = |at: usize| number(at).clamp(0.0, 127.0) as u8;
            let gate_secs = f64::from(number(3));
            all.extend(played(Gesture { note: midi(0), velocity: midi(1), gate_secs }));
        }
        all
    }

    /// Whether it says something of each parameter, and of what is played where that is told.
    pub(super) fn is_whole(&self) -> bool {
        let told = if self.played { PLAYED_KNOBS } else { 0 };
        self.parameters.len() + told == self.layout.slots().len()
    }

    /// Why these are not the same presets and vectors, if they are not.
    fn differs(&self, other: &Self) -> Option<String> {
        if self.synth != other.synth || self.sound_version != other.sound_version {
            return Some(format!(
                "its presets are of `{}` (sound {}), not of `{}` (sound {})",
                other.synth, other.sound_version, self.synth, self.sound_version
            ));
        }
        if self.parameters != other.parameters || self.layout != other.layout {
            return Some("its presets have other parameters".to_owned());
        }
        if self.dim != other.dim {
            return Some(format!("its vectors have {} numbers, not {}", other.dim, self.dim));
        }
        None
    }

    /// Fails unless it, which lies there, is about presets of this synth, as it sounds now.
    ///
    /// # Errors
    /// [`LearnError::Unfit`].
    pub fn knows(&self, spec: &SynthSpec, place: &Path) -> Result<(), LearnError> {
        Self::new((spec, place), (&self.feature, self.dim), (None, 1, self.played))?.fits(self, place)
    }

    /// Fails unless others, which lie there, are the same presets and vectors.
    ///
    /// # Errors
    /// [`LearnError::Unfit`].
    pub fn fits(&self, other: &Self, place: &Path) -> Result<(), LearnError> {
        let unfit = |reason| LearnError::Unfit { path: PathBuf::from(place), reason };
        self.differs(other).map_or(Ok(()), |reason| Err(unfit(reason)))
    }
}
