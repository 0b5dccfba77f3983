//! The level a target is matched at, as people write it.

use serde::{Deserialize, Serialize};

use super::layers::Scalar;

/// What is done to the target's level before matching.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Scalar", into = "String")]
pub enum Level {
    /// Left alone if the synth's voices usually reach it, else moved to their usual level.
    Auto,
    /// Left alone.
    Keep,
    /// Changed by so many decibels.
    Gain(f64),
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "auto" => return Ok(Self::Auto),
            "keep" => return Ok(Self::Keep),
            _ => {}
        }
        let digits = text.strip_suffix("dB").or_else(|| text.strip_suffix("db")).unwrap_or(text).trim();
        let gain_db: Option<f64> = digits.parse().ok().filter(|db| (-120.0..=120.0).contains(db));
        gain_db
            .map(Self::Gain)
            .ok_or_else(|| format!("`{text}` is no level: write `auto`, `keep`, or a gain such as `-6dB`"))
    }
}

impl From<Level> for String {
    fn from(level: Level) -> Self {
        match level {
            Level::Auto => "auto".to_owned(),
            Level::Keep => "keep".to_owned(),
            Level::Gain(gain_db) => format!("{gain_db}dB"),
        }
    }
}

impl TryFrom<Scalar> for Level {
    type Error = String;

    fn try_from(scalar: Scalar) -> Result<Self, String> {
        scalar.text().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_survives_its_text() {
        for level in [Level::Auto, Level::Keep, Level::Gain(-6.5), Level::Gain(0.0)] {
            assert_eq!(String::from(level).parse(), Ok(level));
        }
        for text in ["loud", "nan", "1e5", ""] {
            assert!(text.parse::<Level>().is_err(), "{text}");
        }
    }
}
