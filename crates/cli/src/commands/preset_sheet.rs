//! One preset on the terminal: of a synth that is here, or as another program's file has it.

use tonewright_studio::ask::presets::{ForeignScale, ForeignSheet, PresetSheet};
use tonewright_studio::report::ParamValue;

use crate::voice::{Paint, Table, width};

/// Head and parameters of a preset of a synth that is here.
pub(super) fn ours(sheet: &PresetSheet) -> Vec<String> {
    let place = place(sheet.number, sheet.of);
    let mut lines = vec![format!("{} ({}{place})", Paint::stdout().bold(&sheet.name), sheet.synth)];
    lines.extend(sheet_lines(sheet));
    lines
}

/// Head and parameters of a preset as its file has it.
pub(super) fn foreign(sheet: &ForeignSheet) -> Vec<String> {
    let (preset, place) = (&sheet.preset, place(sheet.number, sheet.of));
    let mut lines = vec![format!("{} ({}{place})", Paint::stdout().bold(&preset.name), preset.synth)];
    let words = [("author", &preset.author), ("bank", &preset.bank), ("category", &preset.category)];
    let said = words.iter().filter_map(|(key, word)| Some(format!("  {key}: {}", word.as_ref()?)));
    lines.extend(said);
    let scale = match preset.scale {
        _ if preset.parameters.is_empty() => "no parameter of it can be read",
        ForeignScale::Knob => "values are ways of knobs, 0 to 1",
        ForeignScale::Synth => "values are in the units of the synth's parameters",
        ForeignScale::Inner => "values are in units within the synth",
    };
    lines.extend([format!("  {scale}"), String::new()]);
    let mut table = Table::default();
    for param in &preset.parameters {
        table.row([param.name.clone(), param.value.to_string()]);
    }
    lines.extend(table.lines(width()));
    lines
}

/// `, number 3 of 32` where there are several.
fn place(number: usize, of: usize) -> String {
    if of > 1 { format!(", number {number} of {of}") } else { String::new() }
}

/// Interchangeable parts side by side (a row per knob, a column per operator), then the rest group by group.
fn sheet_lines(sheet: &PresetSheet) -> Vec<String> {
    let (parts, rest): (Vec<&ParamValue>, Vec<&ParamValue>) =
        sheet.parameters.iter().partition(|param| part_of(param).is_some());
    let mut lines = parts_lines(&parts);
    let mut groups: Vec<&str> = Vec::new();
    for param in &rest {
        if !groups.contains(&param.group.as_str()) {
            groups.push(&param.group);
        }
    }
    for group in groups {
        lines.extend([String::new(), if group.is_empty() { "other".to_owned() } else { group.to_owned() }]);
        let mut table = Table::default();
        for param in rest.iter().filter(|param| param.group == group) {
            table.row([param.id.clone(), param.text.clone()]);
        }
        lines.extend(table.lines(width()));
    }
    lines
}

/// The table of numbered parts.
fn parts_lines(parts: &[&ParamValue]) -> Vec<String> {
    let mut knobs: Vec<&str> = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    for (number, knob) in parts.iter().filter_map(|param| part_of(param)) {
        if !knobs.contains(&knob) {
            knobs.push(knob);
        }
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let wide = knobs.iter().map(|knob| knob.len()).max().unwrap_or(0);
    let line = |name: &str, cell: &dyn Fn(u32) -> String| {
        numbers.iter().fold(format!("  {name:wide$}"), |line, number| format!("{line} {:>8}", cell(*number)))
    };
    let head = line("operator", &|number| number.to_string());
    let row = |knob: &&str| {
        line(knob, &|number| {
            let found = parts.iter().find(|param| part_of(param) == Some((number, knob)));
            found.map(|param| param.text.clone()).unwrap_or_default()
        })
    };
    if numbers.is_empty() { Vec::new() } else { std::iter::once(head).chain(knobs.iter().map(row)).collect() }
}

/// Number and knob of a part's parameter: `op3.output-level` is (3, `output-level`).
fn part_of(param: &ParamValue) -> Option<(u32, &str)> {
    let (part, knob) = param.id.split_once('.')?;
    Some((part.strip_prefix("op")?.parse().ok()?, knob))
}
