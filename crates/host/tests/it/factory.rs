//! The presets that plug-ins come with, as the plug-ins themselves take them on.

use std::collections::HashSet;

use tonewright_host::{Address, Bridge, Quirk};
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth as _, seed};

use crate::plugins::{opened, workers};

/// Where they are, how many presets they come with, how many of them differ, and one that people know.
const KNOWN: &[(&str, usize, usize, &str)] = &[
    ("lv2:http://drobilla.net/plugins/mda/JX10", 52, 52, "Fretless Bass"),
    ("lv2:http://drobilla.net/plugins/mda/DX10", 32, 32, "Sitar"),
    ("dssi:/usr/lib/dssi/xsynth-dssi.so#Xsynth", 128, 53, "Night Sweats"),
    ("dssi:/usr/lib/dssi/whysynth.so#WhySynth", 397, 392, "Lush Bells"),
    // Its banks hold 3,303 different presets; where values lie beyond a port's range two become one.
    ("dssi:/usr/lib/dssi/amsynth_dssi.so#amsynth", 3_482, 3_303, "Pianola2"),
];

#[test]
fn all_of_them_are_there_and_are_what_is_drawn_around() {
    for (address, count, distinct, name) in KNOWN {
        let Some(bridge) = opened(address) else { continue };
        let presets = bridge.factory_presets().unwrap();
        let values: HashSet<Vec<u32>> = presets.iter().map(bits).collect();
        assert_eq!((presets.len(), values.len()), (*count, *distinct), "{address}");
        let one = presets.iter().find(|preset| preset.name == *name);
        let one = one.unwrap_or_else(|| panic!("{address} has no `{name}`: {:?}", names(&presets)));
        sounds_other_than_the_initial_one(&bridge, one);
        let drawn = bridge.prior().draw(&mut seed::stream(1, "factory", 0));
        let base = presets.iter().find(|preset| preset.name == drawn.name);
        let base = base.unwrap_or_else(|| panic!("{address}: `{}` is drawn", drawn.name));
        let moved = drawn.values.iter().zip(&base.values).filter(|(a, b)| a != b).count();
        assert!(2 * moved < drawn.values.len() + 4, "{address}: {moved} parameters of `{}` moved", base.name);
    }
}

fn names(presets: &[Preset]) -> Vec<&str> {
    presets.iter().map(|preset| preset.name.as_str()).take(60).collect()
}

fn bits(preset: &Preset) -> Vec<u32> {
    preset.values.iter().map(|value| value.get().to_bits()).collect()
}

fn sounds_other_than_the_initial_one(bridge: &tonewright_host::Bridge, preset: &Preset) {
    let mut renderer = bridge.open(RenderSetup::of_secs(44_100, 0.5)).unwrap();
    let init = Preset::init(bridge.spec());
    let [one, initial] = [preset, &init].map(|preset| {
        renderer.render(&Job { preset, gesture: Gesture { gate_secs: 0.3, ..Gesture::default() } }).unwrap()
    });
    assert!(one.rms() > 1e-3, "`{}` of {} is silent", preset.name, bridge.spec().id);
    assert!(one != initial, "`{}` of {} is the initial preset", preset.name, bridge.spec().id);
}

#[test]
fn who_comes_with_none_has_none() {
    let ours = crate::instruments::addresses("honest").into_iter().map(|address| address.to_string());
    // Its programs are a voice that no port holds.
    let hexter = "dssi:/usr/lib/dssi/hexter.so#hexter".to_owned();
    for address in ours.chain([hexter]) {
        let Some(bridge) = opened(&address) else { continue };
        assert_eq!(bridge.factory_presets().unwrap(), Vec::new(), "{address}");
    }
}

#[test]
fn a_bundle_of_ours_is_found_as_one_of_them() {
    let uri = "lv2:http://drobilla.net/plugins/mda/DX10";
    let Some(bridge) = opened(uri) else { return };
    let preset = bridge.prior().draw(&mut seed::stream(2, "bundle", 0));
    let named = Preset { name: "Ours \"here\" \\ there é".to_owned(), ..preset };
    let format = bridge.own_format();
    let (folder, path) = (tempfile::tempdir().unwrap(), format.place("ours"));
    assert_eq!(path, "ours.lv2/manifest.ttl");
    let bytes = format.write(std::slice::from_ref(&named)).unwrap();
    std::fs::create_dir(folder.path().join("ours.lv2")).unwrap();
    std::fs::write(folder.path().join(path), &bytes).unwrap();
    assert_eq!(format.read(&bytes).unwrap().presets[0].name, named.name);
    // A host that starts with that folder among its own sees it.
    let path = format!("{}:/usr/lib/lv2", folder.path().display());
    let anew = with_lv2_path(uri, &path);
    let found = anew.factory_presets().unwrap();
    let ours = found.iter().find(|preset| preset.name == named.name);
    let ours = ours.unwrap_or_else(|| panic!("not among {:?}", names(&found)));
    let near = |(a, b): (&tonewright_synth::Norm, &tonewright_synth::Norm)| (a.get() - b.get()).abs() < 1e-6;
    assert!(ours.values.iter().zip(&named.values).all(near));
    assert_eq!(found.len(), 33);
}

/// The plug-in in a worker that finds plug-ins and presets on that path.
fn with_lv2_path(uri: &str, path: &str) -> Bridge {
    let address = Address::parse(uri).unwrap();
    let mut launch = workers().launch(&address);
    let words = ["env".into(), format!("LV2_PATH={path}").into()];
    launch.command = words.into_iter().chain(launch.command).collect();
    Bridge::hosting(launch, &address, Quirk::default()).unwrap()
}
