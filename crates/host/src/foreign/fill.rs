//! A preset of another program's file as a preset of a synth that is here: each parameter by its name, where the file's
//! numbers mean what the synth's own mean; everything that does not come along is told.

use std::collections::BTreeMap;

use tonewright_synth::{Kind, Norm, ParamSpec, Plain, Preset, SynthSpec};

use super::preset::{ForeignPreset, ForeignValue, Scale};

/// Most names that a sentence holds.
const NAMED_MOST: usize = 8;
/// Numbers that are this far beyond a range, as a share of it, are at its end: files are rounded.
const BEYOND: f64 = 1e-5;

/// The synth whose preset is wanted.
pub(crate) struct Target<'a> {
    /// Its parameters.
    pub(crate) spec: &'a SynthSpec,
    /// What files may call it.
    pub(crate) called: Vec<String>,
    /// Names that parameters have in files, beside the synth's own, with the parameter's index.
    pub(crate) also: Vec<(String, usize)>,
    /// Where everything is that a file does not say.
    pub(crate) start: Vec<Norm>,
}

/// A preset, and sentences on what came along and what did not.
pub(super) struct Filled {
    pub(super) preset: Preset,
    pub(super) told: Vec<Said>,
}

/// A sentence, and the parameters that it is about, which several presets of a file may have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) words: String,
    pub(super) params: Vec<String>,
}

impl Said {
    pub(super) fn words(words: String) -> Self {
        Self { words, params: Vec::new() }
    }

    fn of(words: String, params: &[&str]) -> Self {
        Self { words, params: params.iter().map(|name| (*name).to_owned()).collect() }
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)?;
        let few: Vec<&str> = self.params.iter().take(NAMED_MOST).map(String::as_str).collect();
        match self.params.len() - few.len() {
            _ if few.is_empty() => Ok(()),
            0 => write!(f, ": {}", few.join(", ")),
            more => write!(f, ": {} and {more} more", few.join(", ")),
        }
    }
}

