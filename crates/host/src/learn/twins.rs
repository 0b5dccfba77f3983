//! What was heard of a knob is true of its twins: the same knob of interchangeable parts, of which one may hardly ever
//! sound.

use tonewright_synth::{Group, SynthSpec};

use crate::probe::{Findings, ParamFindings, Ways};

/// What was heard of each parameter and its twins together.
pub(super) fn merged(spec: &SynthSpec, findings: &Findings) -> Vec<ParamFindings> {
    let mut merged = findings.params.clone();
    for (at, group) in spec.groups.iter().enumerate() {
        let twins: Vec<&Group> = spec.groups.iter().filter(|other| are_twins(spec, group, other)).collect();
        // Each family once, at its first group.
        let is_first = spec.groups[..at].iter().all(|earlier| !are_twins(spec, group, earlier));
        if twins.len() < 2 || !is_first {
            continue;
        }
        for place in 0..group.params.len() {
            let knobs: Vec<usize> = twins.iter().map(|twin| twin.params[place]).collect();
            let all: Vec<&ParamFindings> = knobs.iter().map(|knob| &findings.params[*knob]).collect();
            let one = together(&all);
            knobs.iter().for_each(|knob| merged[*knob] = one.clone());
        }
    }
    merged
}

/// Whether two groups are of one family and have the same kinds of knobs in the same order.
pub(super) fn are_twins(spec: &SynthSpec, one: &Group, other: &Group) -> bool {
    let kinds = |group: &Group| -> Vec<_> {
        group.params.iter().map(|at| (&spec.params[*at].kind, spec.params[*at].range)).collect()
    };
    one.family.is_some() && one.family == other.family && kinds(one) == kinds(other)
}

fn together(all: &[&ParamFindings]) -> ParamFindings {
    let heard: Vec<&&ParamFindings> = all.iter().filter(|found| found.heard_in > 0).collect();
    let values = |found: &ParamFindings| match &found.ways {
        Ways::Told => 0,
        Ways::Few(plateaus) => plateaus.len(),
        Ways::Any => usize::MAX,
    };
    // Who was heard to take more values has heard better.
    let best = all.iter().rev().max_by_key(|found| values(found)).expect("a family has members");
    ParamFindings {
        ways: best.ways.clone(),
        ordered: best.ordered,
        heard_in: all.iter().map(|found| found.heard_in).max().unwrap_or(0),
        reach_db: all.iter().map(|found| found.reach_db).fold(0.0, f64::max),
        is_level: !heard.is_empty() && heard.iter().all(|found| found.is_level),
        tried_in: all.iter().map(|found| found.tried_in).max().unwrap_or(0),
    }
}
