//! The real Vital engine behind its bridge sounds, and its own preset files give its presets back.

use tonewright_host::{ADAPTERS, Bridge};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Repeats, Synth as _};
use tonewright_testkit::contract::synths::{Nature, check};

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
    // Elsewhere its random numbers go on from note to note.
    let repeats = if cfg!(target_os = "linux") { Repeats::Exactly } else { Repeats::Statistically };
    assert_eq!(spec.repeats, repeats);
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

    // What a file connects is taken where we connect it too, at whatever place, and told otherwise.
    let mut other: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let settings = &mut other["settings"];
    for slot in 0..6 {
        settings["modulations"][slot] = serde_json::json!({ "source": "", "destination": "" });
    }
    settings["modulations"][8] = serde_json::json!({ "source": "env_2", "destination": "filter_1_cutoff" });
    settings["modulation_9_amount"] = 0.25.into();
    settings["modulations"][9] = serde_json::json!({ "source": "lfo_4", "destination": "osc_1_pan" });
    let waves = settings["wavetables"][0]["groups"][0]["components"][0]["keyframes"].as_array_mut().unwrap();
    waves.truncate(1);
    let read = format.read(other.to_string().as_bytes()).unwrap();
    let amount = spec.index_of("modulation_1_amount").unwrap();
    let found = spec.params[amount].plain_from_norm(read.presets[0].values[amount]).0;
    assert!((found - 0.25).abs() < 1e-6, "{found}");
    let told = format!("{:?}", read.warnings);
    assert!(told.contains("1 of its modulations") && told.contains("wavetables are left out"), "{told}");

    let mut renderer = bridge.open(RenderSetup::of_secs(44_100, 0.4)).unwrap();
    let gesture = Gesture { note: 57, velocity: 100, gate_secs: 0.3 };
    let mut play = |preset: &Preset| renderer.render(&Job { preset, gesture }).unwrap();
    let first = play(&Preset::init(spec));
    assert!(first.channel_count() == 2 && first.peak() > 0.05, "{}", first.peak());
    assert!(play(&preset) != first);
    // Ours are heard.
    for id in ["osc_1_wave_frame", "modulation_3_amount", "modulation_5_amount"] {
        let mut moved = Preset::init(spec);
        moved.values[spec.index_of(id).unwrap()] = tonewright_synth::Norm::saturating(0.9);
        assert!(play(&moved) != first, "{id}");
    }

    let nature = Nature {
        preset_count: 3,
        release_slack_samples: 512,
        corners_may_fail: true,
        rates_hz: &[44_100, 48_000, 22_050],
        ..Nature::default()
    };
    let broken = check(&bridge, &nature);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