impl Target<'_> {
    /// The preset with every parameter that the file has by name or number.
    ///
    /// # Errors
    /// A sentence, where the file is of another synth, or its values can't be used.
    pub(super) fn fill(&self, foreign: &ForeignPreset) -> Result<Filled, String> {
        let synth = &self.spec.id;
        if foreign.parameters.is_empty() {
            let why = foreign.unread.first().cloned().unwrap_or_else(|| "It holds no parameter".to_owned());
            return Err(format!("no parameter of it can be read. {why}"));
        }
        // Of a VST2 plug-in only a code is known.
        let is_other = !foreign.is_numbered && !self.is_called(&foreign.synth);
        if is_other && !foreign.synth.is_empty() {
            return Err(format!("it is a preset of {}, not of `{synth}`", foreign.synth));
        }
        if foreign.scale == Scale::Inner {
            return Err(format!(
                "its values are in units that only {} itself turns into its knobs; `tonewright presets show` prints them",
                if foreign.synth.is_empty() { "the synth" } else { &foreign.synth }
            ));
        }
        if foreign.is_numbered { self.by_number(foreign) } else { self.by_name(foreign) }
    }

    fn is_called(&self, name: &str) -> bool {
        self.called.iter().any(|called| squashed(called) == squashed(name))
    }

    /// Numbers without names mean something only where there are as many as the synth has parameters.
    fn by_number(&self, foreign: &ForeignPreset) -> Result<Filled, String> {
        let (found, wanted) = (foreign.parameters.len(), self.spec.params.len());
        if found != wanted {
            return Err(format!(
                "its {found} parameters have no names, and `{}` has {wanted}: which is which can't be told",
                self.spec.id
            ));
        }
        let mut preset = Preset { name: foreign.name.clone(), values: self.start.clone() };
        for (index, param) in foreign.parameters.iter().enumerate() {
            if let ForeignValue::Number(number) = param.value {
                preset.values[index] = self.value(index, number, foreign.scale).0;
            }
        }
        let told = format!(
            "Its {found} parameters have no names and were taken in their order, as `{}` has as many",
            self.spec.id
        );
        Ok(Filled { preset, told: vec![Said::words(told)] })
    }

    fn by_name(&self, foreign: &ForeignPreset) -> Result<Filled, String> {
        let places = self.places();
        let mut preset = Preset { name: foreign.name.clone(), values: self.start.clone() };
        let mut is_found = vec![false; self.spec.params.len()];
        let (mut others, mut moved): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for param in &foreign.parameters {
            let Some(index) = places.get(&squashed(&param.name)).copied() else {
                others.push(&param.name);
                continue;
            };
            let value = match &param.value {
                ForeignValue::Number(number) => Some(self.value(index, *number, foreign.scale)),
                ForeignValue::Text(text) => self.text(index, text),
            };
            if let Some((value, _)) = value {
                preset.values[index] = value;
                is_found[index] = true;
            }
            if value.is_none_or(|(_, is_exact)| !is_exact) {
                moved.push(&self.spec.params[index].id);
            }
        }
        let missing: Vec<&str> = (self.spec.params.iter().zip(&is_found))
            .filter(|(_, is_found)| !**is_found)
            .map(|(param, _)| param.id.as_ref())
            .collect();
        let found = is_found.len() - missing.len();
        if found == 0 {
            return Err(format!("none of its parameters has a name that `{}` knows", self.spec.id));
        }
        let told = self.sentences(&missing, &others, &moved).into_iter();
        let told = told.chain(foreign.unread.iter().cloned().map(Said::words)).collect();
        Ok(Filled { preset, told })
    }

    fn sentences(&self, missing: &[&str], others: &[&str], moved: &[&str]) -> Vec<Said> {
        let (all, synth) = (self.spec.params.len(), &self.spec.id);
        let found = format!("{} of {all} parameters of `{synth}` were found by name", all - missing.len());
        let mut told = vec![Said::words(found)];
        let lists = [
            ("Not in the file and left where they were".to_owned(), missing),
            (format!("The file has what `{synth}` has not"), others),
            ("Values that there are not moved to the nearest".to_owned(), moved),
        ];
        let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
        told.extend(lists.map(|(words, names)| Said::of(words, names)));
        told
    }

    /// Where each name is; a name that stands for several parameters stands for none.
    fn places(&self) -> BTreeMap<String, usize> {
        let mut places: BTreeMap<String, Option<usize>> = BTreeMap::new();
        let own = self
            .spec
            .params
            .iter()
            .enumerate()
            .flat_map(|(index, param)| [(squashed(&param.id), index), (squashed(&param.name), index)]);
        for (name, index) in own {
            let place = places.entry(name).or_insert(Some(index));
            if *place != Some(index) {
                *place = None;
            }
        }
        // What is written down for files counts more than what happens to be alike.
        for (name, index) in &self.also {
            places.insert(squashed(name), Some(*index));
        }
        places.into_iter().filter_map(|(name, place)| place.map(|place| (name, place))).collect()
    }

    /// The knob for a number, and whether the synth has exactly that value.
    fn value(&self, index: usize, number: f64, scale: Scale) -> (Norm, bool) {
        let param = &self.spec.params[index];
        let (low, high) = if scale == Scale::Knob { (0.0, 1.0) } else { param.range };
        let beyond = BEYOND * (high - low);
        let is_within = (low - beyond..=high + beyond).contains(&number);
        let norm = match scale {
            Scale::Knob => Norm::saturating(number as f32),
            _ => param.norm_from_plain(Plain(number)),
        };
        (snapped(param, norm), is_within)
    }

    fn text(&self, index: usize, text: &str) -> Option<(Norm, bool)> {
        let param = &self.spec.params[index];
        let plain = param.plain_from_text(text)?;
        Some((snapped(param, param.norm_from_plain(plain)), true))
    }
}

fn snapped(param: &ParamSpec, norm: Norm) -> Norm {
    if param.kind == Kind::Continuous { norm } else { param.snap(norm) }
}

/// Letters and digits only, in lower case: `lfo1Phase` and `LFO 1 Phase` are one.
fn squashed(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
