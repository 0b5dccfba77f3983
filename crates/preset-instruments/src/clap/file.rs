//! Preset files of the instrument: sections `[Name]`, and in each lines `Knob = value`; what is not named stays.

use std::path::Path;

use crate::panel::{KNOBS, Panel};

/// How such files end.
pub(super) const EXTENSION: &str = "tonepanel";

/// A section of a file.
pub(super) struct Section {
    pub(super) name: String,
    values: Vec<(usize, f64)>,
}

impl Section {
    pub(super) fn load(&self, panel: &Panel) {
        self.values.iter().for_each(|(index, value)| panel.set(*index, *value));
    }
}

/// All sections, or nothing where a line is neither.
pub(super) fn sections(path: &Path) -> Option<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    let text = std::fs::read_to_string(path).ok()?;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            sections.push(Section { name: name.to_owned(), values: Vec::new() });
            continue;
        }
        let (name, value) = line.split_once('=')?;
        let index = KNOBS.iter().position(|knob| knob.name == name.trim())?;
        sections.last_mut()?.values.push((index, value.trim().parse().ok()?));
    }
    Some(sections)
}
