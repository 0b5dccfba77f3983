//! Tests of the index of a bank.

use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::engines::dx7::prior::RealVoices;
use tonewright_synth::{Prior as _, seed};

use std::sync::atomic::AtomicBool;

use tonewright_synth::Job;

use super::stored::MAGIC;
use super::*;

const VOICES: usize = 20;
const SETUP: RenderSetup = RenderSetup { rate_hz: 16_000, len_samples: 8_000 };

fn synth() -> Arc<dyn Synth> {
    Arc::new(Dx7::mark_one())
}

fn gesture() -> Gesture {
    Gesture { gate_secs: 0.4, ..Gesture::default() }
}

/// Drawn voices, and after them a slight variation of each.
fn bank() -> Vec<Preset> {
    let prior = RealVoices::new();
    let stream = |name, index| seed::stream(1, name, index as u64);
    let mut bank: Vec<Preset> = (0..VOICES).map(|i| prior.draw(&mut stream("index-draw", i))).collect();
    for index in 0..VOICES {
        let varied = prior.perturb(&bank[index], 0.0, &mut stream("index-perturb", index));
        bank.push(varied);
    }
    bank
}

fn index(bank: &[Preset], threads: usize) -> RetrieveIndex {
    let mut index = RetrieveIndex::new(&synth(), gesture(), SETUP);
    assert!(index.hear(&synth(), bank, threads, &AtomicBool::new(false), |_| {}).unwrap());
    index
}

fn read(bytes: &[u8], gesture: Gesture) -> Result<RetrieveIndex, IndexError> {
    RetrieveIndex::deserialize(bytes, &synth(), gesture, SETUP)
}

fn sound(preset: &Preset, gesture: Gesture, setup: RenderSetup) -> Audio {
    synth().open(setup).unwrap().render(&Job { preset, gesture }).unwrap()
}

fn places(index: &RetrieveIndex, bank: &[Preset], target: &Audio, count: usize) -> Vec<usize> {
    index.nearest(bank, target, count).into_iter().map(|near| near.at).collect()
}

#[test]
fn a_kept_index_comes_back_and_does_not_depend_on_threads() {
    let bank = bank();
    let index = index(&bank, 1);
    assert_eq!(index, self::index(&bank, 3));
    assert_eq!(read(&index.serialize(), gesture()).unwrap(), index);
    assert_eq!(RetrieveIndex::name(&synth(), gesture(), SETUP).len(), 32);
}

#[test]
fn an_index_of_something_else_is_stale() {
    let bank = bank();
    let bytes = index(&bank, 2).serialize();
    for other in [
        Gesture { note: 61, ..gesture() },
        Gesture { velocity: 1, ..gesture() },
        Gesture { gate_secs: 0.3, ..gesture() },
    ] {
        assert_eq!(read(&bytes, other), Err(IndexError::Stale));
    }
    let longer = RenderSetup { len_samples: 8_001, ..SETUP };
    let read = RetrieveIndex::deserialize(&bytes, &synth(), gesture(), longer);
    assert_eq!(read, Err(IndexError::Stale));
}

#[test]
fn a_damaged_index_is_refused_whatever_is_broken() {
    let bank = bank();
    let bytes = index(&bank, 2).serialize();
    let is_damaged = |bytes: &[u8]| matches!(read(bytes, gesture()), Err(IndexError::Damaged(_)));
    for len in [0, 7, 8, 40, 47, 48, 79, 80, bytes.len() / 2, bytes.len() - 1] {
        assert!(is_damaged(&bytes[..len]), "cut to {len}");
    }
    for at in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        let mut broken = bytes.clone();
        broken[at] ^= 0x10;
        assert!(is_damaged(&broken), "byte {at}");
    }
    // A count that lies, under a checksum that is right.
    let mut lying = bytes[..bytes.len() - HASH_LEN].to_vec();
    lying[MAGIC.len() + HASH_LEN..][..8].copy_from_slice(&u64::MAX.to_le_bytes());
    let sum = blake3::hash(&lying);
    lying.extend(sum.as_bytes());
    assert!(is_damaged(&lying));
}

