//! Names that files, terminals and people can carry, out of what plug-ins call things.

use std::collections::BTreeMap;

/// Lower case, words joined by `-`: `Mda JX10` becomes `mda-jx10`, `Osc. 1 (mix)` becomes `osc-1-mix`.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            '#' => slug.push_str("sharp"),
            '+' => slug.push_str("plus"),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len().min(100));
    if slug.is_empty() { "x".to_owned() } else { slug }
}

/// Slugs of the names, each another: what comes again is numbered from 2 on.
pub(crate) fn unique_slugs<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = |name: &str| {
        let slug = slug(name);
        let mut candidate = slug.clone();
        while seen.contains_key(&candidate) {
            let count = seen.entry(slug.clone()).or_insert(1);
            *count += 1;
            candidate = format!("{slug}-{count}");
        }
        seen.insert(candidate.clone(), 1);
        candidate
    };
    names.map(&mut unique).collect()
}

/// A number that rises with a version: `1.13.2` becomes 1013002. What is no version is 1.
#[cfg(any(feature = "clap", feature = "vst3"))]
pub(crate) fn version(text: &str) -> u32 {
    let part =
        |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u32>().ok();
    let mut parts = text.split('.').map(|text| part(text).unwrap_or(0).min(999));
    let mut next = || parts.next().unwrap_or(0);
    (next() * 1_000_000 + next() * 1_000 + next()).max(1)
}

/// Whether that is one of the 2,080 parameters that JUCE makes of MIDI controllers: `MIDI CC 0|7`.
#[cfg(any(feature = "clap", feature = "vst3"))]
pub(crate) fn is_midi_proxy(name: &str) -> bool {
    let numbers = name.strip_prefix("MIDI CC ").and_then(|numbers| numbers.split_once('|'));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    numbers.is_some_and(|(channel, controller)| is_number(channel) && is_number(controller))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words_joined_by_dashes() {
        assert_eq!(slug("MDA JX10"), "mda-jx10");
        assert_eq!(slug("  Osc. 1 (mix) "), "osc-1-mix");
        assert_eq!((slug("C#"), slug("日本"), slug("")), ("csharp".into(), "x".into(), "x".into()));
    }

    #[test]
    #[cfg(any(feature = "clap", feature = "vst3"))]
    fn versions_rise_and_proxies_are_known() {
        assert_eq!((version("1.13.2"), version("0.9"), version("beta")), (1_013_002, 9_000, 1));
        assert!(
            is_midi_proxy("MIDI CC 15|127") && !is_midi_proxy("MIDI CC") && !is_midi_proxy("MIDI CC a|b")
        );
    }

    #[test]
    fn what_comes_again_is_numbered() {
        let names = ["Level", "level", "LEVEL", "Level-2", "x"];
        assert_eq!(unique_slugs(names.into_iter()), ["level", "level-2", "level-3", "level-2-2", "x"]);
    }
}
