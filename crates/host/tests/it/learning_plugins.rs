//! Plug-ins that are learned: ours, whose knobs are known, and strangers' that ship with a definition.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_host::definition::{Underneath, View};
use tonewright_host::learn::{Lesson, lay, write};
use tonewright_host::probe::{ProbeSettings, Ways, probe};
use tonewright_host::{Address, Bridge, HostError, Quirk, Reset};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Repeats, Synth};

use crate::definitions::shipped;
use crate::instruments::addresses;
use crate::plugins::workers;

fn hosted(address: &Address, reset: Reset) -> Result<Bridge, HostError> {
    Bridge::hosting(workers().launch(address), address, Quirk { reset, repeats: Repeats::Exactly })
}

fn first_sound(synth: &dyn Synth) -> Audio {
    let preset = Preset::init(synth.spec());
    let job = Job { preset: &preset, gesture: Gesture::default() };
    synth.open(RenderSetup::of_secs(44_100, 0.5)).unwrap().render(&job).unwrap()
}

#[test]
fn our_own_plug_in_is_learned_as_what_it_is() {
    for address in addresses("honest") {
        let synth = Arc::new(hosted(&address, Reset::Reset).unwrap());
        let settings = ProbeSettings { contexts: 4, ..ProbeSettings::default() };
        let found = probe(synth.as_ref(), settings, &AtomicBool::new(false), &mut |_| ()).unwrap();
        let lesson = Lesson {
            source: "a test".to_owned(),
            notes: Vec::new(),
            underneath: Underneath::Plugin(address.to_string()),
            quirk: Some(Quirk { reset: Reset::Reset, repeats: Repeats::Exactly }),
            base: None,
        };
        let text = write(synth.spec(), &found, &lesson).unwrap();
        let view = lay(&text, synth.clone()).unwrap();
        let totals = view.definition().totals();
        // Level and mute change how loud it is and nothing else; the rest tells its kinds itself.
        assert_eq!((totals.used, totals.fixed), (5, 2), "{address}: {text}");
        assert_eq!((totals.choices, totals.stepped, totals.continuous), (1, 1, 3), "{address}: {text}");
        assert!(text.contains("labels = [\"Sine\", \"Saw\", \"Square\"]"), "{text}");
        assert_eq!(first_sound(&view), first_sound(synth.as_ref()));
    }
}

/// Definitions of plug-ins that can be had, with the packages that bring them.
const LEARNED: &[(&str, &str, Reset, &str)] = &[
    ("amsynth", "dssi:/usr/lib/dssi/amsynth_dssi.so#amsynth", Reset::Process, "amsynth"),
    ("jx10", "lv2:http://drobilla.net/plugins/mda/JX10", Reset::Instance, "mda-lv2"),
    ("xsynth", "dssi:/usr/lib/dssi/xsynth-dssi.so#Xsynth", Reset::Reset, "xsynth-dssi"),
];

/// The plug-in, or a sentence that says what is missing.
fn installed((name, address, reset, package): (&str, &str, Reset, &str)) -> Option<Arc<Bridge>> {
    let address = Address::parse(address).unwrap();
    if let Some(missing) = address.format().missing {
        eprintln!("SKIPPED the definition {name}: {missing}");
        return None;
    }
    match hosted(&address, reset) {
        Ok(bridge) => Some(Arc::new(bridge)),
        Err(error) if error.to_string().contains("can't be loaded") => {
            eprintln!("SKIPPED the definition {name}: install `{package}` ({error})");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn learned_definitions_fit_their_plug_ins_and_start_with_the_same_sound() {
    for learned in LEARNED {
        let Some(bridge) = installed(*learned) else { continue };
        let definition = shipped(learned.0);
        assert!(definition.underneath[0].is_plugin(&bridge.spec().name), "{:?}", definition.underneath);
        assert_eq!(definition.quirk.map(|quirk| quirk.reset), Some(learned.2), "{}", learned.0);
        let view = View::new(definition, bridge.clone()).unwrap();
        assert_eq!(first_sound(&view), first_sound(bridge.as_ref()), "{}", learned.0);
    }
}

#[test]
fn switches_that_claim_to_be_numbers_are_heard() {
    let Some(bridge) = installed(LEARNED[1]) else { return };
    let settings = ProbeSettings { contexts: 3, ..ProbeSettings::default() };
    let found = probe(bridge.as_ref(), settings, &AtomicBool::new(false), &mut |_| ()).unwrap();
    let few: Vec<(&str, usize)> = bridge
        .spec()
        .params
        .iter()
        .zip(&found.params)
        .filter_map(|(param, found)| match &found.ways {
            Ways::Few(plateaus) => Some((param.id.as_ref(), plateaus.len())),
            _ => None,
        })
        .collect();
    // Semitones and octaves are rounded; of eight ways to glide one note tells four.
    assert_eq!(few, [("osc_tune", 49), ("glide", 4), ("octave", 5)]);
}
