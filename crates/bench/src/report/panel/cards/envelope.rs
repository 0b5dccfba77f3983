//! Envelopes among the knobs of a card, as far as their names are sure: an attack, a decay, a sustain and a release that
//! are called alike otherwise. Drawn as a shape from their knobs, not to time.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::report::{ParamKind, ParamValue};

/// What the stages are called. A rate is the contrary of a time, and is not drawn.
const STAGES: [[&str; 4]; 4] = [
    ["attack", "attack time", "att", "atk"],
    ["decay", "decay time", "dec", "dcy"],
    ["sustain", "sustain level", "sus", "sustain lvl"],
    ["release", "release time", "rel", "rls"],
];
const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 48.0;
/// Width of a stage whose knob is fully up, of one whose knob is down, and of the time that the key is held.
const STAGE: f64 = 45.0;
const STAGE_LEAST: f64 = 2.0;
const HELD: f64 = 24.0;

/// Four knobs that make an envelope, with their names: attack, decay, sustain, release.
pub(super) struct Envelope<'a> {
    pub(super) stages: [(String, &'a ParamValue); 4],
}

/// The envelopes among these parameters, in order of their names, and what is no part of one.
pub(super) fn split<'a>(
    params: Vec<(String, &'a ParamValue)>,
) -> (Vec<Envelope<'a>>, Vec<(String, &'a ParamValue)>) {
    // What stands before the stage's name, and which parameter each stage is; two of a stage make it doubtful.
    let mut found: BTreeMap<String, [Vec<usize>; 4]> = BTreeMap::new();
    for (at, (name, param)) in params.iter().enumerate() {
        let is_number = matches!(param.kind, Some(ParamKind::Continuous | ParamKind::Stepped));
        let lower = name.to_lowercase();
        if let Some((prefix, stage)) = stage(&lower).filter(|_| is_number) {
            found.entry(prefix.to_owned()).or_default()[stage].push(at);
        }
    }
    let sure = |stages: &[Vec<usize>; 4]| match stages.each_ref().map(Vec::as_slice) {
        [[a], [d], [s], [r]] => Some([*a, *d, *s, *r]),
        _ => None,
    };
    let sure: Vec<[usize; 4]> = found.values().filter_map(sure).collect();
    let envelopes =
        sure.iter().map(|stages| Envelope { stages: stages.map(|at| params[at].clone()) }).collect();
    let is_single = |at: &usize| !sure.iter().any(|stages| stages.contains(at));
    let single = params.iter().enumerate().filter(|(at, _)| is_single(at)).map(|(_, param)| param.clone());
    (envelopes, single.collect())
}

impl Envelope<'_> {
    pub(super) fn curve(&self) -> Markup {
        let line = self.path();
        let is_moved = self.stages.iter().any(|(_, stage)| stage.is_moved());
        html! {
            svg.moved[is_moved] viewBox=(format!("-2 -3 {} {}", WIDTH + 4.0, HEIGHT + 4.0)) preserveAspectRatio="none"
                role="img" aria-label="Shape of the envelope by its knobs, not to time" {
                path.fill d=(format!("{line}V{HEIGHT}H0Z")) {}
                path d=(line) {}
            }
        }
    }

    /// A straight rise, a fall that slows down to the sustain level, the key held, a fall that slows down to nothing.
    fn path(&self) -> String {
        let norms = self.stages.each_ref().map(|(_, stage)| f64::from(stage.norm).clamp(0.0, 1.0));
        let [attack, decay, sustain, release] = norms;
        let width = |norm: f64| STAGE_LEAST + norm * (STAGE - STAGE_LEAST);
        let level = HEIGHT * (1.0 - sustain);
        let top = width(attack);
        let fallen = top + width(decay);
        let up = fallen + HELD;
        let end = up + width(release);
        format!(
            "M0 {HEIGHT}L{top:.1} 0Q{:.1} {level:.1} {fallen:.1} {level:.1}H{up:.1}Q{:.1} {HEIGHT} {end:.1} {HEIGHT}",
            top + 0.3 * (fallen - top),
            up + 0.3 * (end - up),
        )
    }
}

/// Which stage a name in lower case says at its end, and what stands before it.
fn stage(name: &str) -> Option<(&str, usize)> {
    let ends = |word: &&str| {
        let before = name.strip_suffix(*word)?;
        (before.is_empty() || before.ends_with([' ', '-', '.']))
            .then(|| before.trim_end_matches([' ', '-', '.']))
    };
    STAGES.iter().enumerate().find_map(|(stage, words)| Some((words.iter().find_map(ends)?, stage)))
}

#[cfg(test)]
mod tests {
    use super::super::layout::rows;
    use super::*;
    use crate::report::panel::cards::tests::param;

    fn count(names: &[&str]) -> usize {
        let params: Vec<ParamValue> =
            names.iter().map(|name| ParamValue { name: (*name).to_owned(), ..param(name, "g") }).collect();
        rows(&params).iter().flat_map(|row| &row.cards).map(|card| split(card.named()).0.len()).sum()
    }

    #[test]
    fn envelopes_are_found_where_names_are_sure() {
        assert_eq!(count(&["G Attack", "G Decay", "G Sustain", "G Release", "G Level"]), 1);
        assert_eq!(count(&["VCF Att", "VCF Dec", "VCF Sus", "VCF Rel", "VCF Freq"]), 1);
        let two = ["amp attack", "amp decay", "amp sustain", "amp release"].into_iter().chain([
            "mod attack time",
            "mod decay time",
            "mod sustain level",
            "mod release time",
        ]);
        assert_eq!(count(&two.collect::<Vec<_>>()), 2);
        assert_eq!(count(&["Attack", "Decay", "Release", "Level"]), 0, "there is no sustain");
        assert_eq!(count(&["Attack Rate", "Decay Rate", "Sustain Level", "Release Rate"]), 0);
        assert_eq!(count(&["Attack", "attack", "Decay", "Sustain", "Release"]), 0, "there are two attacks");
        assert_eq!(count(&["Counterattack", "Decay", "Sustain", "Release"]), 0);
    }

    #[test]
    fn a_curve_stays_in_its_box() {
        let drawn = |param| Envelope { stages: [(); 4].map(|()| (String::new(), param)) }.path();
        let [low, high] = [0.0, 1.0].map(|norm| ParamValue { norm, ..param("x", "") });
        assert_eq!(drawn(&low), "M0 48L2.0 0Q2.6 48.0 4.0 48.0H28.0Q28.6 48 30.0 48");
        assert!(drawn(&high).ends_with("159.0 48"), "{}", drawn(&high));
    }
}
