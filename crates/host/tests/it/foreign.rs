//! Real preset files of other programs, and what becomes of them where their synth is here.

use std::path::{Path, PathBuf};

use tonewright_host::definition::{Definition, View};
use tonewright_host::foreign::{ForeignPreset, ForeignValue, read_foreign};
use tonewright_host::{ADAPTERS, Address, Bridge, Quirk, Reset};
use tonewright_synth::{PresetFormat, ReadPresets, RenderSetup, Repeats, Synth};

use crate::plugins::workers;

const BANKS: &str = "/usr/share/amsynth/banks";

/// The banks that Debian's package of amsynth brings.
fn banks() -> Option<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(BANKS) else {
        eprintln!("SKIPPED amsynth_banks: the package amsynth is not installed");
        return None;
    };
    let mut banks: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    banks.sort();
    Some(banks)
}

fn amsynth() -> Option<Bridge> {
    let address = Address::parse("dssi:/usr/lib/dssi/amsynth_dssi.so#amsynth").unwrap();
    if let Some(missing) = address.format().missing {
        eprintln!("SKIPPED amsynth_banks: {missing}");
        return None;
    }
    let quirk = Quirk { reset: Reset::Process, repeats: Repeats::Exactly };
    Some(Bridge::hosting(workers().launch(&address), &address, quirk).unwrap())
}

fn foreign(synth: &dyn Synth) -> Box<dyn PresetFormat + '_> {
    synth.formats().into_iter().find(|format| format.name() == "others").unwrap()
}

fn number(preset: &ForeignPreset, name: &str) -> Option<f64> {
    let found = preset.parameters.iter().find(|param| param.name == name)?;
    match found.value {
        ForeignValue::Number(number) => Some(number),
        ForeignValue::Text(_) => None,
    }
}

#[test]
fn amsynth_banks_are_read_whole() {
    let Some(banks) = banks() else { return };
    let read = |path: &PathBuf| read_foreign(&std::fs::read(path).unwrap(), None).unwrap();
    let presets: Vec<ForeignPreset> = banks.iter().flat_map(read).collect();
    assert_eq!((banks.len(), presets.len()), (28, 3482));
    for preset in &presets {
        assert!([36, 40, 41].contains(&preset.parameters.len()), "{}", preset.name);
        assert!(preset.unread.is_empty() && number(preset, "amp_attack").is_some());
    }
}

