//! What parameters are called in a definition, and what their names tell of their values.

use std::collections::{BTreeMap, BTreeSet};

use tonewright_synth::SynthSpec;

use crate::plugin::naming::slug;

/// What a name tells of a handful of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// They are things.
    Choice,
    /// They are numbers.
    Scale,
}

/// Words of parameters that choose among things.
const CHOICES: &[&str] = &[
    "wave",
    "waveform",
    "shape",
    "type",
    "mode",
    "source",
    "src",
    "destination",
    "dest",
    "target",
    "algorithm",
    "algo",
    "routing",
    "route",
    "model",
    "table",
    "sample",
    "select",
];
/// Words of parameters that are numbers, however few.
const SCALES: &[&str] = &[
    "octave",
    "oct",
    "range",
    "semitone",
    "semitones",
    "semi",
    "coarse",
    "transpose",
    "pitch",
    "tune",
    "tuning",
    "detune",
    "voices",
    "unison",
    "slope",
    "order",
    "level",
    "volume",
    "amount",
    "depth",
    "rate",
    "time",
    "speed",
    "bits",
    "steps",
];

/// What a name tells; a word of things has the last word (`pitch mode` chooses).
pub(super) fn hint(name: &str) -> Option<Hint> {
    let slug = slug(name);
    let words: Vec<&str> =
        slug.split('-').map(|word| word.trim_matches(|c: char| c.is_ascii_digit())).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    match (has(CHOICES), has(SCALES)) {
        (true, _) => Some(Hint::Choice),
        (_, true) => Some(Hint::Scale),
        _ => None,
    }
}

/// What each parameter is called: its name, or its id where the name is not its own; none where neither is.
pub(super) fn of(spec: &SynthSpec) -> Vec<Option<String>> {
    let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, param) in spec.params.iter().enumerate() {
        for name in [&param.name, &param.id] {
            owners.entry(slug(name)).or_default().insert(at);
        }
    }
    let is_own = |name: &str| owners.get(&slug(name)).is_some_and(|owners| owners.len() == 1);
    let is_name = |name: &str| name.chars().any(|c| c.is_ascii_alphanumeric()) && !name.contains('{');
    let name = |param: &tonewright_synth::ParamSpec| {
        let candidates = [&param.name, &param.id].into_iter();
        candidates.map(ToString::to_string).find(|name| is_name(name) && is_own(name))
    };
    spec.params.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_things_from_numbers() {
        assert_eq!(hint("osc1_waveform"), Some(Hint::Choice));
        assert_eq!(hint("Wave2"), Some(Hint::Choice));
        assert_eq!(hint("Osc 2 Range"), Some(Hint::Scale));
        assert_eq!(hint("pitch mode"), Some(Hint::Choice));
        assert_eq!(hint("modest glide"), None);
    }
}
