//! Plug-ins of our own, in each format that they are built for: one that behaves, one that remembers, one that does evil.

use std::path::PathBuf;
use std::time::Duration;

use tonewright_host::{Address, Bridge, Launch, Purity, Quirk, Reset, Verdict, scan};
use tonewright_synth::{
    Curve, Gesture, Job, Kind, Norm, Preset, RenderSetup, Repeats, Synth as _, in_one_line,
};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::plugins::workers;

/// Where `cargo xtask plug-ins` puts them.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/plug-ins"))
}

/// What the instruments are called in the VST3 bundle.
const VST3_CLASS_IDS: [(&str, &[u8; 16]); 3] =
    [("honest", b"TonewrightHonest"), ("forgetful", b"TonewrightForget"), ("evil", b"Tonewright__Evil")];

/// The addresses of one of them, in all formats that this build hosts.
pub(crate) fn addresses(name: &str) -> Vec<Address> {
    let clap = folder().join("tonewright-test-instruments.clap");
    if !clap.exists() {
        eprintln!("SKIPPED tests of our own plug-ins: `cargo xtask plug-ins` builds them");
        return Vec::new();
    }
    let vst3 = folder().join("tonewright-test-instruments.vst3");
    let class_id = VST3_CLASS_IDS.iter().find(|(known, _)| *known == name).unwrap().1;
    let class_id: String = class_id.iter().map(|byte| format!("{byte:02X}")).collect();
    let texts = [
        format!("clap:{}#org.tonewright.{name}", clap.display()),
        format!("vst3:{}#{class_id}", vst3.display()),
    ];
    let address = |text: String| {
        let address = Address::parse(&text).unwrap();
        if let Some(missing) = address.format().missing {
            eprintln!("SKIPPED {address}: {missing}");
        }
        address.format().missing.is_none().then_some(address)
    };
    texts.into_iter().filter_map(address).collect()
}

fn hosted(address: &Address, reset: Reset) -> Bridge {
    limited(address, reset, Duration::from_secs(30))
}

fn limited(address: &Address, reset: Reset, render_limit: Duration) -> Bridge {
    let launch = Launch { render_limit, memory_most: 2 << 30, ..workers().launch(address) };
    Bridge::hosting(launch, address, Quirk { reset, ..Quirk::default() }).unwrap()
}

fn set(bridge: &Bridge, values: &[(&str, f32)]) -> Preset {
    let mut preset = Preset::init(bridge.spec());
    for (id, value) in values {
        let index = bridge.spec().index_of(id).unwrap_or_else(|| panic!("no `{id}`"));
        preset.values[index] = Norm::saturating(*value);
    }
    preset
}

/// The sound of a preset for a third of a second, or the whole chain of its error.
fn play(bridge: &Bridge, preset: &Preset) -> Result<Vec<f32>, String> {
    let gesture = Gesture { gate_secs: 0.2, ..Gesture::default() };
    let sound = bridge.open(RenderSetup::of_secs(44_100, 0.3)).unwrap().render(&Job { preset, gesture });
    sound.map(|sound| sound.channel(0).to_vec()).map_err(|error| in_one_line(&error))
}

#[test]
fn who_behaves_keeps_every_promise() {
    for address in addresses("honest") {
        let bridge = hosted(&address, Reset::Reset);
        let broken = check(&bridge, &Nature::default());
        assert!(broken.is_empty(), "{address}\n{}", broken.join("\n"));
        let purity = Purity::measure(&workers().launch(&address)).unwrap();
        assert_eq!(purity.quirk, Quirk { reset: Reset::Reset, repeats: Repeats::Exactly }, "{purity:?}");
    }
}

#[test]
fn parameters_are_what_they_are() {
    for address in addresses("honest") {
        let bridge = hosted(&address, Reset::Reset);
        let spec = bridge.spec();
        assert_eq!((spec.id.as_ref(), spec.name.as_ref()), ("tonewright-honest", "Tonewright Honest"));
        let param = |id: &str| &spec.params[spec.index_of(id).unwrap_or_else(|| panic!("no `{id}`"))];
        assert!(
            matches!(&param("wave").kind, Kind::Choice { labels } if labels.len() == 3 && labels[1] == "Saw")
        );
        assert_eq!(param("wave").default.0, 1.0);
        assert_eq!((&param("octave").kind, param("octave").cardinality()), (&Kind::Stepped, Some(5)));
        assert_eq!(param("mute").kind, Kind::Toggle);
        assert_eq!((&param("cutoff").kind, param("cutoff").curve), (&Kind::Continuous, Curve::Linear));
        let group = spec.groups.iter().find(|group| group.id == "env").unwrap();
        assert_eq!(group.params.len(), 2);
    }
}

