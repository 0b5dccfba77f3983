//! Presets of TAL-NoiseMaker (`.noisemakerpreset`, and the plug-in's state): XML whose `program` elements have an attribute
//! for each parameter, all on the knob, 0 to 1.

use super::error::ForeignError;
use super::preset::{ForeignParam, ForeignPreset, ForeignValue, Scale};
use super::text::text;
use super::{ForeignFormat, PARAMS_MOST, xml};

pub(super) const FORMAT: ForeignFormat = ForeignFormat {
    name: "noisemaker",
    summary: "presets of TAL-NoiseMaker: every parameter by name, as the way of its knob",
    extensions: &["noisemakerpreset"],
    claims: |bytes| xml::root_is(bytes, "tal"),
    read,
};

/// The first version whose filter type is one of twelve; before, it is one of the first ten of these.
const TWELVE_FILTERS: f64 = 1.65;
const FILTER_TYPE: &str = "filtertype";

fn read(bytes: &[u8], _depth: usize) -> Result<Vec<ForeignPreset>, ForeignError> {
    let mut presets: Vec<ForeignPreset> = Vec::new();
    let mut version = None;
    let (mut params, mut points) = (0, 0_usize);
    xml::walk(&text(bytes), FORMAT.name, |element| {
        match element.name.as_str() {
            "tal" => version = element.get("version").and_then(|text| text.parse::<f64>().ok()),
            "program" => {
                tell_envelope(presets.last_mut(), std::mem::take(&mut points));
                params += element.attributes.len();
                if params > PARAMS_MOST {
                    let reason = format!("it has more than {PARAMS_MOST} parameters");
                    return Err(ForeignError::Damaged { format: FORMAT.name, reason });
                }
                presets.push(preset(element.attributes, version));
            }
            "splinePoint" => points += 1,
            _ => {}
        }
        Ok(())
    })?;
    tell_envelope(presets.last_mut(), points);
    Ok(presets)
}

fn preset(attributes: Vec<(String, String)>, version: Option<f64>) -> ForeignPreset {
    let mut preset = ForeignPreset {
        format: FORMAT.name,
        synth: "TAL-NoiseMaker".to_owned(),
        scale: Scale::Knob,
        ..ForeignPreset::default()
    };
    for (name, value) in attributes {
        if name == "programname" {
            preset.name = value;
            continue;
        }
        let mut param = ForeignParam::read(name, &value);
        if let ForeignValue::Number(knob) = &mut param.value
            && param.name == FILTER_TYPE
            && version.is_some_and(|version| version < TWELVE_FILTERS)
        {
            *knob = filter_of_twelve(*knob);
        }
        preset.parameters.push(param);
    }
    preset
}

/// Where a filter type of ten lies on the knob of twelve.
fn filter_of_twelve(knob: f64) -> f64 {
    (knob.clamp(0.0, 1.0) * 9.0).round() / 11.0
}

/// The free envelope is a curve, no parameter; two points are the straight line that does nothing.
fn tell_envelope(preset: Option<&mut ForeignPreset>, points: usize) {
    if let Some(preset) = preset.filter(|_| points > 2) {
        preset.unread.push("The free envelope's curve was not read".to_owned());
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::read_foreign;
    use super::*;

    fn file(version: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tal curprogram=\"0\" version=\"{version}\"><programs>\
             <program programname=\"A &amp; B\" volume=\"0.4\" filtertype=\"0.444444448\" cutoff=\"0.5\"><splinePoints>\
             <splinePoint isStartPoint=\"1\"/><splinePoint/><splinePoint isEndPoint=\"1\"/></splinePoints></program>\
             <program programname=\"C\" volume=\"1\"><splinePoints/></program></programs></tal>"
        )
    }

    pub(in super::super) fn sample() -> Vec<u8> {
        file("1.7").into_bytes()
    }

    #[test]
    fn every_program_is_a_preset_and_old_filter_types_are_counted_anew() {
        let read = read_foreign(file("1.6").as_bytes(), None).unwrap();
        assert_eq!(read.iter().map(|preset| preset.name.as_str()).collect::<Vec<_>>(), ["A & B", "C"]);
        assert_eq!(read[0].parameters[0], ForeignParam::read("volume", "0.4"));
        assert_eq!(read[0].parameters[1].value, ForeignValue::Number(4.0 / 11.0));
        assert!(read[0].unread[0].contains("curve") && read[1].unread.is_empty());
        // Some files of version 1.7 say so in a number of floating point.
        let read = read_foreign(file("1.6999999999999999556").as_bytes(), None).unwrap();
        assert_eq!(read[0].parameters[1].value, ForeignValue::Number(0.444_444_448));
    }
}
