//! A run's name: when, what, with which settings. The same settings, seed and target give the same hash, so
//! "have I run this?" is a look at the folder list.

use jiff::Timestamp;

use crate::config::MatchConfig;

/// Six hex digits of (settings, target): everything an answer depends on, so neither threads nor paths.
pub fn config_hash(config: &MatchConfig, target_blake3: &str) -> String {
    let mut relevant = config.clone();
    relevant.threads = 0;
    let text = toml::to_string(&relevant).expect("a config is plain data");
    let hash = blake3::hash(format!("{text}\n{target_blake3}").as_bytes());
    hash.to_hex()[..6].to_owned()
}

/// `2026-01-12T09-30-11Z-match-dx7-search-s1-4f2a91-plucked-string`.
pub fn folder_name(started: Timestamp, config: &MatchConfig, hash: &str, target_stem: &str) -> String {
    let time = started.strftime("%Y-%m-%dT%H-%M-%SZ");
    let stem = plain_stem(target_stem);
    let dash = if stem.is_empty() { "" } else { "-" };
    format!("{time}-match-{}-{}-s{}-{hash}{dash}{stem}", config.synth, config.method, config.seed)
}

/// A file's stem with only letters, digits and single dashes, at most 40 of them.
fn plain_stem(stem: &str) -> String {
    let mut plain = String::new();
    for c in stem.chars().take(40) {
        match c {
            c if c.is_alphanumeric() || c == '_' => plain.extend(c.to_lowercase()),
            _ if plain.ends_with('-') || plain.is_empty() => {}
            _ => plain.push('-'),
        }
    }
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_the_run_was() {
        let config = MatchConfig { method: "cma-es".to_owned(), seed: 3, ..MatchConfig::default() };
        let started: Timestamp = "2026-01-12T09:30:11Z".parse().unwrap();
        let name = folder_name(started, &config, "4f2a91", "My Sound (1)");
        assert_eq!(name, "2026-01-12T09-30-11Z-match-dx7-cma-es-s3-4f2a91-my-sound-1");
        assert!(folder_name(started, &config, "4f2a91", "../..").ends_with("4f2a91"));
    }

    #[test]
    fn the_hash_depends_on_what_the_answer_depends_on() {
        let config = MatchConfig::default();
        let same = MatchConfig { threads: 7, ..config.clone() };
        let other = MatchConfig { seed: 2, ..config.clone() };
        assert_eq!(config_hash(&config, "t"), config_hash(&same, "t"));
        assert_ne!(config_hash(&config, "t"), config_hash(&other, "t"));
        assert_ne!(config_hash(&config, "t"), config_hash(&config, "u"));
    }
}
