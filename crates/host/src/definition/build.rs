//! From files to a checked definition.

use std::collections::BTreeMap;
use std::path::Path;

use super::draft::{Draft, table};
use super::encoding::Encoding;
use super::error::DefinitionError;
use super::file::{Base, File, Fixed, List, NoteRange, Setting, TotalsFile};
use super::layers::{Layer, collect, is_path, read_text};
use super::model::{DefinedGroup, DefinedParam, Definition, Use};
use super::shipped::DEFINITIONS;
use super::values::Values;
use crate::plugin::naming::slug;

impl Definition {
    /// The definition of that name, or in that file if the name ends in `.toml`; `None` where there is none of the name.
    ///
    /// # Errors
    /// When the file can't be read or makes no sense.
    pub fn find(name: &str) -> Option<Result<Self, DefinitionError>> {
        if is_path(name) {
            return Some(Self::read(Path::new(name)));
        }
        let shipped = DEFINITIONS.iter().find(|shipped| shipped.name == name)?;
        Some(Self::parse(shipped.name, shipped.text, None))
    }

    /// The definition in a file.
    ///
    /// # Errors
    /// When it can't be read or makes no sense.
    pub fn read(path: &Path) -> Result<Self, DefinitionError> {
        Self::parse(&path.display().to_string(), &read_text(path)?, path.parent())
    }

    /// The definition that a text writes; `origin` is how errors call it, `folder` where relative paths begin.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn parse(origin: &str, text: &str, folder: Option<&Path>) -> Result<Self, DefinitionError> {
        let layers = collect(origin, text.to_owned(), folder)?;
        let drafts = table(&layers)?;
        let top = &layers[layers.len() - 1];
        let mut lists = BTreeMap::new();
        for layer in &layers {
            lists.extend(layer.file.lists.clone());
        }
        let params: Vec<DefinedParam> =
            drafts.iter().map(|draft| param(&layers, draft, &lists)).collect::<Result<_, _>>()?;
        let said = Said { layers: &layers };
        let definition = Self {
            name: top.file.name.clone(),
            title: said.last(|file| file.title.clone()).unwrap_or_else(|| top.file.name.clone()),
            summary: said.must("summary", |file| file.summary.clone())?,
            source: said.last(|file| file.source.clone()).unwrap_or_default(),
            notes: layers.iter().flat_map(|layer| layer.file.notes.clone()).collect(),
            sound_version: said.last(|file| file.sound_version).unwrap_or(1),
            underneath: said.must("underneath", |file| file.underneath.clone())?,
            quirk: said.last(|file| file.quirk),
            drawn: said.last(|file| file.drawn).unwrap_or_default(),
            groups: groups(&drafts),
            base: said.last(|file: &File| -> Option<Base> { file.base.clone() }),
            note: said.last(|file: &File| -> Option<NoteRange> { file.note }),
            encodings: encodings(&layers),
            params,
        };
        definition.check(top)?;
        Ok(definition)
    }

    /// What only the whole can show.
    fn check(&self, top: &Layer) -> Result<(), DefinitionError> {
        let fault = |reason: String| Err(top.fault(&(0..0), reason));
        if slug(&self.name) != self.name {
            return fault(format!(
                "`{}` is no name: lower-case letters and digits, joined by `-`",
                self.name
            ));
        }
        if self.underneath.is_empty() {
            return fault("`underneath` is empty: say which synth it lies on".to_owned());
        }
        if self.used().next().is_none() {
            return fault("no parameter is used: all are fixed".to_owned());
        }
        if let Some(note) = self.note.filter(|note| note.pitch.0 >= note.pitch.1 || note.pitch.1 > 127) {
            return fault(format!(
                "`note.pitch` is {:?}; write the lowest and the highest MIDI note",
                note.pitch
            ));
        }
        if self.note.is_some_and(|note| !(note.until_secs.is_finite() && note.until_secs > 0.0)) {
            return fault("`note.until_secs` must be above 0".to_owned());
        }
        for (at, encoding) in self.encodings.iter().enumerate() {
            if self.encodings[..at].iter().any(|earlier| earlier.name == encoding.name) {
                return fault(format!("two encodings are called `{}`", encoding.name));
            }
        }
        match &top.file.totals {
            Some(totals) => {
                self.check_totals(totals.get_ref()).map_err(|reason| top.fault(&totals.span(), reason))
            }
            None => Ok(()),
        }
    }

    fn check_totals(&self, said: &TotalsFile) -> Result<(), String> {
        let found = self.totals();
        let width = self.layout(&self.encodings[0]).width;
        for (what, said, found) in [
            ("used", said.used, found.used),
            ("fixed", said.fixed, found.fixed),
            ("continuous", said.continuous, found.continuous),
            ("stepped", said.stepped, found.stepped),
            ("toggles", said.toggles, found.toggles),
            ("choices", said.choices, found.choices),
            ("classes", said.classes, found.classes),
            ("width", said.width, width),
        ] {
            if let Some(said) = said.filter(|said| *said != found) {
                return Err(format!("the totals say `{what} = {said}`, but the table comes to {found}"));
            }
        }
        Ok(())
    }
}

