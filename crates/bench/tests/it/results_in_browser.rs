//! The page of results and of a map in a real browser: charts are drawn, bars are filled, points tell what they are and play.

use std::path::PathBuf;

use tonewright_audio::Audio;
use tonewright_bench::map::{Clip, Map, MapItem, Panel};
use tonewright_bench::results::{Figure, Growth, PresetKind, ResultEntry, Results, page};
use tonewright_bench::umap::UmapSettings;

use crate::browser::seen;

const DRIVER: &str = r##"
<script>
(async () => {
  const seen = [];
  const check = (name, ok) => seen.push(`${ok ? "ok" : "FAILED"} ${name}`);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  try {
    const charts = [...document.querySelectorAll("svg.chart")];
    check("two charts of bars and four of curves", charts.length === 6);
    const outside = (chart) => {
      const box = chart.viewBox.baseVal;
      return [...chart.querySelectorAll("text, path, circle, rect")].filter((part) => {
        const { x, y, width, height } = part.getBBox();
        return x < -1 || y < -1 || x + width > box.width + 1 || y + height > box.height + 1;
      });
    };
    const out = charts.flatMap(outside).map((part) => `${part.tagName} ${part.textContent}`);
    check(`nothing sticks out of a chart ${out.slice(0, 3)}`, out.length === 0);
    const bars = [...document.querySelectorAll(".bar rect")];
    const fills = bars.map((bar) => getComputedStyle(bar).fill);
    check("half of the bars are hatched", bars.length === 16 && fills.filter((fill) => fill.startsWith("url(")).length === 8);
    check("hatches are there", fills.every((fill) => !fill.startsWith("url(") || document.querySelector(fill.match(/#[^"]+/)[0])));
    check("bars have colours of their synths", new Set(fills).size === 4);
    check("nothing is no number", !/NaN|undefined|Infinity/.test(document.querySelector("main").innerText));
    const map = document.querySelector("#map"), canvases = [...map.querySelectorAll("canvas")];
    canvases[0].scrollIntoView();
    await wait(200);
    const inked = (canvas) => {
      const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
      const pen = copy.getContext("2d", { willReadFrequently: true });
      pen.drawImage(canvas, 0, 0);
      const { data } = pen.getImageData(0, 0, copy.width, copy.height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at]) count++;
      return count;
    };
    check("both pictures are drawn", canvases.length === 2 && canvases.every((canvas) => inked(canvas) > 500));
    const legend = () => [...map.querySelectorAll("#map-legend button")];
    check("kinds are counted", legend().map((one) => one.textContent).join() === "harmonic (150),sfx <\/script> (75),others (75)");
    const all = inked(canvases[0]);
    legend()[0].click();
    await wait(100);
    check("a kind can be hidden", inked(canvases[0]) < all && legend()[0].getAttribute("aria-pressed") === "false");
    legend()[0].click();
    await wait(100);
    // Item 0 lies in the corner below on the left, and carries a sound; item 1 beside it does not.
    const send = (canvas, kind, x, y) => {
      const box = canvas.getBoundingClientRect();
      const at = { clientX: box.left + x * box.width, clientY: box.top + y * box.height, pointerId: 1, bubbles: true };
      canvas.dispatchEvent(new PointerEvent(kind, at));
    };
    const words = () => map.querySelector("#map-words").textContent;
    send(canvases[1], "pointermove", 0.03, 0.97);
    check(`a point tells what it is: ${words()}`, words() === "Bell & co · real <i>, item 0 · harmonic");
    send(canvases[1], "pointermove", 0.5, 0.5);
    check("no point tells nothing", words() === "");
    send(canvases[1], "pointerdown", 0.03, 0.97);
    send(canvases[1], "pointerup", 0.03, 0.97);
    check("a click plays", map.dataset.playing === "0");
    for (let i = 0; i < 200 && map.dataset.playing; i++) await wait(20);
    check("it ends", !map.dataset.playing);
    const before = inked(canvases[0]);
    for (let i = 0; i < 6; i++) map.querySelector("#map-near").click();
    await wait(100);
    check("nearer shows fewer", inked(canvases[0]) < before);
    map.querySelector("#map-whole").click();
    await wait(100);
    check("the whole comes back", inked(canvases[0]) === before);
    const colours = map.querySelector("#map-colours");
    colours.value = "set";
    colours.dispatchEvent(new Event("change"));
    check("data sets have colours", legend().map((one) => one.textContent).join() === "real <i> (200),drawn (100)");
    check("nothing sticks out", document.documentElement.scrollWidth <= innerWidth);
  } catch (error) { check(`no exception: ${error}`, false); }
  await fetch("http://127.0.0.1:PORT/", { method: "POST", mode: "no-cors", body: seen.join("\n") });
})();
</script>
"##;

fn results() -> Results {
    let kinds = [PresetKind::Synthetic, PresetKind::HandCrafted];
    let entry = |network: &str, synth: &str, kind| ResultEntry {
        network: network.to_owned(),
        synth: synth.to_owned(),
        data: "a".to_owned(),
        kind,
        step: 1,
        pairs: 5000,
        gallery: 4096,
        repeats: 100,
        distance: "l1".to_owned(),
        presets_find_sounds: Figure { mean: 0.9, deviation: 0.05 },
        sounds_find_presets: Figure { mean: 0.9, deviation: 0.05 },
        l1: Figure { mean: 0.05, deviation: 0.001 },
        growing: if synth == "dx7" {
            let grown = |gallery: usize| Growth {
                gallery,
                l1: Some(0.05),
                presets_find_sounds: 90.0 / gallery as f64,
                sounds_find_presets: 0.1,
            };
            [512, 1024, 2048, 4096, 5000].map(grown).into()
        } else {
            Vec::new()
        },
        file: PathBuf::new(),
    };
    let long = "a network whose name is as long as names of networks become";
    let all = [long, "tfm"].into_iter().flat_map(|network| {
        ["dx7", "diva-173"].into_iter().flat_map(move |synth| kinds.map(|kind| entry(network, synth, kind)))
    });
    Results::new(all.collect()).unwrap()
}

/// Points along the diagonal, half of the way beyond the middle left out.
fn map() -> Map {
    let sound = Audio::mono((0..8820).map(|at| (at as f32 * 0.05).sin()).collect(), 44_100);
    let item = |at: usize| MapItem {
        set: usize::from(at >= 200),
        item: at as u64,
        name: if at == 0 { "Bell & co".to_owned() } else { String::new() },
        label: [Some("harmonic"), Some("sfx </script>"), Some("harmonic"), None][at % 4].map(str::to_owned),
        clip: at.is_multiple_of(10).then(|| Clip::of(&sound).unwrap()),
    };
    let places: Vec<[f32; 2]> = (0..300)
        .map(|at| if at < 150 { at as f32 / 400.0 } else { (at + 100) as f32 / 399.0 })
        .map(|way| [way, way])
        .collect();
    let panel = |name: &str| Panel { name: name.to_owned(), places: places.clone() };
    Map {
        feature: "mn04".to_owned(),
        sets: vec!["real <i>".to_owned(), "drawn".to_owned()],
        items: (0..300).map(item).collect(),
        panels: vec![panel("sounds"), panel("tfm")],
        settings: UmapSettings::default(),
        trust: 0.987,
    }
}

#[test]
fn the_page_of_results_and_of_a_map_works_in_chromium() {
    let page = page(&results(), Some(&map()), "a test");
    for width in [None, Some(400)] {
        let Some(seen) = seen(&page, DRIVER, "1280,900", width) else { return };
        assert_eq!(seen.lines().count(), 17, "{seen}");
    }
}