#[test]
fn what_is_set_is_heard() {
    for address in addresses("honest") {
        let bridge = hosted(&address, Reset::Reset);
        let init = play(&bridge, &Preset::init(bridge.spec())).unwrap();
        let muted = play(&bridge, &set(&bridge, &[("mute", 1.0)])).unwrap();
        assert!(init.iter().any(|x| x.abs() > 0.01) && muted.iter().all(|x| *x == 0.0), "{address}");
        let rms = |sound: &[f32]| (sound.iter().map(|x| x * x).sum::<f32>() / sound.len() as f32).sqrt();
        let loud = play(&bridge, &set(&bridge, &[("level", 1.0)])).unwrap();
        let gain_db = 20.0 * (rms(&loud) / rms(&init)).log10();
        assert!((gain_db - 6.0).abs() < 0.1, "{address}: 0 dB instead of -6 dB is {gain_db} dB louder");
        let waves = [0.0, 0.5, 1.0].map(|wave| play(&bridge, &set(&bridge, &[("wave", wave)])).unwrap());
        assert!(waves[0] != waves[1] && waves[1] != waves[2] && waves[1] == init, "{address}");
    }
}

#[test]
fn who_remembers_is_found_out() {
    let measured = |address: &Address| Purity::measure(&workers().launch(address)).unwrap();
    for address in addresses("forgetful") {
        // Where it remembers is one of its parameters; of sixteen presets some remember beyond an instance.
        let purity = measured(&address);
        assert_eq!(purity.quirk.reset, Reset::Process, "{purity:?}");
        assert!(purity.tried.iter().all(|leak| leak.differing > 0), "{purity:?}");
        // What is remembered goes with the instance, or with the process.
        for (memory, reset) in [(0.5, Reset::Instance), (1.0, Reset::Process)] {
            let twice = |reset| {
                let bridge = hosted(&address, reset);
                let preset = set(&bridge, &[("memory", memory)]);
                (play(&bridge, &preset).unwrap(), play(&bridge, &preset).unwrap())
            };
            let (first, second) = twice(Reset::Reset);
            assert!(first != second, "{address}: memory {memory} shows after a reset");
            let (first, second) = twice(reset);
            assert!(first == second, "{address}: memory {memory} shows after {reset:?}");
        }
    }
}

#[test]
fn whatever_evil_it_does_is_an_error_and_the_next_render_is_fine() {
    let faults = [
        (1, "its process ended"),
        (2, "its process ended"),
        (4, "not finite"),
        (5, "no sound"),
        (7, "its process ended"),
    ];
    for address in addresses("evil") {
        let bridge = hosted(&address, Reset::Instance);
        let good = play(&bridge, &Preset::init(bridge.spec())).unwrap();
        for (fault, words) in faults {
            let preset =
                Preset { name: format!("FAULT {fault}"), ..set(&bridge, &[("fault", fault as f32 / 8.0)]) };
            let error = play(&bridge, &preset).expect_err(words);
            assert!(
                error.contains(words) && error.contains(&preset.name),
                "{address}, fault {fault}: {error}"
            );
            assert_eq!(play(&bridge, &Preset::init(bridge.spec())).unwrap(), good, "after fault {fault}");
        }
        let impatient = limited(&address, Reset::Instance, Duration::from_secs(2));
        let error = play(&impatient, &set(&impatient, &[("fault", 3.0 / 8.0)])).expect_err("it hangs");
        assert!(error.contains("gave no answer within 2 s"), "{error}");
        // Printing and starting programs are bad manners, and no more.
        for fault in [6, 8] {
            let preset = set(&bridge, &[("fault", fault as f32 / 8.0)]);
            assert_eq!(play(&bridge, &preset).unwrap(), good, "{address}, fault {fault}");
        }
    }
}

#[test]
fn a_scan_finds_them_all() {
    let formats = addresses("honest").len();
    if formats == 0 {
        return;
    }
    let found = scan(&workers(), Some(&folder()), |_| ());
    let with_presets = crate::presets::addresses().len();
    assert_eq!(found.len(), 3 * formats + with_presets, "{found:?}");
    assert!(found.iter().all(|one| matches!(one.verdict, Verdict::Works { .. })), "{found:?}");
    assert!(
        addresses("evil").iter().all(|evil| found.iter().any(|one| one.address == evil.to_string())),
        "{found:?}"
    );
}
