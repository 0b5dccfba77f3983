//! The parameter tables of the docs, made from the specs. `UPDATE_DOCS=1` rewrites them.

use std::fmt::Write as _;

use tonewright_synth::spec::{Norm, ParamSpec};
use tonewright_synth::{SYNTHS, SynthEntry, SynthSpec};

const MADE_BY: &str = "made by `UPDATE_DOCS=1 cargo test -p tonewright-synth docs`";
const END: &str = "<!-- end of parameters -->";

/// What of a page is made.
struct Section {
    /// File in `docs/synths`.
    page: String,
    /// The line after which it begins.
    begin: String,
    text: String,
}

/// The section of an instrument, or of a toy's family where the toy is its first member; the others have its parameters.
fn section(entry: &SynthEntry) -> Option<Section> {
    let parameters = table((entry.build)().spec());
    let Some(family) = entry.toy else {
        let (page, begin) = (format!("{}.md", entry.name), format!("<!-- parameters: {MADE_BY} -->\n"));
        return Some(Section { page, begin, text: parameters });
    };
    let members: Vec<&SynthEntry> =
        SYNTHS.iter().filter(|other| other.toy.is_some_and(|toy| toy.name == family.name)).collect();
    if members[0].name != entry.name {
        return None;
    }
    let mut text =
        format!("Source: {}.\n\n| name | parameters | what it is |\n|---|---|---|\n", family.source);
    for member in members {
        let count = (member.build)().spec().params.len();
        writeln!(text, "| `{}` | {count} | {} |", member.name, member.summary).unwrap();
    }
    let begin = format!("<!-- parameters of {}: {MADE_BY} -->\n", family.name);
    Some(Section { page: "toys.md".to_owned(), begin, text: format!("{text}\n{parameters}") })
}

fn table(spec: &SynthSpec) -> String {
    let mut text = String::from(
        "| # | id | name | values | initial | in files | what it does |\n|---|---|---|---|---|---|---|\n",
    );
    for (index, param) in spec.params.iter().enumerate() {
        // Interchangeable parts have the same rows; the first stands for all.
        let group = spec.groups.iter().find(|group| group.params.contains(&index)).unwrap();
        let first = spec.groups.iter().find(|other| other.family == group.family).unwrap();
        if group.family.is_some() && first.id != group.id {
            continue;
        }
        let in_files = if param.in_preset_file { "yes" } else { "no" };
        let (id, name, summary) = (&param.id, &param.name, &param.summary);
        let initial = param.text(param.norm_from_plain(param.default));
        writeln!(
            text,
            "| {index} | `{id}` | {name} | {} | {initial} | {in_files} | {summary} |",
            values(param)
        )
        .unwrap();
    }
    text
}

fn values(param: &ParamSpec) -> String {
    match &param.kind {
        tonewright_synth::Kind::Choice { labels } if labels.len() <= 8 => labels.join(", "),
        tonewright_synth::Kind::Toggle => "off, on".to_owned(),
        _ => format!("{} .. {}", param.text(Norm::ZERO), param.text(Norm::ONE)),
    }
}

#[test]
fn parameter_tables_are_up_to_date() {
    for Section { page, begin, text } in SYNTHS.iter().filter_map(section) {
        let path = crate::workspace_root().join("docs/synths").join(&page);
        let found = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = found.split_once(&begin).expect("the page has a place for its parameters");
        let (_, after) = rest.split_once(END).expect("the parameters end");
        let wanted = format!("{before}{begin}{text}{END}{after}");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, wanted).unwrap();
        } else {
            assert!(found == wanted, "`{}` is out of date; run with UPDATE_DOCS=1", path.display());
        }
    }
}
