//! Synths that lie on a preset file: what no parameter tells of it stays, and parameters start there.

use tonewright_host::{Address, Bridge, HostError, Quirk};
use tonewright_synth::{Gesture, Job, Norm, Preset, RenderSetup, Synth};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::instruments::addresses;
use crate::plugins::workers;

fn play(synth: &dyn Synth, preset: &Preset) -> Vec<f32> {
    let gesture = Gesture { gate_secs: 0.2, ..Gesture::default() };
    let mut renderer = synth.open(RenderSetup::of_secs(44_100, 0.3)).unwrap();
    renderer.render(&Job { preset, gesture }).unwrap().channel(0).to_vec()
}

fn hosted(address: &Address, base: Option<&[u8]>) -> Result<Bridge, HostError> {
    let launch = workers().launch(address);
    let launch = base.map_or(launch.clone(), |base| launch.on(base));
    Bridge::hosting(launch, address, Quirk::default())
}

/// A preset with its first number elsewhere.
fn moved(synth: &dyn Synth, to: f32) -> Preset {
    let mut preset = Preset::init(synth.spec());
    let first = synth.spec().params.iter().position(|param| param.cardinality().is_none()).unwrap();
    preset.values[first] = Norm::saturating(to);
    preset
}

/// The plug-ins that keep preset files: ours, and one of Debian's.
fn plugins() -> Vec<Address> {
    let mut all = addresses("honest");
    let real = Address::parse("lv2:http://drobilla.net/plugins/mda/JX10").unwrap();
    match hosted(&real, None) {
        Ok(_) => all.push(real),
        Err(error) => eprintln!("SKIPPED bases of mda-jx10: install `mda-lv2` ({error})"),
    }
    all
}

#[test]
fn parameters_start_where_the_base_has_them() {
    for address in plugins() {
        let plain = hosted(&address, None).unwrap();
        let preset = moved(&plain, 0.8);
        let file = plain.own_format().write(std::slice::from_ref(&preset)).unwrap();
        let based = hosted(&address, Some(&file)).unwrap();
        let start = Preset::init(based.spec());
        let differing =
            start.values.iter().zip(&preset.values).filter(|(a, b)| (a.get() - b.get()).abs() > 1e-4);
        assert_eq!(differing.count(), 0, "{address}");
        assert_eq!(play(&based, &start), play(&plain, &preset), "{address}");
        // Another sound under the same numbers must not be taken for this one.
        assert_ne!(based.spec().rests_on, plain.spec().rests_on);
        let broken = hosted(&address, Some(b"no preset")).err().map(|error| error.to_string());
        assert!(broken.is_some(), "{address}");
    }
}

/// The file with that setting, which is no parameter, at another value of the same length.
fn with_tones(file: &[u8], tones: u8) -> Vec<u8> {
    let (from, to) = (br#""tones":"0""#, format!(r#""tones":"{tones}""#));
    let at = file.windows(from.len()).position(|part| part == from).expect("the state holds it");
    [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat()
}

#[test]
fn what_no_parameter_tells_stays_and_is_written() {
    for address in addresses("honest") {
        let plain = hosted(&address, None).unwrap();
        let init = Preset::init(plain.spec());
        let file = plain.own_format().write(std::slice::from_ref(&init)).unwrap();
        let based = hosted(&address, Some(&with_tones(&file, 3))).unwrap();
        assert_eq!(Preset::init(based.spec()).values, init.values, "{address}");
        let (low, high) = (play(&plain, &init), play(&based, &init));
        assert!(low != high, "{address}");
        // Whatever is set on it is written with it, and a host without the base plays it.
        let preset = moved(&based, 0.7);
        let written = based.own_format().write(std::slice::from_ref(&preset)).unwrap();
        let elsewhere = hosted(&address, Some(&written)).unwrap();
        assert_eq!(play(&elsewhere, &Preset::init(elsewhere.spec())), play(&based, &preset), "{address}");
        let nature = Nature { preset_count: 3, rates_hz: &[44_100, 48_000], ..Nature::default() };
        let broken = check(&based, &nature);
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}
