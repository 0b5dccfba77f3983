//! What is known of a preset of another program once its file was read.

use serde::Serialize;

/// A preset of another program's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ForeignPreset {
    /// The format of its file: a name of [`super::FOREIGN`].
    pub format: &'static str,
    /// The synth that the file names, by what people call it: `Surge XT`; for a plug-in of which the file knows a code
    /// only, that code: `VST2 amsy`.
    pub synth: String,
    /// Its name; empty where only the file's own name says it.
    pub name: String,
    /// The bank that it says it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What kind of sound it is, in the file's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What the numbers of its parameters mean.
    pub scale: Scale,
    /// Whether its parameters have numbers only, from 1, in the plug-in's own order.
    pub is_numbered: bool,
    /// Its parameters in file order.
    pub parameters: Vec<ForeignParam>,
    /// What of the file was not read, one sentence each.
    pub unread: Vec<String>,
}

/// What the numbers of a preset's parameters mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Ways of knobs, 0 to 1.
    Knob,
    /// The units in which the synth's parameters are also set from outside.
    Synth,
    /// Units within the synth, which nobody else turns into knobs.
    #[default]
    Inner,
}

/// A parameter of a preset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForeignParam {
    /// What the file calls it.
    pub name: String,
    /// Its value.
    pub value: ForeignValue,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ForeignValue {
    /// A finite number.
    Number(f64),
    /// Anything else.
    Text(String),
}

impl ForeignParam {
    /// A parameter whose value is a number where the text is one.
    pub(super) fn read(name: impl Into<String>, text: &str) -> Self {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let value = number.map_or_else(|| ForeignValue::Text(text.to_owned()), ForeignValue::Number);
        Self { name: name.into(), value }
    }
}

impl std::fmt::Display for ForeignValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A text that says something.
pub(super) fn said(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `1 wavetable`, `3 wavetables`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
