//! XML as a stream of opened elements: no tree is built and no document type is followed, so neither depth nor entities
//! cost anything.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::error::ForeignError;

/// Most elements of a document.
const ELEMENTS_MOST: usize = 2_000_000;
/// Most attributes of an element.
const ATTRIBUTES_MOST: usize = 20_000;

/// An element that was opened.
pub(super) struct Element {
    /// How many elements are open around it.
    pub(super) depth: usize,
    pub(super) name: String,
    /// Names and values in their order.
    pub(super) attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Shows every element in the document's order.
///
/// # Errors
/// [`ForeignError::Damaged`] where the text is no XML, ends early, or has a document type.
pub(super) fn walk(
    xml: &str,
    format: &'static str,
    mut see: impl FnMut(Element) -> Result<(), ForeignError>,
) -> Result<(), ForeignError> {
    let damaged = |reason: String| ForeignError::Damaged { format, reason };
    let mut reader = Reader::from_str(xml);
    let (mut depth, mut seen) = (0, 0_usize);
    loop {
        let event = reader.read_event().map_err(|error| damaged(format!("its XML is broken ({error})")))?;
        match event {
            Event::Start(_) | Event::Empty(_) if seen == ELEMENTS_MOST => {
                return Err(damaged(format!("its XML has more than {ELEMENTS_MOST} elements")));
            }
            Event::Start(start) => {
                see(element(&start, depth).map_err(damaged)?)?;
                (depth, seen) = (depth + 1, seen + 1);
            }
            Event::Empty(start) => {
                see(element(&start, depth).map_err(damaged)?)?;
                seen += 1;
            }
            Event::End(_) => {
                depth -= 1;
                // What follows the document is not ours.
                if depth == 0 {
                    return Ok(());
                }
            }
            Event::DocType(_) => return Err(damaged("its XML has a document type".to_owned())),
            Event::Eof if depth == 0 && seen > 0 => return Ok(()),
            Event::Eof => return Err(damaged(format!("its XML ends within {depth} open elements"))),
            _ => {}
        }
    }
}

fn element(start: &BytesStart<'_>, depth: usize) -> Result<Element, String> {
    let letters = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut attributes = Vec::new();
    // Attributes that come twice are a fault of some writers; looking for them costs the square of their number.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| format!("its XML is broken ({error})"))?;
        let raw = letters(&attribute.value);
        let value =
            quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |value| value.into_owned());
        if attributes.len() == ATTRIBUTES_MOST {
            return Err(format!("an element of its XML has more than {ATTRIBUTES_MOST} attributes"));
        }
        attributes.push((letters(attribute.key.as_ref()), value));
    }
    Ok(Element { depth, name: letters(start.name().as_ref()), attributes })
}

/// The name of the first element, as far as a look at the beginning shows it.
pub(super) fn root_is(bytes: &[u8], name: &str) -> bool {
    let mut rest = super::text::trimmed(bytes);
    // A declaration and comments may stand before it.
    while let Some(inner) = rest.strip_prefix(b"<?").or_else(|| rest.strip_prefix(b"<!--")) {
        let Some(end) = inner.iter().position(|byte| *byte == b'>') else { return false };
        rest = inner[end + 1..].trim_ascii_start();
    }
    let after = rest.strip_prefix(b"<").and_then(|rest| rest.strip_prefix(name.as_bytes()));
    after
        .and_then(|after| after.first())
        .is_some_and(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(xml: &str) -> Result<Vec<(usize, String)>, ForeignError> {
        let mut names = Vec::new();
        walk(xml, "test", |element| {
            names.push((element.depth, element.name));
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn elements_come_in_order_and_what_follows_is_left() {
        let found = names("<?xml version=\"1.0\"?><a x=\"1 &amp; 2\"><b/><c><d/></c></a>\u{1}<rest").unwrap();
        let wanted = [(0, "a"), (1, "b"), (1, "c"), (2, "d")].map(|(depth, name)| (depth, name.to_owned()));
        assert_eq!(found, wanted);
        assert!(root_is(b"<?xml version='1.0'?>\n<tal curprogram='0'>", "tal"));
        assert!(!root_is(b"<talk>", "tal") && !root_is(b"<?xml", "tal"));
    }

    #[test]
    fn bombs_and_depth_cost_nothing() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(names(bomb).unwrap_err().to_string().contains("document type"));
        let deep = "<a>".repeat(500_000);
        assert!(names(&deep).unwrap_err().to_string().contains("500000 open elements"));
        assert!(names("<a").is_err() && names("").is_err() && names("</a>").is_err());
    }
}
