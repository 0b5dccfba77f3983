//! The parameters: ranges, defaults, groups, and the road between knob and unit in both directions.

use std::collections::BTreeSet;

use tonewright_synth::{Kind, Norm, ParamSpec};

use super::Bench;

pub(super) fn check(bench: &mut Bench) {
    let spec = bench.synth.spec().clone();
    bench.claim(!spec.params.is_empty(), || "it has no parameters".to_owned());
    for (index, param) in spec.params.iter().enumerate() {
        bench.claim(spec.index_of(&param.id) == Some(index), || {
            format!("`{}` is not found by name", param.id)
        });
        bench.claim((param.range.0..=param.range.1).contains(&param.default.0), || {
            format!("the default of `{}` lies outside its range", param.id)
        });
        bench.claim(param.curve.fits(param.range), || format!("`{}` has an impossible curve", param.id));
        for sentence in roads(param) {
            bench.claim(false, || sentence);
        }
    }
    let mut seen = BTreeSet::new();
    for group in &spec.groups {
        for index in &group.params {
            bench.claim(*index < spec.params.len() && seen.insert(*index), || {
                format!("group `{}` holds parameter {index}, which is not there or another group's", group.id)
            });
        }
    }
}

/// Knob to unit to knob, and the texts that people read and type.
fn roads(param: &ParamSpec) -> Vec<String> {
    let mut broken = Vec::new();
    let steps = param.cardinality().unwrap_or(11);
    for step in (0..steps).step_by(steps.div_ceil(200)) {
        let norm = Norm::saturating(step as f32 / (steps.max(2) - 1) as f32);
        let plain = param.plain_from_norm(norm);
        let back = param.norm_from_plain(plain);
        if (back.get() - norm.get()).abs() > 1e-5 {
            broken.push(format!("`{}` at {} comes back as {}", param.id, norm.get(), back.get()));
        }
        let text = param.text(norm);
        let read = param.plain_from_text(&text).map(|plain| plain.0);
        let near = match param.kind {
            Kind::Continuous => (param.range.1 - param.range.0).abs() * 1e-3 + 1e-3,
            _ => 0.0,
        };
        if !read.is_some_and(|read| (read - plain.0).abs() <= near) {
            broken.push(format!("`{}` shows {text:?}, which is read as {read:?}", param.id));
        }
    }
    broken
}
