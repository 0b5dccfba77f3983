//! Toys against the papers' formulas in NumPy (`tests/reference/toys`), against figures that the published programs gave,
//! and against themselves with their parts exchanged.

use serde::Deserialize;
use tonewright_synth::engines::toys::k_sin::{Side, out_of_domain};
use tonewright_synth::{Gesture, Job, Norm, Plain, Preset, Prior as _, RenderSetup, SYNTHS, Synth};
use tonewright_testkit::tolerance::TOY_SAMPLE;

const VALUES: &str = include_str!("../../../../tests/reference/toys/values.json");

/// Length of the papers' sounds.
const LEN_SAMPLES: usize = 1024;

#[derive(Deserialize)]
struct Case {
    synth: String,
    rate_hz: u32,
    len_samples: usize,
    note: u8,
    gate_secs: f64,
    knobs: Vec<f32>,
    peak: f64,
    rms: f64,
    /// Number and value of some samples.
    picks: Vec<(usize, f64)>,
}

fn toy(name: &str) -> Box<dyn Synth> {
    (SYNTHS.iter().find(|entry| entry.name == name).unwrap().build)()
}

/// What a toy makes of plain values, as the papers listen to it.
fn sound(synth: &dyn Synth, plain: &[f64]) -> Vec<f32> {
    let knobs = synth.spec().params.iter().zip(plain).map(|(param, x)| param.norm_from_plain(Plain(*x)));
    let preset = Preset { name: "x".to_owned(), values: knobs.collect() };
    let setup = RenderSetup { rate_hz: 44_100, len_samples: LEN_SAMPLES };
    let job = Job { preset: &preset, gesture: Gesture::default() };
    synth.open(setup).unwrap().render(&job).unwrap().channel(0).to_vec()
}

fn rms(samples: &[f32]) -> f64 {
    let power: f64 = samples.iter().map(|x| f64::from(*x).powi(2)).sum();
    (power / samples.len() as f64).sqrt()
}

