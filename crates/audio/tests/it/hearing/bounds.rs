//! A part of each corpus, with bounds a little below what is measured on the whole of it.

use super::{font, listeners, score, tones};

#[test]
fn synthetic_tones_have_their_notes() {
    let score = score::notes(&tones::tones(21));
    println!("{}", score.line());
    assert!(score.accuracy() >= 0.95, "{}\n{}", score.line(), score.misses.join("\n"));
}

#[test]
fn noises_have_none() {
    let alarms = score::false_alarms(&tones::noises(3));
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn recorded_instruments_have_their_notes_and_gates() {
    let font = match font::Font::open() {
        Ok(font) => font,
        Err(why) => return println!("SKIPPED recorded_instruments_have_their_notes_and_gates: {why}"),
    };
    let sounds = font::pitched(&font, 29);
    let (notes, gates) = (score::notes(&sounds), score::gates(&sounds));
    println!("{}\n{}", notes.line(), gates.line());
    assert!(notes.accuracy() >= 0.86, "{}\n{}", notes.line(), notes.misses.join("\n"));
    assert!(gates.near as f64 >= 0.6 * gates.seen as f64, "{}\n{}", gates.line(), gates.misses.join("\n"));
    let alarms = score::false_alarms(&font::drums(&font));
    assert!(alarms.len() <= 4, "{}", alarms.join("\n"));
}

#[test]
fn listeners_sounds_have_their_notes() {
    match listeners::sounds() {
        Ok(sounds) => {
            let part: Vec<_> = sounds.into_iter().step_by(3).collect();
            let score = score::notes(&part);
            println!("{}", score.line());
            assert!(score.accuracy() >= 0.92, "{}\n{}", score.line(), score.misses.join("\n"));
        }
        Err(why) => println!("SKIPPED listeners_sounds_have_their_notes: {why}"),
    }
}
