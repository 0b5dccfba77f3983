//! The player: one play position, an instant switch between the sounds, at the same or their true level.

use maud::{Markup, html};

use super::sound::PageSound;

/// The bar that stays on screen. The `audio` elements hold the only copy of the sounds; the script decodes them
/// from there, and without a script they are players themselves.
pub(super) fn bar(sounds: &[PageSound<'_>]) -> Markup {
    html! {
        section.player #player aria-label="Player" {
            div.transport {
                button.play type="button" #play aria-label="Play" title="Play or stop (space)" { span.icon aria-hidden="true" {} }
                div.switch role="radiogroup" aria-label="Which sound is heard" {
                    @for (i, sound) in sounds.iter().enumerate() {
                        button type="button" role="radio" data-switch=(sound.id) aria-checked=(if i == 0 { "true" } else { "false" })
                            title=(format!("{} ({})", sound.name, i + 1)) {
                            kbd aria-hidden="true" { (i + 1) } " " (sound.label)
                        }
                    }
                }
                label.toggle { input type="checkbox" #same-level checked; " same level" }
                label.toggle { input type="checkbox" #loop checked; " loop" }
                output #clock aria-label="Position" { "0.00 s" }
            }
            input #seek type="range" min="0" max="1000" value="0" step="1" aria-label="Position in the sound";
            p.keys { kbd { "space" } " plays, " kbd { "1" } "–" kbd { (sounds.len()) } " switch, " kbd { "L" } " loops" }
            details.single {
                summary { "single players" }
                @for sound in sounds {
                    figure {
                        figcaption { b { (sound.label) } " " (sound.name) }
                        audio controls preload="metadata" src=(sound.source) data-sound=(sound.id)
                            data-same-level-db=(format!("{:.2}", sound.same_level_db))
                            aria-label=(format!("{}: {}", sound.label, sound.name)) {}
                    }
                }
            }
            p #player-error role="alert" hidden {}
        }
    }
}
