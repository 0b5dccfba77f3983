//! Synths that lie on a preset file: what no parameter tells of it stays, and parameters start there.

use tonewright_host::{Adapter, Address, Bridge, HostError, Quirk};
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

#[test]
fn vital_keeps_the_waves_and_connections_of_its_base() {
    let (adapter, _) = Adapter::find("vital").unwrap();
    let Some(python) = crate::python() else {
        eprintln!("SKIPPED bases of vital: there is no Python");
        return;
    };
    let launch = adapter.launch(python, None);
    let plain = match Bridge::open(launch.clone()) {
        Ok(bridge) => bridge,
        Err(error) if error.to_string().contains("ModuleNotFoundError") => {
            eprintln!("SKIPPED bases of vital: {}", adapter.needs);
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let start = Preset::init(plain.spec());
    let file = plain.own_format().write(std::slice::from_ref(&start)).unwrap();
    let mut file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let settings = &mut file["settings"];
    settings["modulations"][11] = serde_json::json!({ "source": "lfo_4", "destination": "osc_1_pan" });
    settings["modulation_12_amount"] = 0.5.into();
    // The sine takes the place of the saw.
    let frames = &mut settings["wavetables"][0]["groups"][0]["components"][0]["keyframes"];
    frames[2]["wave_data"] = frames[0]["wave_data"].clone();
    settings["osc_1_level"] = 0.4.into();
    let based = Bridge::open(launch.clone().on(file.to_string().into_bytes())).unwrap();
    let spec = based.spec();
    let value = |id: &str| spec.params[spec.index_of(id).unwrap()].default.0;
    assert!((value("osc_1_level") - 0.4).abs() < 1e-6 && (value("modulation_12_amount") - 0.5).abs() < 1e-6);
    assert!(spec.index_of("lfo_4_tempo").is_some() && plain.spec().index_of("lfo_4_tempo").is_none());
    // A sine is smoother than a saw.
    let roughness = |sound: &[f32]| {
        let power =
            |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|number| number * number).sum::<f32>();
        power(&mut sound.windows(2).map(|two| two[1] - two[0])) / power(&mut sound.iter().copied())
    };
    let (saw, sine) = (play(&plain, &start), play(&based, &Preset::init(spec)));
    assert!(roughness(&sine) < 0.3 * roughness(&saw), "{} {}", roughness(&sine), roughness(&saw));
    assert!(Bridge::open(launch.on(&b"no preset"[..])).is_err());
}
