//! What becomes of presets in a corpus: duplicates, groups, splits, leaks.

use tonewright_data::corpus::leaks::{leaks, leaks_any};
use tonewright_data::corpus::statistics::{Values, guess, statistics};
use tonewright_data::corpus::{Corpus, Gathering, Place, SplitPlan};
use tonewright_synth::engines::dx7::spec::spec;
use tonewright_synth::{Norm, Preset, Prior, SYNTHS, Synth, seed};

/// Different voices, drawn as the synth's own prior draws them.
pub(crate) fn drawn(name: &str, count: u64) -> Vec<Preset> {
    let entry = SYNTHS.iter().find(|entry| entry.name == name).unwrap();
    let synth: Box<dyn Synth> = (entry.build)();
    let prior: Box<dyn Prior> = synth.own_prior().unwrap();
    (0..count).map(|at| prior.draw(&mut seed::stream(7, "corpus-test", at))).collect()
}

pub(crate) fn corpus(presets: impl IntoIterator<Item = Preset>, split: &str) -> Corpus {
    let mut gathering = Gathering::new(spec(), None).unwrap();
    gathering.source("drawn", None);
    presets.into_iter().for_each(|preset| gathering.add(preset));
    gathering.finish(&SplitPlan::from_text(split).unwrap(), None).unwrap()
}

fn set(preset: &Preset, id: &str, value: f32) -> Preset {
    let mut changed = preset.clone();
    changed.values[spec().index_of(id).unwrap()] = Norm::new(value).unwrap();
    changed
}

#[test]
fn the_same_voice_is_kept_once_whatever_its_name_and_what_no_file_holds() {
    let voice = &drawn("dx7", 1)[0];
    let renamed = Preset { name: "ANOTHER".to_owned(), ..voice.clone() };
    // The plug-in's filter and the switches of operators are in no voice file.
    let beyond = set(&set(voice, "cutoff", 0.25), "op3.switch", 0.0);
    let other = set(voice, "feedback", if voice.values[5].get() > 0.5 { 0.0 } else { 1.0 });
    let mut gathering = Gathering::new(spec(), None).unwrap();
    gathering.source("first", None);
    [voice, &renamed].into_iter().for_each(|preset| gathering.add(preset.clone()));
    gathering.source("second", None);
    [&other, &beyond, voice, voice, voice].into_iter().for_each(|preset| gathering.add(preset.clone()));
    let corpus = gathering.finish(&SplitPlan::from_text("groups-80-10-10").unwrap(), None).unwrap();

    assert_eq!(corpus.entries.len(), 2);
    let first = &corpus.entries[0];
    assert_eq!((&first.preset.name, first.place), (&voice.name, Place { source: 0, index: 0 }));
    assert_eq!(first.duplicates.count, 5);
    let places: Vec<(usize, usize)> = first.duplicates.first.iter().map(|place| (*place).into()).collect();
    assert_eq!(places, [(0, 1), (1, 1), (1, 2), (1, 3)]);
    assert_eq!((corpus.sources[0].presets, corpus.sources[1].presets), (2, 5));
    assert_eq!(corpus.entries[1].group, first.group, "two voices with six equal operators are near");
}

#[test]
fn variants_of_a_voice_stay_in_its_split_and_papers_take_them_apart() {
    let voices = drawn("dx7", 200);
    let variants = voices.iter().flat_map(|voice| {
        // Three variants in a chain: each has two operators of its own.
        let one = set(&set(voice, "op1.fine", 0.5), "op2.fine", 0.5);
        let two = set(&set(&one, "op3.fine", 0.5), "op4.fine", 0.5);
        [voice.clone(), one, two]
    });
    let corpus_of = |split: &str| corpus(variants.clone().collect::<Vec<_>>(), split);
    let ours = corpus_of("groups-80-10-10");
    assert_eq!(ours.group_sizes(), vec![3; 200]);
    assert_eq!(ours.split_sizes().iter().sum::<usize>(), 600);
    let pairs = leaks(&ours);
    assert!(!leaks_any(&pairs) && pairs.len() == 3);
    assert!(pairs.iter().all(|pair| pair.nearest.unwrap().quartiles[0] > 0.1), "{pairs:?}");

    for (rule, splits) in [("synthrl", 3), ("preset-gen-vae", 6), ("synth-proxy", 3)] {
        let pairs = leaks(&corpus_of(rule));
        assert_eq!(pairs.len(), splits * (splits - 1) / 2);
        assert!(leaks_any(&pairs) && pairs.iter().all(|pair| pair.exact == 0), "{rule}: {pairs:?}");
        let near: usize = pairs.iter().map(|pair| pair.near).sum();
        assert!(near > 50, "{rule}: {near}");
        assert!(pairs.iter().any(|pair| pair.nearest.unwrap().quartiles[0] < 0.03));
    }
}

