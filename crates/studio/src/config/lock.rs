//! Locks: parameters that a search must leave alone, as people write them.

use tonewright_synth::{Kind, Norm, ParamSpec, Plain, Preset, SynthSpec};

use crate::error::StudioError;
use crate::suggest::nearest;

/// One locked parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lock {
    /// Index of the parameter in the synth's spec.
    pub param: usize,
    /// Where its knob stays.
    pub value: Norm,
}

/// The locks of `PARAM` and `PARAM=VALUE` texts. PARAM is an id or a pattern with `*` (`op6.*`); VALUE is a number in the
/// parameter's own unit, a choice's label, or on/off. Without a value the parameter stays where `base` has it. Later locks win.
///
/// # Errors
/// When no parameter has that name, or the value is none the parameter can take.
pub fn locks_from_text(texts: &[String], spec: &SynthSpec, base: &Preset) -> Result<Vec<Lock>, StudioError> {
    let mut locks: Vec<Lock> = Vec::new();
    for text in texts {
        let (pattern, value) = match text.split_once('=') {
            Some((pattern, value)) => (pattern.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        for param in matching_params(pattern, spec)? {
            let value = match value {
                Some(value) => norm_from_text(&spec.params[param], value)?,
                None => base.values[param],
            };
            locks.retain(|lock| lock.param != param);
            locks.push(Lock { param, value });
        }
    }
    locks.sort_by_key(|lock| lock.param);
    Ok(locks)
}

/// Indices of the parameters that a pattern names, at least one.
fn matching_params(pattern: &str, spec: &SynthSpec) -> Result<Vec<usize>, StudioError> {
    let wanted = pattern.to_lowercase();
    let found: Vec<usize> = spec
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| glob(&wanted, &param.id))
        .map(|(i, _)| i)
        .collect();
    if found.is_empty() {
        let known: Vec<String> = spec.params.iter().map(|param| param.id.to_string()).collect();
        let near = nearest(pattern, known.iter().map(String::as_str)).map(str::to_owned);
        return Err(StudioError::UnknownName { what: "parameter", name: pattern.to_owned(), near, known });
    }
    Ok(found)
}

/// Whether a pattern with `*` for any letters is the whole of `text`.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(tail) = text.strip_prefix(head) else { return false };
    (0..=tail.len()).any(|at| tail.is_char_boundary(at) && glob(rest, &tail[at..]))
}

/// A value as a person writes it.
fn norm_from_text(param: &ParamSpec, text: &str) -> Result<Norm, StudioError> {
    let plain = param.plain_from_text(text).ok_or_else(|| StudioError::Setting {
        key: format!("--lock {}", param.id),
        reason: format!("it can't be `{text}`"),
        hint: Some(format!("it takes {}", values_of(param))),
    })?;
    Ok(param.norm_from_plain(plain))
}

/// The values a parameter takes, in words.
pub(crate) fn values_of(param: &ParamSpec) -> String {
    let (low, high) = param.range;
    let shown = |plain: f64| param.text(param.norm_from_plain(Plain(plain)));
    match &param.kind {
        Kind::Toggle => "`on` or `off`".to_owned(),
        Kind::Choice { labels } if labels.len() <= 8 => {
            labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ")
        }
        Kind::Choice { .. } | Kind::Stepped => format!("{} to {}", shown(low), shown(high)),
        Kind::Continuous => {
            // Of 64 bits the last ones are crumbs of arithmetic.
            format!("any number from {} to {}{}", low as f32, high as f32, param.unit)
        }
    }
}

#[cfg(test)]
mod tests {
    use tonewright_synth::Group;

    use super::*;

    fn spec() -> SynthSpec {
        let knob = |id: &'static str, kind: Kind, range| ParamSpec {
            id: id.into(),
            name: id.into(),
            kind,
            range,
            curve: tonewright_synth::Curve::Linear,
            default: Plain(range.0),
            unit: "".into(),
            summary: "A knob.".into(),
            display: tonewright_synth::Display::Number,
            in_preset_file: true,
        };
        let waves = Kind::Choice { labels: vec!["sine".into(), "saw".into()] };
        let params = vec![
            knob("algorithm", Kind::Stepped, (0.0, 31.0)),
            knob("op1.level", Kind::Stepped, (0.0, 99.0)),
            knob("op1.switch", Kind::Toggle, (0.0, 1.0)),
            knob("op2.level", Kind::Stepped, (0.0, 99.0)),
            knob("lfo.wave", waves, (0.0, 1.0)),
        ];
        let all = Group { id: "all".into(), family: None, params: (0..params.len()).collect() };
        SynthSpec::new("t", "T", 1, params, vec![all])
    }

    fn locks(texts: &[&str]) -> Result<Vec<Lock>, StudioError> {
        let spec = spec();
        let mut base = Preset::init(&spec);
        base.values[1] = Norm::ONE;
        locks_from_text(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), &spec, &base)
    }

    #[test]
    fn ids_patterns_and_values() {
        assert_eq!(locks(&["op1.level"]).unwrap(), [Lock { param: 1, value: Norm::ONE }]);
        assert_eq!(
            locks(&["op*.level=0"]).unwrap().iter().map(|lock| lock.param).collect::<Vec<_>>(),
            [1, 3]
        );
        assert_eq!(locks(&["op1.switch=on", "lfo.wave=SAW"]).unwrap().len(), 2);
        let later = locks(&["op1.*", "op1.level=0"]).unwrap();
        assert_eq!(later[0], Lock { param: 1, value: Norm::ZERO });
    }

    #[test]
    fn wrong_names_and_values_are_refused_with_a_way_out() {
        for text in [
            "algoritm",
            "op7.*",
            "op1.level=100",
            "op1.level=1.5",
            "op1.level=loud",
            "op1.switch=2",
            "lfo.wave=square",
            "",
        ] {
            let error = locks(&[text]).unwrap_err();
            assert!(!error.hints().is_empty(), "{text}: {error}");
        }
    }
}