#[test]
fn sounds_are_those_of_the_formulas() {
    let cases: Vec<Case> = serde_json::from_str(VALUES).unwrap();
    for case in &cases {
        let synth = toy(&case.synth);
        let knobs = case.knobs.iter().map(|knob| Norm::new(*knob).unwrap()).collect();
        let preset = Preset { name: "reference".to_owned(), values: knobs };
        let gesture = Gesture { note: case.note, gate_secs: case.gate_secs, ..Gesture::default() };
        let setup = RenderSetup { rate_hz: case.rate_hz, len_samples: case.len_samples };
        let sound = synth.open(setup).unwrap().render(&Job { preset: &preset, gesture }).unwrap();
        let samples = sound.channel(0);
        for (n, wanted) in &case.picks {
            let found = f64::from(samples[*n]);
            assert!(
                TOY_SAMPLE.accepts(found, *wanted, case.peak),
                "{} at sample {n}: {found} instead of {wanted} ({})",
                case.synth,
                TOY_SAMPLE.reason
            );
        }
        let found = rms(samples);
        assert!(TOY_SAMPLE.accepts(found, case.rms, case.peak), "{}: {found} {}", case.synth, case.rms);
    }
    let named = |name: &str| cases.iter().any(|case| case.synth == name);
    // The toys that are published have a reference each.
    let lacking: Vec<&str> = SYNTHS
        .iter()
        .filter(|entry| entry.toy.is_some() && entry.name != "simple-synth-2" && !named(entry.name))
        .map(|entry| entry.name)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// The same preset with the parts at those positions of the spec's groups exchanged.
fn exchanged(synth: &dyn Synth, plain: &[f64], a: usize, b: usize) -> Vec<f64> {
    let groups = &synth.spec().groups;
    let mut plain = plain.to_vec();
    for (i, j) in groups[a].params.iter().zip(&groups[b].params) {
        plain.swap(*i, *j);
    }
    plain
}

/// Some values -1..=1, all different.
fn values(count: usize) -> Vec<f64> {
    (0..count).map(|i| f64::from((i as u32 * 397 + 211) % 1021) / 510.0 - 1.0).collect()
}

fn farthest(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn parts_of_a_family_can_be_exchanged_and_others_not() {
    for entry in SYNTHS.iter().filter(|entry| entry.toy.is_some_and(|family| !family.plays_keys)) {
        let synth = (entry.build)();
        let plain = values(synth.spec().params.len());
        let groups = &synth.spec().groups;
        let before = sound(synth.as_ref(), &plain);
        for (a, b) in (1..groups.len()).map(|b| (b - 1, b)) {
            if groups[a].params.len() != groups[b].params.len() {
                assert_eq!((groups[a].family.as_ref(), groups[b].family.as_ref()), (None, None));
                continue;
            }
            let after = sound(synth.as_ref(), &exchanged(synth.as_ref(), &plain, a, b));
            let (moved, peak) = (farthest(&before, &after), rms(&before) as f32);
            if groups[a].family.is_some() {
                assert_eq!(groups[a].family, groups[b].family);
                assert!(moved < 1e-6 * peak.max(1.0), "{}: {a} and {b} are not alike: {moved}", entry.name);
            } else {
                assert!(moved > 0.01 * peak, "{}: {a} and {b} are alike", entry.name);
            }
        }
    }
}

#[test]
fn exactly_the_broken_toys_have_no_families() {
    for entry in SYNTHS.iter().filter(|entry| entry.toy.is_some()) {
        let synth = (entry.build)();
        let has_families = synth.spec().groups.iter().any(|group| group.family.is_some());
        let is_symmetric = ["k-osc", "k-sin", "fm-mixed", "fm-hierarchical"]
            .iter()
            .any(|family| entry.toy.unwrap().name == *family);
        let is_broken = entry.name.ends_with("-broken");
        assert_eq!(has_families, is_symmetric && !is_broken, "{}", entry.name);
    }
}

#[test]
fn symmetries_that_groups_cannot_say_are_there_all_the_same() {
    let swapped = |plain: &[f64], pairs: &[(usize, usize)]| {
        let mut plain = plain.to_vec();
        pairs.iter().for_each(|(i, j)| plain.swap(*i, *j));
        plain
    };
    let is_alike = |name: &str, plain: &[f64], pairs: &[(usize, usize)]| {
        let synth = toy(name);
        let [a, b] = [plain.to_vec(), swapped(plain, pairs)].map(|plain| sound(synth.as_ref(), &plain));
        farthest(&a, &b) < 1e-6
    };
    // Modulators of one carrier, and of two.
    let plain = values(12);
    assert!(is_alike("fm-hierarchical", &plain, &[(0, 1), (6, 7)]));
    assert!(!is_alike("fm-hierarchical", &plain, &[(0, 2), (6, 8)]));
    assert!(!is_alike("fm-hierarchical-broken", &plain, &[(0, 1), (6, 7)]));
    // Two carriers, of which one is modulated by a level of (2 amp + 1) / 2.
    let carriers = [(1, 2), (4, 5)];
    let mut plain = values(6);
    assert!(!is_alike("fm-conditional", &plain, &carriers));
    plain[3] = -0.5;
    assert!(is_alike("fm-conditional", &plain, &carriers));
    assert!(!is_alike("fm-conditional-broken", &plain, &carriers));
}

#[test]
fn members_of_a_family_have_the_same_parameters() {
    for entry in SYNTHS.iter().filter(|entry| entry.toy.is_some()) {
        let family = entry.toy.unwrap();
        let first = SYNTHS.iter().find(|other| other.toy.is_some_and(|f| f.name == family.name)).unwrap();
        let (first, member) = ((first.build)(), (entry.build)());
        for param in &first.spec().params {
            let index = member.spec().index_of(&param.id).unwrap();
            assert_eq!(member.spec().params[index].range, param.range, "{} {}", entry.name, param.id);
        }
    }
}

/// The published data sets share items, since their seeds are products of a base and the item's number.
#[test]
fn presets_of_one_stream_are_not_in_another() {
    let prior = toy("k-osc-4").prior();
    let mut seen = std::collections::BTreeSet::new();
    for name in ["train", "validation", "test"] {
        for index in 0..4_000 {
            let preset = prior.draw(&mut tonewright_synth::seed::stream(123, name, index));
            let bits: Vec<u32> = preset.values.iter().map(|knob| knob.get().to_bits()).collect();
            assert!(seen.insert(bits), "item {index} of {name} is also another item");
        }
    }
}

#[test]
fn k_sin_out_of_domain_is_learnt_on_one_side_and_examined_on_the_other() {
    let synth = toy("k-sin-8");
    for (side, wanted) in [(Side::Train, -0.314_962), (Side::Test, 0.314_962)] {
        let prior = out_of_domain(synth.spec(), side);
        let params = synth.spec().params.iter().enumerate();
        let mean = |index: usize| {
            let of = |n| prior.draw(&mut tonewright_synth::seed::stream(1, "out-of-domain", n)).values[index];
            (0..2_000).map(|n| synth.spec().params[index].plain_from_norm(of(n)).0).sum::<f64>() / 2_000.0
        };
        for (index, param) in params.step_by(5) {
            // Four standard errors.
            assert!((mean(index) - wanted).abs() < 0.028, "{side:?} {}: {}", param.id, mean(index));
        }
    }
}

/// One second of a preset given by name, the rest initial.
fn played(synth: &dyn Synth, knobs: &[(&str, f64)], gesture: Gesture) -> Vec<f32> {
    let mut preset = Preset::init(synth.spec());
    for (id, plain) in knobs {
        let index = synth.spec().index_of(id).unwrap();
        preset.values[index] = synth.spec().params[index].norm_from_plain(Plain(*plain));
    }
    let setup = RenderSetup { rate_hz: 44_100, len_samples: 44_100 };
    synth.open(setup).unwrap().render(&Job { preset: &preset, gesture }).unwrap().channel(0).to_vec()
}

#[test]
fn the_second_simple_synth_has_what_the_first_lacks() {
    let synth = toy("simple-synth-2");
    let sound = |knobs: &[(&str, f64)]| played(synth.as_ref(), knobs, Gesture::default());
    // The mix: each end is deaf to the other oscillator.
    let [first, second] = [0.0, 1.0].map(|mix| {
        let with = |osc1: f64, osc2: f64| sound(&[("mix", mix), ("osc1.wave", osc1), ("osc2.wave", osc2)]);
        [with(0.0, 1.0) == with(0.0, 2.0), with(1.0, 0.0) == with(2.0, 0.0)]
    });
    assert_eq!((first, second), ([true, false], [false, true]));
    // The filter's envelope opens a closed filter.
    let closed = [("filter.cutoff", 40.0), ("filter.decay", 5.0), ("filter.depth", 0.0)];
    let opened = [("filter.cutoff", 40.0), ("filter.decay", 5.0), ("filter.depth", 6.0)];
    assert!(rms(&sound(&opened)) > 100.0 * rms(&sound(&closed)));
    // Velocity, which the first is deaf to.
    let at = |velocity| Gesture { velocity, ..Gesture::default() };
    let simple = toy("simple-synth");
    assert_eq!(played(simple.as_ref(), &[], at(20)), played(simple.as_ref(), &[], at(120)));
    let [soft, loud] = [20, 120].map(|velocity| rms(&played(synth.as_ref(), &[], at(velocity))));
    assert!(soft < 0.7 * loud, "{soft} {loud}");
}
