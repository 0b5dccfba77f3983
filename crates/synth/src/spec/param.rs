//! One parameter: what it is called, what values it takes, and the only road between knob and unit.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Curve, Display, Norm, Plain};

/// What kind of values a parameter takes. Choices and toggles are not floats: distances between their
/// values mean nothing, and methods treat them as what they are.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// Any number of the range.
    Continuous,
    /// Ordered whole numbers of the range, both ends included.
    Stepped,
    /// One of several unordered things; the plain value is the index of the label.
    Choice {
        /// The names of the things, in order of index.
        labels: Vec<Cow<'static, str>>,
    },
    /// Off (0) or on (1).
    Toggle,
}

/// One parameter of a synth.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ParamSpec {
    /// Stable lower-case name that users type and files hold: `op1.output-level`.
    pub id: Cow<'static, str>,
    /// The name the synth itself shows: `OP1 OUTPUT LEVEL`.
    pub name: Cow<'static, str>,
    /// What kind of values it takes.
    #[serde(flatten)]
    pub kind: Kind,
    /// Lowest and highest plain value.
    pub range: (f64, f64),
    /// How the knob's way is spread over the range, where it is continuous.
    #[serde(default, skip_serializing_if = "Curve::is_linear")]
    pub curve: Curve,
    /// The value of the synth's initial preset.
    pub default: Plain,
    /// The unit of the plain value, empty where it has none.
    pub unit: Cow<'static, str>,
    /// How its number is shown.
    pub display: Display,
    /// What it does, in one sentence.
    pub summary: Cow<'static, str>,
    /// Whether the synth's own preset file holds it. What a file can't hold, a match leaves at its default.
    pub in_preset_file: bool,
}

impl ParamSpec {
    /// How many values there are; `None` for a continuous parameter.
    pub fn cardinality(&self) -> Option<usize> {
        match &self.kind {
            Kind::Continuous => None,
            Kind::Stepped | Kind::Toggle => Some((self.range.1 - self.range.0).round() as usize + 1),
            Kind::Choice { labels } => Some(labels.len()),
        }
    }

    /// The plain value of a knob position; discrete kinds round to the nearest of their values.
    pub fn plain_from_norm(&self, norm: Norm) -> Plain {
        let way = f64::from(norm.get());
        Plain(match self.kind {
            Kind::Continuous => self.curve.plain_from_way(way, self.range),
            _ => Curve::Linear.plain_from_way(way, self.range).round(),
        })
    }

    /// The knob position of a plain value, clamped to the range; discrete kinds round first.
    pub fn norm_from_plain(&self, plain: Plain) -> Norm {
        if self.range.1 <= self.range.0 {
            return Norm::ZERO;
        }
        Norm::saturating(match self.kind {
            Kind::Continuous => self.curve.way_from_plain(plain.0, self.range),
            _ => Curve::Linear.way_from_plain(plain.0.round(), self.range),
        } as f32)
    }

    /// The knob position moved onto the nearest value that exists.
    pub fn snap(&self, norm: Norm) -> Norm {
        self.norm_from_plain(self.plain_from_norm(norm))
    }

    /// The value as a person reads it: the label of a choice, on or off, or the number with its unit.
    pub fn text(&self, norm: Norm) -> String {
        let plain = self.plain_from_norm(norm).0;
        match &self.kind {
            Kind::Choice { labels } => labels[plain as usize].to_string(),
            Kind::Toggle => if plain > 0.5 { "on" } else { "off" }.to_owned(),
            Kind::Stepped => format!("{}{}", self.display.text(plain), self.unit),
            Kind::Continuous => format!("{}{}", four_digits(self.without_crumbs(plain)), self.unit),
        }
    }

    /// Nought, where a knob of 32 bits can't come nearer to it.
    fn without_crumbs(&self, plain: f64) -> f64 {
        let (low, high) = self.range;
        let is_crumb = self.curve == Curve::Linear && plain.abs() < 1e-6 * (high - low);
        if is_crumb { 0.0 } else { plain }
    }

    /// An end of the range, where the value lies beyond it by no more than texts are rounded.
    fn within_rounding(&self, plain: f64) -> f64 {
        let (low, high) = self.range;
        let near = plain.clamp(low, high);
        if (plain - near).abs() <= 1e-3 * (high - low).min(near.abs().max(1.0)) { near } else { plain }
    }

    /// The plain value that a person means by `text`: what [`ParamSpec::text`] writes, whatever the case,
    /// with or without the unit; `None` when it names no value of this parameter.
    pub fn plain_from_text(&self, text: &str) -> Option<Plain> {
        let text = text.trim();
        let number = text.strip_suffix(self.unit.as_ref()).unwrap_or(text).trim_end();
        let plain = match &self.kind {
            Kind::Choice { labels } => {
                labels.iter().position(|label| label.eq_ignore_ascii_case(text))? as f64
            }
            Kind::Toggle => match text.to_ascii_lowercase().as_str() {
                "on" | "1" | "true" | "yes" => 1.0,
                "off" | "0" | "false" | "no" => 0.0,
                _ => return None,
            },
            Kind::Stepped => self.display.plain_from_text(number).filter(|plain| plain.fract() == 0.0)?,
            Kind::Continuous => self.within_rounding(number.parse().ok()?),
        };
        (self.range.0..=self.range.1).contains(&plain).then_some(Plain(plain))
    }
}

/// A number with three decimals; a small one with so many more that four digits of it are seen.
fn four_digits(plain: f64) -> String {
    let size = plain.abs();
    let decimals = if size > 0.0 && size < 0.1 { (3.0 - size.log10().floor()).min(12.0) as usize } else { 3 };
    let text = format!("{plain:.decimals$}");
    let point = text.find('.').unwrap_or(text.len());
    let needed = text.trim_end_matches('0').len().max(point + 4).min(text.len());
    text[..needed].to_owned()
}

#[cfg(test)]
mod tests {
    use super::four_digits;

    #[test]
    fn small_numbers_keep_their_digits() {
        let texts = [0.0, 1.0, -12.5, 0.5, 0.05, 0.001_234_56, 1e-20, -1e-5, 20_000.0].map(four_digits);
        let wanted =
            ["0.000", "1.000", "-12.500", "0.500", "0.050", "0.001235", "0.000", "-0.00001", "20000.000"];
        assert_eq!(texts, wanted);
    }
}
