//! The file of a definition as text: keys in the order in which people read them, a comment behind each row.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml_writer::{ToTomlValue as _, TomlStringBuilder};
use tonewright_synth::{Repeats, SynthSpec};

use super::Lesson;
use super::decide::{Few, RowValues};
use super::parts::{Part, Parts, Scattered};
use super::rows::Row;
use crate::definition::{Definition, Underneath};
use crate::plugin::naming::slug;
use crate::told::Reset;

/// Rows are no wider than this before their comment.
const COMMENT_COLUMN: usize = 72;

/// Everything above the totals.
pub(super) fn head(spec: &SynthSpec, parts: &Parts, lesson: &Lesson) -> String {
    let rows = || parts.parts.iter().flat_map(|part| part.rows.iter().map(move |row| (row, part.copies)));
    let used: usize = rows().filter(|(row, _)| !row.is_fixed).map(|(_, copies)| copies).sum();
    let name = slug(&spec.id);
    let summary =
        format!("{}: {used} of {} parameters, as its sounds tell them", spec.name, spec.params.len());
    let mut head =
        "# What was heard of it; docs/guides/adding-a-synth.md says what is left to edit.\n".to_owned();
    for (key, text) in [
        ("name", &name),
        ("title", &spec.name.to_string()),
        ("summary", &summary),
        ("source", &lesson.source),
    ] {
        let _ = writeln!(head, "{key} = {}", quoted(text));
    }
    if !lesson.notes.is_empty() {
        let notes: String = lesson.notes.iter().map(|note| format!("  {},\n", quoted(note))).collect();
        let _ = writeln!(head, "notes = [\n{notes}]");
    }
    let _ = writeln!(head, "underneath = [{}]", underneath(&lesson.underneath));
    head += "sound_version = 1\n";
    if let Some(quirk) = lesson.quirk {
        let reset = match quirk.reset {
            Reset::Reset => "reset",
            Reset::Reload => "reload",
            Reset::Instance => "instance",
            Reset::Process => "process",
        };
        let repeats = match quirk.repeats {
            Repeats::Exactly => "exactly",
            Repeats::Statistically => "statistically",
        };
        let _ = writeln!(head, "quirk = {{ reset = \"{reset}\", repeats = \"{repeats}\" }}");
    }
    head += "drawn = \"like-the-synth\"\n";
    if let Some(base) = &lesson.base {
        let file = quoted(&base.to_string_lossy());
        let _ = writeln!(head, "\n[base]\nsummary = \"the preset that it was heard on\"\nfile = {file}");
    }
    head
}

fn underneath(underneath: &Underneath) -> String {
    let (key, name) = match underneath {
        Underneath::Native(name) => ("native", name),
        Underneath::Bridge(name) => ("bridge", name),
        Underneath::Command(command) => ("command", command),
        Underneath::Plugin(name) => ("plugin", name),
    };
    format!("{{ {key} = {} }}", quoted(name))
}

/// What the table comes to.
pub(super) fn totals(definition: &Definition) -> String {
    let totals = definition.totals();
    let width = definition.layout(&definition.encodings[0]).width;
    let lines = [
        ("used", totals.used),
        ("fixed", totals.fixed),
        ("continuous", totals.continuous),
        ("stepped", totals.stepped),
        ("toggles", totals.toggles),
        ("choices", totals.choices),
        ("classes", totals.classes),
        ("width", width),
    ];
    let lines: String = lines.iter().map(|(key, count)| format!("{key} = {count}\n")).collect();
    format!("[totals]\n{lines}")
}

/// The parts, the groups, and what is not in the table.
pub(super) fn body(spec: &SynthSpec, parts: &Parts) -> String {
    let mut body: Vec<String> = parts.parts.iter().map(part).collect();
    body.extend(parts.parts.iter().flat_map(|part| &part.changes).map(change));
    body.extend(parts.scattered.iter().map(scattered));
    let named: BTreeSet<usize> = parts
        .parts
        .iter()
        .filter(|part| part.copies == 1)
        .flat_map(|part| &part.rows)
        .map(|row| row.at)
        .collect();
    let copied: usize =
        parts.parts.iter().filter(|part| part.copies > 1).map(|part| part.copies * part.rows.len()).sum();
    let left_out = spec.params.len() - named.len() - copied;
    if left_out > 0 {
        body.push(format!(
            "# {left_out} more have no name of their own; they stay where the synth starts.\n"
        ));
    }
    body.join("\n")
}

fn part(part: &Part) -> String {
    let mut text = "[[part]]\n".to_owned();
    if let Some((name, family)) = &part.group {
        let _ = writeln!(text, "name = {}", quoted(name));
        if let Some(family) = family {
            let _ = writeln!(text, "family = {}", quoted(family));
        }
    }
    if part.copies > 1 {
        let _ = writeln!(text, "copies = {}", part.copies);
    }
    if !part.prefix.is_empty() {
        let _ = writeln!(text, "prefix = {}", quoted(&part.prefix));
    }
    text += "parameters = [\n";
    let rows: Vec<String> = part.rows.iter().map(row).collect();
    let column = rows.iter().map(|row| row.chars().count()).filter(|width| *width <= COMMENT_COLUMN).max();
    for (written, row) in rows.iter().zip(&part.rows) {
        let _ = writeln!(text, "  {written:<column$}  # {}", row.remark, column = column.unwrap_or(0));
    }
    text + "]\n"
}

fn row(row: &Row) -> String {
    let mut keys = vec![format!("name = {}", quoted(&row.name))];
    match &row.values {
        RowValues::Number => {}
        RowValues::Toggle => keys.push("toggle = true".to_owned()),
        RowValues::Steps(few) => keys.push(format!("steps = {}", count(few))),
        RowValues::Choice(few, labels) => {
            keys.push(format!("choice = {}", count(few)));
            if !labels.is_empty() {
                let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
                keys.push(format!("labels = [{}]", labels.join(", ")));
            }
        }
    }
    keys.push(format!("default = {}", row.default));
    if row.is_fixed {
        keys.push("fixed = true".to_owned());
    }
    format!("{{ {} }},", keys.join(", "))
}

fn count(few: &Few) -> String {
    match few {
        Few::Even(count) => count.to_string(),
        Few::Knobs(knobs) => {
            format!("[{}]", knobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
    }
}

fn change((name, default): &(String, f64)) -> String {
    format!("[[change]]\nmatch = {}\ndefault = {default}\n", quoted(name))
}

fn scattered(group: &Scattered) -> String {
    let mut text = format!("[[group]]\nname = {}\n", quoted(&group.name));
    if let Some(family) = &group.family {
        let _ = writeln!(text, "family = {}", quoted(family));
    }
    let names: Vec<String> = group.names.iter().map(|name| quoted(name)).collect();
    text + &format!("parameters = [{}]\n", names.join(", "))
}

/// A text as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}
