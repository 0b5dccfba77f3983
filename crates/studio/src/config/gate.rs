//! How long the key is held, as people write it.

use serde::{Deserialize, Serialize};

use super::layers::Scalar;

/// How long the key is held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Scalar", into = "String")]
pub enum Gate {
    /// Until the target's release starts.
    Auto,
    /// So many seconds.
    Secs(f64),
}

impl std::str::FromStr for Gate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("auto") {
            return Ok(Self::Auto);
        }
        let digits = text.strip_suffix('s').unwrap_or(text).trim();
        let secs: Option<f64> = digits.parse().ok().filter(|secs| (0.001..=600.0).contains(secs));
        secs.map(Self::Secs)
            .ok_or_else(|| format!("`{text}` is no gate: write `auto` or seconds from 0.001 to 600"))
    }
}

impl From<Gate> for String {
    fn from(gate: Gate) -> Self {
        match gate {
            Gate::Auto => "auto".to_owned(),
            Gate::Secs(secs) => format!("{secs}s"),
        }
    }
}

impl TryFrom<Scalar> for Gate {
    type Error = String;

    fn try_from(scalar: Scalar) -> Result<Self, String> {
        scalar.text().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_survives_its_text() {
        for gate in [Gate::Auto, Gate::Secs(1.5), Gate::Secs(0.001)] {
            assert_eq!(String::from(gate).parse(), Ok(gate));
        }
        for text in ["0", "-1", "nan", "inf", "long", "1e9"] {
            assert!(text.parse::<Gate>().is_err(), "{text}");
        }
    }
}