/// What the layers say; the last that says it has the word.
struct Said<'a> {
    layers: &'a [Layer],
}

impl Said<'_> {
    fn last<T>(&self, of: impl Fn(&File) -> Option<T>) -> Option<T> {
        self.layers.iter().rev().find_map(|layer| of(&layer.file))
    }

    fn must<T>(&self, key: &str, of: impl Fn(&File) -> Option<T>) -> Result<T, DefinitionError> {
        let top = &self.layers[self.layers.len() - 1];
        self.last(of).ok_or_else(|| top.fault(&(0..0), format!("`{key}` is missing")))
    }
}

fn param(
    layers: &[Layer],
    draft: &Draft,
    lists: &BTreeMap<String, List>,
) -> Result<DefinedParam, DefinitionError> {
    let (row, name) = (&draft.row, &draft.name);
    let fault = |reason: String| layers[draft.layer].fault(&draft.span, format!("`{name}` {reason}"));
    let values = Values::read(row, lists).map_err(fault)?;
    let role = match &row.fixed {
        None | Some(Fixed::Is(false)) => Use::Used,
        Some(Fixed::Is(true)) => Use::Fixed(row.default.map(Setting::Knob)),
        Some(Fixed::At(setting)) => Use::Fixed(Some(setting.clone())),
    };
    if let Use::Fixed(Some(Setting::Knob(knob))) = role
        && !(0.0..=1.0).contains(&knob)
    {
        return Err(fault(format!("is fixed at {knob}; knob values lie within 0..1")));
    }
    let optional = row.optional.unwrap_or(false);
    if optional && role == Use::Used {
        return Err(fault("is optional, but used; only what is fixed may be missing underneath".to_owned()));
    }
    if row.bins.is_some_and(|bins| bins < 2) {
        return Err(fault("has fewer than two bins".to_owned()));
    }
    Ok(DefinedParam {
        id: draft.id.clone(),
        name: name.clone(),
        also: row.also.clone().unwrap_or_default(),
        in_files: row.in_files.clone().unwrap_or_default(),
        index: row.index,
        values,
        default: row.default,
        role,
        optional,
        bins: row.bins,
        summary: row.summary.clone(),
    })
}

fn groups(drafts: &[Draft]) -> Vec<DefinedGroup> {
    let mut groups: Vec<DefinedGroup> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let Some((name, family)) = &draft.group else { continue };
        let id = slug(name);
        match groups.iter_mut().find(|group| group.id == id) {
            Some(group) => group.params.push(at),
            None => groups.push(DefinedGroup { id, family: family.clone(), params: vec![at] }),
        }
    }
    groups
}

/// The encodings of the last layer that has any, or the usual one.
fn encodings(layers: &[Layer]) -> Vec<Encoding> {
    let own = layers.iter().rev().map(|layer| &layer.file.encoding).find(|encodings| !encodings.is_empty());
    own.cloned().unwrap_or_else(|| vec![Encoding::default()])
}
