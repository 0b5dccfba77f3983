//! Presets and banks of VST2 plug-ins (`.fxp`, `.fxb`), big-endian: a head, then either numbers in the plug-in's own order
//! without names (`FxCk`, `FxBk`) or a chunk that the plug-in wrote (`FPCh`, `FBCh`), which is read where its own format is
//! known. VST3 plug-ins that replace a VST2 plug-in keep such a bank behind a short `VstW` head.

use super::cursor::Cursor;
use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, ForeignValue, Scale};
use super::text::{beginning, text};
use super::{ForeignFormat, PARAMS_MOST, within};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "fxp",
    summary: "presets and banks of VST2 plug-ins: parameters by number, or what their chunk holds (Surge XT, Vital, \
              amsynth, JUCE)",
    extensions: &["fxp", "fxb"],
    claims: |bytes| bytes.starts_with(PROGRAM) || bytes.starts_with(b"VstW"),
    read,
};

const PROGRAM: &[u8] = b"CcnK";
/// Bytes of a program's name.
const NAME_BYTES: usize = 28;
/// Bytes of a bank that are kept for later.
const RESERVED_BYTES: usize = 128;
/// Most programs of a bank.
const PROGRAMS_MOST: u32 = 10_000;
/// Codes of plug-ins whose chunks are known.
const CODES: &[(&str, &str)] = &[("cjs3", "Surge XT"), ("Vita", "Vital"), ("amsy", "amsynth")];

fn read(bytes: &[u8], depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut cursor = Cursor::new(bytes, FORMAT.name);
    if bytes.starts_with(b"VstW") {
        cursor.take(4, "its head")?;
        let head = cursor.big_u32("its head")? as usize;
        cursor.take(head, "its head")?;
    }
    let mut presets = Vec::new();
    one(&mut cursor, depth, &mut presets)?;
    Ok(presets)
}

/// A program or a bank, and what it holds.
fn one(cursor: &mut Cursor, depth: usize, presets: &mut Vec<ForeignPreset>) -> Result<(), ForeignError> {
    let head = "its head";
    if cursor.take(4, head)? != PROGRAM {
        return Err(cursor.damaged("a program does not begin with `CcnK`".to_owned()));
    }
    // The length is not trusted: some hosts write 0.
    cursor.take(4, head)?;
    let kind = cursor.four(head)?;
    cursor.take(4, head)?;
    let synth = synth_of(cursor.four(head)?);
    cursor.take(4, head)?;
    let count = cursor.big_u32(head)?;
    match &kind {
        b"FxCk" => {
            let name = name(cursor)?;
            presets.push(numbers(cursor, count, name, synth)?);
        }
        b"FPCh" => {
            let name = name(cursor)?;
            presets.extend(chunk(cursor, depth, name, &synth)?);
        }
        b"FBCh" => {
            cursor.take(RESERVED_BYTES, head)?;
            presets.extend(chunk(cursor, depth, String::new(), &synth)?);
        }
        b"FxBk" if count <= PROGRAMS_MOST && presets.is_empty() => {
            cursor.take(RESERVED_BYTES, head)?;
            programs(cursor, count, presets)?;
        }
        b"FxBk" => return Err(cursor.damaged(format!("a bank of {count} programs, or one in a bank"))),
        other => {
            return Err(cursor.damaged(format!("`{}` is no kind of preset", beginning(other))));
        }
    }
    Ok(())
}

/// The programs of a bank without a chunk.
fn programs(cursor: &mut Cursor, count: u32, presets: &mut Vec<ForeignPreset>) -> Result<(), ForeignError> {
    for _ in 0..count {
        let rest = cursor.rest();
        if rest.get(8..12) != Some(b"FxCk".as_slice()) {
            return Err(cursor.damaged(format!("{} of {count} programs are there", presets.len())));
        }
        one(cursor, 0, presets)?;
    }
    Ok(())
}

fn synth_of(code: [u8; 4]) -> String {
    let code = beginning(&code);
    let known = CODES.iter().find(|(known, _)| *known == code).map(|(_, name)| (*name).to_owned());
    known.unwrap_or_else(|| format!("VST2 {code}"))
}

fn name(cursor: &mut Cursor) -> Result<String, ForeignError> {
    let bytes = cursor.take(NAME_BYTES, "its name")?;
    Ok(text(bytes).trim().to_owned())
}

fn numbers(
    cursor: &mut Cursor,
    count: u32,
    name: String,
    synth: String,
) -> Result<ForeignPreset, ForeignError> {
    let count = count as usize;
    if count > PARAMS_MOST || count * 4 > cursor.rest().len() {
        let there = cursor.rest().len() / 4;
        return Err(cursor.damaged(format!("{there} of {count} parameters are there")));
    }
    let mut parameters = Vec::with_capacity(count);
    for number in 1..=count {
        let value = cursor.big_f32("its parameters")?;
        if !value.is_finite() {
            return Err(cursor.damaged(format!("parameter {number} is no number")));
        }
        let value = ForeignValue::Number(f64::from(value));
        parameters.push(ForeignParam { name: number.to_string(), value });
    }
    let (format, scale, is_numbered) = (FORMAT.name, Scale::Knob, true);
    Ok(ForeignPreset { format, synth, name, scale, is_numbered, parameters, ..ForeignPreset::default() })
}

