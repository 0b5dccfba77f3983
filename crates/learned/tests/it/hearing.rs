//! Audio models against their authors' programs (`tests/reference/hearing/make.py` made the numbers).

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::Deserialize;
use tonewright_audio::Audio;
use tonewright_audio::features::{FeatureKinds, PlanSetup};
use tonewright_learned::hearing::{AUDIO_MODELS, Ear, HearingError, OverTime, by_name, weights};
use tonewright_nn::weights::{Tensors, Values};
use tonewright_nn::{AUDIO_ENCODERS, WeightsError, device};
use tonewright_testkit::mixed::filled;

use crate::told::Told;

const VALUES: &str = include_str!("../../../../tests/reference/hearing/values.json");
/// Of the largest value.
pub(crate) const APART: f64 = 1e-4;

#[derive(Deserialize)]
struct Reference {
    aisfx: BTreeMap<String, Told>,
    #[serde(rename = "mn04-mel")]
    mn04: Told,
    #[serde(rename = "mn20-mel")]
    mn20: Told,
}

fn reference() -> Reference {
    serde_json::from_str(VALUES).unwrap()
}

pub(crate) fn example(name: &str) -> Audio {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sounds"));
    tonewright_audio::read::read(folder.join(format!("{name}.wav"))).unwrap()
}

/// The weights of a network, filled by the rule.
pub(crate) fn by_rule(encoder: &str) -> Tensors {
    let entry = AUDIO_ENCODERS.iter().find(|entry| entry.name == encoder).unwrap();
    let filled = |(name, shape): (String, Vec<usize>)| {
        let values = filled(&name, &shape);
        (name, Values { shape, values })
    };
    entry.outline().into_iter().map(filled).collect()
}

pub(crate) fn ear(model: &str, tensors: &Tensors) -> Ear {
    let entry = by_name(model).unwrap();
    let bytes = weights::to_bytes(entry, tensors, HashMap::new()).unwrap();
    Ear::open(entry, &bytes, device::cpu()).unwrap()
}

#[test]
fn aisfx_hears_what_its_own_program_hears() {
    let Some(wheel) = tonewright_testkit::python::wheel("aisfx_hears_what_its_own_program_hears", "aisfx")
    else {
        return;
    };
    let tensors = weights::read(by_name("aisfx").unwrap(), &wheel).unwrap();
    let learned = tensors.iter().filter(|(name, _)| !name.contains("running_"));
    assert_eq!(learned.map(|(_, values)| values.values.len()).sum::<usize>(), 4_686_144);
    let mut listening = ear("aisfx", &tensors).listen();
    for (name, told) in reference().aisfx {
        told.check(&name, &listening.hear(&example(&name)).unwrap(), APART);
    }
}

/// EfficientAT's weights are in no registry: the networks are its own, the numbers in them a rule's.
#[test]
fn efficient_at_hears_what_its_own_program_hears() {
    let reference = reference();
    for (model, told) in [("mn04", &reference.mn04), ("mn20", &reference.mn20)] {
        let tensors = by_rule(model);
        let learned = tensors.iter().filter(|(name, _)| !name.contains("running_"));
        assert_eq!(learned.map(|(_, values)| values.values.len()).sum::<usize>(), told.parameters, "{model}");
        let samples = example("blown-pipe").channel(0)[..20_000].to_vec();
        let with_mel = ear(&format!("{model}-mel"), &tensors);
        let heard = with_mel.listen().hear(&Audio::mono(samples.clone(), 32_000)).unwrap();
        told.check(model, &heard, APART);
        let plain = ear(model, &tensors).listen().hear(&Audio::mono(samples, 32_000)).unwrap();
        assert_eq!(plain.frame(3), &heard.frame(3)[128..], "{model}");
    }
}

#[test]
fn features_of_a_model_are_its_vectors_and_their_mean() {
    let ear = ear("mn04", &by_rule("mn04"));
    let kinds = FeatureKinds::with(ear.kinds().to_vec());
    let left: Vec<f32> = (0..12_000).map(|n| (n as f32 * 0.11).sin() * 0.3).collect();
    let right: Vec<f32> = (0..12_000).map(|n| (n as f32 * 0.07).sin() * 0.2).collect();
    let sound = Audio::from_channels(vec![left, right], 22_050);
    let expected = ear.listen().hear(&sound).unwrap();
    for (name, shape) in [("mn04", vec![1, 192]), ("mn04-frames", vec![11, 192])] {
        let kind = kinds.by_name(name).unwrap();
        assert!(kind.rests_on().is_some_and(|print| print.len() == 64));
        let mut feature = kind.plan(PlanSetup::like(&sound)).unwrap();
        assert_eq!(feature.shape(), shape);
        let mut values = vec![0.0; shape.iter().product()];
        feature.process_into(&sound, &mut values).unwrap();
        let expected = if shape[0] == 1 { OverTime::Mean.of(&expected) } else { expected.values().to_vec() };
        assert_eq!(values, expected, "{name}");
    }
    assert!(kinds.by_name("mel-slaney").is_some() && kinds.by_name("mn20").is_none());
}

