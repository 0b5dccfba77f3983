//! Proxies learn, go on where they stopped, and say what does not fit.

use serde_json::Value;
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Loss, Pairs, Proxy, validate};
use tonewright_measure::retrieval::{Vectors, mean_l1};
use tonewright_nn::device;
use tonewright_nn::train::Schedule;

use crate::school::{School, config, data_set};

#[test]
fn a_proxy_finds_sounds_presets_that_it_never_saw() {
    let school = School::new(4000);
    let falling = Schedule::ConstantCosine { constant_steps: 100, fall_steps: 300, lowest_factor: 0.01 };
    let config = config(|config| (config.teach.steps, config.teach.schedule) = (400, falling));
    let taught = school.teach(&config, "run", |_| false).unwrap();
    let found = taught.advance.validation.unwrap();
    assert_eq!((taught.advance.step, found.gallery, taught.interrupted), (400, 12, false));
    // By chance a rank among twelve has a mean reciprocal of 0.26.
    assert!(found.found.mrr > 0.8 && found.l1 < 0.75 * found.l1_of_mean, "{found:?}");
    let lines = String::from_utf8(school.read("run/metrics.jsonl")).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let losses: Vec<f64> = lines.iter().filter_map(|line| line["loss"].as_f64()).collect();
    assert_eq!((losses.len(), lines.len()), (20, 28));
    assert!(losses[19] < 0.8 * losses[0], "{losses:?}");
    // What is kept is what was examined.
    let best = Proxy::read(&taught.best.unwrap(), &device::cpu()).unwrap();
    let again =
        validate(&best.network, &school.held_out, &best.scale, (32, Loss::L1), &device::cpu()).unwrap();
    assert_eq!(Some(again), best.card.validation);
    assert_eq!(
        (best.card.subject.synth.as_str(), best.card.learned_from.pairs),
        ("toy", Some(school.train.len() as u64))
    );
}

#[test]
fn a_folder_stands_for_its_best_and_answers_are_in_the_units_of_the_validation() {
    let school = School::new(200);
    school.teach(&config(|_| ()), "run", |_| false).unwrap();
    let best = Proxy::open(&school.folder.path().join("run"), &device::cpu()).unwrap();
    let validation = best.card.validation.unwrap();
    assert_eq!(Some(best.card.step), best.card.best.first().map(|best| best.step));
    let (presets, sounds) = best.answers(&school.held_out, &device::cpu()).unwrap();
    let dim = school.held_out.dim();
    let of = |values| Vectors::new(values, dim).unwrap();
    assert_eq!(mean_l1(of(&presets), of(&sounds)).unwrap(), validation.l1);
    let other = data_set(school.folder.path(), "other", 5, 30);
    let other = Pairs::open(&other, "statistics", false).unwrap();
    assert_eq!(best.answers(&other, &device::cpu()).unwrap().0.len(), other.len() * dim);
    let mut deaf = best;
    deaf.card.subject.dim += 1;
    assert!(matches!(deaf.answers(&other, &device::cpu()), Err(LearnError::Unfit { .. })));
}

#[test]
fn a_run_that_was_stopped_anywhere_is_the_run_that_never_was() {
    let school = School::new(200);
    let config = config(|config| {
        (config.teach.steps, config.teach.validate_every) = (60, 25);
        config.teach.optimizer.average = Some(0.9);
        config.teach.schedule =
            Schedule::ConstantCosine { constant_steps: 10, fall_steps: 50, lowest_factor: 0.1 };
    });
    school.teach(&config, "whole", |_| false).unwrap();
    for stop in [7, 25, 40, 59] {
        let stopped = school.teach(&config, "halves", |advance| advance.step == stop).unwrap();
        assert_eq!((stopped.interrupted, stopped.advance.step), (true, stop));
    }
    let done = school.teach(&config, "halves", |_| false).unwrap();
    assert_eq!((done.interrupted, done.advance.earlier), (false, 59));
    for file in ["metrics.jsonl", "last.safetensors"] {
        assert!(school.read(&format!("whole/{file}")) == school.read(&format!("halves/{file}")), "{file}");
    }
    let files = |name: &str| {
        let files = std::fs::read_dir(school.folder.path().join(name)).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        files.sort();
        files
    };
    assert_eq!(files("whole"), files("halves"));
}

