//! What every page begins and ends with.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style that all pages share.
const BASE_CSS: &str = include_str!("base.css");

/// A page that needs nothing else: its title, its own styles behind the common one, the program that made it, what it shows.
pub(crate) fn document(title: &str, style: &str, made_by: &str, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(made_by);
                title { (title) }
                // An empty icon: without one, browsers ask for a file that isn't there.
                link rel="icon" href="data:,";
                style { (PreEscaped(BASE_CSS)) (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    markup.into_string()
}