#[test]
fn amsynth_banks_fill_the_hosted_amsynth_with_the_values_of_the_file() {
    let (Some(banks), Some(synth)) = (banks(), amsynth()) else { return };
    let (spec, format) = (synth.spec(), foreign(&synth));
    let mut compared = 0;
    for path in &banks {
        let bytes = std::fs::read(path).unwrap();
        let files = read_foreign(&bytes, None).unwrap();
        let ReadPresets { presets, warnings } = format.read(&bytes).unwrap();
        assert_eq!(presets.len(), files.len());
        assert!(warnings.iter().any(|words| words.contains("of 41 parameters")), "{warnings:?}");
        for (preset, file) in presets.iter().zip(&files) {
            assert_eq!(preset.name, file.name);
            for param in &file.parameters {
                let index = spec.index_of(&param.name.replace('_', "-")).unwrap();
                let (low, high) = spec.params[index].range;
                let found = spec.params[index].plain_from_norm(preset.values[index]).0;
                let wanted = number(file, &param.name).unwrap().clamp(low, high);
                let within =
                    if spec.params[index].cardinality().is_some() { 0.5 } else { 1e-5 * (high - low) };
                assert!((found - wanted).abs() <= within, "{}: {} {found} {wanted}", file.name, param.name);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2202 * 36 + 128 * 40 + 1152 * 41);
}

/// A program of a VST2 plug-in, by the format's description.
fn program(code: &[u8; 4], values: &[f32]) -> Vec<u8> {
    let mut bytes = b"CcnK\0\0\0\0FxCk\0\0\0\x01".to_vec();
    bytes.extend(code);
    bytes.extend([0, 0, 0, 1]);
    bytes.extend((values.len() as u32).to_be_bytes());
    bytes.extend([b'x'; 3].into_iter().chain([0; 25]));
    bytes.extend(values.iter().flat_map(|value| value.to_be_bytes()));
    bytes
}

#[test]
fn numbers_fill_a_plugin_only_where_there_are_as_many() {
    let Some(synth) = amsynth() else { return };
    let format = foreign(&synth);
    let read = format.read(&program(b"amsy", &[0.25; 41])).unwrap();
    let spec = synth.spec();
    for (param, value) in spec.params.iter().zip(&read.presets[0].values) {
        let is_there = param.cardinality().is_some() || (value.get() - 0.25).abs() < 1e-6;
        assert!(is_there, "{} is {}", param.id, value.get());
    }
    assert!(read.warnings[0].contains("no names"), "{:?}", read.warnings);
    let error = format.read(&program(b"amsy", &[0.25; 40])).unwrap_err().to_string();
    assert!(error.contains("40 parameters have no names") && error.contains("has 41"), "{error}");
    let other = b"#AM=Diva\n#cm=VCF1\nFreq=1\n";
    assert!(format.read(other).unwrap_err().to_string().contains("a preset of Diva, not of `amsynth`"));
    assert!(format.write(&read.presets).is_err());
}

#[test]
fn noise_maker_presets_fill_the_definition_without_the_plugin() {
    let definition = Definition::find("tal-noisemaker").unwrap().unwrap();
    let view = View::of_table(definition).unwrap();
    assert!(view.open(RenderSetup::of_secs(44_100, 0.1)).is_err(), "a table makes no sound");
    let xml = r#"<tal curprogram="0" version="1.7"><programs><program programname="Bass" volume="0.3" cutoff="0.25"
        filtertype="0.363636374" osc1waveform="0.5" velocitycutoff="0.75" lfo1Phase="0.125" delaywet="0.5" tab1open="1"/>
        </programs></tal>"#;
    let read = foreign(&view).read(xml.as_bytes()).unwrap();
    let (spec, preset) = (view.spec(), &read.presets[0]);
    let plain = |id: &str| {
        let index = spec.index_of(id).unwrap();
        spec.params[index].plain_from_norm(preset.values[index]).0
    };
    assert_eq!(preset.name, "Bass");
    let found =
        ["filter-cutoff", "filter-type", "osc-1-waveform", "velocity-filter", "lfo-1-phase"].map(plain);
    assert_eq!(found, [0.25, 4.0, 1.0, 0.75, 0.125]);
    // Not in the file: where the table starts.
    assert_eq!(plain("osc-bitcrusher"), 1.0);
    let told = read.warnings.join("\n");
    for words in
        ["7 of 83 parameters", "has not: tab1open", "does not use what this preset sets", "delay-wet"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    // What is written for the definition is read back as what it was.
    let json = view.own_format();
    let written = json.write(&read.presets).unwrap();
    assert_eq!(json.read(&written).unwrap().presets, read.presets);
}

#[test]
fn what_vital_writes_is_read_with_the_values_of_its_controls() {
    let adapter = ADAPTERS.iter().find(|adapter| adapter.name == "vital").unwrap();
    let Some(python) = crate::python() else {
        eprintln!("SKIPPED vital_files: there is no Python");
        return;
    };
    let bridge = match Bridge::open(adapter.launch(python, None)) {
        Ok(bridge) => bridge,
        Err(error) if error.to_string().contains("ModuleNotFoundError") => {
            eprintln!("SKIPPED vital_files: {}", adapter.needs);
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let mut preset = tonewright_synth::Preset::init(bridge.spec());
    let cutoff = bridge.spec().index_of("filter_1_cutoff").unwrap();
    preset.values[cutoff] = tonewright_synth::Norm::saturating(0.25);
    let file = bridge.own_format().write(std::slice::from_ref(&preset)).unwrap();
    let read = read_foreign(&file, Some("vital")).unwrap().remove(0);
    for (param, norm) in bridge.spec().params.iter().zip(&preset.values) {
        let (found, wanted) = (number(&read, &param.id).unwrap(), param.plain_from_norm(*norm).0);
        let (low, high) = param.range;
        assert!((found - wanted).abs() <= 1e-5 * (high - low), "{}: {found} {wanted}", param.id);
    }
    assert!(read.unread[0].contains("3 wavetables"), "{:?}", read.unread);
    // The general reader and the engine's own agree.
    let filled = foreign(&bridge).read(&file).unwrap();
    let own = bridge.own_format().read(&file).unwrap();
    for (index, param) in bridge.spec().params.iter().enumerate() {
        let (a, b) = (filled.presets[0].values[index].get(), own.presets[0].values[index].get());
        assert!((a - b).abs() < 1e-5, "{}: {a} {b}", param.id);
    }
}

#[test]
fn what_the_repository_holds_for_the_fuzzer_is_read() {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/foreign"));
    for entry in std::fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        let read = read_foreign(&std::fs::read(&path).unwrap(), None);
        assert!(read.is_ok_and(|presets| !presets[0].parameters.is_empty()), "{}", path.display());
    }
}
