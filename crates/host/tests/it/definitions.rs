//! The definitions that ship: what their tables come to, and where everything lies in their vectors.

use tonewright_host::definition::{DEFINITIONS, Definition, Layout, Played, Totals, Values};

pub(crate) fn shipped(name: &str) -> Definition {
    Definition::find(name).unwrap_or_else(|| panic!("there is no `{name}`")).unwrap()
}

pub(crate) fn layout(name: &str, encoding: &str) -> Layout {
    let definition = shipped(name);
    definition.layout(definition.encoding(encoding).unwrap())
}

#[test]
fn every_shipped_definition_is_read_and_is_called_what_it_is() {
    for shipped in DEFINITIONS {
        let definition = Definition::parse(shipped.name, shipped.text, None).unwrap();
        assert_eq!(definition.name, shipped.name);
        let spec = definition.spec();
        assert_eq!(spec.params.len(), definition.totals().used, "{}", shipped.name);
        assert!(!definition.summary.is_empty() && !definition.source.is_empty(), "{}", shipped.name);
        for group in spec.groups.iter().filter(|group| group.family.is_some()) {
            let mut twins = spec.groups.iter().filter(|other| other.family == group.family);
            assert!(twins.all(|twin| twin.params.len() == group.params.len()), "{}", group.id);
        }
    }
}

#[test]
fn every_file_is_in_the_table() {
    let folder = crate::workspace_root().join("synths");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut table: Vec<String> = DEFINITIONS.iter().map(|shipped| shipped.name.to_owned()).collect();
    files.sort();
    table.sort();
    assert_eq!(files, table);
}

#[test]
fn pages_are_up_to_date() {
    for shipped in DEFINITIONS {
        let path = crate::workspace_root().join(format!("docs/synths/{}.md", shipped.name));
        let wanted = Definition::parse(shipped.name, shipped.text, None).unwrap().page();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, wanted).unwrap();
        } else {
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(found == wanted, "`{}` is out of date; run with UPDATE_DOCS=1", path.display());
        }
    }
}

/// The totals that the papers' programs come to.
#[test]
fn totals_are_those_of_the_papers() {
    let of = |used, fixed, (continuous, stepped), toggles, (choices, classes)| Totals {
        used,
        fixed,
        continuous,
        stepped,
        toggles,
        choices,
        classes,
    };
    for (name, wanted, width) in [
        ("dexed-100", of(100, 55, (72, 20), 0, (8, 49)), 141),
        ("dexed-144", of(144, 11, (0, 122), 0, (22, 102)), 2_824),
        ("tal-noisemaker", of(59, 24, (47, 1), 3, (8, 52)), 103),
        ("diva-173", of(173, 107, (97, 3), 22, (51, 274)), 396),
        ("diva-166", of(166, 114, (92, 3), 22, (49, 264)), 381),
        ("diva-412", of(173, 107, (97, 3), 22, (51, 290)), 412),
        ("surge-xt-full", of(162, 0, (130, 0), 0, (32, 167)), 300),
        ("surge-xt-simple", of(89, 0, (89, 0), 0, (0, 0)), 92),
    ] {
        let definition = shipped(name);
        assert_eq!(definition.totals(), wanted, "{name}");
        assert_eq!(definition.layout(&definition.encodings[0]).width, width, "{name}");
    }
}

#[test]
fn dexed_is_learned_in_the_papers_ways() {
    for (name, encoding, classes, width) in [
        ("dexed-144", "synthrl", 144, 2_824),
        ("dexed-144", "num-only", 0, 144),
        ("dexed-144", "num-cat", 22, 224),
        ("dexed-144", "num-cat-plus", 54, 610),
        ("dexed-81", "num-only", 0, 81),
        ("dexed-81", "num-cat", 13, 140),
        ("dexed-81", "num-cat-plus", 30, 340),
        ("dexed-100", "one-hot", 8, 141),
        ("dexed-100", "classes", 8, 100),
    ] {
        let layout = layout(name, encoding);
        assert_eq!((layout.classes_and_numbers().0, layout.width), (classes, width), "{name} {encoding}");
    }
    // 358 for what is no operator's, then 411 for each operator.
    let layout = layout("dexed-144", "synthrl");
    for operator in 0..6 {
        assert_eq!(layout.slots[18 + 21 * operator].offset, 358 + 411 * operator);
    }
}

