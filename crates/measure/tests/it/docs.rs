//! The table in `docs/measures/README.md` is the table of measures. To write it anew:
//! `UPDATE_DOCS=1 cargo test -p tonewright-measure docs`.

use std::path::Path;

use tonewright_measure::{Better, MEASURES};

const BEGIN: &str = "<!-- measures: begin (generated) -->\n";
const END: &str = "<!-- measures: end -->";

fn table() -> String {
    let mut out = "| name | what it says | better | unit | same sound | symmetric | ignores level | from |\n\
                   |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for entry in MEASURES {
        let better = if entry.better == Better::Lower { "lower" } else { "higher" };
        let yes = |claim| if claim { "yes" } else { "no" };
        let (symmetric, level) = (yes(entry.symmetric), yes(entry.level_invariant));
        let (name, summary, source) = (entry.name, entry.summary, entry.source);
        let (unit, identical) = (entry.unit, entry.identical);
        out += &format!(
            "| `{name}` | {summary} | {better} | {unit} | {identical} | {symmetric} | {level} | {source} |\n"
        );
    }
    out
}

#[test]
fn the_page_lists_the_measures_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/measures/README.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let start = page.find(BEGIN).expect("the page marks where the table begins") + BEGIN.len();
    let end = page.find(END).expect("the page marks where the table ends");
    if page[start..end] == table() {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some(),
        "the table in docs/measures/README.md is not that of MEASURES; write it anew with \
         UPDATE_DOCS=1 cargo test -p tonewright-measure docs"
    );
    std::fs::write(&path, format!("{}{}{}", &page[..start], table(), &page[end..])).unwrap();
}