#[test]
fn sounds_that_are_rendered_meanwhile_teach_as_well_and_a_run_goes_on_exactly() {
    let school = School::new(200);
    let config = config(|config| config.teach.steps = 200);
    let whole = school.teach_fresh(&config, "whole", |_| false).unwrap();
    let found = whole.advance.validation.unwrap();
    assert!(found.found.mrr > 0.6 && found.l1 < 0.8 * found.l1_of_mean, "{found:?}");
    for stop in [33, 150] {
        let stopped = school.teach_fresh(&config, "halves", |advance| advance.step == stop).unwrap();
        assert!(stopped.interrupted);
    }
    school.teach_fresh(&config, "halves", |_| false).unwrap();
    for file in ["metrics.jsonl", "last.safetensors"] {
        assert!(school.read(&format!("whole/{file}")) == school.read(&format!("halves/{file}")), "{file}");
    }
    let proxy = Proxy::open(&school.folder.path().join("whole"), &device::cpu()).unwrap();
    assert_eq!((proxy.card.learned_from.name.as_str(), proxy.card.learned_from.pairs), ("school", None));
    assert_eq!(proxy.card.subject.heard.unwrap().sound.rate_hz, 16_000);
    // What was taught with a data set does not go on with fresh sounds.
    school.teach(&config, "stored", |advance| advance.step == 5).unwrap();
    let other = school.teach_fresh(&config, "stored", |_| false).unwrap_err().to_string();
    assert!(other.contains("other data"), "{other}");
}

#[test]
fn a_run_ends_where_nothing_gets_better_and_keeps_the_best() {
    let school = School::new(200);
    let config = config(|config| {
        (config.teach.validate_every, config.teach.patience, config.teach.keep) = (2, Some(1), 1);
        // So fast that it gets worse.
        config.teach.rate = 3.0;
    });
    let taught = school.teach(&config, "run", |_| false).unwrap();
    assert!(taught.exhausted && taught.advance.step < 150, "{taught:?}");
    let best = taught.best.unwrap();
    let kept = std::fs::read_dir(best.parent().unwrap()).unwrap();
    let kept = kept.filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with("best-"));
    assert_eq!((kept.count(), best.exists()), (1, true));
}

#[test]
fn what_does_not_fit_is_told() {
    let school = School::new(200);
    school.teach(&config(|c| c.teach.steps = 3), "run", |_| false).unwrap();
    let other = school.teach(&config(|c| c.teach.rate = 0.5), "run", |_| false).unwrap_err().to_string();
    assert!(other.contains("other settings") && other.contains("last.safetensors"), "{other}");
    // More steps are the same run.
    assert_eq!(school.teach(&config(|c| c.teach.steps = 5), "run", |_| false).unwrap().advance.earlier, 3);
    let missing =
        Pairs::open(school.train.folder(), "mel-slaney", false).map(|_| ()).unwrap_err().to_string();
    assert!(missing.contains("(it has: statistics)"), "{missing}");
    let nowhere = Pairs::open(school.folder.path(), "statistics", false).map(|_| ()).unwrap_err();
    assert!(matches!(nowhere, LearnError::Data(_)), "{nowhere}");
    // A damaged checkpoint is no panic, and is left where it is.
    let last = school.folder.path().join("run/last.safetensors");
    let bytes = std::fs::read(&last).unwrap();
    std::fs::write(&last, &bytes[..bytes.len() / 2]).unwrap();
    let damaged = school.teach(&config(|c| c.teach.steps = 5), "run", |_| false).unwrap_err();
    assert!(matches!(damaged, LearnError::Weights { .. }), "{damaged}");
    assert_eq!(std::fs::read(&last).unwrap().len(), bytes.len() / 2);
    let other = data_set(school.folder.path(), "another", 9, 20);
    std::fs::remove_file(other.join("manifest.json")).unwrap();
    assert!(Pairs::open(&other, "statistics", false).is_err());
}

#[test]
fn numbers_that_run_away_end_the_run_and_not_the_program() {
    let school = School::new(200);
    let config = config(|config| {
        config.teach.rate = 1e30;
        config.teach.loss = Loss::Mse;
    });
    let error = school.teach(&config, "run", |_| false).unwrap_err();
    assert!(matches!(error, LearnError::Diverged { .. }), "{error}");
}
