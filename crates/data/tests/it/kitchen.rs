//! What the tests share: small recipes for the toy synth, and what a folder holds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_data::corpus::{Corpus, Gathering, SplitPlan};
use tonewright_data::farm::{Harvest, Order, render};
use tonewright_data::{DataError, Plan, Recipe};
use tonewright_synth::Synth;
use tonewright_testkit::toy_synth::ToySynth;

/// A recipe of a hundred sounds in four shards.
pub(crate) const SMALL: &str = r#"
name = "small"
synth = "toy"
seed = 3
items = 100
shard-items = 32
[[prior]]
draw = "uniform"
[play]
notes = [{ note = 60 }, { note = 72, velocity = 40, start-secs = 0.05, gate-secs = 0.1 }]
[sound]
rate-hz = 16_000
secs = 0.25
fade-secs = 0.01
[gate]
rms = [0.1, 1.0]
[store]
features = ["mel-slaney", "statistics"]
"#;

pub(crate) fn recipe(text: &str) -> Recipe {
    toml::from_str(text).unwrap()
}

pub(crate) fn plan_on(text: &str, synth: impl Synth + 'static) -> Plan {
    Plan::new(recipe(text), Arc::new(synth), Path::new("")).unwrap()
}

pub(crate) fn plan(text: &str) -> Plan {
    plan_on(text, ToySynth::new())
}

/// A corpus of so many presets of the toy synth.
pub(crate) fn toys(presets: u64) -> Corpus {
    let toy = ToySynth::new();
    let mut gathering = Gathering::new(toy.spec(), None).unwrap();
    gathering.source("toys", None);
    for index in 0..presets {
        gathering.add(toy.prior().draw(&mut tonewright_synth::seed::stream(2, "corpus-test", index)));
    }
    gathering.finish(&SplitPlan::from_text("groups-80-10-10").unwrap(), None).unwrap()
}

pub(crate) fn order(folder: &Path) -> Order {
    Order { folder: folder.to_owned(), share: (0, 1), threads: 2, made_by: "a test".to_owned() }
}

/// One share of it.
pub(crate) fn share(folder: &Path, index: usize, count: usize) -> Order {
    Order { share: (index, count), ..order(folder) }
}

/// Renders all of it.
pub(crate) fn rendered(plan: &Plan, order: &Order) -> Result<Harvest, DataError> {
    render(plan, order, &AtomicBool::new(false), &mut |_| {})
}

/// Every file of a folder by name.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (name(&entry), std::fs::read(entry.path()).unwrap())).collect()
}
