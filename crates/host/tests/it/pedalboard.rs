//! A plug-in of ours as pedalboard hosts it: it keeps its promises there, and is heard as our own host has it.

use tonewright_host::{Adapter, Bridge, HostError};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::plugins::opened;
use crate::python;

/// The instrument of that name in our VST3 bundle behind the bridge, and its address for our own host.
fn bridged(id: &str, name: &str) -> Option<(Bridge, String)> {
    let address =
        crate::instruments::addresses(id).into_iter().find(|address| address.format().name == "vst3")?;
    let path = address.place().split('#').next()?.to_owned();
    let (adapter, _) = Adapter::find("pedalboard").unwrap();
    let Some(python) = python() else {
        eprintln!("SKIPPED pedalboard: there is no Python");
        return None;
    };
    match Bridge::open(adapter.launch(python, Some(&format!("{path}#{name}")))) {
        Ok(bridge) => Some((bridge, address.to_string())),
        Err(HostError::Ended { said, .. }) if said.contains("ModuleNotFoundError") => {
            eprintln!("SKIPPED pedalboard: {}", adapter.needs);
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn who_behaves_keeps_every_promise_and_sounds_as_in_our_own_host() {
    let Some((bridge, address)) = bridged("honest", "Tonewright Honest") else { return };
    let nature = Nature {
        preset_count: 1,
        rates_hz: &[44_100, 96_000],
        release_slack_samples: 512,
        ..Nature::default()
    };
    let broken = check(&bridge, &nature);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let Some(ours) = opened(&address) else { return };
    assert_eq!(bridge.spec().params.len(), ours.spec().params.len());
    let init = Preset::init(bridge.spec());
    let level = bridge.spec().index_of("level").unwrap();
    assert_eq!(bridge.texts(&init).unwrap()[level].as_deref(), Some("-6 dB"));
    let setup = RenderSetup::of_secs(44_100, 0.5);
    let gesture = Gesture { gate_secs: 0.3, ..Gesture::default() };
    let (mut theirs, mut own) = (bridge.open(setup).unwrap(), ours.open(setup).unwrap());
    for index in 0..8 {
        let preset = ours.prior().draw(&mut seed::stream(6, "pedalboard", index));
        // Both have the same knobs in the same order.
        let job = Job { preset: &preset, gesture };
        let (a, b) = (theirs.render(&job).unwrap(), own.render(&job).unwrap());
        let pairs = a.channel(0).iter().zip(b.channel(0));
        let most = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // The same but for numbers too small to be any: one of the two hosts takes them for nothing.
        assert!(most < 1e-12, "preset {index} differs by {most} of {}", b.peak());
    }
}

#[test]
fn who_remembers_gets_a_fresh_instance() {
    let Some((bridge, _)) = bridged("forgetful", "Tonewright Forgetful") else { return };
    let mut renderer = bridge.open(RenderSetup::of_secs(44_100, 0.2)).unwrap();
    let mut preset = Preset::init(bridge.spec());
    let memory = bridge.spec().index_of("memory").unwrap();
    // Up to here it remembers as long as an instance lives.
    preset.values[memory] = tonewright_synth::Norm::saturating(0.5);
    let mut play = || renderer.render(&Job { preset: &preset, gesture: Gesture::default() }).unwrap();
    let first = play();
    assert!(first.peak() > 1e-3 && play() == first);
}

#[test]
fn what_is_no_plug_in_is_told() {
    let Some(python) = python() else { return };
    let (adapter, _) = Adapter::find("pedalboard").unwrap();
    let error = Bridge::open(adapter.launch(python, Some("/no/such.vst3"))).err().unwrap();
    assert!(matches!(&error, HostError::Ended { said, .. } if !said.is_empty()), "{error}");
    assert!(Adapter::find("vital:x").is_none() && Adapter::find("pedalboard").unwrap().1.is_none());
    assert_eq!(Adapter::find("pedalboard:/a.vst3#B").unwrap().1, Some("/a.vst3#B"));
}
