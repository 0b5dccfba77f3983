//! Words of a panel: titles of cards, names beside knobs without what the card says already, numbers without tails.

/// What stands between the words of an id.
const JOINTS: [char; 4] = ['-', '_', '.', ' '];

/// `osc1` as a title: `Osc 1`.
pub(super) fn title(group: &str) -> String {
    let (stem, number) = split_number(group);
    let words = stem.split(JOINTS).chain([number]).filter(|word| !word.is_empty());
    capitalised(&words.collect::<Vec<_>>().join(" "))
}

/// `osc` of `osc1`; none where there is no number behind the name.
pub(super) fn before_number(group: &str) -> Option<&str> {
    let (stem, number) = split_number(group);
    let stem = stem.trim_end_matches(JOINTS);
    (!number.is_empty() && !stem.is_empty()).then_some(stem)
}

fn split_number(group: &str) -> (&str, &str) {
    group.split_at(group.trim_end_matches(|c: char| c.is_ascii_digit()).len())
}

/// The names of parameters on the card of their group: `OSC1 Pitch` is the `Pitch` of `osc1`, and where all begin with
/// the same words these are left out.
pub(super) fn on_card(names: &[&str], group: &str) -> Vec<String> {
    let spaced: Vec<String> = names.iter().map(|name| name.replace('_', " ")).collect();
    let rest = |name: &'_ String| {
        let rest = without_prefix(name, group).map(str::trim_start).filter(|rest| !rest.is_empty());
        rest.unwrap_or(name).to_owned()
    };
    let names: Vec<String> = if group.is_empty() { spaced } else { spaced.iter().map(rest).collect() };
    let shared = if group.is_empty() { 0 } else { shared_words(&names) };
    names.iter().map(|name| capitalised(after_words(name, shared))).collect()
}

/// How many words all names begin with, so that at least one of each is left.
fn shared_words(names: &[String]) -> usize {
    let words = |name: &'_ String| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let all: Vec<Vec<String>> = names.iter().map(words).collect();
    let [first, others @ ..] = all.as_slice() else { return 0 };
    let most = all.iter().map(|words| words.len() - 1).min().unwrap_or(0);
    let is_shared = |at: &usize| others.iter().all(|words| words[*at] == first[*at]);
    if others.is_empty() { 0 } else { (0..most).take_while(is_shared).count() }
}

fn after_words(name: &str, count: usize) -> &str {
    (0..count).fold(name, |rest, _| rest.split_once(' ').map_or(rest, |(_, rest)| rest))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// What follows the letters of the group, whatever stands between them, where a new word begins there.
fn without_prefix<'a>(name: &'a str, group: &str) -> Option<&'a str> {
    let mut wanted = group.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).peekable();
    wanted.peek()?;
    for (at, c) in name.char_indices() {
        let is_letter = c.is_alphanumeric();
        match wanted.peek() {
            None if is_letter => return (at > 0 && !ends_in_word(&name[..at])).then_some(&name[at..]),
            Some(next) if is_letter && *next == c.to_ascii_lowercase() => drop(wanted.next()),
            Some(_) if is_letter => return None,
            _ => {}
        }
    }
    None
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// A value in as few digits as a panel has room for: `1234.567 Hz` is `1.23 kHz`, `80.000%` is `80 %`.
pub(super) fn short_value(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || "+-.".contains(c);
    let (number, unit) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
    let is_exponent = unit.starts_with(['e', 'E']) && unit[1..].starts_with(is_part);
    let Some(plain) = number.parse::<f64>().ok().filter(|_| !is_exponent) else { return text.to_owned() };
    let (plain, unit) = match unit.trim() {
        "s" | "sec" | "secs" if plain.abs() < 1.0 && plain != 0.0 => (1e3 * plain, "ms"),
        "Hz" if plain.abs() >= 1e3 => (1e-3 * plain, "kHz"),
        unit => (plain, unit),
    };
    let is_written_so = !number.contains('.') && text.trim_end().ends_with(unit);
    let short = if is_written_so { number.to_owned() } else { short_number(plain, unit.is_empty()) };
    let sign = if number.starts_with('+') && !short.starts_with('+') && plain > 0.0 { "+" } else { "" };
    // A narrow space at which no line is broken.
    let space = if unit.starts_with(|c: char| c.is_alphabetic() || c == '%') { "\u{202f}" } else { "" };
    format!("{sign}{short}{space}{unit}")
}

