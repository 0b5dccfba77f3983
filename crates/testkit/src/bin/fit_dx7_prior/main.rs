//! Makes the table of the DX7's prior from real voices, and judges it on others.
//!
//! `cargo run --release -p tonewright-testkit --bin fit-dx7-prior -- TRAIN.syx VALIDATION.syx [TABLE.json]`
//! fits on the first file, prints how well the fit predicts the second, and writes the table when asked to.
//! Without voices of your own there is nothing to run: the table is in the repository.
#![allow(clippy::print_stdout, reason = "a command prints its figures")]

mod em;
mod fit;
mod judge;

use std::error::Error;
use std::process::ExitCode;

use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::sysex::read_voices;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [train, validation] => run(train, validation, None),
        [train, validation, table] => run(train, validation, Some(table)),
        _ => Err("usage: fit-dx7-prior TRAIN.syx VALIDATION.syx [TABLE.json]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(train: &str, validation: &str, table_path: Option<&str>) -> Result<(), Box<dyn Error>> {
    let (train, validation) = (voices(train)?, voices(validation)?);
    println!("{} voices to fit, {} to judge", train.len(), validation.len());
    let table = fit::fit(&train);
    let text = serde_json::to_string(&table)? + "\n";
    println!("table: {} bytes", text.len());
    judge::judge(&table, &train, &validation);
    if let Some(path) = table_path {
        std::fs::write(path, text)?;
        println!("written to {path}");
    }
    Ok(())
}

fn voices(path: &str) -> Result<Vec<Voice>, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|error| format!("can't read `{path}`: {error}"))?;
    Ok(read_voices(&bytes)?.voices)
}
