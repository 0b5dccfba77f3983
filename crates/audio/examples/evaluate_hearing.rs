//! Prints how well notes are heard, over all corpora at hand, with every miss.
//! `cargo run --release -p tonewright-audio --example evaluate_hearing [-- font|tones|listeners|noises]`

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

#[path = "../tests/it/hearing/mod.rs"]
mod hearing;

use hearing::{Labelled, font, listeners, score, tones};

fn main() {
    let wished: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wished.is_empty() || wished.iter().any(|w| w == name);
    if wants("tones") {
        print_notes("synthetic tones", &tones::tones(2));
    }
    if wants("listeners") {
        match listeners::sounds() {
            Ok(sounds) => print_notes("listeners' sounds", &sounds),
            Err(why) => println!("SKIPPED listeners: {why}"),
        }
    }
    if wants("noises") {
        print_alarms("noises", &tones::noises(20));
    }
    match font::Font::open() {
        Ok(font) if wants("font") => {
            let pitched = font::pitched(&font, 1);
            print_notes("sound font", &pitched);
            let gates = score::gates(&pitched);
            println!("sound font: {}", gates.line());
            gates.misses.iter().for_each(|line| println!("    {line}"));
            print_alarms("drums", &font::drums(&font));
        }
        Ok(_) => {}
        Err(why) => println!("SKIPPED font: {why}"),
    }
}

fn print_notes(title: &str, sounds: &[Labelled]) {
    let start = std::time::Instant::now();
    let score = score::notes(sounds);
    println!(
        "{title}: {} ({:.0} ms a sound)",
        score.line(),
        1e3 * start.elapsed().as_secs_f64() / sounds.len() as f64
    );
    score.misses.iter().for_each(|line| println!("    {line}"));
}

fn print_alarms(title: &str, sounds: &[Labelled]) {
    let alarms = score::false_alarms(sounds);
    println!("{title}: {} of {} heard as a note", alarms.len(), sounds.len());
    alarms.iter().for_each(|line| println!("    {line}"));
}