#[test]
fn a_corpus_that_was_dealt_by_hand_is_not_trusted() {
    let mut corpus = corpus(drawn("dx7", 40), "a=0.5,b=0.5");
    assert!(!leaks_any(&leaks(&corpus)));
    let twin = corpus.entries[0].clone();
    let group = corpus.entries.len();
    let split = 1 - twin.split;
    corpus.entries.push(tonewright_data::corpus::Entry { group, split, ..twin });
    let pairs = leaks(&corpus);
    assert_eq!((pairs[0].exact, pairs[0].near), (1, 1));
    assert_eq!(pairs[0].presets, corpus.split_sizes().into_iter().min().unwrap());
}

#[test]
fn the_split_is_repeated_by_its_seed_and_moved_by_another() {
    let plan = SplitPlan::from_text("train=0.6,test=0.4").unwrap();
    let splits = |seed| {
        let mut gathering = Gathering::new(spec(), None).unwrap();
        gathering.source("drawn", None);
        drawn("dx7", 100).into_iter().for_each(|preset| gathering.add(preset));
        let corpus = gathering.finish(&plan, seed).unwrap();
        (corpus.fingerprint(), corpus.presets("test").unwrap().count())
    };
    assert_eq!(splits(Some(1)), splits(Some(1)));
    assert_ne!(splits(Some(1)).0, splits(Some(2)).0);
    assert_eq!(splits(None), splits(Some(0)));
    assert_eq!(splits(None).1, 40);
}

#[test]
fn the_fingerprint_is_of_what_is_drawn() {
    let voices = drawn("dx7", 20);
    let corpus = corpus(voices.clone(), "groups-80-10-10");
    let mut renamed = corpus.clone();
    renamed.entries[3].preset.name.clear();
    renamed.sources[0].path = "elsewhere".to_owned();
    assert_eq!(renamed.fingerprint(), corpus.fingerprint());
    let mut moved = corpus.clone();
    moved.entries[3].split = (moved.entries[3].split + 1) % 3;
    let mut turned = corpus.clone();
    turned.entries[3].preset = set(&turned.entries[3].preset, "lfo.speed", 0.123);
    for other in [moved, turned] {
        assert_ne!(other.fingerprint(), corpus.fingerprint());
    }
}

#[test]
fn statistics_say_what_the_presets_hold() {
    let init = Preset::init(spec());
    let sounds = [("algorithm", 0.0), ("algorithm", 1.0), ("lfo.speed", 1.0)];
    let all = sounds.map(|(id, value)| set(&init, id, value));
    let corpus = corpus(all.into_iter().chain([set(&init, "lfo.speed", 0.0)]), "all=1");
    let of = |id: &str| {
        let all = statistics(&corpus, spec());
        all.into_iter().find(|of| of.id == id).map(|of| of.values)
    };
    // The initial voice has algorithm 1 and a speed of 35.
    let shares = [("1".to_owned(), 3), ("32".to_owned(), 1)];
    assert_eq!(of("algorithm"), Some(Values::Shares(shares.to_vec())));
    let speeds = ["0", "0", "35", "35", "99"].map(str::to_owned);
    assert_eq!(of("lfo.speed"), Some(Values::Quartiles(speeds)));
    assert_eq!(of("cutoff"), None, "no voice file holds it");
    let guess = guess(&corpus, spec());
    assert_eq!((guess.choices, guess.numbers), (22, 123));
    assert!((guess.right.unwrap() - (21.0 + 0.75) / 22.0).abs() < 1e-9);
    let off = (35.0 + 64.0) / 99.0 / 4.0 / 123.0;
    assert!((guess.off.unwrap() - off).abs() < 1e-6);
}

#[test]
fn a_synth_without_parts_is_near_by_its_parameters() {
    let entry = SYNTHS.iter().find(|entry| entry.name == "subtractive").unwrap();
    let synth = (entry.build)();
    let mut gathering = Gathering::new(synth.spec(), None).unwrap();
    gathering.source("drawn", None);
    for preset in drawn("subtractive", 50) {
        let mut variant = preset.clone();
        variant.values[0] = if preset.values[0].get() < 0.5 { Norm::ONE } else { Norm::ZERO };
        [preset, variant].into_iter().for_each(|preset| gathering.add(preset));
    }
    let corpus = gathering.finish(&SplitPlan::from_text("groups-80-10-10").unwrap(), None).unwrap();
    assert_eq!(corpus.kinship.unit, "parameter");
    assert!(
        corpus.entries.len() == 100 && corpus.entries.chunks(2).all(|pair| pair[0].group == pair[1].group)
    );
    assert!(corpus.group_sizes().len() > 40 && !leaks_any(&leaks(&corpus)));
}

#[test]
fn the_guide_names_every_rule() {
    let guide = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/corpora.md"));
    for rule in tonewright_data::corpus::SPLIT_RULES {
        assert!(guide.contains(&format!("| `{}` |", rule.name)), "{}", rule.name);
    }
}