#[test]
fn a_voice_is_its_own_neighbour_and_its_variation_is_near() {
    let bank = bank();
    let index = index(&bank, 2);
    let mut near = 0;
    for (at, preset) in bank[..VOICES].iter().enumerate() {
        let sound = sound(preset, gesture(), SETUP);
        let order = places(&index, &bank, &sound, bank.len());
        assert_eq!(order.len(), bank.len());
        assert!(order[..2].contains(&at), "{at}: {order:?}");
        near += usize::from(order[..4].contains(&(VOICES + at)));
        assert_eq!(places(&index, &bank, &sound, 3), order[..3]);
    }
    // A variation may still make a great difference: of the output level of the only carrier, say.
    assert!(near * 10 >= VOICES * 9, "{near} of {VOICES}");
}

#[test]
fn what_was_heard_serves_any_bank_and_only_what_is_new_is_heard() {
    let bank = bank();
    let mut index = index(&bank[..10], 1);
    assert_eq!((index.len(), index.unknown(&bank).len()), (10, bank.len() - 10));
    // The same preset under another name, and twice: it is heard once.
    let renamed = Preset { name: "other".to_owned(), ..bank[12].clone() };
    let more: Vec<Preset> = bank[5..13].iter().cloned().chain([renamed.clone(), bank[3].clone()]).collect();
    let mut told = 0;
    assert!(index.hear(&synth(), &more, 2, &AtomicBool::new(false), |done| told = done).unwrap());
    assert_eq!((told, index.len()), (3, 13));
    let target = sound(&bank[12], gesture(), SETUP);
    let found = index.nearest(&more, &target, 2);
    assert_eq!(
        found.iter().map(|near| (near.at, near.distance_db)).collect::<Vec<_>>(),
        [(7, 0.0), (8, 0.0)]
    );
    // What was never heard is not found.
    assert!(index.nearest(&bank[20..], &target, 5).is_empty());
    let fresh = self::index(&more, 1);
    assert_eq!(fresh.nearest(&more, &target, 20), index.nearest(&more, &target, 20));
}

/// A class is half an octave and a length away; the voice itself is still among the first.
#[test]
fn another_note_and_length_find_the_voice_too() {
    let bank = bank();
    let (mut first, mut count) = (0, 0);
    for (at, preset) in bank[..VOICES].iter().enumerate() {
        for (note, gate_secs) in [(55, 0.9), (64, 0.1), (66, 0.5)] {
            let played = Gesture { note, gate_secs, ..gesture() };
            let target = sound(preset, played, RenderSetup { len_samples: 16_000, ..SETUP });
            if target.rms() < 1e-3 {
                continue;
            }
            let class = class_of(played, &target);
            let mut index = RetrieveIndex::new(&synth(), class.gesture, class.setup);
            index.hear(&synth(), &bank, 2, &AtomicBool::new(false), |_| {}).unwrap();
            let order = index.nearest_by(&bank, &target, class.look, 5);
            count += 1;
            first += usize::from(order.iter().any(|near| near.at == at || near.at == VOICES + at));
        }
    }
    assert!(count > 40 && first * 10 >= count * 9, "{first} of {count}");
}

#[test]
fn a_stopped_index_keeps_what_it_heard() {
    let (bank, stop) = (bank(), AtomicBool::new(true));
    let mut index = RetrieveIndex::new(&synth(), gesture(), SETUP);
    assert!(!index.hear(&synth(), &bank, 2, &stop, |_| {}).unwrap());
    assert!(index.is_empty());
    // It is told to stop while the first presets sound.
    stop.store(false, std::sync::atomic::Ordering::Relaxed);
    let many: Vec<Preset> = (0..40)
        .flat_map(|_| bank.clone())
        .enumerate()
        .map(|(at, mut preset)| {
            preset.values[30] = tonewright_synth::Norm::saturating((at % 99) as f32 / 99.0);
            preset
        })
        .collect();
    let all = index.unknown(&many).len();
    let whole = index
        .hear(&synth(), &many, 1, &stop, |done| stop.store(done > 0, std::sync::atomic::Ordering::Relaxed))
        .unwrap();
    assert!(!whole && !index.is_empty() && index.len() < all, "{} of {all}", index.len());
    assert!(index.hear(&synth(), &many, 2, &AtomicBool::new(false), |_| {}).unwrap());
    assert_eq!(index.len(), all);
}
