//! A synth seen through a definition keeps every promise of a synth, and sounds as the synth underneath.

use std::collections::BTreeMap;
use std::sync::Arc;

use tonewright_host::definition::{Definition, View};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Gesture, Job, Plain, Preset, PresetLayout, RenderSetup, Synth, seed};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::definitions::shipped;

pub(crate) fn view(name: &str) -> View {
    View::new(shipped(name), Arc::new(Dx7::mark_one())).unwrap()
}

fn sound(synth: &dyn Synth, preset: &Preset) -> tonewright_audio::Audio {
    let setup = RenderSetup::of_secs(44_100, 0.4);
    let gesture = Gesture { note: 52, velocity: 90, gate_secs: 0.25 };
    synth.open(setup).unwrap().render(&Job { preset, gesture }).unwrap()
}

#[test]
fn views_of_the_dx7_keep_every_promise() {
    for name in ["dexed-100", "dexed-144", "dexed-81"] {
        let nature = Nature { preset_count: 4, rates_hz: &[44_100, 22_050, 48_000], ..Nature::default() };
        let broken = check(&view(name), &nature);
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}

#[test]
fn a_view_sounds_as_the_synth_underneath_at_the_whole_preset() {
    for name in ["dexed-100", "dexed-144"] {
        let view = view(name);
        let format = view.own_format();
        assert_eq!(format.name(), "syx");
        for index in 0..10 {
            let preset = view.prior().draw(&mut seed::stream(8, name, index));
            let whole = view.expanded(&preset);
            let heard = sound(&view, &preset);
            assert_eq!(heard, sound(view.under(), &whole), "{name} {index}");
            // Its file is one that any DX7 loads, and the view finds itself in it.
            let file = format.write(std::slice::from_ref(&preset)).unwrap();
            let dx7 = Dx7::mark_one();
            let loaded = dx7.own_format().read(&file).unwrap();
            assert_eq!(heard, sound(&dx7, &loaded.presets[0]), "{name} {index}");
            let read = format.read(&file).unwrap();
            assert_eq!((read.warnings.len(), &read.presets[0].values), (0, &preset.values), "{name} {index}");
            // Numbers that a model learns come back as the same preset.
            let layout = view.definition().layout(&view.definition().encodings[0]);
            let (knobs, _) = layout.decode(&layout.encode(&view.knobs(&preset), None));
            if name == "dexed-100" {
                assert_eq!(view.preset("again", &knobs).values, preset.values, "{name} {index}");
            }
        }
    }
}

#[test]
fn what_models_see_of_a_published_synth_has_the_published_widths() {
    // Numbers, choices, and the classes of all choices (synth-proxy, its two sets of Diva's).
    let published = [
        ("dexed-100", (92, 8, 49)),
        ("diva-412", (122, 51, 290)),
        ("diva-173", (122, 51, 274)),
        ("tal-noisemaker", (51, 8, 52)),
    ];
    for (name, expected) in published {
        let definition = shipped(name);
        let one_hot = definition.layout(definition.encoding("one-hot").unwrap());
        let (choices, numbers) = one_hot.classes_and_numbers();
        assert_eq!((numbers, choices, one_hot.width - numbers), expected, "{name}");
    }
    // Of a synth that is here, its own parameters say the same.
    let layout = PresetLayout::of(view("dexed-100").spec());
    assert_eq!((layout.numbers().count(), layout.choices().count(), layout.class_count()), (92, 8, 49));
}

#[test]
fn foreign_presets_are_read_and_what_is_lost_is_told() {
    let (view, dx7) = (view("dexed-100"), Dx7::mark_one());
    let mut whole = Preset::init(dx7.spec());
    let mut set = |id: &str, value: f64| {
        let at = dx7.spec().index_of(id).unwrap();
        whole.values[at] = dx7.spec().params[at].norm_from_plain(Plain(value));
    };
    set("op2.velocity-sensitivity", 5.0);
    set("op1.eg-rate-4", 10.0);
    set("op3.coarse", 7.0);
    for format in dx7.formats() {
        let bytes = format.write(std::slice::from_ref(&whole)).unwrap();
        let own = view.formats().into_iter().find(|own| own.name() == format.name()).unwrap();
        let read = own.read(&bytes).unwrap();
        let told = read.warnings.join("\n");
        assert!(
            told.contains("does not use what this preset sets: ")
                && told.contains("op2.velocity-sensitivity (5, held at 0)"),
            "{told}"
        );
        assert!(told.contains("moved to the nearest: op1.eg-rate-4 (10)"), "{told}");
        let text = |id: &str| {
            let at = view.spec().index_of(id).unwrap();
            view.spec().params[at].text(read.presets[0].values[at])
        };
        assert_eq!((text("op3.f-coarse"), text("op1.eg-rate-4")), ("7".to_owned(), "45".to_owned()));
    }
}

#[test]
fn the_table_s_prior_keeps_intervals_weights_and_exclusions() {
    let (view, count) = (view("dexed-100"), 6_000_u64);
    let prior = view.prior();
    let mut seen: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for index in 0..count {
        let preset = prior.draw(&mut seed::stream(4, "definition-prior", index));
        assert!(prior.log_density(&preset).unwrap().is_finite());
        for id in ["mode", "f-coarse", "eg-rate-4"]
            .map(|rest| format!("op2.{rest}"))
            .iter()
            .map(String::as_str)
            .chain(["lfo-wave", "p-mode-sens", "lfo-delay"])
        {
            let at = view.spec().index_of(id).unwrap();
            let param = &view.spec().params[at];
            let key = param.id.as_ref();
            let value = param.plain_from_norm(preset.values[at]).0 as usize;
            let counts =
                seen.entry(view.spec().params[view.spec().index_of(key).unwrap()].id.as_ref()).or_default();
            counts.resize(counts.len().max(value + 1), 0);
            counts[value] += 1;
        }
    }
    let share = |id: &str, value: usize| f64::from(seen[id].get(value).copied().unwrap_or(0)) / count as f64;
    // Five standard errors of a share.
    let near = |found: f64, wanted: f64| {
        (found - wanted).abs() < 5.0 * (wanted * (1.0 - wanted) / count as f64).sqrt()
    };
    assert!(near(share("p-mode-sens", 0), 0.75) && near(share("p-mode-sens", 7), 1.0 / 28.0));
    assert!(near(share("op2.mode", 1), 0.25));
    for (value, weight) in [(0, 2.0), (1, 4.0), (2, 1.0), (3, 0.5), (9, 0.3), (31, 0.05)] {
        assert!(
            near(share("op2.f-coarse", value), weight / 12.5),
            "{value}: {}",
            share("op2.f-coarse", value)
        );
    }
    assert!((0..5).all(|wave| near(share("lfo-wave", wave), 0.2)) && seen["lfo-wave"].len() == 5);
    // 0.45 of 99 rounds to 45, 0.5 to 50.
    let rates = &seen["op2.eg-rate-4"];
    assert!(rates[..45].iter().all(|count| *count == 0) && rates[46..99].iter().all(|count| *count > 30));
    assert!(seen["lfo-delay"].len() <= 51 && near(share("lfo-delay", 25), 1.0 / 49.5));
}

#[test]
fn without_a_law_presets_are_drawn_as_the_synth_draws_its_own() {
    let view = view("dexed-144");
    let (own, under) = (view.prior(), view.under().prior());
    let stream = || seed::stream(9, "projected", 0);
    let drawn = own.draw(&mut stream());
    assert_eq!(drawn.values, view.projected(&under.draw(&mut stream())).values);
    let varied = own.perturb(&drawn, 0.0, &mut stream());
    assert!(varied.values != drawn.values);
}

#[test]
fn what_is_held_elsewhere_is_another_sound() {
    let rests_on = |change: &str| {
        let text = format!("name = \"mine\"\nbased_on = \"dexed-100\"\n{change}");
        let mine =
            View::new(Definition::parse("mine", &text, None).unwrap(), Arc::new(Dx7::mark_one())).unwrap();
        mine.spec().rests_on.clone().unwrap()
    };
    let usual = rests_on("");
    assert!(usual.starts_with("dx7 ") && usual == view("dexed-100").spec().rests_on.clone().unwrap());
    assert_eq!(usual, rests_on("[[change]]\nmatch = \"op1_mode\"\nweights = [1, 9]\n"));
    for change in ["match = \"op1_break_point\"\ndefault = 0.9", "match = \"lfo_delay\"\ninterval = [0, 0.6]"]
    {
        assert_ne!(usual, rests_on(&format!("[[change]]\n{change}\n")));
    }
}

#[test]
fn the_real_engine_behind_its_bridge_has_the_same_names() {
    let adapter = &tonewright_host::ADAPTERS[0];
    let Some(python) = crate::python() else {
        eprintln!("SKIPPED definitions over {}: there is no Python", adapter.name);
        return;
    };
    let bridge = match tonewright_host::Bridge::open(adapter.launch(python, None)) {
        Ok(bridge) => Arc::new(bridge),
        Err(error) => {
            assert!(error.to_string().contains("ModuleNotFoundError"), "{error}");
            eprintln!("SKIPPED definitions over {}: {}", adapter.name, adapter.needs);
            return;
        }
    };
    for name in ["dexed-100", "dexed-144"] {
        let (native, real) = (view(name), View::new(shipped(name), bridge.clone()).unwrap());
        let preset = native.prior().draw(&mut seed::stream(7, name, 0));
        assert_eq!(native.knobs(&preset), real.knobs(&preset), "{name}");
        assert_eq!(sound(&real, &preset), sound(bridge.as_ref(), &real.expanded(&preset)), "{name}");
    }
}

#[test]
fn whole_presets_are_used_without_the_definition() {
    let (view, dx7) = (view("dexed-144"), Dx7::mark_one());
    let whole = view.formats().into_iter().find(|format| format.name() == "whole").unwrap();
    let preset = view.prior().draw(&mut seed::stream(8, "whole", 0));
    let file = whole.write(std::slice::from_ref(&preset)).unwrap();
    let json = dx7.formats().into_iter().find(|format| format.name() == "json").unwrap();
    let read = json.read(&file).unwrap();
    assert!(read.warnings.is_empty() && read.presets[0].values == view.expanded(&preset).values);
}
