//! The whole report as one page that needs nothing else: sounds, pictures, style and script are inside it,
//! and it opens from a disk.

mod chart;
mod measures;
mod player;
mod sections;
mod sight;
mod sound;

use maud::{PreEscaped, html};

use self::sound::PageSound;
use super::{MatchReport, ReportSounds};
use crate::draw::document;

/// The whole report as one self-contained HTML page.
pub fn page(report: &MatchReport, sounds: &ReportSounds<'_>) -> String {
    let all = PageSound::all(report, sounds);
    let title = format!("{} → {}", report.target.name, report.synth.name);
    let made_by = format!("tonewright {}", report.tonewright_version);
    let body = html! {
        (sections::header(report))
        (player::bar(&all))
        main {
            (sight::section(report, &all))
            (measures::section(report))
            (sections::alternatives(report, &all))
            (sections::panels(report))
            (sections::convergence(report))
            (sections::loading(report))
            (sections::reproduce(report))
        }
        (sections::footer(report))
        script { (PreEscaped(include_str!("page.js"))) }
    };
    document(&title, concat!(include_str!("page.css"), include_str!("cards.css")), &made_by, &body)
}
