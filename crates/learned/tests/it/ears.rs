//! PaSST, OpenL3 and AudioMAE against their own programs, all with the numbers of a rule (`tests/reference/hearing/make_ears.py` made the
//! numbers).

use std::collections::BTreeMap;

use serde::Deserialize;
use tonewright_audio::features::{FeatureKinds, PlanSetup};
use tonewright_audio::{Audio, Matrix};
use tonewright_learned::hearing::{IN_TIME, by_name};

use crate::hearing::{APART, by_rule, ear, example};
use crate::told::{Told, apart};

const EARS: &str = include_str!("../../../../tests/reference/hearing/ears.json");
/// Models of it, the sounds that they heard, and how many samples of those.
const TOLD: &[(&str, &str, usize)] = &[
    ("passt-s", "blown-pipe", 11_000),
    ("openl3-mel256-music-6144", "blown-pipe", 40_000),
    ("audiomae-ctx8", "blown-pipe", 44_100),
];

/// Spectra as a model's own program makes them: how many, and every so-many-th number of all of them.
#[derive(Deserialize)]
struct Spectra {
    count: usize,
    step: usize,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct Ears {
    vectors: Told,
    spectra: Spectra,
}

/// The models of `make_ears.py`, with the numbers of a rule like those before: what they are given of a sound's first samples, and
/// what they say of it.
#[test]
fn more_models_hear_what_their_own_programs_hear() {
    let ears: BTreeMap<String, Ears> = serde_json::from_str(EARS).unwrap();
    for &(model, sound, samples) in TOLD {
        let (Ears { vectors, spectra }, entry) = (&ears[model], by_name(model).unwrap());
        let sound = Audio::mono(example(sound).channel(0)[..samples].to_vec(), entry.rate_hz);
        let (mut front, mut given) = ((entry.front_end)(), Vec::new());
        front.spectra_into(sound.channel(0), &mut given).unwrap();
        let [rows, columns] = front.shape();
        assert_eq!((given.len() / (rows * columns), front.count(samples)), (spectra.count, spectra.count));
        let kept: Vec<f32> = given.into_iter().step_by(spectra.step).collect();
        let worst = apart(&kept, &spectra.values);
        eprintln!("{model}: spectra {worst:.1e} of the largest value apart");
        assert!(worst < APART, "{model}: {worst}");

        let tensors = by_rule(entry.encoder);
        let learned = tensors.iter().filter(|(name, _)| !is_no_parameter(name));
        assert_eq!(learned.map(|(_, tensor)| tensor.values.len()).sum::<usize>(), vectors.parameters);
        let ear = ear(model, &tensors);
        drop(tensors);
        let kinds = FeatureKinds::with(ear.kinds().to_vec());
        let heard = |feature: &str| {
            let mut feature = kinds.by_name(feature).unwrap().plan(PlanSetup::like(&sound)).unwrap();
            let mut values = vec![0.0; feature.shape().iter().product()];
            feature.process_into(&sound, &mut values).unwrap();
            Matrix::from_values(values, entry.dims)
        };
        vectors.check(model, &heard(&format!("{model}{IN_TIME}")), APART);
        let whole = heard(model);
        assert_eq!(whole.frames(), 1, "{model}");
        let whole: Vec<f32> = whole.values().iter().copied().step_by(vectors.step).collect();
        assert!(apart(&whole, &vectors.whole) < APART, "{model}");
    }
}

/// What norms have seen, and mel bands, are in files but not learned.
fn is_no_parameter(name: &str) -> bool {
    name.contains("running_") || name.ends_with("mel_basis")
}
