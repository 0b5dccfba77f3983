//! What is wrong with a definition is told with its line and what to do; nothing that matches nothing is accepted.

use std::path::Path;
use std::sync::Arc;

use rand::RngExt as _;
use tonewright_host::definition::{Definition, View};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::seed;

/// A small definition of the DX7 with these lines above its parameters, and these parameters.
fn written(above: &str, rows: &str) -> String {
    format!(
        "name = \"small\"\nsummary = \"A few knobs\"\nunderneath = [{{ native = \"dx7\" }}]\n{above}\n\
         [[part]]\nparameters = [\n{rows}\n]\n"
    )
}

fn fault(text: &str) -> String {
    Definition::parse("small.toml", text, None).expect_err(text).to_string()
}

#[test]
fn faults_are_sentences_with_their_line() {
    let rows = "{ name = \"feedback\", steps = 8 },\n{ name = \"algorithm\", choice = 32 },";
    for (above, rows, line, words) in [
        ("fixed = [\"vca:*\"]", rows, 4, "`vca:*` matches no parameter of the table"),
        ("fixed = [\"feedbak\"]", rows, 4, "the table has `feedback`"),
        ("colour = 3", rows, 4, "unknown field `colour`"),
        ("totals = { used = 3 }", rows, 4, "the totals say `used = 3`, but the table comes to 2"),
        ("totals = { width = 3 }", rows, 4, "`width = 3`, but the table comes to 33"),
        ("based_on = \"dexed-99\"", rows, 4, "based on `dexed-99`, which there is not"),
        ("change = [{ match = \"speed\", default = 0 }]", rows, 4, "`speed` matches no parameter"),
        ("change = [{ name = \"feedback\", default = 0 }]", rows, 4, "a change says with `match`"),
        (
            "change = [{ match = \"feedback\", default = 2 }]",
            rows,
            4,
            "has the default 2, which is none of its values",
        ),
        ("group = [{ name = \"g\", parameters = [\"osc*\"] }]", rows, 4, "`osc*` matches no parameter"),
        ("note = { pitch = [72, 48], until_secs = 4.0 }", rows, 0, "`note.pitch`"),
        ("fixed = [\"*\"]", rows, 0, "no parameter is used"),
        ("", "{ name = \"a\" },\n{ name = \"A\" },", 8, "two parameters are called `A`"),
        (
            "",
            "{ name = \"a\", default = 0.6, interval = [0, 0.5] },",
            7,
            "the default 0.6, which lies outside its interval",
        ),
        ("", "{ name = \"a\", interval = [0.5, 0.5] },", 7, "must lie within 0..1 and rise"),
        ("", "{ name = \"a\", choice = 3, weights = [1, 2] },", 7, "2 weights for 3 values"),
        ("", "{ name = \"a\", choice = 3, weights = [0, 0, 0] },", 7, "no probabilities"),
        ("", "{ name = \"a\", choice = 3, without = [3] },", 7, "is without value 3, but has only 3"),
        ("", "{ name = \"a\", choice = 3, without = [0, 2] },", 7, "two at least"),
        ("", "{ name = \"a\", choice = 3, labels = [\"x\"] },", 7, "1 labels for 3 values"),
        ("", "{ name = \"a\", choice = 3, interval = [0, 1] },", 7, "only numbers without steps"),
        ("", "{ name = \"a\", choice = \"waves\" },", 7, "the list `waves`, which is not there"),
        ("", "{ name = \"a\", choice = [0.5, 0.2] },", 7, "do not rise"),
        ("", "{ name = \"a\", choice = [0.5, 1.2] },", 7, "values are on the knob"),
        ("", "{ name = \"a\", choice = 2, steps = 2 },", 7, "more than one of `choice`"),
        ("", "{ name = \"a\", weights = [1, 2] },", 7, "only choices and steps have"),
        ("", "{ name = \"a\", often = { value = 0.5, probability = 2.0 } },", 7, "the other within 0..1"),
        ("", "{ name = \"a\", kind = \"number\" },", 7, "unknown field `kind`"),
        ("", "{ name = \"a\", choice = true },", 7, "a number of values, a list of knob values"),
        ("", "{ name = \"a\", optional = true },", 7, "only what is fixed may be missing"),
        ("", "{ name = \"a\", fixed = 1.5 },\n{ name = \"b\" },", 7, "is fixed at 1.5"),
        ("", "{ choice = 3 },", 7, "a parameter has a name"),
        ("", "{ name = \"a\", name = \"b\" },", 7, "duplicate key"),
    ] {
        let found = fault(&written(above, rows));
        assert!(found.contains(words), "{above} {rows}: {found}");
        let place = if line == 0 { "small.toml: ".to_owned() } else { format!("small.toml, line {line}: ") };
        assert!(found.starts_with(&place), "{above} {rows}: {found} instead of {place}");
    }
    assert!(fault("name = \"x\"").contains("`summary` is missing"));
    assert!(fault("name = \"X y\"\nsummary = \"s\"\nunderneath = [{ native = \"dx7\" }]\n[[part]]\nparameters = [{ name = \"a\" }]").contains("is no name"));
    let copies = "name = \"x\"\n[[part]]\ncopies = 2\nparameters = [{ name = \"a\" }]";
    assert!(fault(copies).contains("has `{n}` in its name or prefix"));
}

