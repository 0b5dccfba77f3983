//! Where a plug-in is: the format, and the format's own way of naming one.

use std::fmt;
use std::path::Path;

use super::{FORMATS, PluginFormat};

/// `lv2:http://…`, `dssi:/usr/lib/dssi/hexter.so`, `clap:/path/synth.clap#id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    format: &'static str,
    place: String,
}

impl Address {
    /// The address that a text writes: it begins with the name of a format, or is the path of a file or bundle that
    /// ends as those of a format do.
    pub fn parse(text: &str) -> Option<Self> {
        let named = text.split_once(':').and_then(|(format, place)| {
            let format = FORMATS.iter().find(|known| known.name == format)?;
            (!place.is_empty()).then(|| Self::new(format, place))
        });
        named.or_else(|| Self::of_path(text))
    }

    fn of_path(text: &str) -> Option<Self> {
        let (path, name) = text.split_at(text.find('#').unwrap_or(text.len()));
        let extension = Path::new(path.trim_end_matches('/')).extension()?;
        let format = FORMATS.iter().find(|known| extension.eq_ignore_ascii_case(known.extension))?;
        // A worker need not start where we are.
        let path = std::path::absolute(path).ok()?;
        Some(Self::new(format, format!("{}{name}", path.display())))
    }

    pub(crate) fn new(format: &PluginFormat, place: impl Into<String>) -> Self {
        Self { format: format.name, place: place.into() }
    }

    /// The format.
    ///
    /// # Panics
    /// Never: addresses are made of formats of the table.
    pub fn format(&self) -> &'static PluginFormat {
        FORMATS.iter().find(|known| known.name == self.format).expect("an address has a format of the table")
    }

    /// What stands behind the format's name.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.format, self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_format_is_an_address() {
        let address = Address::parse("lv2:http://drobilla.net/plugins/mda/JX10").unwrap();
        assert_eq!((address.format().name, address.place()), ("lv2", "http://drobilla.net/plugins/mda/JX10"));
        assert_eq!(address.to_string(), "lv2:http://drobilla.net/plugins/mda/JX10");
        assert!(Address::parse("dx7").is_none() && Address::parse("bridge:lv2").is_none());
        assert!(Address::parse("lv2:").is_none());
        let path = Address::parse("/usr/lib/vst3/Synth.vst3").unwrap();
        assert_eq!(path.to_string(), "vst3:/usr/lib/vst3/Synth.vst3");
        assert_eq!(Address::parse("/a/b.so#hexter").unwrap().to_string(), "dssi:/a/b.so#hexter");
        let in_bundle = Address::parse("/a/b.lv2#http://c.d/e").unwrap();
        assert_eq!(in_bundle.place(), "/a/b.lv2#http://c.d/e");
        assert!(Address::parse("here.clap").unwrap().place().ends_with("/here.clap"));
        assert!(Address::parse("preset.json").is_none());
    }
}
