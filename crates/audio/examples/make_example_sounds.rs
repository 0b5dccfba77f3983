//! Makes the example sounds of the repository with physical models: a plucked string, a struck bar, a blown
//! pipe, a bowed string. `cargo run --release -p tonewright-audio --example make_example_sounds [-- FOLDER]`

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

#[path = "../tests/it/models/mod.rs"]
mod models;

use std::path::PathBuf;

use tonewright_audio::write::{Depth, wav};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/sounds");
    let folder = std::env::args().nth(1).map_or_else(home, PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    for (name, make) in models::ALL {
        let path = folder.join(format!("{name}.wav"));
        let written = wav(&path, &make(), Depth::I16)?;
        println!("{} (peak {:.2})", path.display(), written.peak);
    }
    Ok(())
}
