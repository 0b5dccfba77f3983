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
fn a_synth_without_a_panel_gets_tables() {
    let mut fixture = Fixture::new();
    fixture.report.synth.id = "another".into();
    let page = page(&fixture.report, &fixture.sounds());
    assert!(!page.contains("class=\"dx7\"") && page.contains("OP1 OUTPUT LEVEL"));
}

/// The page without its embedded files, in which any three letters may stand.
fn without_embedded(page: &str) -> String {
    let mut parts = page.split(";base64,");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest))
}
