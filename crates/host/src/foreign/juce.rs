//! The state that plug-ins made with JUCE write by its own means: `VC2!`, a length, and XML. Where the XML is a tree of
//! parameters (`<PARAM id="…" value="…"/>`), it is read; so is that of synths whose XML is known.

use super::cursor::Cursor;
use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, counted};
use super::text::text;
use super::{ForeignFormat, PARAMS_MOST, within, xml};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "juce",
    summary: "states of plug-ins made with JUCE, within other files: trees of parameters by id, in units of the synth alone",
    extensions: &[],
    claims: |bytes| bytes.starts_with(b"VC2!"),
    read,
};

fn read(bytes: &[u8], depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut cursor = Cursor::new(bytes, FORMAT.name);
    cursor.take(4, "its head")?;
    let length = cursor.little_u32("its head")? as usize;
    let xml = cursor.take(length, "its XML")?;
    within(xml, depth).unwrap_or_else(|| tree(xml))
}

/// A tree of parameters of a synth that is not told.
fn tree(xml: &[u8]) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut preset = ForeignPreset { format: FORMAT.name, ..ForeignPreset::default() };
    let (mut others, mut root) = (0_usize, String::new());
    xml::walk(&text(xml), FORMAT.name, |element| {
        let is_param = element.name.eq_ignore_ascii_case("param");
        match (element.get("id"), element.get("value")) {
            (Some(id), Some(value)) if is_param => {
                if preset.parameters.len() == PARAMS_MOST {
                    let reason = format!("it has more than {PARAMS_MOST} parameters");
                    return Err(ForeignError::Damaged { format: FORMAT.name, reason });
                }
                preset.parameters.push(ForeignParam::read(id, value));
            }
            _ if element.depth == 0 => root = element.name,
            _ => others += 1,
        }
        Ok(())
    })?;
    if preset.parameters.is_empty() {
        preset.unread.push(format!("Its XML (`{root:.40}`) is of a kind that is not known and was not read"));
    } else if others > 0 {
        let elements = counted(others, "element");
        preset.unread.push(format!("{elements} of its XML that hold no parameter were not read"));
    }
    Ok(vec![preset])
}

#[cfg(test)]
pub(super) fn wrapped(xml: &str) -> Vec<u8> {
    let mut bytes = b"VC2!".to_vec();
    bytes.extend((xml.len() as u32).to_le_bytes());
    bytes.extend(xml.as_bytes());
    bytes.push(0);
    bytes
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::read_foreign;
    use super::*;

    pub(in super::super) fn sample() -> Vec<u8> {
        wrapped("<S><PARAM id=\"cutoff\" value=\"0.5\"/></S>")
    }

    #[test]
    fn trees_of_parameters_and_known_xml_are_read() {
        let xml = "<?xml version=\"1.0\"?> <STATE><PARAM id=\"cutoff\" value=\"880.0\"/><MIDI/></STATE>";
        let read = read_foreign(&wrapped(xml), None).unwrap();
        assert_eq!(read[0].parameters, [ForeignParam::read("cutoff", "880")]);
        assert!(read[0].unread[0].starts_with("1 element of"), "{:?}", read[0].unread);
        let xml = "<tal version=\"1.7\"><programs><program programname=\"P\" cutoff=\"1\"/></programs></tal>";
        assert_eq!(read_foreign(&wrapped(xml), None).unwrap()[0].format, "noisemaker");
        let opaque = read_foreign(&wrapped("<X/>"), None).unwrap();
        assert!(opaque[0].parameters.is_empty() && opaque[0].unread[0].contains("`X`"));
        let whole = wrapped(xml);
        assert!(
            read_foreign(&whole[..whole.len() - 2], None).unwrap_err().to_string().contains("ends within")
        );
    }
}
