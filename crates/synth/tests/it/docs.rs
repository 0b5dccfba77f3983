//! The parameter tables of the docs, made from the specs. `UPDATE_DOCS=1` rewrites them.

use std::fmt::Write as _;

use tonewright_synth::spec::{Norm, ParamSpec};
use tonewright_synth::{SYNTHS, SynthSpec};

const BEGIN: &str = "<!-- parameters: made by `UPDATE_DOCS=1 cargo test -p tonewright-synth docs` -->\n";
const END: &str = "<!-- end of parameters -->";

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
    for entry in SYNTHS {
        let synth = (entry.build)();
        let path = crate::workspace_root().join(format!("docs/synths/{}.md", entry.name));
        let page = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = page.split_once(BEGIN).expect("the page has a place for its parameters");
        let (_, after) = rest.split_once(END).expect("the parameters end");
        let wanted = format!("{before}{BEGIN}{}{END}{after}", table(synth.spec()));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, wanted).unwrap();
        } else {
            assert!(page == wanted, "`{}` is out of date; run with UPDATE_DOCS=1", path.display());
        }
    }
}
