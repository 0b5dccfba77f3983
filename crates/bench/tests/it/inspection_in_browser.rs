//! The page of an inspection in a real browser: pictures and drawings are there, sounds play one at a time.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_bench::inspection::{Inspection, hear, nearest, page, pick, some, summary_rows};
use tonewright_data::farm::{Order, render};
use tonewright_data::statistics::statistics;
use tonewright_data::{DataSet, Plan};
use tonewright_testkit::toy_synth::ToySynth;

use crate::browser::seen;

const RECIPE: &str = r#"
name = "toys"
synth = "toy"
items = 60
shard-items = 25
[[prior]]
draw = "uniform"
[play]
notes = [{ note = 60, gate-secs = 0.4 }, { note = 67, gate-secs = 0.4 }]
[sound]
rate-hz = 22_050
secs = 0.5
"#;

/// An inspection of the recipe with another line in it.
fn inspection(line: &str) -> Inspection {
    let folder = tempfile::tempdir().unwrap();
    let recipe = toml::from_str(&format!("{line}\n{RECIPE}")).unwrap();
    let plan = Plan::new(recipe, Arc::new(ToySynth::new()), Path::new("")).unwrap();
    let made_by = "a test".to_owned();
    let order = Order { folder: folder.path().to_owned(), share: (0, 1), threads: 2, made_by };
    render(&plan, &order, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let data_set = DataSet::open(folder.path()).unwrap();
    let picked = pick(&data_set, Some(plan.setting()), 30, &mut |_| {}).unwrap();
    assert_eq!(picked.len(), 30);
    let presets: Vec<_> = picked.iter().filter_map(|one| one.preset.clone()).collect();
    let spec = data_set.spec().cloned();
    let heard = hear(picked);
    Inspection {
        synth: "A toy".to_owned(),
        priors: vec!["uniform".to_owned()],
        totals: data_set.manifest().totals.clone(),
        statistics: statistics(&data_set, None, &mut |_| {}).unwrap(),
        nearest: nearest(&presets, &presets[..5], spec.as_ref().unwrap()),
        spec,
        facts: heard.iter().map(|sound| sound.facts).collect(),
        sounds: some(heard, 6),
    }
}

const DRIVER: &str = r#"
<script>
(async () => {
  const seen = [];
  const check = (name, ok) => seen.push(`${ok ? "ok" : "FAILED"} ${name}`);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  try {
    const tiles = [...document.querySelectorAll(".tile")];
    check("as many sounds as asked for", tiles.length === SOUNDS);
    check("every picture is there", [...document.images].every((i) => i.alt && i.naturalWidth === 512));
    const charts = [...document.querySelectorAll(".chart path")];
    check("histograms have bars", charts.length === CHARTS && charts.every((path) => path.getBBox().height > 20));
    check("every parameter is drawn", document.querySelectorAll(".knob").length === KNOBS);
    check("nothing is no number", !/NaN|undefined|Infinity/.test(document.querySelector("main").innerText));
    const playing = () => tiles.filter((tile) => tile.classList.contains("playing"));
    tiles[0].querySelector("button").click();
    tiles[1].querySelector("button").click();
    check("one plays at a time", playing().length === 1 && playing()[0] === tiles[1]);
    for (let i = 0; i < 200 && tiles[1].querySelector("audio").currentTime === 0; i++) await wait(20);
    check("it sounds", tiles[1].querySelector("audio").currentTime > 0);
    for (let i = 0; i < 200 && playing().length; i++) await wait(20);
    check("it ends", playing().length === 0 && Math.abs(tiles[1].querySelector("audio").duration - 0.5) < 0.01);
    check("nothing sticks out", document.documentElement.scrollWidth <= innerWidth);
  } catch (error) { check(`no exception: ${error}`, false); }
  await fetch("http://127.0.0.1:PORT/", { method: "POST", mode: "no-cors", body: seen.join("\n") });
})();
</script>
"#;

#[test]
fn the_page_of_one_and_of_two_data_sets_works_in_chromium() {
    let (one, two) = (inspection("seed = 1"), inspection("seed = 2"));
    let knobs = one.statistics.knobs.len();
    for (all, width) in [(vec![one.clone()], None), (vec![one, two], Some(400))] {
        let driver = DRIVER
            .replace("SOUNDS", &(6 * all.len()).to_string())
            .replace("CHARTS", &(6 * all.len()).to_string())
            .replace("KNOBS", &knobs.to_string());
        let Some(seen) = seen(&page(&all, "a test"), &driver, "1280,900", width) else { return };
        assert_eq!(seen.lines().count(), 9, "{seen}");
    }
}

#[test]
fn the_rows_say_what_was_counted() {
    let one = inspection("seed = 1");
    let rows = summary_rows(&[one.clone(), one]);
    let row = |name: &str| rows.iter().find(|row| row[0].starts_with(name)).unwrap().clone();
    assert_eq!(row("items")[1..], ["60", "60"]);
    assert_eq!(row("listened to")[1], "30 sounds");
    // The presets themselves are among the real ones.
    assert!(row("parameters unlike")[1].starts_with("0.0 | "), "{rows:?}");
    assert!(rows.iter().all(|row| row.len() == 3), "{rows:?}");
}