/// What is remarked on weights, and in which order, is no part of what they are known by; any number of them is.
#[test]
fn weights_are_known_by_their_numbers() {
    let entry = by_name("mn04").unwrap();
    let print = |tensors: &Tensors, remarks: &[(&str, &str)]| {
        let remarks = remarks.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let bytes = weights::to_bytes(entry, tensors, remarks).unwrap();
        let ear = Ear::open(entry, &bytes, device::cpu()).unwrap();
        ear.kinds()[0].rests_on().unwrap().to_owned()
    };
    let mut tensors = by_rule("mn04");
    let plain = print(&tensors, &[]);
    assert_eq!(print(&tensors, &[("from", "mn04.pt"), ("licence", "MIT"), ("model", "mn04")]), plain);
    tensors.get_mut("features.0.0.weight").unwrap().values[0] += 0.25;
    assert_ne!(print(&tensors, &[]), plain);
}

#[test]
fn a_variance_below_zero_is_refused() {
    let entry = by_name("mn04").unwrap();
    let mut tensors = by_rule("mn04");
    tensors.get_mut("features.3.block.1.1.running_var").unwrap().values[2] = -1.0;
    let bytes = weights::to_bytes(entry, &tensors, HashMap::new()).unwrap();
    match Ear::open(entry, &bytes, device::cpu()).map(|_| ()) {
        Err(HearingError::Weights { source: WeightsError::Norm { name }, .. }) => {
            assert_eq!(name, "features.3.block.1.1");
        }
        other => panic!("{other:?}"),
    }
}

/// What a sound is heard as does not follow from what was heard before it, nor from what it stands beside.
#[test]
fn hearing_keeps_nothing() {
    let mut listening = ear("mn04-mel", &by_rule("mn04")).listen();
    let long = example("bowed-string");
    let alone = listening.hear(&long).unwrap();
    for sound in [Audio::mono(vec![0.1; 5], 8000), Audio::mono(vec![0.0; 70_000], 48_000)] {
        assert!(listening.hear(&sound).unwrap().values().iter().all(|value| value.is_finite()));
    }
    assert_eq!(listening.hear(&long).unwrap(), alone);
    for broken in [Audio::mono(Vec::new(), 44_100), Audio::mono(vec![0.0, f32::NAN], 44_100)] {
        assert!(listening.hear(&broken).is_err());
    }
}

#[test]
fn models_name_networks_and_say_their_widths() {
    for entry in AUDIO_MODELS {
        let mut listening = ear(entry.name, &by_rule(entry.encoder)).listen();
        let heard = listening.hear(&Audio::mono(vec![0.2; 4000], entry.rate_hz)).unwrap();
        assert_eq!(heard.bins(), entry.dims, "{}", entry.name);
    }
}

#[test]
fn other_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let entry = by_name("mn04").unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        weights::read(entry, &path).map(|_| ()).unwrap_err()
    };
    assert!(matches!(file("a.pt", b"no checkpoint"), HearingError::Checkpoint { .. }));
    assert!(matches!(file("a.whl", b"no wheel"), HearingError::Kind { .. }));
    assert!(matches!(file("a.safetensors", b"none"), HearingError::Weights { .. }));
    assert!(matches!(weights::read(entry, Path::new("/nowhere.pt")), Err(HearingError::Io { .. })));
    let mut tensors = by_rule("mn04");
    let good = weights::to_bytes(entry, &tensors, HashMap::new()).unwrap();
    std::fs::write(folder.path().join("good.safetensors"), &good).unwrap();
    assert_eq!(weights::read(entry, &folder.path().join("good.safetensors")).unwrap(), tensors);
    let taken = tensors.remove("features.3.block.1.1.running_var").unwrap();
    let missing = file("b.safetensors", &weights::to_bytes(entry, &tensors, HashMap::new()).unwrap());
    assert!(matches!(missing, HearingError::Weights { source: WeightsError::Missing { .. }, .. }));
    tensors.insert("features.3.block.1.1.running_var".to_owned(), taken.clone());
    tensors.insert("another".to_owned(), taken);
    let unknown = file("c.safetensors", &weights::to_bytes(entry, &tensors, HashMap::new()).unwrap());
    assert!(matches!(unknown, HearingError::Weights { source: WeightsError::Unknown { .. }, .. }));
    // What classifies is not needed.
    let classifier = tensors.remove("another").unwrap();
    tensors.insert("classifier.2.bias".to_owned(), classifier);
    std::fs::write(
        folder.path().join("d.safetensors"),
        weights::to_bytes(entry, &tensors, HashMap::new()).unwrap(),
    )
    .unwrap();
    weights::read(entry, &folder.path().join("d.safetensors")).unwrap();
}
