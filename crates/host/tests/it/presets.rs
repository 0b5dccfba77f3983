//! Plug-ins of ours that come with presets, as CLAP lists them and as VST3 has programs, and what they do when they lie.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use tonewright_audio::Audio;
use tonewright_host::{Address, Bridge, Launch, Purity, Quirk, Reset};
use tonewright_synth::preset::library::read_library;
use tonewright_synth::{
    FileError, Gesture, Job, Norm, ParamSpec, Preset, RenderSetup, Repeats, Synth as _, in_one_line, seed,
};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::instruments::folder;
use crate::plugins::workers;

/// What they all come with: wave, attack in s, release in s, cutoff in Hz, level.
const PROGRAMS: [(&str, [f64; 5]); 5] = [
    ("Plain Saw", [1.0, 0.005, 0.1, 8_000.0, 0.5]),
    ("Soft Flute", [0.0, 0.08, 0.2, 3_000.0, 0.7]),
    ("Hollow Reed", [2.0, 0.02, 0.1, 2_000.0, 0.6]),
    ("Bright Saw", [1.0, 0.002, 0.05, 12_000.0, 0.9]),
    ("Dull Thud", [2.0, 0.001, 0.02, 300.0, 1.0]),
];
/// Lowest and highest value of each, in the same order.
const RANGES: [(f64, f64); 5] = [(0.0, 2.0), (0.001, 1.0), (0.01, 1.0), (100.0, 12_000.0), (0.0, 1.0)];

/// The addresses of those in the formats that this build hosts: by preset discovery, by a unit's list, by a parameter alone.
pub(crate) fn addresses() -> Vec<Address> {
    let at = |extension: &str| folder().join(format!("tonewright-test-preset-instruments.{extension}"));
    if !at("clap").exists() {
        eprintln!("SKIPPED tests of our own plug-ins with presets: `cargo xtask plug-ins` builds them");
        return Vec::new();
    }
    let class = |id: &[u8; 16]| id.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let texts = [
        format!("clap:{}", at("clap").display()),
        format!("vst3:{}#{}", at("vst3").display(), class(b"TonewrightListed")),
        format!("vst3:{}#{}", at("vst3").display(), class(b"Tonewright__Bare")),
    ];
    let hosted = |text: String| {
        let address = Address::parse(&text).unwrap();
        if let Some(missing) = address.format().missing {
            eprintln!("SKIPPED {address}: {missing}");
        }
        address.format().missing.is_none().then_some(address)
    };
    texts.into_iter().filter_map(hosted).collect()
}

/// The one with preset discovery.
fn clap() -> Option<Address> {
    addresses().into_iter().find(|address| address.format().name == "clap")
}

fn opened(launch: Launch, address: &Address) -> Bridge {
    Bridge::hosting(launch, address, Quirk { reset: Reset::Reset, ..Quirk::default() }).unwrap()
}

/// The plug-in in a worker of that environment, which waits for it no longer than that.
fn opened_with(variable: &str, value: &Path, limit_secs: u64, address: &Address) -> Bridge {
    let mut launch = workers().launch(address);
    let mut set = OsString::from(format!("{variable}="));
    set.push(value);
    launch.command.splice(0..0, [OsString::from("env"), set]);
    let limit = Duration::from_secs(limit_secs);
    opened(Launch { start_limit: limit, render_limit: limit, memory_most: 2 << 30, ..launch }, address)
}

fn play(bridge: &Bridge, preset: &Preset) -> Audio {
    let gesture = Gesture { gate_secs: 0.2, ..Gesture::default() };
    bridge.open(RenderSetup::of_secs(44_100, 0.3)).unwrap().render(&Job { preset, gesture }).unwrap()
}