#[test]
fn what_the_synth_lacks_is_an_error_with_every_name() {
    let misfit = |rows: &str| {
        let definition = Definition::parse("small.toml", &written("", rows), None).unwrap();
        View::new(definition, Arc::new(Dx7::mark_one()))
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    assert_eq!(misfit("{ name = \"LFO WAVE\", choice = 6 },"), "");
    let found = misfit("{ name = \"reverb\" },\n{ name = \"delay\", index = 4 },\n{ name = \"feedback\" },");
    assert!(
        found.contains("it has no `reverb`; it has no `delay` (at index 4 it has `ALGORITHM`"),
        "{found}"
    );
    assert!(misfit("{ name = \"feedback\", steps = 9 },").contains("two of them are the same for the synth"));
    assert!(
        misfit("{ name = \"feedback\" },\n{ name = \"fb\", also = [\"FEEDBACK\"] },")
            .contains("are both its `FEEDBACK`")
    );
    let found = misfit("{ name = \"LFO WAVE\", fixed = \"saw sideways\" },\n{ name = \"feedback\" },");
    assert!(found.contains("`saw sideways`, which the synth does not know"), "{found}");
    assert_eq!(misfit("{ name = \"LFO WAVE\", fixed = \"saw up\" },\n{ name = \"feedback\" },"), "");
    assert!(misfit("{ name = \"feedback\", interval = [0, 0.05] },").contains("has one value only"));
}

#[test]
fn definitions_are_based_on_files_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "base.toml",
        &written(
            "",
            "{ name = \"feedback\", steps = 8, weights = [7, 1, 1, 1, 1, 1, 1, 1] },\n{ name = \"algorithm\", choice = 32 },",
        ),
    );
    write(
        "top.toml",
        "name = \"top\"\nbased_on = \"base.toml\"\nfixed = [\"algo*\"]\nsound_version = 3\n[[change]]\nmatch = \"feedback\"\nsteps = 4\n[[part]]\nparameters = [{ name = \"lfo speed\" }]\n",
    );
    write("loop.toml", "name = \"loop\"\nbased_on = \"loop.toml\"\n");
    let read = |name: &str| Definition::read(&folder.path().join(name));
    let top = read("top.toml").unwrap();
    assert_eq!((top.name.as_str(), top.summary.as_str(), top.sound_version), ("top", "A few knobs", 3));
    let totals = top.totals();
    assert_eq!((totals.used, totals.fixed, totals.stepped, totals.continuous), (2, 1, 1, 1));
    assert!(top.params[0].values.few().unwrap().is_uniform(), "another kind has no old weights");
    assert!(read("loop.toml").unwrap_err().to_string().contains("based on itself"));
    assert!(read("none.toml").unwrap_err().to_string().contains("none.toml"));
    let found = Definition::find(&Path::new(folder.path()).join("top.toml").display().to_string());
    assert_eq!(found.unwrap().unwrap(), top);
    assert!(Definition::find("no-such").is_none());
}

#[test]
fn whatever_is_written_is_read_or_refused() {
    let mut refused = 0;
    for shipped in tonewright_host::definition::DEFINITIONS {
        for index in 0..150 {
            let mut bytes = shipped.text.as_bytes().to_vec();
            let mut rng = seed::stream(1, shipped.name, index);
            for _ in 0..=index % 4 {
                let at = rng.random_range(0..bytes.len());
                match rng.random_range(0..3) {
                    0 => bytes[at] = b"0129.\"[]{}=,*xn\n"[rng.random_range(0..16)],
                    1 => drop(bytes.remove(at)),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            match Definition::parse("mangled", &text, None) {
                Ok(definition) => assert_eq!(definition.spec().params.len(), definition.totals().used),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
