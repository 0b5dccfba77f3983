//! Preset files of a view: those of the synth underneath, which hold whole presets, and the house's JSON of the view alone.

use tonewright_synth::preset::json::Json;
use tonewright_synth::{FileError, Kind, Norm, Preset, PresetFormat, ReadPresets};

use super::file::Underneath;
use super::fit::Fit;
use super::view::View;
use crate::foreign::{ForeignFiles, Target};

/// Most parameters that a warning names.
const NAMED_MOST: usize = 6;
/// Knob values that are no further apart are the same.
const SAME: f32 = 1e-3;
/// The house's own format.
const JSON: &str = "json";

/// The extension of the house's JSON of the synth underneath, as `json` is that of the view.
const WHOLE: &str = "whole";

/// The formats of a view, in the order of the synth underneath; its JSON comes last under another name, before files of
/// other programs.
pub(super) fn of(view: &View) -> Vec<Box<dyn PresetFormat + '_>> {
    let mut formats: Vec<Box<dyn PresetFormat + '_>> = Vec::new();
    let under = view.under().formats();
    let is_playable = !under.is_empty();
    for format in under.into_iter().filter(|format| ![JSON, ForeignFiles::NAME].contains(&format.name())) {
        formats.push(Box::new(Whole { format, view }));
    }
    formats.push(Box::new(Own { view }));
    if is_playable {
        let format = Box::new(Json(view.under().spec()));
        formats.push(Box::new(Whole { format, view }));
    }
    let plugins = view.definition().underneath.iter().filter(|under| matches!(under, Underneath::Plugin(_)));
    if plugins.count() > 0 {
        formats.push(Box::new(Whole { format: Box::new(ForeignFiles(target(view))), view }));
    }
    formats
}

/// The whole synth underneath, by the names that the definition gives for files.
fn target(view: &View) -> Target<'_> {
    let (definition, spec) = (view.definition(), view.under().spec());
    let mut called = vec![spec.id.to_string(), spec.name.to_string(), definition.name.clone()];
    called.extend(definition.underneath.iter().filter_map(|under| match under {
        Underneath::Plugin(name) => Some(name.clone()),
        _ => None,
    }));
    Target { spec, called, also: definition.names_in_files(spec), start: view.joint.held.clone() }
}

/// A format of the synth underneath: it holds whole presets.
struct Whole<'a> {
    format: Box<dyn PresetFormat + 'a>,
    view: &'a View,
}

impl PresetFormat for Whole<'_> {
    fn name(&self) -> &'static str {
        if self.format.name() == JSON { WHOLE } else { self.format.name() }
    }

    fn summary(&self) -> &'static str {
        match self.format.name() {
            JSON => "every parameter of the synth underneath by name, for use without the definition",
            _ => self.format.summary(),
        }
    }

    fn extensions(&self) -> &'static [&'static str] {
        if self.format.name() == JSON { &[WHOLE] } else { self.format.extensions() }
    }

    fn name_most(&self) -> usize {
        self.format.name_most()
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        Ok(projected(self.view, self.format.read(bytes)?))
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        let wanted = self.view.joint.used.len();
        if let Some(other) = presets.iter().find(|preset| preset.values.len() != wanted) {
            let reason = format!("`{}` has {} values instead of {wanted}", other.name, other.values.len());
            return Err(FileError::DoesNotFit { format: self.name(), reason });
        }
        let whole: Vec<Preset> = presets.iter().map(|preset| self.view.expanded(preset)).collect();
        self.format.write(&whole)
    }
}

/// The house's JSON of the view; one of the synth underneath is understood as well.
struct Own<'a> {
    view: &'a View,
}

impl Own<'_> {
    fn json(&self) -> Json<'_> {
        Json(tonewright_synth::Synth::spec(self.view))
    }
}

impl PresetFormat for Own<'_> {
    fn name(&self) -> &'static str {
        JSON
    }

    fn summary(&self) -> &'static str {
        self.json().summary()
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn read(&self, bytes: &[u8]) -> Result<ReadPresets, FileError> {
        let own = self.json().read(bytes);
        // What is no preset of the view may be one of the synth underneath.
        if own.is_ok() {
            return own;
        }
        match (own, Json(self.view.under().spec()).read(bytes)) {
            (_, Ok(whole)) => Ok(projected(self.view, whole)),
            (Err(FileError::NoPreset { .. }), Err(error)) if !matches!(error, FileError::NoPreset { .. }) => {
                Err(error)
            }
            (own, _) => own,
        }
    }

    fn write(&self, presets: &[Preset]) -> Result<Vec<u8>, FileError> {
        self.json().write(presets)
    }
}

/// Whole presets as the view sees them, and what it does not see of them.
fn projected(view: &View, read: ReadPresets) -> ReadPresets {
    let mut warnings = read.warnings;
    let presets = read.presets.iter().map(|full| {
        warnings.extend(lost(view, full));
        view.projected(full)
    });
    let presets = presets.collect();
    ReadPresets { presets, warnings }
}

/// What of a whole preset is not in the view: what it holds elsewhere, and values that it does not have.
fn lost(view: &View, full: &Preset) -> Vec<String> {
    let (params, joint) = (&view.under().spec().params, &view.joint);
    let name = &tonewright_synth::Synth::spec(view).id;
    let differs = |at: &usize| {
        let (param, found, held) = (&params[*at], full.values[*at], joint.held[*at]);
        let apart = |a: Norm, b: Norm| (a.get() - b.get()).abs() > SAME;
        param.in_preset_file
            && match param.kind {
                Kind::Continuous => apart(found, held),
                _ => apart(param.snap(found), held),
            }
    };
    let others: Vec<usize> = joint.fixed.iter().copied().filter(differs).collect();
    let mut sentences = Vec::new();
    if !others.is_empty() {
        let told = |at: &usize| {
            let (param, held) = (&params[*at], joint.held[*at]);
            format!("{} ({}, held at {})", param.id, param.text(full.values[*at]), param.text(held))
        };
        let list = named(&others, told);
        sentences.push(format!("`{}`: {name} does not use what this preset sets: {list}", full.name));
    }
    let moved: Vec<&(usize, Fit)> =
        joint.used.iter().filter(|(at, fit)| !fit.road.up(full.values[*at]).1).collect();
    if !moved.is_empty() {
        let list =
            named(&moved, |(at, fit)| format!("{} ({})", fit.param.id, params[*at].text(full.values[*at])));
        sentences
            .push(format!("`{}`: values that {name} does not have moved to the nearest: {list}", full.name));
    }
    sentences
}

/// The first few of them, and how many there are.
fn named<T>(all: &[T], told: impl Fn(&T) -> String) -> String {
    let list: Vec<String> = all.iter().take(NAMED_MOST).map(told).collect();
    let more = all.len() - list.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    list.join(", ") + &rest
}