#[test]
fn surge_vectors_have_the_papers_offsets() {
    let full = layout("surge-xt-full", "one-hot");
    let simple = layout("surge-xt-simple", "one-hot");
    let check = |layout: &Layout, offset: usize, width: usize, first: &str| {
        let slot = layout.slots.iter().find(|slot| slot.offset == offset);
        let slot = slot.unwrap_or_else(|| panic!("nothing begins at {offset}"));
        assert_eq!((slot.name.as_str(), slot.width), (first, width), "{offset}");
    };
    for (offset, width, first) in [
        (0, 1, "a_amp_eg_attack"),
        (4, 2, "a_amp_eg_envelope_mode"),
        (6, 1, "a_filter_eg_attack"),
        (12, 1, "a_feedback"),
        (14, 7, "a_filter_configuration"),
        (22, 1, "a_filter_1_cutoff"),
        (25, 11, "a_filter_1_type"),
        (36, 1, "a_filter_2_cutoff"),
        (50, 1, "a_waveshaper_drive"),
        (56, 2, "a_osc_1_mute"),
        (58, 7, "a_osc_1_octave"),
        (80, 2, "a_osc_2_mute"),
        (104, 2, "a_osc_3_mute"),
        (128, 1, "a_osc_drift"),
        (129, 1, "a_fm_depth"),
        (134, 1, "a_lfo_1_amplitude"),
        (143, 6, "a_lfo_1_type"),
        (149, 1, "a_lfo_2_amplitude"),
        (164, 1, "a_lfo_3_amplitude"),
        (179, 1, "a_lfo_4_amplitude"),
        (194, 1, "a_lfo_5_amplitude"),
        (209, 1, "a_lfo_6_amplitude"),
        (216, 1, "a_noise_color"),
        (223, 1, "a_pan"),
        (224, 2, "a_ring_modulation_1x2_mute"),
        (230, 2, "a_ring_modulation_2x3_mute"),
        (236, 1, "a_vca_gain"),
        (237, 1, "a_width"),
        (238, 1, "fx_a1_delay_time"),
        (246, 16, "fx_a2_delay_time_left"),
        (287, 1, "fx_a3_pre_delay_pre_delay"),
    ] {
        check(&full, offset, width, first);
    }
    assert_eq!((full.param_width(), full.width, simple.param_width(), simple.width), (297, 300, 89, 92));
    for (offset, first) in [
        (0, "a_amp_eg_attack"),
        (4, "a_filter_1_cutoff"),
        (7, "a_filter_2_cutoff"),
        (10, "a_filter_eg_attack"),
        (14, "a_highpass"),
        (15, "a_noise_volume"),
        (16, "a_osc_1_pitch"),
        (23, "a_osc_2_pitch"),
        (30, "a_osc_3_pitch"),
        (37, "a_lfo_1_amplitude"),
        (46, "a_lfo_2_amplitude"),
        (55, "a_lfo_3_amplitude"),
        (64, "a_lfo_4_amplitude"),
        (73, "a_lfo_5_amplitude"),
        (82, "a_lfo_6_amplitude"),
    ] {
        check(&simple, offset, 1, first);
    }
    let names: Vec<&str> = full.slots.iter().map(|slot| slot.name.as_str()).collect();
    assert!(simple.slots.iter().all(|slot| names.contains(&slot.name.as_str())), "simple is a part of full");
}

/// Every number at the middle of its interval, the first of every choice.
fn middle(definition: &Definition) -> Vec<f64> {
    let of = |values: &Values| match values {
        Values::Continuous { interval: (low, high), .. } => 0.5 * (low + high),
        Values::Stepped(few) | Values::Choice(few) | Values::Toggle(few) => few.knobs[0],
    };
    definition.used().map(|param| of(&param.values)).collect()
}