/// What a preset holds, in the units of the table.
fn plains(bridge: &Bridge, preset: &Preset) -> Vec<f64> {
    let params = bridge.spec().params.iter().zip(&preset.values);
    let plain = |(index, (param, norm)): (usize, (&ParamSpec, &Norm))| {
        let (plain, (low, high)) = (param.plain_from_norm(*norm).0, RANGES[index]);
        // VST3 has knobs from 0 to 1 and tells of no units.
        let share = (plain - param.range.0) / (param.range.1 - param.range.0);
        if param.range == (low, high) { plain } else { low + share * (high - low) }
    };
    params.enumerate().map(plain).collect()
}

fn is_near(found: &[f64], wanted: &[f64]) -> bool {
    let spans = RANGES.iter().map(|(low, high)| high - low);
    found.iter().zip(wanted).zip(spans).all(|((a, b), span)| (a - b).abs() < 1e-6 * span)
}

#[test]
fn who_comes_with_presets_keeps_every_promise() {
    for address in addresses() {
        let bridge = opened(workers().launch(&address), &address);
        let broken = check(&bridge, &Nature::default());
        assert!(broken.is_empty(), "{address}\n{}", broken.join("\n"));
        let purity = Purity::measure(&workers().launch(&address)).unwrap();
        assert_eq!(purity.quirk, Quirk { reset: Reset::Reset, repeats: Repeats::Exactly }, "{purity:?}");
    }
}

#[test]
fn presets_have_their_names_their_values_and_their_sound() {
    for address in addresses() {
        let bridge = opened(workers().launch(&address), &address);
        let presets = bridge.factory_presets().unwrap();
        let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
        assert_eq!(names, PROGRAMS.map(|(name, _)| name), "{address}");
        let mut sounds = HashSet::new();
        for (preset, (name, wanted)) in presets.iter().zip(PROGRAMS) {
            let found = plains(&bridge, preset);
            assert!(is_near(&found, &wanted), "{address}, {name}: {found:?}");
            let sound = play(&bridge, preset);
            assert!(sound.rms() > 1e-3, "{address}, {name} is silent");
            sounds.insert(sound.channel(0).iter().map(|x| x.to_bits()).collect::<Vec<_>>());
        }
        assert_eq!(sounds.len(), PROGRAMS.len(), "{address}: some sound the same");
        // An instance starts with the first.
        assert_eq!(play(&bridge, &presets[0]), play(&bridge, &Preset::init(bridge.spec())), "{address}");
    }
}

#[test]
fn all_formats_give_the_same_sound_of_a_preset() {
    let sounds = addresses().into_iter().map(|address| {
        let bridge = opened(workers().launch(&address), &address);
        let presets = bridge.factory_presets().unwrap();
        presets.iter().map(|preset| play(&bridge, preset)).collect::<Vec<_>>()
    });
    let sounds: Vec<Vec<Audio>> = sounds.collect();
    for (one, other) in sounds.iter().zip(sounds.iter().skip(1)) {
        assert_eq!((one.len(), other.len()), (PROGRAMS.len(), PROGRAMS.len()));
        for ((one, other), (name, _)) in one.iter().zip(other).zip(PROGRAMS) {
            let pairs = one.channel(0).iter().zip(other.channel(0));
            let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 1e-4, "{name}: {worst}");
        }
    }
}

const PANELS: &str = "[First]\nWave = 2\nCutoff = 500\n\n[Second]\nLevel=0.25\n";

#[test]
fn files_of_the_plug_ins_own_kind_are_read_by_the_plug_in() {
    let Some(address) = clap() else { return };
    let bridge = opened(workers().launch(&address), &address);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("two.tonepanel"), PANELS).unwrap();
    std::fs::write(folder.path().join("bad.tonepanel"), "no panel at all").unwrap();
    std::fs::write(folder.path().join("none.tonepanel"), "").unwrap();
    let formats = bridge.formats();
    let library = read_library(folder.path(), &formats).unwrap();
    let init = plains(&bridge, &Preset::init(bridge.spec()));
    // What a section does not name stays as the plug-in starts, whatever was read before.
    let wanted = [
        ("First", [2.0, init[1], init[2], 500.0, init[4]]),
        ("Second", [init[0], init[1], init[2], init[3], 0.25]),
    ];
    assert_eq!(library.entries.len(), 2, "{library:?}");
    for (entry, (name, wanted)) in library.entries.iter().zip(wanted) {
        assert_eq!(entry.preset.name, name);
        assert!(is_near(&plains(&bridge, &entry.preset), &wanted), "{name}: {:?}", entry.preset);
    }
    assert_eq!(library.skipped.len(), 2, "{:?}", library.skipped);
    assert!(
        library.skipped.iter().all(|skipped| skipped.reason.contains("no tonepanel preset")),
        "{library:?}"
    );
    let kind = formats.iter().find(|format| format.name() == "tonepanel").unwrap();
    assert_eq!(kind.summary(), "Panel");
    let written = kind.write(&[Preset::init(bridge.spec())]);
    assert!(matches!(written, Err(FileError::DoesNotFit { .. })), "{written:?}");
}

