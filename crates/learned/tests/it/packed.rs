//! Proxies in small files: what they say, what is refused, and those that ship.

use std::path::Path;

use tonewright_learned::LearnError;
use tonewright_learned::proxy::{PlateauConfig, Proxy, SHIPPED, pack};
use tonewright_nn::device;
use tonewright_synth::SYNTHS;

use crate::school::{School, config};

#[test]
fn a_packed_proxy_says_the_same_in_half_the_bytes() {
    let school = School::new(200);
    school.teach(&config(|_| ()), "run", |_| false).unwrap();
    let (run, small) = (school.folder.path().join("run"), school.folder.path().join("small.safetensors"));
    let card = pack(&run, &small).unwrap();
    let best = Proxy::open(&run, &device::cpu()).unwrap();
    assert_eq!((card.step, &card.subject), (best.card.step, &best.card.subject));
    let kept = std::fs::metadata(run.join(format!("best-{:08}.safetensors", card.step))).unwrap().len();
    let packed = std::fs::metadata(&small).unwrap().len();
    assert!(packed < kept * 2 / 3, "{packed} of {kept} bytes");
    let packed = Proxy::open(&small, &device::cpu()).unwrap();
    let [(said, _), (whole, _)] =
        [packed, best].map(|proxy| proxy.answers(&school.held_out, &device::cpu()).unwrap());
    let off = said.iter().zip(&whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let far = whole.iter().map(|x| x.abs()).fold(0.0, f32::max);
    assert!(off > 0.0 && off < 0.01 * far, "{off} of {far}");
    // What is packed can be packed again, and comes to the same.
    let again = school.folder.path().join("again.safetensors");
    pack(&small, &again).unwrap();
    assert_eq!(std::fs::read(&small).unwrap(), std::fs::read(&again).unwrap());
    let nowhere = pack(&school.folder.path().join("nowhere"), &again).unwrap_err();
    assert!(matches!(nowhere, LearnError::Io { .. }), "{nowhere}");
}

#[test]
fn a_run_that_begins_with_a_proxy_is_better_from_its_first_step_and_goes_on_only_from_it() {
    let school = School::new(400);
    school.teach(&config(|config| config.teach.steps = 150), "first", |_| false).unwrap();
    let first = Proxy::open(&school.folder.path().join("first"), &device::cpu()).unwrap();
    let plateau = Some(PlateauConfig { factor: 0.5, patience: 0 });
    let more = config(|config| {
        (config.teach.steps, config.teach.validate_every, config.teach.rate) = (40, 10, 1e-3);
        (config.teach.seed, config.teach.plateau) = (9, plateau);
    });
    let taught = school.teach_from(&more, "first", "second").unwrap();
    let second = Proxy::open(&school.folder.path().join("second"), &device::cpu()).unwrap();
    assert_eq!(second.card.began_from, Some(first.card.print()));
    let before = first.card.validation.unwrap().l1;
    assert!(taught.advance.validation.unwrap().l1 < 1.05 * before, "{taught:?}, {before} before");
    let anew = school.teach(&more, "anew", |_| false).unwrap();
    assert!(anew.advance.validation.unwrap().l1 > 1.2 * before, "{anew:?}, {before} before");
    // The folder holds a run that began otherwise.
    let refused = school.teach(&more, "second", |_| false).unwrap_err().to_string();
    assert!(refused.contains("began with other weights"), "{refused}");
    let wider = config(|config| {
        config.encoder = toml::from_str(
            "network = \"stack\"\ninput = { kind = \"one-hot\" }\nblock = \"highway\"\nblocks = 2\nwidth = 64",
        )
        .unwrap();
    });
    let refused = school.teach_from(&wider, "first", "third").unwrap_err().to_string();
    assert!(refused.contains("another one than the config's"), "{refused}");
}

#[test]
fn proxies_that_ship_know_todays_synths_and_are_small() {
    let bytes: usize = SHIPPED.iter().map(|one| one.bytes.len()).sum();
    assert!(bytes <= 8_000_000, "{bytes} bytes");
    for shipped in SHIPPED {
        let entry = SYNTHS.iter().find(|entry| entry.name == shipped.synth).unwrap();
        let synth = (entry.build)();
        let place = Path::new(shipped.name);
        let proxy = Proxy::open(place, &device::cpu()).unwrap_or_else(|e| panic!("{}: {e}", shipped.name));
        proxy.card.subject.knows(synth.spec(), place).unwrap_or_else(|e| panic!("{}: {e}", shipped.name));
        assert_eq!(proxy.card.config.name, shipped.name);
        let found = proxy.card.validation.unwrap();
        assert!(found.l1 < 0.5 * found.l1_of_mean, "{}: {found:?}", shipped.name);
    }
}
