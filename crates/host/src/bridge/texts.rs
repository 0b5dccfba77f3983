//! What a synth on the other side shows for values: texts of strangers, kept short and plain. They are for people alone,
//! so whatever goes wrong costs only them.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use tonewright_synth::Preset;

use super::synth::Shared;
use crate::error::HostError;

/// Longest wait for the texts of one preset.
const LIMIT: Duration = Duration::from_secs(10);
/// Longest text that is kept, in characters.
const TEXT_CHARS: usize = 40;

/// What it shows for the values of a preset; none where it does not tell. Who failed once is not asked again.
pub(super) fn of(shared: &Shared, preset: &Preset) -> Option<Vec<Option<String>>> {
    if shared.is_without_texts.load(Ordering::Relaxed) {
        return None;
    }
    let told = ask(shared, preset).ok();
    shared.is_without_texts.store(told.is_none(), Ordering::Relaxed);
    told
}

fn ask(shared: &Shared, preset: &Preset) -> Result<Vec<Option<String>>, HostError> {
    let params = &shared.description.spec.params;
    let fault = |words: &str| HostError::Description(words.to_owned());
    if preset.values.len() != params.len() {
        return Err(fault("the preset is another synth's"));
    }
    let limit = shared.launch.render_limit.min(LIMIT);
    let answer = shared.ask(json!({ "ask": "texts" }), shared.payload(preset), limit)?;
    let texts = answer.header.get("texts").and_then(Value::as_array);
    let texts = texts.filter(|texts| texts.len() == params.len());
    let texts = texts.ok_or_else(|| fault("it has other texts than parameters"))?;
    Ok(texts.iter().map(|text| text.as_str().and_then(plain)).collect())
}

/// The text in one line and without what steers terminals or turns the direction of writing; none where nothing is left.
fn plain(text: &str) -> Option<String> {
    let steers = |c: char| matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    // Far more than is kept, and no more than is needed to find it.
    let few = text.chars().take(16 * TEXT_CHARS);
    let visible: String = few.map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !steers(*c)).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line = words.join(" ");
    let short: String = line.chars().take(TEXT_CHARS).collect();
    let short = if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short };
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_strangers_become_short_and_plain() {
        assert_eq!(plain(" 1.2  kHz\n").as_deref(), Some("1.2 kHz"));
        assert_eq!(plain("\u{1b}[31mred\u{7}\0\u{202e}dB").as_deref(), Some("[31mred dB"));
        assert_eq!((plain(""), plain(" \t\u{200b}\0")), (None, None));
        assert_eq!(plain("½ Ton °").as_deref(), Some("½ Ton °"));
        let long = plain(&"é".repeat(1 << 20)).unwrap();
        assert_eq!((long.chars().count(), long.ends_with('…')), (TEXT_CHARS + 1, true));
    }
}
