//! The face of a synth as files keep it: whoever reads a data set knows its parameters without having the synth.
//! Files come from anywhere, so nothing of it is believed before it is looked at.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Curve, Group, Kind, ParamSpec, Repeats, SynthSpec};

/// What a file says of a synth.
#[derive(Deserialize)]
pub(super) struct StoredSpec {
    id: String,
    name: String,
    sound_version: u32,
    params: Vec<ParamSpec>,
    groups: Vec<Group>,
    #[serde(default)]
    repeats: Repeats,
    #[serde(default)]
    rests_on: Option<String>,
}

impl TryFrom<StoredSpec> for SynthSpec {
    type Error = String;

    fn try_from(stored: StoredSpec) -> Result<Self, String> {
        let mut ids = BTreeSet::new();
        for param in &stored.params {
            check(param).map_err(|why| format!("the parameter `{}` {why}", param.id))?;
            if !ids.insert(param.id.as_ref()) {
                return Err(format!("the parameter `{}` is there twice", param.id));
            }
        }
        let count = stored.params.len();
        if let Some(group) = stored.groups.iter().find(|group| group.params.iter().any(|at| *at >= count)) {
            return Err(format!("the group `{}` has parameters that are not there", group.id));
        }
        let name: Cow<'static, str> = stored.name.into();
        let mut spec = Self::new(stored.id, name, stored.sound_version, stored.params, stored.groups);
        (spec.repeats, spec.rests_on) = (stored.repeats, stored.rests_on);
        Ok(spec)
    }
}

/// Whether a parameter makes sense.
fn check(param: &ParamSpec) -> Result<(), &'static str> {
    let (low, high) = param.range;
    if !(low.is_finite() && high.is_finite() && low <= high && (high - low).is_finite()) {
        return Err("has a range that is none");
    }
    match &param.kind {
        Kind::Choice { labels } if labels.is_empty() || param.range != (0.0, (labels.len() - 1) as f64) => {
            Err("has other names than values")
        }
        Kind::Continuous if low < high && !param.curve.fits(param.range) => Err("has a curve that can't be"),
        Kind::Continuous if low == high && param.curve != Curve::Linear => Err("has a curve without a range"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{SYNTHS, SynthSpec};

    #[test]
    fn a_synth_reads_back_from_what_it_writes() {
        for entry in SYNTHS {
            let synth = (entry.build)();
            let spec = synth.spec();
            let read: SynthSpec = serde_json::from_value(serde_json::to_value(spec).unwrap()).unwrap();
            assert_eq!((read.params.as_slice(), read.groups.as_slice()), (&*spec.params, &*spec.groups));
            assert_eq!((read.id.as_ref(), read.sound_version), (spec.id.as_ref(), spec.sound_version));
            let last = spec.params.len() - 1;
            assert_eq!(read.index_of(&spec.params[last].id), Some(last));
        }
    }

    fn refused(change: impl FnOnce(&mut Value)) -> String {
        let mut value = serde_json::to_value((SYNTHS[0].build)().spec()).unwrap();
        change(&mut value);
        serde_json::from_value::<SynthSpec>(value).unwrap_err().to_string()
    }

    #[test]
    fn what_can_not_be_is_refused() {
        assert!(refused(|v| v["params"][0]["range"] = json!([3, 1])).contains("a range"));
        assert!(refused(|v| v["params"][1]["id"] = v["params"][0]["id"].clone()).contains("twice"));
        assert!(refused(|v| v["groups"][0]["params"] = json!([9999])).contains("not there"));
        let choice = |value: &mut Value| {
            let params = value["params"].as_array_mut().unwrap();
            let choice = params.iter_mut().find(|param| param["kind"] == "choice").unwrap();
            choice["labels"] = json!([]);
        };
        assert!(refused(choice).contains("names"));
    }
}
