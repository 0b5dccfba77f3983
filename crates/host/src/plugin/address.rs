//! Where a plug-in is: the format, and the format's own way of naming one.

use std::fmt;

use super::{FORMATS, PluginFormat};

/// `lv2:http://…`, `dssi:/usr/lib/dssi/hexter.so`, `clap:/path/synth.clap#id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    format: &'static str,
    place: String,
}

impl Address {
    /// The address that a text writes, if it begins with the name of a format.
    pub fn parse(text: &str) -> Option<Self> {
        let (format, place) = text.split_once(':')?;
        let format = FORMATS.iter().find(|known| known.name == format)?;
        (!place.is_empty()).then(|| Self::new(format, place))
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
    }
}