/// Three digits, or two where they are far behind the point; four of what has no unit, as ratios are finer than that.
fn short_number(plain: f64, is_bare: bool) -> String {
    let size = plain.abs();
    let decimals = match size {
        0.0 => 0,
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => {
            if is_bare {
                3
            } else {
                2
            }
        }
        size if size >= 0.1 || (size >= 0.001 && !is_bare) => 3,
        size => (1 - size.log10().floor() as i32).clamp(3, 9) as usize,
    };
    let short = format!("{plain:.decimals$}");
    if short.contains('.') { short.trim_end_matches('0').trim_end_matches('.').to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_become_titles() {
        for (group, wanted) in [
            ("osc1", "Osc 1"),
            ("pitch-eg", "Pitch eg"),
            ("lfo_2", "Lfo 2"),
            ("VCF", "VCF"),
            ("high-pass", "High pass"),
            ("7", "7"),
        ] {
            assert_eq!(title(group), wanted);
        }
        assert_eq!(
            (before_number("lfo_2"), before_number("osc"), before_number("7")),
            (Some("lfo"), None, None)
        );
    }

    #[test]
    fn names_do_not_repeat_their_card() {
        for (names, group, wanted) in [
            (&["OSC1 Pitch", "OSC1 Pulse Width"][..], "osc1", &["Pitch", "Pulse Width"][..]),
            (&["Oscillator 1 wave", "Oscillator 1 level"], "osc1", &["Wave", "Level"]),
            (&["amp_attack", "amp_mod_amount"], "amp", &["Attack", "Mod amount"]),
            (&["Velocity to filter", "Velocity to volume"], "velocity", &["Filter", "Volume"]),
            (&["Osc. 1 - level"], "osc-1", &["Level"]),
            (&["Reverb", "Reverb decay"], "reverb", &["Reverb", "Decay"]),
            (&["Oscillation", "Oscillation rate"], "osc", &["Oscillation", "Oscillation rate"]),
            (&["Ösc Größe", ""], "x", &["Ösc Größe", ""]),
            (&["LFO rate", "LFO wave"], "", &["LFO rate", "LFO wave"]),
        ] {
            assert_eq!(on_card(names, group), wanted, "{names:?} of {group}");
        }
    }

    #[test]
    fn values_lose_their_tails_and_nothing_else() {
        for (text, wanted) in [
            ("234.567 Hz", "235 Hz"),
            ("1234.567Hz", "1.23 kHz"),
            ("20000.000 Hz", "20 kHz"),
            ("80.000%", "80 %"),
            ("+12.340 dB", "+12.3 dB"),
            ("-6.00 dB", "-6 dB"),
            ("0.002346 s", "2.35 ms"),
            ("0.000500 secs", "0.5 ms"),
            ("2.500s", "2.5 s"),
            ("0.006872 rad", "0.007 rad"),
            ("0.006872", "0.0069"),
            ("0.000", "0"),
            ("1.0037", "1.004"),
            ("99.99999 ms", "100 ms"),
            ("1000 Hz", "1 kHz"),
            ("007 x", "007 x"),
            ("+7st", "+7 st"),
            ("C#3", "C#3"),
            ("120", "120"),
            ("1.5e-3", "1.5e-3"),
            ("1.2.3", "1.2.3"),
            ("1:2", "1:2"),
            ("-", "-"),
            ("", ""),
        ] {
            assert_eq!(short_value(text).replace('\u{202f}', " "), wanted, "{text}");
        }
    }
}
