//! The whole report as one page that needs nothing else: sounds, pictures, style and script are inside it,
//! and it opens from a disk.

mod chart;
mod measures;
mod player;
mod sections;
mod sight;
mod sound;

use maud::{DOCTYPE, PreEscaped, html};

use self::sound::PageSound;
use super::{MatchReport, ReportSounds};
use crate::draw::BASE_CSS;

/// The whole report as one self-contained HTML page.
pub fn page(report: &MatchReport, sounds: &ReportSounds<'_>) -> String {
    let all = PageSound::all(report, sounds);
    let title = format!("{} → {}", report.target.name, report.synth.name);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("tonewright {}", report.tonewright_version));
                title { (title) }
                // An empty icon: without one, browsers ask for a file that isn't there.
                link rel="icon" href="data:,";
                style { (PreEscaped(BASE_CSS)) (PreEscaped(concat!(include_str!("page.css"), include_str!("cards.css")))) }
            }
            body {
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
            }
        }
    };
    markup.into_string()
}