#[test]
fn vectors_are_those_of_the_papers_and_come_back() {
    let definition = shipped("surge-xt-full");
    let layout = definition.layout(&definition.encodings[0]);
    let played = Played { pitch: 48.0, start_secs: 0.5, end_secs: 4.0 };
    let knobs = middle(&definition);
    let vector = layout.encode(&knobs, Some(played));
    let count = |value: f32| vector.iter().filter(|x| (**x - value).abs() < 1e-6).count();
    let sum: f32 = vector.iter().sum();
    assert_eq!((count(1.0), count(0.5)), (33, 130));
    assert!((sum - 98.125).abs() < 1e-3, "{sum}");
    let (back, note) = layout.decode(&vector);
    assert!(back.iter().zip(&knobs).all(|(a, b)| (a - b).abs() < 1e-6));
    assert_eq!(note, Some(played));

    let definition = shipped("surge-xt-simple");
    let layout = definition.layout(&definition.encodings[0]);
    let played = Played { pitch: 60.0, start_secs: 1.0, end_secs: 3.0 };
    let mut vector = layout.encode(&middle(&definition), Some(played));
    assert!(vector[..90].iter().all(|x| (*x - 0.5).abs() < 1e-6) && vector[90..] == [0.25, 0.75]);
    // A little below a note is that note, and what ends before it starts is turned round.
    (vector[89], vector[90], vector[91]) = (0.4999, 0.9, 0.1);
    let note = layout.decode(&vector).1.unwrap();
    assert!(note.pitch == 60.0 && note.start_secs < note.end_secs, "{note:?}");
}

#[test]
fn weights_and_exclusions_are_those_of_the_papers() {
    let dexed = shipped("dexed-100");
    let find = |name: &str| dexed.params.iter().find(|param| param.name == name).unwrap();
    let few = find("p_mode_sens.").values.few().unwrap();
    assert!((few.weights[0] - 0.75).abs() < 1e-12 && few.weights.len() == 8);
    let few = find("op3_f_coarse").values.few().unwrap();
    assert!((few.weights[1] - 4.0 / 12.5).abs() < 1e-12 && few.weights.len() == 32);
    assert_eq!(find("lfo_wave").values.few().unwrap().places, [0, 1, 2, 3, 4]);
    assert_eq!((find("op1_output_level").default, find("op2_output_level").default), (Some(1.0), Some(0.0)));
    let surge = shipped("surge-xt-full");
    let weights = |name: &str, class: usize| {
        let param = surge.params.iter().find(|param| param.name == name).unwrap();
        param.values.few().unwrap().weights[class]
    };
    for (name, class, wanted) in [
        ("a_osc_1_octave", 3, 0.5),
        ("a_osc_3_octave", 3, 0.5),
        ("a_osc_2_mute", 1, 0.1),
        ("a_noise_mute", 1, 0.67),
        ("a_ring_modulation_2x3_mute", 1, 0.9),
        ("a_waveshaper_type", 0, 0.5),
        ("a_fm_routing", 0, 0.5),
        ("a_osc_1_unison_voices", 0, 0.5),
        ("a_lfo_5_type", 5, 1.0 / 6.0),
    ] {
        assert!((weights(name, class) - wanted).abs() < 1e-12, "{name}");
    }
    let often: Vec<&str> = surge
        .params
        .iter()
        .filter(|param| matches!(param.values, Values::Continuous { often: Some(_), .. }))
        .map(|param| param.name.as_str())
        .collect();
    // Feedback, balance, drive, three pitches, pan, the high-pass, six LFOs and three effects.
    assert_eq!(often.len(), 17, "{often:?}");
    let talnm = shipped("tal-noisemaker");
    let waves = talnm.params.iter().find(|param| param.name == "lfo_2_waveform").unwrap();
    assert_eq!(waves.values.few().unwrap().places, [0, 1, 2, 3, 5]);
}

#[test]
fn the_examples_of_the_guide_work() {
    let guide =
        std::fs::read_to_string(crate::workspace_root().join("docs/guides/synth-definitions.md")).unwrap();
    let examples: Vec<&str> =
        guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let used: Vec<usize> = examples
        .iter()
        .map(|text| {
            let definition = Definition::parse("guide", text, None).unwrap();
            let dx7 = tonewright_synth::engines::dx7::Dx7::mark_one();
            tonewright_host::definition::View::new(definition.clone(), std::sync::Arc::new(dx7)).unwrap();
            definition.totals().used
        })
        .collect();
    assert_eq!(used, [8, 95]);
}
