//! The views of a report: complete, self-contained, small, and safe with foreign words.

use tonewright_bench::report::{MatchReport, ReportSounds, markdown, page, summary_lines};

use crate::report_fixture::Fixture;

#[test]
fn result_json_reads_back_as_it_was_written() {
    let report = Fixture::new().report;
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<MatchReport>(&json).unwrap(), report);
}

#[test]
fn an_infinite_score_survives_json() {
    let mut report = Fixture::new().report;
    report.best.score = f64::INFINITY;
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<MatchReport>(&json).unwrap().best.score, f64::INFINITY);
}

#[test]
fn the_page_loads_nothing_and_stays_small() {
    let fixture = Fixture::new();
    let page = page(&fixture.report, &fixture.sounds());
    for outside in ["src=\"http", "href=\"http", "url(http", "@import", "<link rel=\"stylesheet\""] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("data:audio/wav;base64,").count(), 5);
    assert!(page.len() < 3_000_000, "five sounds of 4 s make {} bytes", page.len());
    assert!(!without_embedded(&page).contains("NaN"), "a drawing holds a broken number");
}

#[test]
fn foreign_words_stay_words() {
    let fixture = Fixture::new();
    let page = page(&fixture.report, &fixture.sounds());
    assert!(!page.contains("<b>MARIMBA") && page.contains("&lt;b&gt;MARIMBA"));
    assert!(!markdown(&fixture.report).contains("<b>MARIMBA"));
}

#[test]
fn a_terminal_hears_about_ten_lines() {
    let lines = summary_lines(&Fixture::new().report);
    assert!((8..=12).contains(&lines.len()), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains('\n') && line.chars().count() <= 160), "{lines:#?}");
    assert!(lines[1].starts_with("likeness"));
}

#[test]
fn an_empty_and_a_silent_sound_make_a_page() {
    let fixture = Fixture::new();
    let empty = tonewright_audio::Audio::mono(vec![], 44_100);
    let silent = tonewright_audio::Audio::mono(vec![0.0; 44_100], 44_100);
    let page = page(&fixture.report, &ReportSounds { target: &empty, best: &silent, alternatives: &[] });
    assert!(page.contains("data-sound=\"match\"") && !without_embedded(&page).contains("NaN"));
}

#[test]
fn who_has_the_parameters_of_a_dx7_has_its_panel() {
    let mut fixture = Fixture::new();
    fixture.report.synth.id = "another".into();
    assert!(page(&fixture.report, &fixture.sounds()).contains("class=\"dx7\""));
}

#[test]
fn any_other_synth_has_a_panel_of_cards_and_keeps_its_table() {
    let mut fixture = Fixture::drawn("subtractive");
    let held = fixture.report.best.parameters.iter().position(|param| param.id == "reverb.wet").unwrap();
    fixture.report.best.parameters[held].is_held = true;
    let page = page(&fixture.report, &fixture.sounds());
    assert!(
        !page.contains("class=\"dx7\"") && page.contains("Oscillator 1 pulse width"),
        "the table is there"
    );
    let panel = between(&page, "data-panel=\"match\"", "data-panel=\"alternative-1\"", "class=\"panel\"");
    assert!(panel.contains("Pale ones were held: 1."));
    let drawn = |piece: &str| panel.matches(piece).count();
    assert_eq!((drawn("<dt>"), drawn("held\"")), (60, 1));
    // Envelopes of filter and amplifier; they, the oscillators and the LFOs are side by side.
    assert_eq!((drawn("class=\"adsr\""), drawn("class=\"family\"")), (2, 3));
    assert_eq!(drawn("lamp"), 3);
    assert!(!panel.contains("<details>"), "nothing is folded of 60 parameters");
}

#[test]
fn a_wide_synth_shows_what_was_moved_and_folds_the_rest() {
    let fixture = Fixture::wide();
    let page = page(&fixture.report, &fixture.sounds());
    let panel = between(&page, "data-panel=\"match\"", "<summary>all 154 parameters", "class=\"panel\"");
    assert_eq!(panel.matches("<dt>").count(), 154);
    assert!(panel.contains("2 groups where nothing was moved") && panel.contains(" as they start"));
    let shown = panel.split("where nothing was moved").next().unwrap();
    assert!(shown.contains("Op 5") && !shown.contains("Op 6"));
}

#[test]
fn a_report_of_an_earlier_version_is_drawn() {
    let fixture = Fixture::drawn("subtractive");
    let mut json = serde_json::to_value(&fixture.report).unwrap();
    for param in json["best"]["parameters"].as_array_mut().unwrap() {
        let fields = param.as_object_mut().unwrap();
        fields.retain(|key, _| ["id", "name", "group", "norm", "plain", "text"].contains(&key.as_str()));
    }
    let report: MatchReport = serde_json::from_value(json).unwrap();
    let page = page(&report, &fixture.sounds());
    let panel = between(&page, "data-panel=\"match\"", "data-panel=\"alternative-1\"", "class=\"panel\"");
    assert_eq!((panel.matches("<dt>").count(), panel.matches("moved").count()), (60, 0));
}

#[test]
fn a_panel_costs_little_more_than_a_table() {
    let fixture = Fixture::wide();
    let page = page(&fixture.report, &fixture.sounds());
    let from = page.find("id=\"preset\"").unwrap();
    let section = &page[from..page.find("id=\"search\"").unwrap()];
    // Four panels, the table of the first, 154 parameters each.
    let bytes_each = section.len() / (4 * 154);
    assert!(bytes_each < 330, "{bytes_each} bytes for each parameter of a panel");
}

/// The first panel: what stands between two marks of a section, from a third one on.
fn between<'a>(page: &'a str, from: &str, to: &str, start: &str) -> &'a str {
    let section = &page[page.find("id=\"preset\"").unwrap()..];
    let panel = &section[section.find(from).unwrap()..];
    let panel = &panel[panel.find(start).unwrap()..];
    panel[..panel.find(to).unwrap()].split("<details><summary>all ").next().unwrap()
}

/// The page without its embedded files, in which any three letters may stand.
fn without_embedded(page: &str) -> String {
    let mut parts = page.split(";base64,");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest))
}
