//! Patches of Surge XT: within an `.fxp` a head of 32 bytes (`sub3`, the length of the XML, six lengths of wavetables,
//! little-endian), then XML with an element for each parameter, then the wavetables.

use super::cursor::Cursor;
use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, counted, said};
use super::text::text;
use super::{ForeignFormat, PARAMS_MOST, xml};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "surge-xt",
    summary: "patches of Surge XT, within .fxp: every parameter by name, in units of the synth alone",
    extensions: &[],
    claims: |bytes| bytes.starts_with(b"sub3"),
    read,
};

/// Wavetables: three oscillators in each of two scenes.
const WAVETABLES: usize = 6;

fn read(bytes: &[u8], _depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut cursor = Cursor::new(bytes, FORMAT.name);
    cursor.take(4, "its head")?;
    let length = cursor.little_u32("its head")? as usize;
    let (mut tables, mut table_bytes) = (0, 0_u64);
    for _ in 0..WAVETABLES {
        let size = cursor.little_u32("its head")?;
        tables += usize::from(size > 0);
        table_bytes += u64::from(size);
    }
    let xml = cursor.take(length, "its XML")?;
    let mut preset = patch(&text(xml))?;
    if tables > 0 {
        let what = counted(tables, "wavetable");
        preset.unread.push(format!("The sound of {what} was not read ({table_bytes} bytes)"));
    }
    Ok(vec![preset])
}

fn patch(text: &str) -> Result<ForeignPreset, ForeignError> {
    let mut preset =
        ForeignPreset { format: FORMAT.name, synth: "Surge XT".to_owned(), ..ForeignPreset::default() };
    let mut part = String::new();
    let (mut routings, mut others) = (0_usize, Vec::<String>::new());
    xml::walk(text, FORMAT.name, |element| {
        match (element.depth, part.as_str(), element.name.as_str()) {
            (1, _, name) => {
                part = name.to_owned();
                if name == "meta" {
                    describe(&mut preset, &element);
                } else if name != "parameters" && others.len() < 40 && !others.contains(&part) {
                    others.push(part.clone());
                }
            }
            (2, "parameters", name) => {
                if preset.parameters.len() == PARAMS_MOST {
                    let reason = format!("it has more than {PARAMS_MOST} parameters");
                    return Err(ForeignError::Damaged { format: FORMAT.name, reason });
                }
                if let Some(value) = element.get("value") {
                    preset.parameters.push(ForeignParam::read(name, value));
                }
            }
            (3, "parameters", "modrouting") => routings += 1,
            _ => {}
        }
        Ok(())
    })?;
    if routings > 0 {
        preset.unread.push(format!("{} was not read", counted(routings, "modulation routing")));
    }
    if !others.is_empty() {
        preset.unread.push(format!("These parts of its XML were not read: {}", others.join(", ")));
    }
    Ok(preset)
}

fn describe(preset: &mut ForeignPreset, meta: &xml::Element) {
    let word = |key: &str| meta.get(key).and_then(said);
    preset.name = word("name").unwrap_or_default();
    (preset.category, preset.author) = (word("category"), word("author"));
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{ForeignValue, read_foreign};
    use super::*;

    const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<patch revision=\"16\"><meta name=\"Organ\" \
        category=\"Keys\" comment=\"\" author=\"B\" /><parameters><volume type=\"2\" value=\"0.5\" />\
        <a_osc1_type type=\"0\" value=\"2\" /><a_filter1_cutoff type=\"2\" value=\"3.5\"><modrouting source=\"17\" \
        depth=\"0.25\" /></a_filter1_cutoff></parameters><stepsequences /><mseg /></patch>";

    fn chunk(xml: &str) -> Vec<u8> {
        let mut bytes = b"sub3".to_vec();
        bytes.extend((xml.len() as u32).to_le_bytes());
        bytes.extend([12_u32, 0, 0, 0, 0, 0].into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(xml.as_bytes());
        bytes.extend([0; 12]);
        bytes
    }

    pub(in super::super) fn sample() -> Vec<u8> {
        chunk(XML)
    }

    #[test]
    fn parameters_words_and_what_is_left_out() {
        let read = read_foreign(&chunk(XML), None).unwrap();
        let preset = &read[0];
        assert_eq!((preset.name.as_str(), preset.category.as_deref()), ("Organ", Some("Keys")));
        let names: Vec<&str> = preset.parameters.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["volume", "a_osc1_type", "a_filter1_cutoff"]);
        assert_eq!(preset.parameters[2].value, ForeignValue::Number(3.5));
        assert_eq!(preset.unread.len(), 3, "{:?}", preset.unread);
        assert!(
            read_foreign(&chunk(XML)[..200], None).unwrap_err().to_string().contains("ends within its XML")
        );
        let broken = XML.replace("</parameters>", "");
        assert!(matches!(read_foreign(&chunk(&broken), None), Err(ForeignError::Damaged { .. })));
    }
}