/// What the plug-in wrote itself.
fn chunk(
    cursor: &mut Cursor,
    depth: usize,
    name: String,
    synth: &str,
) -> Result<Vec<ForeignPreset>, ForeignError> {
    let length = cursor.big_u32("its chunk's length")? as usize;
    let chunk = cursor.take(length, "its chunk")?;
    let mut presets = match within(chunk, depth) {
        Some(presets) => presets?,
        None => vec![opaque(chunk)],
    };
    for preset in &mut presets {
        if preset.synth.is_empty() {
            preset.synth = synth.to_owned();
        }
        if preset.name.is_empty() {
            preset.name.clone_from(&name);
        }
    }
    Ok(presets)
}

/// What only the plug-in can read.
fn opaque(chunk: &[u8]) -> ForeignPreset {
    let (bytes, begins) = (chunk.len(), beginning(chunk));
    let unread = format!(
        "Its chunk of {bytes} bytes (it begins with {begins:?}) is in a format of the plug-in, which alone can read it"
    );
    ForeignPreset { format: FORMAT.name, unread: vec![unread], ..ForeignPreset::default() }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::read_foreign;
    use super::*;

    fn head(kind: &[u8; 4], code: &[u8; 4], count: u32) -> Vec<u8> {
        let mut bytes = b"CcnK\0\0\0\0".to_vec();
        bytes.extend(kind);
        bytes.extend(1_u32.to_be_bytes());
        bytes.extend(code);
        bytes.extend(1_u32.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes
    }

    fn program(name: &str, values: &[f32]) -> Vec<u8> {
        let mut bytes = head(b"FxCk", b"Abcd", values.len() as u32);
        let mut padded = name.as_bytes().to_vec();
        padded.resize(NAME_BYTES, 0);
        bytes.extend(padded);
        bytes.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        bytes
    }

    fn with_chunk(kind: &[u8; 4], code: &[u8; 4], chunk: &[u8]) -> Vec<u8> {
        let mut bytes = head(kind, code, 0);
        bytes.resize(bytes.len() + if kind == b"FPCh" { NAME_BYTES } else { RESERVED_BYTES }, 0);
        bytes.extend((chunk.len() as u32).to_be_bytes());
        bytes.extend(chunk);
        bytes
    }

    pub(in super::super) fn sample() -> Vec<u8> {
        let mut bank = head(b"FxBk", b"Abcd", 2);
        bank.resize(bank.len() + RESERVED_BYTES, 0);
        bank.extend(program("A", &[0.5, 0.25]));
        bank.extend(program("B", &[1.0]));
        bank
    }

    /// A program around another format.
    pub(in super::super) fn around(chunk: &[u8]) -> Vec<u8> {
        with_chunk(b"FPCh", b"Abcd", chunk)
    }

    #[test]
    fn numbers_come_in_order_and_banks_hold_several() {
        let read = read_foreign(&program("Lead", &[0.25, 1.0]), Some("fxp")).unwrap();
        assert_eq!((read[0].name.as_str(), read[0].synth.as_str()), ("Lead", "VST2 Abcd"));
        assert!(read[0].is_numbered && read[0].parameters[1] == ForeignParam::read("2", "1"));
        let mut bank = head(b"FxBk", b"Abcd", 2);
        bank.resize(bank.len() + RESERVED_BYTES, 0);
        bank.extend(program("A", &[0.5]));
        bank.extend(program("B", &[f32::NAN]));
        assert!(read_foreign(&bank, None).unwrap_err().to_string().contains("no number"));
        let end = bank.len();
        bank[end - 4..].copy_from_slice(&1.0_f32.to_be_bytes());
        assert_eq!(read_foreign(&bank, None).unwrap().len(), 2);
        assert!(read_foreign(&bank[..end - 1], None).is_err());
        let claimed = head(b"FxCk", b"Abcd", u32::MAX);
        assert!(read_foreign(&claimed, None).is_err());
        assert!(read_foreign(&head(b"FxBk", b"Abcd", u32::MAX), None).is_err());
    }

    #[test]
    fn chunks_are_read_where_they_are_known_and_told_where_not() {
        let state = b"amSynth1.0preset\n<preset> <name> X\n<parameter> amp_attack 1\nEOF\n";
        let read = read_foreign(&with_chunk(b"FBCh", b"amsy", state), Some("fxb")).unwrap();
        assert_eq!((read[0].format, read[0].name.as_str()), ("amsynth", "X"));
        let mut wrapped = b"VstW".to_vec();
        wrapped.extend([8_u32, 1, 0].into_iter().flat_map(u32::to_be_bytes));
        wrapped.extend(with_chunk(b"FBCh", b"amsy", state));
        assert_eq!(read_foreign(&wrapped, None).unwrap(), read);
        let opaque = read_foreign(&with_chunk(b"FPCh", b"cjs3", b"\x01\x02"), None).unwrap();
        assert_eq!(opaque[0].synth, "Surge XT");
        assert!(opaque[0].unread[0].contains("chunk of 2 bytes"), "{:?}", opaque[0].unread);
        // A chunk that lies about its length, and a bank that holds itself, end.
        let mut long = with_chunk(b"FPCh", b"cjs3", b"");
        let at = long.len() - 4;
        long[at..].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(read_foreign(&long, None).is_err());
        let mut nested = state.to_vec();
        for _ in 0..9 {
            nested = with_chunk(b"FBCh", b"amsy", &nested);
        }
        assert!(read_foreign(&nested, None).unwrap()[0].parameters.is_empty());
    }
}
