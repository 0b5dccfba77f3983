//! Definitions of plug-ins that can't be had here, and layouts of Dexed, over synths made of names.

use std::sync::Arc;

use tonewright_host::definition::{Definition, View};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{
    Curve, Display, Kind, Norm, ParamSpec, Plain, Preset, RenderError, RenderSetup, Renderer, Synth,
    SynthSpec, seed,
};

use crate::definition_views::view;
use crate::definitions::{layout, shipped};

/// A plug-in that is not here: knobs by names, which plays nothing.
struct Named(SynthSpec);

impl Synth for Named {
    fn spec(&self) -> &SynthSpec {
        &self.0
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let synth = self.0.id.to_string();
        Err(RenderError::Rate { synth, rate_hz: setup.rate_hz, low_hz: 1, high_hz: 1 })
    }
}

fn named(names: impl Iterator<Item = String>) -> Named {
    let param = |(at, name): (usize, String)| ParamSpec {
        id: format!("p{at}").into(),
        name: name.into(),
        kind: Kind::Continuous,
        range: (0.0, 1.0),
        curve: Curve::Linear,
        default: Plain(0.25),
        unit: "".into(),
        display: Display::Number,
        summary: "".into(),
        in_preset_file: true,
    };
    Named(SynthSpec::new("fake", "Fake", 4, names.enumerate().map(param).collect(), Vec::new()))
}

/// The names of a definition as a plug-in might show them, with strangers among them, backwards.
fn plug_in_of(definition: &Definition) -> Named {
    let shown = |name: &String| name.replace(['_', ':'], " ").to_uppercase();
    let names = definition.params.iter().rev().map(|param| shown(&param.name));
    named(["Bypass".to_owned(), "Program".to_owned()].into_iter().chain(names))
}

#[test]
fn plug_ins_are_addressed_by_name_in_any_order() {
    for name in ["tal-noisemaker", "diva-173", "diva-166", "diva-412", "surge-xt-full", "surge-xt-simple"] {
        let definition = shipped(name);
        let fake = plug_in_of(&definition);
        let count = fake.0.params.len();
        let view = View::new(definition.clone(), Arc::new(fake)).unwrap();
        assert_eq!((view.spec().id.as_ref(), view.spec().sound_version), (name, 4));
        assert_eq!(view.spec().params.len(), definition.totals().used);
        let init = view.expanded(&Preset::init(view.spec()));
        // Strangers stay where the plug-in starts.
        assert_eq!((init.values.len(), init.values[0]), (count, Norm::saturating(0.25)));
        for (at, param) in definition.params.iter().enumerate() {
            let below = init.values[count - 1 - at].get();
            if let Some(default) = param.default {
                let near = param.values.few().map_or(1e-6, |_| 0.006);
                assert!(
                    (f64::from(below) - default).abs() <= near,
                    "{name} {}: {below} {default}",
                    param.name
                );
            }
        }
        let drawn = view.prior().draw(&mut seed::stream(2, name, 0));
        let knobs = view.knobs(&drawn);
        for (param, knob) in definition.used().zip(&knobs) {
            let fits = match param.values.few() {
                Some(few) => few.knobs.iter().any(|known| (known - knob).abs() < 1e-6),
                None => (0.0..=1.0).contains(knob),
            };
            assert!(fits, "{name} {}: {knob}", param.name);
        }
        let layout = layout(name, &definition.encodings[0].name);
        let (again, _) = layout.decode(&layout.encode(&knobs, None));
        assert_eq!(view.preset("again", &again).values.len(), drawn.values.len());
        let near = again.iter().zip(&knobs).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(near, "{name}");
    }
}

#[test]
fn a_name_that_a_plug_in_lacks_or_has_twice_is_told() {
    let definition = shipped("surge-xt-simple");
    let without = plug_in_of(&definition)
        .0
        .params
        .iter()
        .map(|p| p.name.to_string())
        .filter(|name| !name.contains("OSC 2 SAW"))
        .collect::<Vec<_>>();
    let error =
        View::new(definition.clone(), Arc::new(named(without.into_iter()))).err().unwrap().to_string();
    assert!(error.contains("it has no `a_osc_2_sawtooth`") && error.contains("base preset"), "{error}");
    let talnm = shipped("tal-noisemaker");
    // Index 86 in the fake is neither of the two: the plug-in's own index tells nothing here.
    let twice = plug_in_of(&talnm)
        .0
        .params
        .iter()
        .map(|p| p.name.to_string())
        .chain(["FILTER TYPE".to_owned()])
        .collect::<Vec<_>>();
    let error = View::new(talnm, Arc::new(named(twice.into_iter()))).err().unwrap().to_string();
    assert!(error.contains("`filter_type` is the name of 2 of its parameters"), "{error}");
}

/// Dexed after `MonoMode` joined at index 3, by the names that the plug-in shows.
fn new_dexed() -> Named {
    let spec = Dx7::mark_one().spec().clone();
    let mut params: Vec<ParamSpec> = spec
        .params
        .iter()
        .enumerate()
        .map(|(at, param)| ParamSpec { id: format!("p{at}").into(), ..param.clone() })
        .collect();
    let mono = ParamSpec {
        id: "mono".into(),
        name: "MonoMode".into(),
        kind: Kind::Toggle,
        range: (0.0, 1.0),
        default: Plain(0.0),
        ..params[0].clone()
    };
    params.insert(3, mono);
    Named(SynthSpec::new("dexed", "Dexed", 1, params, Vec::new()))
}

#[test]
fn both_layouts_of_dexed_are_one_synth() {
    for name in ["dexed-100", "dexed-144"] {
        let (old, new) = (view(name), View::new(shipped(name), Arc::new(new_dexed())).unwrap());
        let kinds = |view: &View| -> Vec<(String, Kind, (f64, f64))> {
            view.spec().params.iter().map(|p| (p.id.to_string(), p.kind.clone(), p.range)).collect()
        };
        assert_eq!(kinds(&old), kinds(&new));
        let preset = old.prior().draw(&mut seed::stream(6, name, 0));
        let (before, mut after) = (old.expanded(&preset).values, new.expanded(&preset).values);
        assert_eq!(after.remove(3), Norm::ZERO);
        assert_eq!(before, after);
    }
}
