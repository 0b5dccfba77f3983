//! The pages of runs and of studies in a real browser: every chart is drawn, and nothing sticks out.

use tonewright_bench::curves::{self, Curves, Point};
use tonewright_bench::study::{self, Picture, Setting, Share, Trial};

use crate::browser::seen;

const DRIVER: &str = r#"
<script>
(async () => {
  const seen = [];
  const check = (name, ok) => seen.push(`${ok ? "ok" : "FAILED"} ${name}`);
  try {
    const charts = [...document.querySelectorAll("svg.chart")];
    check("as many charts as there are curves", charts.length === CHARTS);
    check("lines are as high as charts", [...document.querySelectorAll(".line")].every((line) => line.getBBox().height > 100));
    check("lines have colours", [...document.querySelectorAll(".line")].every((line) => getComputedStyle(line).stroke !== "none"));
    const outside = (chart) => {
      const box = chart.viewBox.baseVal;
      return [...chart.querySelectorAll("text, path, circle")].filter((part) => {
        const { x, y, width, height } = part.getBBox();
        return x < -1 || y < -1 || x + width > box.width + 1 || y + height > box.height + 1;
      });
    };
    const out = charts.flatMap(outside).map((part) => `${part.tagName} ${part.getAttribute("class")} ${part.textContent}`);
    check(`nothing sticks out of a chart ${out.slice(0, 3)}`, out.length === 0);
    check("nothing is no number", !/NaN|undefined|Infinity/.test(document.querySelector("main").textContent));
    check("nothing sticks out of the page", document.documentElement.scrollWidth <= innerWidth);
  } catch (error) { check(`no exception: ${error}`, false); }
  await fetch("http://127.0.0.1:PORT/", { method: "POST", mode: "no-cors", body: seen.join("\n") });
})();
</script>
"#;

fn check(page: &str, charts: usize) {
    let driver = DRIVER.replace("CHARTS", &charts.to_string());
    for width in [None, Some(400)] {
        let Some(seen) = seen(page, &driver, "1280,900", width) else { return };
        assert_eq!(seen.lines().count(), 6, "{seen}");
    }
}

#[test]
fn the_page_of_runs_is_drawn() {
    let curve = |from: f64, to: f64| -> Vec<Point> {
        (0..300)
            .map(|at| Point {
                at: f64::from(at) * 2e4,
                value: from * (to / from).powf(f64::from(at) / 299.0),
            })
            .collect()
    };
    let run = |factor: f64| Curves {
        counter: "step",
        curves: [
            ("loss", curve(3.0, 0.5 * factor)),
            ("rate", curve(1e-2, 1e-9)),
            ("validation.mrr", curve(0.001, 0.9)),
        ]
        .map(|(name, points)| (name.to_owned(), points))
        .into(),
    };
    let long = "runs/a-run-whose-name-is-as-long-as-names-of-runs-become-when-settings-are-written-into-them"
        .to_owned();
    check(&curves::page(&[("first".to_owned(), run(1.0)), (long, run(0.5))], "a test"), 3);
}

#[test]
fn the_page_of_a_study_is_drawn() {
    let trial = |number: u64| {
        let share = number as f64 / 30.0;
        let settings = [
            ("teach.rate", Setting::Number(1e-5 * 1e4_f64.powf(share))),
            ("teach.optimizer.beta1", Setting::Number(0.75 + 0.2 * share)),
            ("kind", Setting::Word(["transformer", "stack", "recurrent"][number as usize % 3].to_owned())),
        ];
        Trial {
            number,
            value: 0.9 * share + 0.01,
            is_pruned: number % 4 == 1,
            settings: settings.map(|(name, setting)| (name.to_owned(), setting)).into(),
            course: (1..8)
                .map(|at| Point { at: f64::from(at), value: share * f64::from(at) / 8.0 })
                .collect(),
        }
    };
    let share = |name: &str, share: f64| Share { name: name.to_owned(), share };
    let picture = Picture {
        name: "a study".to_owned(),
        what: "MRR".to_owned(),
        is_down: false,
        trials: (0..31).map(trial).collect(),
        importance: vec![share("teach.rate", 0.8), share("kind", 0.05)],
    };
    check(&study::page(&picture, "a test"), 5);
}
