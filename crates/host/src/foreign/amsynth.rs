//! Banks of amsynth: lines of text, each preset a name and the values of its parameters in the units that amsynth's
//! parameters have in every host. Read from the banks that Debian's package ships and from the synth's own state.

use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, Scale};
use super::text::text;
use super::{ForeignFormat, PARAMS_MOST};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "amsynth",
    summary: "banks of amsynth: every parameter by name, in the plug-in's own units",
    extensions: &["bank"],
    // A bank's first line is this word; the state within a host goes on with a version.
    claims: |bytes| bytes.starts_with(b"amSynth"),
    read,
};

fn read(bytes: &[u8], _depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let damaged = |reason: String| ForeignError::Damaged { format: FORMAT.name, reason };
    let mut presets: Vec<ForeignPreset> = Vec::new();
    let mut params = 0;
    for (at, line) in text(bytes).lines().enumerate().skip(1) {
        let line = line.trim();
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        match tag {
            "EOF" => break,
            "" => {}
            "<preset>" => presets.push(preset(rest)),
            "<parameter>" => {
                let (name, value) = rest.trim().split_once(' ').ok_or_else(|| {
                    damaged(format!("line {} has a parameter without a name and a value", at + 1))
                })?;
                let param = ForeignParam::read(name, value);
                let preset = presets
                    .last_mut()
                    .ok_or_else(|| damaged(format!("line {} has a parameter before any preset", at + 1)))?;
                params += 1;
                if params > PARAMS_MOST {
                    return Err(damaged(format!("it has more than {PARAMS_MOST} parameters")));
                }
                preset.parameters.push(param);
            }
            // Settings of single presets that newer versions know.
            _ => {
                if let Some(preset) = presets.last_mut() {
                    preset.unread.push(format!("Line {} is of a kind that is not known: {tag:.40}", at + 1));
                }
            }
        }
    }
    Ok(presets)
}

fn preset(rest: &str) -> ForeignPreset {
    let name = rest.trim().strip_prefix("<name>").unwrap_or(rest).trim().to_owned();
    ForeignPreset {
        format: FORMAT.name,
        synth: "amsynth".to_owned(),
        name,
        scale: Scale::Synth,
        ..ForeignPreset::default()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{ForeignValue, read_foreign};
    use super::*;

    pub(in super::super) fn sample() -> Vec<u8> {
        b"amSynth\n<preset> <name> Pad\n<parameter> amp_attack 0.15\nEOF\n".to_vec()
    }

    #[test]
    fn names_and_values_come_in_order() {
        let bank =
            b"amSynth\n<preset> <name> Pad 1\n<parameter> amp_attack 0.15\n<parameter> osc1_waveform 1\n\
            <preset> <name> \n<parameter> amp_attack x\nEOF\nnothing";
        let read = read_foreign(bank, None).unwrap();
        assert_eq!((read.len(), read[0].name.as_str(), read[1].name.as_str()), (2, "Pad 1", ""));
        assert_eq!(read[0].parameters[1], ForeignParam::read("osc1_waveform", "1"));
        assert_eq!(read[1].parameters[0].value, ForeignValue::Text("x".to_owned()));
        assert!(
            read_foreign(b"amSynth\n<parameter> a 1\n", None).unwrap_err().to_string().contains("line 2")
        );
        assert!(read_foreign(b"amSynth\nEOF\n", None).unwrap_err().to_string().contains("no preset"));
    }
}