#[test]
fn presets_in_the_folders_that_the_plug_in_names_are_among_them() {
    let Some(address) = clap() else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bank")).unwrap();
    std::fs::write(folder.path().join("bank/two.TONEPANEL"), PANELS).unwrap();
    std::fs::write(folder.path().join("bank/readme.txt"), PANELS).unwrap();
    std::fs::write(folder.path().join("bad.tonepanel"), "[Half\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.path().join("bank/round")).unwrap();
    let bridge = opened_with("TONEWRIGHT_TEST_PRESETS", folder.path(), 60, &address);
    let presets = bridge.factory_presets().unwrap();
    let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
    assert_eq!(names[..5], PROGRAMS.map(|(name, _)| name));
    assert_eq!(names[5..], ["First", "Second"]);
    assert_eq!(plains(&bridge, &presets[6])[4], 0.25);
}

#[test]
fn lists_that_lie_do_no_harm() {
    for address in addresses() {
        let bridge = opened_with("TONEWRIGHT_TEST_LIE", Path::new("many"), 60, &address);
        let init = Preset::init(bridge.spec());
        let good = play(&bridge, &init);
        let told = bridge.factory_presets();
        if address.format().name == "clap" {
            // Of the first ten thousand for this plug-in one in a hundred loads.
            let presets = told.unwrap();
            assert_eq!(presets.len(), 100, "{address}");
            assert!(
                presets.iter().all(|preset| preset.name.starts_with("[31mLie ")),
                "{:?}",
                presets[0].name
            );
            let json: Vec<_> = bridge.formats().iter().map(|f| f.extensions().contains(&"json")).collect();
            assert_eq!(json.iter().filter(|is| **is).count(), 1, "the house's JSON is the house's");
        } else {
            let error = in_one_line(&told.unwrap_err());
            let words = ["nobody believes", "its process ended"];
            assert!(words.iter().any(|words| error.contains(words)), "{address}: {error}");
        }
        assert_eq!(play(&bridge, &init), good, "{address}");
    }
}

#[test]
fn lists_that_crash_or_hang_are_an_error_and_the_plug_in_plays_on() {
    for address in addresses() {
        for (lie, words) in [("abort", "its process ended"), ("hang", "gave no answer")] {
            let bridge = opened_with("TONEWRIGHT_TEST_LIE", Path::new(lie), 3, &address);
            let init = Preset::init(bridge.spec());
            let good = play(&bridge, &init);
            let error = in_one_line(&bridge.factory_presets().unwrap_err());
            assert!(error.contains(words), "{address}, {lie}: {error}");
            assert!(bridge.own_prior().is_none(), "{address}, {lie}");
            assert_eq!(play(&bridge, &init), good, "{address}, {lie}");
        }
    }
}

#[test]
fn they_are_what_is_drawn_around() {
    for address in addresses() {
        let bridge = opened(workers().launch(&address), &address);
        let prior = bridge.own_prior().unwrap();
        let names: HashSet<String> =
            (0..40).map(|index| prior.draw(&mut seed::stream(1, "presets", index)).name).collect();
        assert!(PROGRAMS.iter().all(|(name, _)| names.contains(*name)), "{address}: {names:?}");
    }
}
