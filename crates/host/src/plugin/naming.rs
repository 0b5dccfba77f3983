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
    fn what_comes_again_is_numbered() {
        let names = ["Level", "level", "LEVEL", "Level-2", "x"];
        assert_eq!(unique_slugs(names.into_iter()), ["level", "level-2", "level-3", "level-2-2", "x"]);
    }
}
