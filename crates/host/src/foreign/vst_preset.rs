//! Presets of VST3 plug-ins (`.vstpreset`) by Steinberg's "Preset Format": a head, data, and at the end a list of chunks. What
//! the plug-in's part (`Comp`) holds is read where its own format is known; `Info` tells whose it is.

use super::cursor::Cursor;
use super::error::ForeignError;
use super::preset::{ForeignPreset, said};
use super::text::{beginning, text};
use super::{ForeignFormat, within, xml};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "vstpreset",
    summary: "presets of VST3 plug-ins: whose they are, and what the plug-in's part holds (Surge XT, Vital, JUCE)",
    extensions: &["vstpreset"],
    claims: |bytes| bytes.starts_with(b"VST3"),
    read,
};

/// Letters of a class id.
const CLASS_BYTES: usize = 32;
/// Most chunks, as in Steinberg's own reader.
const CHUNKS_MOST: u32 = 128;

/// A chunk and what it is called.
struct Chunk<'a> {
    id: [u8; 4],
    bytes: &'a [u8],
}

fn read(bytes: &[u8], depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut cursor = Cursor::new(bytes, FORMAT.name);
    cursor.take(8, "its head")?;
    let class = text(cursor.take(CLASS_BYTES, "its head")?).into_owned();
    let list = cursor.little_place("the place of its list of chunks")?;
    let chunks = chunks(&mut cursor, bytes, list)?;
    let mut presets = Vec::new();
    let mut unread = Vec::new();
    for chunk in &chunks {
        match &chunk.id {
            b"Comp" => match within(chunk.bytes, depth) {
                Some(found) => presets.extend(found?),
                None => unread.push(opaque(chunk.bytes)),
            },
            b"Info" | b"Cont" => {}
            _ => unread.push(format!(
                "A part of {} bytes (`{}`) was not read",
                chunk.bytes.len(),
                beginning(&chunk.id)
            )),
        }
    }
    if presets.is_empty() {
        presets.push(ForeignPreset { format: FORMAT.name, ..ForeignPreset::default() });
    }
    let info = chunks.iter().find(|chunk| &chunk.id == b"Info");
    let info = info.map(|chunk| told(chunk.bytes)).unwrap_or_default();
    for preset in &mut presets {
        if preset.synth.is_empty() {
            preset.synth = info.synth.clone().unwrap_or_else(|| format!("VST3 {class}"));
        }
        preset.category = preset.category.take().or_else(|| info.category.clone());
        preset.author = preset.author.take().or_else(|| info.author.clone());
        preset.unread.extend(unread.iter().cloned());
    }
    Ok(presets)
}

fn chunks<'a>(cursor: &mut Cursor, bytes: &'a [u8], list: usize) -> Result<Vec<Chunk<'a>>, ForeignError> {
    cursor.seek(list);
    let what = "its list of chunks";
    if &cursor.four(what)? != b"List" {
        return Err(cursor.damaged("there is no list of chunks where its head says".to_owned()));
    }
    let count = cursor.little_u32(what)?;
    if count > CHUNKS_MOST {
        return Err(cursor.damaged(format!("it says that it has {count} chunks")));
    }
    let mut chunks = Vec::new();
    for _ in 0..count {
        let id = cursor.four(what)?;
        let at = cursor.little_place("the place of a chunk")?;
        let length = cursor.little_place("the length of a chunk")?;
        let Some(bytes) = bytes.get(at..).and_then(|rest| rest.get(..length)) else {
            return Err(cursor.damaged(format!("it ends within its chunk `{}`", beginning(&id))));
        };
        chunks.push(Chunk { id, bytes });
    }
    Ok(chunks)
}

/// What only the plug-in can read.
fn opaque(bytes: &[u8]) -> String {
    format!(
        "The plug-in's state of {} bytes (it begins with {:?}) is in a format of its own; the plug-in itself reads it where it \
         is here: `--synth PLUG-IN`",
        bytes.len(),
        beginning(bytes)
    )
}

/// Words of the `Info` part.
#[derive(Default)]
struct Info {
    synth: Option<String>,
    category: Option<String>,
    author: Option<String>,
}

/// What there is of it: a broken `Info` takes nothing away from the preset.
fn told(bytes: &[u8]) -> Info {
    let mut info = Info::default();
    let _broken = xml::walk(&text(bytes), FORMAT.name, |element| {
        let value = element.get("value").and_then(said);
        match element.get("id") {
            Some("PlugInName") => info.synth = value,
            Some("MusicalCategory") => info.category = value,
            Some("Author") => info.author = value,
            _ => {}
        }
        Ok(())
    });
    info
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{juce, read_foreign};

    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = b"VST3\x01\0\0\0ABCDEF019182FAEB566D624153675854".to_vec();
        let data: usize = chunks.iter().map(|(_, data)| data.len()).sum();
        bytes.extend((48 + data as u64).to_le_bytes());
        let mut list = b"List".to_vec();
        list.extend((chunks.len() as u32).to_le_bytes());
        for (id, data) in chunks {
            list.extend(*id);
            list.extend((bytes.len() as u64).to_le_bytes());
            list.extend((data.len() as u64).to_le_bytes());
            bytes.extend(*data);
        }
        bytes.extend(list);
        bytes
    }

    const INFO: &[u8] = b"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<MetaInfo>\r\n\t<Attribute \
        id=\"PlugInName\" value=\"Some Synth\" type=\"string\"/><Attribute id=\"MusicalCategory\" value=\"Bass\"/></MetaInfo>";

    pub(in super::super) fn around(state: &[u8]) -> Vec<u8> {
        file(&[(b"Comp", state), (b"Info", INFO)])
    }

    #[test]
    fn known_states_are_read_and_others_told() {
        let state = juce::wrapped("<S><PARAM id=\"cutoff\" value=\"0.5\"/></S>");
        let read = read_foreign(&file(&[(b"Comp", &state), (b"Cont", b""), (b"Info", INFO)]), None).unwrap();
        assert_eq!((read[0].synth.as_str(), read[0].category.as_deref()), ("Some Synth", Some("Bass")));
        assert_eq!(read[0].parameters.len(), 1);
        let read = read_foreign(&file(&[(b"Comp", b"\x01\x02\x03"), (b"Prog", b"x")]), None).unwrap();
        assert_eq!(read[0].synth, "VST3 ABCDEF019182FAEB566D624153675854");
        assert!(read[0].unread[0].contains("state of 3 bytes") && read[0].unread[1].contains("`Prog`"));
    }

    #[test]
    fn places_beyond_the_end_are_errors() {
        let whole = file(&[(b"Comp", b"abc")]);
        for at in [40, 48 + 3 + 8 + 4, 48 + 3 + 8 + 12] {
            let mut broken = whole.clone();
            broken[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
            assert!(read_foreign(&broken, None).is_err(), "{at}");
        }
    }
}
