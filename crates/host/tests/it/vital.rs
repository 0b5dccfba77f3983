//! The real Vital engine behind its bridge sounds, and its own preset files give its presets back.

use tonewright_host::{ADAPTERS, Bridge};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Repeats, Synth as _};

use crate::python;

#[test]
fn it_sounds_and_its_files_come_back() {
    let adapter = ADAPTERS.iter().find(|adapter| adapter.name == "vital").unwrap();
    let Some(python) = python() else {
        eprintln!("SKIPPED vital: there is no Python");
        return;
    };
    let bridge = match Bridge::open(adapter.launch(python, None)) {
        Ok(bridge) => bridge,
        Err(error) if error.to_string().contains("ModuleNotFoundError") => {
            eprintln!("SKIPPED vital: {}", adapter.needs);
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let spec = bridge.spec();
    assert!(spec.params.len() > 200 && spec.index_of("filter_1_cutoff").is_some());
    assert_eq!(spec.repeats, Repeats::Statistically);
    assert!(spec.groups.iter().any(|group| group.family.as_deref() == Some("osc")));

    let mut preset = Preset::init(spec);
    for (id, norm) in [("osc_1_transpose", 0.25), ("filter_1_cutoff", 0.5), ("filter_1_on", 1.0)] {
        preset.values[spec.index_of(id).unwrap()] = tonewright_synth::Norm::saturating(norm);
    }
    let texts = bridge.texts(&Preset::init(spec)).unwrap();
    let attack = texts[spec.index_of("env_1_attack").unwrap()].as_deref();
    assert_eq!(attack, Some("0.000500 secs"));
    let format = bridge.own_format();
    assert_eq!(format.extensions(), ["vital"]);
    let file = format.write(std::slice::from_ref(&preset)).unwrap();
    assert!(file.starts_with(b"{") && file.windows(15).any(|part| part == b"filter_1_cutoff"));
    let read = format.read(&file).unwrap();
    for (index, param) in spec.params.iter().enumerate() {
        let (a, b) = (read.presets[0].values[index].get(), preset.values[index].get());
        assert!((a - b).abs() < 1e-5, "`{}` comes back as {a}, not {b}", param.id);
    }
    assert!(format.read(b"{\"settings\": 1}").is_err() && format.read(b"no preset").is_err());

    let mut renderer = bridge.open(RenderSetup::of_secs(44_100, 0.4)).unwrap();
    let gesture = Gesture { note: 57, velocity: 100, gate_secs: 0.3 };
    let mut play = |preset: &Preset| renderer.render(&Job { preset, gesture }).unwrap();
    let first = play(&Preset::init(spec));
    assert!(first.channel_count() == 2 && first.peak() > 0.05, "{}", first.peak());
    assert!(play(&preset) != first);
}
