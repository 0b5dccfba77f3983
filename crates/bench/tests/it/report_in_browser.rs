//! The page in a real browser: no error in its console, every sound decodes, the switch works, nothing sticks
//! out on a phone. Needs Chromium; without it the test says so and is skipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tonewright_bench::report::page;

use crate::report_fixture::Fixture;

/// The longest a browser may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What the page is asked to do, appended to it: it plays, switches, changes level, and writes what it saw
/// where `--dump-dom` shows it.
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
    for (let i = 0; i < 200 && !document.documentElement.dataset.decoded; i++) await wait(50);
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
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = `SEEN\n${seen.join("\n")}\nEND`;
  document.body.append(out);
})();
</script>
"#;

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("TONEWRIGHT_CHROMIUM").map(PathBuf::from);
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|path| path.is_file())
}

fn run(chromium: &Path, folder: &Path, page: &Path, window: &str) -> Output {
    let child = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--window-size={window}"))
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.unwrap_or_else(|error| panic!("{} does not start: {error}", chromium.display()));
    let id = child.id().to_string();
    let (done, finished) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if finished.recv_timeout(LIMIT) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-9", &id]).status();
        }
    });
    let output = child.wait_with_output().expect("a browser's output can be read");
    drop(done);
    watch.join().expect("the watch ends");
    output
}

#[test]
fn the_page_works_in_chromium_on_a_desk_and_on_a_phone() {
    let Some(chromium) = chromium() else {
        eprintln!(
            "SKIPPED the_page_works_in_chromium_on_a_desk_and_on_a_phone: there is no Chromium; install it \
             (`apt-get install chromium`) or name it in TONEWRIGHT_CHROMIUM"
        );
        return;
    };
    let fixture = Fixture::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    std::fs::write(&file, page(&fixture.report, &fixture.sounds()) + DRIVER).unwrap();
    for window in ["1280,900", "500,900"] {
        let start = Instant::now();
        let output = run(&chromium, folder.path(), &file, window);
        let (dom, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(start.elapsed() < LIMIT, "the browser took over a minute:\n{log}");
        let complaints: Vec<&str> = log.lines().filter(|line| line.contains(":CONSOLE")).collect();
        assert!(complaints.is_empty(), "{window}: {complaints:#?}");
        let seen = dom.split_once(">SEEN\n").and_then(|(_, rest)| rest.split_once("\nEND"));
        let (seen, _) = seen.unwrap_or_else(|| panic!("{window}: the page never finished:\n{log}"));
        assert!(!seen.contains("FAILED"), "{window}:\n{seen}");
        assert_eq!(seen.lines().count(), 14, "{seen}");
    }
}
