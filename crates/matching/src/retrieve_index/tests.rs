//! Tests of the index of a bank.

use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::engines::dx7::prior::RealVoices;
use tonewright_synth::{Prior as _, seed};

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
    let go_on = AtomicBool::new(false);
    RetrieveIndex::build(&synth(), bank, gesture(), SETUP, threads, &go_on, |_| {}).unwrap().unwrap()
}

fn read(bytes: &[u8], bank: &[Preset], gesture: Gesture) -> Result<RetrieveIndex, IndexError> {
    RetrieveIndex::deserialize(bytes, &synth(), bank, gesture, SETUP)
}

#[test]
fn a_kept_index_comes_back_and_does_not_depend_on_threads() {
    let bank = bank();
    let index = index(&bank, 1);
    assert_eq!(index, self::index(&bank, 3));
    assert_eq!(read(&index.serialize(), &bank, gesture()).unwrap(), index);
    assert_eq!(RetrieveIndex::name(&synth(), &bank, gesture(), SETUP).len(), 32);
}

#[test]
fn an_index_of_something_else_is_stale() {
    let bank = bank();
    let bytes = index(&bank, 2).serialize();
    let mut changed = bank.clone();
    changed[7].values[30] = tonewright_synth::Norm::saturating(1.0 - changed[7].values[30].get());
    let swapped: Vec<Preset> = bank.iter().rev().cloned().collect();
    for other in [&changed, &swapped, &bank[1..].to_vec()] {
        assert_eq!(read(&bytes, other, gesture()), Err(IndexError::Stale));
    }
    for other in [
        Gesture { note: 61, ..gesture() },
        Gesture { velocity: 1, ..gesture() },
        Gesture { gate_secs: 0.3, ..gesture() },
    ] {
        assert_eq!(read(&bytes, &bank, other), Err(IndexError::Stale));
    }
    let longer = RenderSetup { len_samples: 8_001, ..SETUP };
    let read = RetrieveIndex::deserialize(&bytes, &synth(), &bank, gesture(), longer);
    assert_eq!(read, Err(IndexError::Stale));
}

#[test]
fn a_damaged_index_is_refused_whatever_is_broken() {
    let bank = bank();
    let bytes = index(&bank, 2).serialize();
    let is_damaged = |bytes: &[u8]| matches!(read(bytes, &bank, gesture()), Err(IndexError::Damaged(_)));
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
    let mut renderer = synth().open(SETUP).unwrap();
    let mut near = 0;
    for (at, preset) in bank[..VOICES].iter().enumerate() {
        let sound = renderer.render(&Job { preset, gesture: gesture() }).unwrap();
        let order = index.nearest(&sound, bank.len());
        assert_eq!(order.len(), bank.len());
        assert!(order[..2].contains(&at), "{at}: {order:?}");
        near += usize::from(order[..4].contains(&(VOICES + at)));
        assert_eq!(index.nearest(&sound, 3), order[..3]);
    }
    // A variation may still make a great difference: of the output level of the only carrier, say.
    assert!(near * 10 >= VOICES * 9, "{near} of {VOICES}");
}

#[test]
fn a_stopped_build_makes_no_index() {
    let stop = AtomicBool::new(true);
    let built = RetrieveIndex::build(&synth(), &bank(), gesture(), SETUP, 2, &stop, |_| {}).unwrap();
    assert_eq!(built, None);
}
