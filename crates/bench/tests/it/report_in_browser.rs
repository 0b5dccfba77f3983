//! The page in a real browser: no error in its console, every sound decodes, the switch works, nothing sticks
//! out on a phone. Needs Chromium; without it the test says so and is skipped.

use tonewright_bench::report::page;

use crate::browser::seen;
use crate::report_fixture::Fixture;

/// What the page is asked to do, appended to it: it plays, switches, changes level, and sends what it saw to
/// the test.
const DRIVER: &str = r#"
<script>
(async () => {
  const seen = [];
  const check = (name, ok) => seen.push(`${ok ? "ok" : "FAILED"} ${name}`);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const heard = () => document.documentElement.dataset.heard;
  const only = (id) => Object.entries(tonewright.gains()).every(([key, gain]) => (gain > 0) === (key === id));
  const key = (k) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true }));
  try {
    for (let i = 0; i < 800 && !document.documentElement.dataset.decoded; i++) await wait(50);
    check("five sounds decode", document.documentElement.dataset.decoded === "5");
    check("starts at the target", heard() === "target" && only("target"));
    key("2");
    check("key 2 is the match", heard() === "match" && only("match"));
    const same = tonewright.gains().match;
    document.getElementById("same-level").click();
    check("true level is unity", tonewright.gains().match === 1 && same !== 1);
    document.querySelector("[data-switch=alternative-1]").click();
    check("a click switches", heard() === "alternative-1" && only("alternative-1"));
    const panels = [...document.querySelectorAll("[data-panel]:not([data-panel=target])")];
    check("pictures follow", panels.every((p) => p.hasAttribute("hidden") === (p.dataset.panel !== "alternative-1")));
    key(" ");
    check("space plays", tonewright.isPlaying());
    key("1");
    check("switching does not stop it", tonewright.isPlaying() && only("target"));
    key(" ");
    check("space stops", !tonewright.isPlaying());
    document.getElementById("seek").value = 500;
    document.getElementById("seek").dispatchEvent(new Event("input"));
    check("seeks to the middle", Math.abs(tonewright.position() - 2) < 0.05);
    check("every button has a name", [...document.querySelectorAll("button")].every((b) => b.textContent.trim() || b.ariaLabel));
    check("every picture has words", [...document.images].every((i) => i.alt && i.naturalWidth === 512));
    check("six operators", document.querySelectorAll("[data-panel=match] .operator").length === 6);
    check("nothing sticks out", document.documentElement.scrollWidth <= innerWidth);
  } catch (error) { check(`no exception: ${error}`, false); }
  await fetch("http://127.0.0.1:PORT/", { method: "POST", mode: "no-cors", body: seen.join("\n") });
})();
</script>
"#;

/// What the panel of a synth that has none of its own is looked at for.
const PANEL_DRIVER: &str = r#"
<script>
(async () => {
  const seen = [];
  const check = (name, ok) => seen.push(`${ok ? "ok" : "FAILED"} ${name}`);
  try {
    const panel = document.querySelector("[data-panel=match] .panel");
    const controls = [...panel.querySelectorAll(".controls > div")];
    const inside = () => controls.filter((c) => c.checkVisibility()).every((c) => {
      const [own, card] = [c.getBoundingClientRect(), c.closest(".card").getBoundingClientRect()];
      return own.width > 40 && own.left >= card.left && own.right <= card.right + 1;
    });
    check("every parameter has a control", controls.length === COUNT);
    check("every control has name and value", controls.every((c) => c.querySelector("dt").textContent && c.querySelector("dd").textContent));
    const knobs = [...panel.querySelectorAll(".controls svg")].filter((svg) => svg.checkVisibility());
    check("knobs have a body and a pointer", knobs.length > 10 && knobs.every((svg) => svg.querySelector("use").getBBox().width > 30 && Math.round(svg.querySelector("path").getTotalLength()) === 7));
    const moved = panel.querySelectorAll(".controls .moved").length;
    check("as many are moved as it says", moved > 5 && panel.querySelector(".legend b").textContent === `${moved} of COUNT`);
    check("what was moved is to be seen", [...panel.querySelectorAll(".controls .moved")].every((c) => c.checkVisibility()));
    check("controls stay on their cards", inside() && document.documentElement.scrollWidth <= innerWidth);
    const narrow = innerWidth < 500;
    const cards = [...panel.querySelectorAll(".family .card")].map((card) => Math.round(card.getBoundingClientRect().top));
    check("parts are side by side where there is room", narrow || cards.some((top, i) => i > 0 && top === cards[i - 1]));
    panel.querySelectorAll("details").forEach((d) => { d.open = true; });
    check("unfolded they stay there too", controls.every((c) => c.checkVisibility()) && inside() && document.documentElement.scrollWidth <= innerWidth);
  } catch (error) { check(`no exception: ${error}`, false); }
  await fetch("http://127.0.0.1:PORT/", { method: "POST", mode: "no-cors", body: seen.join("\n") });
})();
</script>
"#;

#[test]
fn the_page_works_in_chromium_on_a_desk_and_on_a_phone() {
    let fixture = Fixture::new();
    let page = page(&fixture.report, &fixture.sounds());
    for window in ["1280,900", "500,900"] {
        let Some(seen) = seen(&page, DRIVER, window, None) else { return };
        assert_eq!(seen.lines().count(), 14, "{seen}");
    }
}

#[test]
fn the_panel_of_any_synth_is_drawn_on_a_desk_and_on_a_phone() {
    for (fixture, count) in [(Fixture::drawn("subtractive"), 60), (Fixture::wide(), 154)] {
        let page = page(&fixture.report, &fixture.sounds());
        let driver = PANEL_DRIVER.replace("COUNT", &count.to_string());
        for width in [None, Some(400)] {
            let Some(seen) = seen(&page, &driver, "1280,900", width) else { return };
            assert_eq!(seen.lines().count(), 8, "{seen}");
        }
    }
}
