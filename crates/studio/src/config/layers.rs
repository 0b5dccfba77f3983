//! Layers of settings, each over the one before: defaults < file < flags < `--set`.
//!
//! Every layer is checked against the defaults the moment it is laid: a key that is not there is refused with
//! the nearest one that is.

use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::MatchConfig;
use crate::catalog;
use crate::error::StudioError;
use crate::suggest::nearest;

/// A setting that may be written as a number or as text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

impl Scalar {
    /// As it would be typed.
    pub fn text(&self) -> String {
        match self {
            Self::Whole(whole) => whole.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Settings laid over each other, not yet a config.
#[derive(Clone, Debug)]
pub struct Layers {
    known: Table,
    table: Table,
}

impl Default for Layers {
    fn default() -> Self {
        let known = Table::try_from(MatchConfig::default()).expect("the built-in config is plain data");
        Self { table: known.clone(), known }
    }
}

impl Layers {
    /// Lays a config file over what is there.
    ///
    /// # Errors
    /// When the file can't be read, is no TOML, or holds a key that is not a setting.
    pub fn file(&mut self, path: &Path) -> Result<(), StudioError> {
        let fault = |source: crate::error::Cause| StudioError::ConfigFile { path: path.to_owned(), source };
        let text = std::fs::read_to_string(path).map_err(|error| fault(error.into()))?;
        let mut table: Table = toml::from_str(&text).map_err(|error| fault(error.into()))?;
        // A run folder's own `run.toml` can be used again: what it says of its target is not a setting.
        table.remove("target");
        self.lay(&table, "").map_err(|error| match error {
            StudioError::UnknownName { .. } => error,
            other => fault(other.into()),
        })
    }

    /// Lays one setting over what is there.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) -> Result<(), StudioError> {
        let mut value = value.into();
        for part in key.rsplit('.') {
            value = Value::Table(Table::from_iter([(part.to_owned(), value)]));
        }
        let Value::Table(table) = value else { unreachable!("a key has at least one part") };
        self.lay(&table, "")
    }

    /// Lays `key=value` as typed after `--set`; the value is TOML, or text where it is not.
    ///
    /// # Errors
    /// When there is no `=` or no such setting.
    pub fn set_text(&mut self, text: &str) -> Result<(), StudioError> {
        let (key, value) = text.split_once('=').ok_or_else(|| StudioError::Setting {
            key: "--set".to_owned(),
            reason: format!("`{text}` has no `=`"),
            hint: Some("write `--set sound.max-secs=6`".to_owned()),
        })?;
        let parsed = toml::from_str::<Table>(&format!("value = {}", value.trim())).ok();
        let value = parsed.and_then(|mut table| table.remove("value"));
        self.set(key.trim(), value.unwrap_or_else(|| Value::String(text[key.len() + 1..].trim().to_owned())))
    }

    /// The finished config: the method's own settings are filled in and checked.
    ///
    /// # Errors
    /// When a value has the wrong type or is out of bounds, or a name is unknown.
    pub fn resolve(self) -> Result<MatchConfig, StudioError> {
        let mut config: MatchConfig = Value::Table(self.table).try_into().map_err(type_fault)?;
        catalog::check_synth(&config.synth)?;
        let method = catalog::method(&config.method)?;
        let mut settings = (method.defaults)();
        let given = std::mem::take(&mut config.method_config);
        for (key, value) in given {
            if !settings.contains_key(&key) {
                return Err(unknown(&format!("method-config.{key}"), &paths(&settings, "method-config.")));
            }
            settings.insert(key, value);
        }
        config.method_config = settings;
        (method.build)(&config.method_config)?;
        check(&config)?;
        Ok(config)
    }

    fn lay(&mut self, over: &Table, prefix: &str) -> Result<(), StudioError> {
        let known = paths(&self.known, "");
        merge(&mut self.table, over, prefix, &known)
    }
}

/// Bounds that types can't say.
fn check(config: &MatchConfig) -> Result<(), StudioError> {
    let refuse =
        |key: &str, reason: String| Err(StudioError::Setting { key: key.to_owned(), reason, hint: None });
    super::budget_from_text(&config.budget)?;
    if !(1..=127).contains(&config.gesture.velocity) {
        return refuse("gesture.velocity", format!("{} is not within 1 to 127", config.gesture.velocity));
    }
    if !(16_000..=96_000).contains(&config.sound.rate_hz) {
        return refuse(
            "sound.rate-hz",
            format!("{} Hz is not within 16000 to 96000 Hz", config.sound.rate_hz),
        );
    }
    if !(0.05..=30.0).contains(&config.sound.max_secs) {
        return refuse("sound.max-secs", format!("{} s is not within 0.05 to 30 s", config.sound.max_secs));
    }
    if config.threads > 1024 {
        return refuse("threads", format!("{} is more than 1024", config.threads));
    }
    if config.start_voice == 0 {
        return refuse("start-voice", "voices are counted from 1".to_owned());
    }
    Ok(())
}

/// Lays `over` onto `table`; keys are looked up in `known`.
fn merge(table: &mut Table, over: &Table, prefix: &str, known: &[String]) -> Result<(), StudioError> {
    for (key, value) in over {
        let path = format!("{prefix}{key}");
        // The method decides which of its settings exist; that is checked once the method is known.
        let free = prefix == "method-config.";
        match (table.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => {
                merge(inner, value, &format!("{path}."), known)?
            }
            (None, _) if !free => return Err(unknown(&path, known)),
            (Some(Value::Table(_)), _) => {
                let reason = "it is a group of settings, not one".to_owned();
                let hint = Some(format!("write `{path}.NAME`"));
                return Err(StudioError::Setting { key: path, reason, hint });
            }
            _ => drop(table.insert(key.clone(), value.clone())),
        }
    }
    Ok(())
}

/// The dotted names of all settings in a table.
fn paths(table: &Table, prefix: &str) -> Vec<String> {
    let one = |(key, value): (&String, &Value)| match value {
        Value::Table(inner) if !inner.is_empty() => paths(inner, &format!("{prefix}{key}.")),
        _ => vec![format!("{prefix}{key}")],
    };
    table.iter().flat_map(one).collect()
}

fn unknown(path: &str, known: &[String]) -> StudioError {
    StudioError::UnknownName {
        what: "setting",
        name: path.to_owned(),
        near: nearest(path, known.iter().map(String::as_str)).map(str::to_owned),
        known: known.to_vec(),
    }
}

/// A value of the wrong type, in our words.
fn type_fault(error: toml::de::Error) -> StudioError {
    let message = error.message().to_owned();
    let text = error.to_string();
    // The last line of the whole text says where: "in `gesture.note`".
    let place = text.lines().find_map(|line| line.strip_prefix("in `")?.strip_suffix('`'));
    let key = place.unwrap_or("the config");
    StudioError::Setting { key: key.to_owned(), reason: message, hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_layers_win_and_values_keep_their_types() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "seed = 7\nbudget = \"1m\"\n[gesture]\nnote = 48\n").unwrap();
        let mut layers = Layers::default();
        layers.file(&path).unwrap();
        layers.set("budget", "30s").unwrap();
        layers.set_text("sound.max-secs = 2.5").unwrap();
        layers.set_text("gesture.gate=1.5s").unwrap();
        let config: MatchConfig = Value::Table(layers.table).try_into().unwrap();
        assert_eq!((config.seed, config.budget.as_str(), config.sound.max_secs), (7, "30s", 2.5));
        assert_eq!(config.gesture.note, super::super::Note::Midi(48));
        assert_eq!(config.gesture.gate, super::super::Gate::Secs(1.5));
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest() {
        let mut layers = Layers::default();
        for (text, near) in
            [("sead=3", Some("seed")), ("sound.max-sec=3", Some("sound.max-secs")), ("colour=3", None)]
        {
            let error = layers.set_text(text).unwrap_err();
            assert!(
                matches!(&error, StudioError::UnknownName { near: found, .. } if found.as_deref() == near),
                "{text}: {error:?}"
            );
        }
        assert!(matches!(layers.set_text("gesture=3").unwrap_err(), StudioError::Setting { .. }));
        assert!(matches!(layers.set_text("seed").unwrap_err(), StudioError::Setting { .. }));
    }

    #[test]
    fn a_config_survives_its_file() {
        let mut config = MatchConfig::default();
        config.gesture.note = super::super::Note::Midi(61);
        config.sound.level = super::super::Level::Gain(-3.0);
        let text = toml::to_string(&config).unwrap();
        assert_eq!(toml::from_str::<MatchConfig>(&text).unwrap(), config);
    }
}
