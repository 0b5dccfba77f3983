//! Presets of u-he's synths (`.h2p`): a comment of what people say of the sound, `#AM=` for the synth, then modules
//! (`#cm=`) of `key=value` lines, and at the end compressed binary data. There is no description by the makers; this
//! follows what is publicly written about Diva's files.

use super::ForeignFormat;
use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, said};
use super::text::{text, trimmed};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "u-he",
    summary: "presets of Diva and other synths by u-he: module and key by name, values in units of the synth alone",
    extensions: &["h2p"],
    claims,
    read,
};

/// How far the name of the synth may stand from the beginning.
const HEAD_BYTES: usize = 64 << 10;
/// What begins the binary part.
const BINARY: &str = "// Section for ugly compressed binary Data";

fn claims(bytes: &[u8]) -> bool {
    let begun = trimmed(bytes);
    let head = &begun[..begun.len().min(HEAD_BYTES)];
    (begun.starts_with(b"/*@") || begun.starts_with(b"#")) && head.windows(4).any(|part| part == b"#AM=")
}

fn read(bytes: &[u8], _depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let all = text(bytes);
    let body = all.split(BINARY).next().unwrap_or_default();
    let mut preset = ForeignPreset { format: FORMAT.name, ..ForeignPreset::default() };
    let mut rest = body.trim_start_matches('\u{FEFF}').trim_start();
    if rest.starts_with("/*@") {
        let Some((meta, after)) = rest.split_once("*/") else {
            let reason = "the comment at its beginning has no end".to_owned();
            return Err(ForeignError::Damaged { format: FORMAT.name, reason });
        };
        describe(&mut preset, meta);
        rest = after;
    }
    let mut module = "";
    let mut others = 0_usize;
    for line in rest.lines().map(str::trim) {
        match (line.strip_prefix("#AM="), line.strip_prefix("#cm="), line.split_once('=')) {
            (Some(synth), ..) => preset.synth = synth.trim().to_owned(),
            (_, Some(name), _) => module = name.trim(),
            (_, _, Some((key, value))) if !line.starts_with('#') && !module.is_empty() => {
                let value = value.trim().trim_matches('\'');
                preset.parameters.push(ForeignParam::read(format!("{module}:{}", key.trim()), value));
            }
            _ if line.is_empty() => {}
            // The order of modulation sources and other lists of the synth's own.
            _ => others += 1,
        }
    }
    if others > 0 {
        preset.unread.push(format!("{others} lines that belong to no module were not read"));
    }
    let binary = all.len() - body.len();
    if binary > 0 {
        preset.unread.push(format!("A compressed binary section at its end was not read ({binary} bytes)"));
    }
    Ok(vec![preset])
}

/// Words and quoted texts in turns: `Author:` and on the next line `'Somebody'`.
fn describe(preset: &mut ForeignPreset, meta: &str) {
    let mut key = "";
    for line in meta.lines().map(str::trim) {
        if let Some(word) = line.strip_suffix(':').filter(|word| !word.contains('\'')) {
            key = word;
        } else if line.starts_with('\'') {
            let text = said(line.trim_matches('\''));
            match key {
                "Author" => preset.author = text,
                "Bank" => preset.bank = text,
                "Categories" => preset.category = text,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{ForeignValue, read_foreign};

    const FILE: &[u8] = b"/*@Meta\n\nAuthor:\n'J\xF6rg'\n\nBank:\n'Basses'\n\nCategories:\n'Bass:Sub'\n\n*/\n\n#AM=Diva\n\
            #Vers=10001\n#nm=2\n#ms=none\n#ms=ModWhl\n#cm=main\nCcOp=100.00\n#cm=VCF1\nModel=1\nFreq=72.50\n#cm=FX1\n\
            Module='Delay1'\n\n\n\n// Section for ugly compressed binary Data\n// DON'T TOUCH THIS\n\n$$$$a=1\n";

    pub(in super::super) fn sample() -> Vec<u8> {
        FILE.to_vec()
    }

    #[test]
    fn modules_keys_and_words_are_read_and_the_binary_part_is_told() {
        let read = read_foreign(FILE, Some("h2p")).unwrap();
        let preset = &read[0];
        assert_eq!((preset.synth.as_str(), preset.author.as_deref()), ("Diva", Some("Jörg")));
        assert_eq!((preset.bank.as_deref(), preset.category.as_deref()), (Some("Basses"), Some("Bass:Sub")));
        let names: Vec<&str> = preset.parameters.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["main:CcOp", "VCF1:Model", "VCF1:Freq", "FX1:Module"]);
        assert_eq!(preset.parameters[2].value, ForeignValue::Number(72.5));
        assert_eq!(preset.parameters[3].value, ForeignValue::Text("Delay1".to_owned()));
        assert!(
            preset.unread[0].starts_with("4 lines") && preset.unread[1].contains("binary"),
            "{:?}",
            preset.unread
        );
        assert!(read_foreign(b"/*@Meta\n#AM=Diva\n", None).unwrap_err().to_string().contains("no end"));
    }
}
