//! A graphics processor teaches and hears as the processor does. Where there is none, a software one stands for it (Debian:
//! `mesa-vulkan-drivers`).

use std::collections::HashMap;

use tonewright_audio::Audio;
use tonewright_learned::hearing::{AUDIO_MODELS, Ear, weights};
use tonewright_learned::proxy::Proxy;
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;

use crate::hearing::by_rule;
use crate::school::{School, config};

fn gpu(what: &str) -> Option<Device> {
    match device::by_name("gpu").unwrap().open() {
        Ok(opened) => Some(opened.device),
        Err(error) => {
            eprintln!("SKIPPED {what} on a graphics processor: {error}");
            None
        }
    }
}

#[test]
fn a_proxy_learns_the_same_there_and_goes_on_elsewhere() {
    let Some(gpu) = gpu("training") else { return };
    let school = School::new(400);
    let few = config(|config| (config.teach.steps, config.teach.validate_every) = (20, 10));
    let found = [("cpu", device::cpu()), ("gpu", gpu.clone())].map(|(name, device)| {
        let taught = school.teach_on(&device, &few, name).unwrap();
        (taught.advance.loss, taught.advance.validation.unwrap())
    });
    let [(loss, validation), (there, validated)] = found;
    assert!((loss - there).abs() < 1e-3 * loss, "{loss}, there {there}");
    assert!((validation.l1 - validated.l1).abs() < 1e-3 * validation.l1, "{validation:?} {validated:?}");
    // What was learned there is asked here, and learned on.
    let run = school.folder.path().join("gpu");
    let [here, there] = [device::cpu(), gpu].map(|device| {
        let proxy = Proxy::open(&run, &device).unwrap();
        proxy.answers(&school.held_out, &device).unwrap().0
    });
    let most = here.iter().zip(&there).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(most < 1e-3, "{most}");
    let more = config(|config| (config.teach.steps, config.teach.validate_every) = (30, 10));
    let taught = school.teach(&more, "gpu", |_| false).unwrap();
    assert_eq!((taught.advance.earlier, taught.advance.step), (20, 30));
}

#[test]
fn a_model_hears_the_same_there() {
    let Some(gpu) = gpu("audio models") else { return };
    let sound = Audio::mono((0..16_000).map(|n| (n as f32 * 0.11).sin() * 0.3).collect(), 16_000);
    let entry = AUDIO_MODELS.iter().find(|entry| entry.name == "aisfx").unwrap();
    let bytes = weights::to_bytes(entry, &by_rule(entry.encoder), HashMap::new()).unwrap();
    let [here, there] = [device::cpu(), gpu].map(|device| {
        Ear::open(entry, &bytes, device).unwrap().listen().hear(&sound).unwrap().values().to_vec()
    });
    let most = here.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    let apart = here.iter().zip(&there).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    eprintln!("{:.1e} of the largest value apart", apart / most);
    assert!(here.len() == there.len() && apart < 1e-3 * most);
}
