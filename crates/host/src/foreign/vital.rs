//! Presets of Vital (`.vital`): JSON whose `settings` hold each control by name, in the control's own unit, and beside
//! them modulations, wavetables, shapes of LFOs and a sample.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, ForeignValue, Scale, counted, said};
use super::text::trimmed;
use super::{ForeignFormat, PARAMS_MOST};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "vital",
    summary: "presets of Vital: every control and modulation by name, in the controls' own units",
    extensions: &["vital"],
    claims,
    read,
};

/// How far the word `settings` may stand from the beginning: comments and names of macros come before it.
const HEAD_BYTES: usize = 1 << 20;

fn claims(bytes: &[u8]) -> bool {
    let begun = trimmed(bytes);
    let head = &begun[..begun.len().min(HEAD_BYTES)];
    begun.starts_with(b"{") && head.windows(10).any(|part| part == b"\"settings\"")
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    author: Leaf,
    #[serde(default)]
    preset_name: Leaf,
    #[serde(default)]
    preset_style: Leaf,
    settings: Settings,
}

fn read(bytes: &[u8], _depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let damaged = |reason: String| ForeignError::Damaged { format: FORMAT.name, reason };
    // Within a plug-in's state something follows the JSON.
    let mut json = serde_json::Deserializer::from_slice(trimmed(bytes));
    let file =
        File::deserialize(&mut json).map_err(|error| damaged(format!("its JSON is broken ({error})")))?;
    if file.settings.params.is_empty() {
        return Err(damaged("its settings hold no control".to_owned()));
    }
    Ok(vec![ForeignPreset {
        format: FORMAT.name,
        synth: "Vital".to_owned(),
        name: file.preset_name.text().unwrap_or_default(),
        author: file.author.text(),
        category: file.preset_style.text(),
        scale: Scale::Synth,
        unread: file.settings.unread(),
        parameters: file.settings.params,
        ..ForeignPreset::default()
    }])
}

/// What stands under `settings`.
#[derive(Default)]
struct Settings {
    params: Vec<ForeignParam>,
    /// Lists by their names and lengths.
    lists: Vec<(String, usize)>,
    has_sample: bool,
}

impl Settings {
    fn unread(&self) -> Vec<String> {
        let mut unread = Vec::new();
        for (name, count) in self.lists.iter().filter(|(_, count)| *count > 0).take(40) {
            let told = match name.as_str() {
                "wavetables" => format!("{} (the waves themselves)", counted(*count, "wavetable")),
                "lfos" => format!("{} of LFOs", counted(*count, "shape")),
                other => format!("the list `{other:.40}`"),
            };
            unread.push(told);
        }
        unread.extend(self.has_sample.then(|| "the sample of its sample player".to_owned()));
        if unread.is_empty() { unread } else { vec![format!("Not read: {}", unread.join(", "))] }
    }

    fn push(&mut self, name: String, value: ForeignValue) -> bool {
        self.params.push(ForeignParam { name, value });
        self.params.len() <= PARAMS_MOST
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Settings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("controls by name")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Settings, M::Error> {
                let mut settings = Settings::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "modulations" {
                        for (number, modulation) in (1..).zip(map.next_value::<Vec<Modulation>>()?) {
                            if let Some(text) = modulation.text() {
                                settings.push(format!("modulation_{number}"), ForeignValue::Text(text));
                            }
                        }
                        continue;
                    }
                    let is_within = match map.next_value::<Leaf>()? {
                        Leaf::Number(number) => settings.push(key, ForeignValue::Number(number)),
                        Leaf::Text(text) => settings.push(key, ForeignValue::Text(text)),
                        Leaf::List(count) => {
                            settings.lists.push((key, count));
                            settings.lists.len() <= PARAMS_MOST
                        }
                        Leaf::Object => {
                            settings.has_sample |= key == "sample";
                            true
                        }
                        Leaf::Nothing => true,
                    };
                    if !is_within {
                        return Err(serde::de::Error::custom(format!(
                            "there are more than {PARAMS_MOST} controls"
                        )));
                    }
                }
                Ok(settings)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// From where to where; how far is the control `modulation_…_amount`.
#[derive(Deserialize)]
struct Modulation {
    #[serde(default)]
    source: Leaf,
    #[serde(default)]
    destination: Leaf,
}

impl Modulation {
    fn text(self) -> Option<String> {
        Some(format!("{} to {}", self.source.text()?, self.destination.text()?))
    }
}

/// A value of which only numbers and texts are kept.
#[derive(Default)]
enum Leaf {
    Number(f64),
    Text(String),
    List(usize),
    Object,
    #[default]
    Nothing,
}

impl Leaf {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => said(&text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Leaf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Leaf;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_f64<E>(self, number: f64) -> Result<Leaf, E> {
                Ok(if number.is_finite() { Leaf::Number(number) } else { Leaf::Nothing })
            }

            fn visit_i64<E>(self, number: i64) -> Result<Leaf, E> {
                Ok(Leaf::Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Leaf, E> {
                Ok(Leaf::Number(number as f64))
            }

            fn visit_bool<E>(self, on: bool) -> Result<Leaf, E> {
                Ok(Leaf::Number(f64::from(u8::from(on))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Leaf, E> {
                Ok(Leaf::Text(text.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Leaf, E> {
                Ok(Leaf::Nothing)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Leaf, S::Error> {
                let mut count = 0;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Leaf::List(count))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Leaf, M::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Leaf::Object)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::read_foreign;
    use super::*;

    const FILE: &str = r#"{"author":"A","comments":"","preset_name":"Reese","preset_style":"Bass","settings":{
        "beats_per_minute":2.0,"lfos":[{"name":"Triangle"}],"modulations":[{"destination":"osc_1_level","source":"lfo_1"},
        {"destination":"","source":""}],"osc_1_level":0.5,"sample":{"samples":"AAAA"},"wavetables":[{},{},{}]},
        "synth_version":"1.5.5"}"#;

    pub(in super::super) fn sample() -> Vec<u8> {
        FILE.as_bytes().to_vec()
    }

    #[test]
    fn controls_and_modulations_come_by_name_and_the_rest_is_told() {
        let read = read_foreign(FILE.as_bytes(), None).unwrap();
        let preset = &read[0];
        assert_eq!((preset.name.as_str(), preset.category.as_deref()), ("Reese", Some("Bass")));
        let names: Vec<&str> = preset.parameters.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["beats_per_minute", "modulation_1", "osc_1_level"]);
        assert_eq!(preset.parameters[1].value, ForeignValue::Text("lfo_1 to osc_1_level".to_owned()));
        let told = [
            "Not read: 1 shape of LFOs, 3 wavetables (the waves themselves), the sample of its sample player",
        ];
        assert_eq!(preset.unread, told);
        let within = format!("{FILE}\0\0\0JUCEPrivateData");
        assert_eq!(read_foreign(within.as_bytes(), None).unwrap(), read);
    }

    #[test]
    fn what_is_no_preset_is_an_error() {
        for text in ["{\"settings\": 1}", "{\"settings\": {}}", &FILE[..300], "{\"settings\": {\"a\": [[[["] {
            assert!(
                matches!(read_foreign(text.as_bytes(), None), Err(ForeignError::Damaged { .. })),
                "{text}"
            );
        }
        let deep = format!("{{\"settings\": {{\"a\": {}", "[".repeat(100_000));
        assert!(read_foreign(deep.as_bytes(), None).is_err());
    }
}
