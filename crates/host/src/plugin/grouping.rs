//! Which parameters belong together, as far as their names tell: `osc1-pitch` and `osc2-pitch` are parts of
//! interchangeable oscillators, `filter-cutoff` and `filter-resonance` of one filter.

use std::collections::BTreeMap;

use super::PluginParam;

/// Groups what is in no group yet.
pub(crate) fn by_name(params: &mut [PluginParam]) {
    let free = |param: &PluginParam| param.told.group.is_none().then(|| param.told.id.clone());
    let ids: Vec<Option<String>> = params.iter().map(free).collect();
    let parts: Vec<Option<Part>> = ids.iter().map(|id| part(id.as_deref()?)).collect();
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in parts.iter().flatten() {
        members.entry(part.group).or_default().push(part.rest);
    }
    members.retain(|_, rests| rests.len() > 1);
    for (param, part) in params.iter_mut().zip(&parts) {
        let Some(part) = part else { continue };
        let Some(rests) = members.get(part.group) else { continue };
        // Parts of a kind have the same knobs in the same order, and there are two at least.
        let is_twin = |other: &Part| other.stem == part.stem && other.group != part.group;
        let mut twins = parts.iter().flatten().filter(|other| is_twin(other));
        let is_part = !part.number.is_empty() && twins.any(|twin| members.get(twin.group) == Some(rests));
        param.told.group = Some(part.group.to_owned());
        param.told.family = is_part.then(|| part.stem.to_owned());
    }
}

/// What a name says: `osc1-pitch` is the `pitch` of the group `osc1`, number `1` of the `osc`s.
struct Part<'a> {
    group: &'a str,
    stem: &'a str,
    number: &'a str,
    rest: &'a str,
}

fn part(id: &str) -> Option<Part<'_>> {
    let is_joint = |c: char| "-._:".contains(c);
    let (first, rest) = id.split_once(is_joint)?;
    // `osc-1-pitch`: the number stands alone.
    let (group, rest) = match rest.split_once(is_joint) {
        Some((second, rest)) if second.chars().all(|c| c.is_ascii_digit()) => {
            (&id[..first.len() + 1 + second.len()], rest)
        }
        _ => (first, rest),
    };
    let stem = group.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &group[stem.len()..];
    Some(Part { group, stem: stem.trim_end_matches(is_joint), number, rest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told::{ToldKind, ToldParam};

    fn grouped(ids: &[&str]) -> Vec<(Option<String>, Option<String>)> {
        let param = |id: &&str| PluginParam {
            told: ToldParam {
                id: (*id).to_owned(),
                name: None,
                kind: ToldKind::Continuous,
                low: 0.0,
                high: None,
                default: None,
                curve: tonewright_synth::Curve::Linear,
                labels: Vec::new(),
                unit: String::new(),
                summary: String::new(),
                group: None,
                family: None,
            },
            raws: Vec::new(),
        };
        let mut params: Vec<PluginParam> = ids.iter().map(param).collect();
        by_name(&mut params);
        params.into_iter().map(|p| (p.told.group, p.told.family)).collect()
    }

    #[test]
    fn numbers_make_families_and_words_make_groups() {
        let some = |group: &str, family: Option<&str>| (Some(group.to_owned()), family.map(str::to_owned));
        let ids =
            ["osc1-pitch", "osc1-level", "osc2-pitch", "osc2-level", "filter-cutoff", "filter-q", "volume"];
        let wanted = [
            some("osc1", Some("osc")),
            some("osc1", Some("osc")),
            some("osc2", Some("osc")),
            some("osc2", Some("osc")),
            some("filter", None),
            some("filter", None),
            (None, None),
        ];
        assert_eq!(grouped(&ids), wanted);
        let apart = ["lfo_1_rate", "lfo_1_wave", "lfo_2_rate", "lfo_2_wave"];
        assert!(grouped(&apart).iter().all(|(_, family)| family.as_deref() == Some("lfo")));
        let unlike = ["osc1-pitch", "osc1-wave", "osc2-pitch", "osc2-fm"];
        assert!(grouped(&unlike).iter().all(|(group, family)| group.is_some() && family.is_none()));
        assert_eq!(grouped(&["glide-time", "volume"]), [(None, None), (None, None)]);
    }
}
