//! The plug-ins that tests of the host talk to, built and put where hosts look: `target/plug-ins/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::cargo::{cargo, metadata, root, run as run_command, text};

/// The packages, and what their plug-ins are called.
const PACKAGES: [&str; 2] = ["tonewright-test-instruments", "tonewright-test-preset-instruments"];

/// Builds each library and lays it out as a CLAP file and a VST3 bundle; `--release` builds what benches measure.
pub(crate) fn run(words: &[String]) -> Outcome {
    let mut build = cargo();
    build.args(["build", "--locked"]).args(PACKAGES.iter().flat_map(|package| ["-p", package])).args(words);
    run_command(&mut build, "the build of the test instruments")?;
    let profile = if words.iter().any(|word| word == "--release") { "release" } else { "debug" };
    let target = PathBuf::from(text(&metadata()?, "target_directory"));
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let folder = root().join("target/plug-ins");
    for package in PACKAGES {
        let library = target.join(format!("{profile}/{prefix}{}{suffix}", package.replace('-', "_")));
        for file in [clap_file(package), vst3_file(package)] {
            put(&library, &folder.join(file))?;
        }
    }
    println!("plug-ins: {}", folder.display());
    Ok(())
}

fn clap_file(package: &str) -> PathBuf {
    let name = format!("{package}.clap");
    // A bundle on macOS, a library elsewhere.
    if cfg!(target_os = "macos") {
        Path::new(&name).join("Contents/MacOS").join(package)
    } else {
        name.into()
    }
}

/// Where the VST3 documentation has the library within the bundle.
fn vst3_file(package: &str) -> PathBuf {
    let bundle = Path::new(&format!("{package}.vst3")).join("Contents");
    let architecture = std::env::consts::ARCH;
    match std::env::consts::OS {
        "macos" => bundle.join("MacOS").join(package),
        "windows" => bundle.join(format!("{architecture}-win")).join(format!("{package}.vst3")),
        system => bundle.join(format!("{architecture}-{system}")).join(format!("{package}.so")),
    }
}

fn put(library: &Path, place: &Path) -> Outcome {
    // Beside it first: a host may have the old one open.
    let beside = place.with_extension("new");
    let put = place.parent().map_or(Ok(()), fs::create_dir_all);
    let put = put.and_then(|()| fs::copy(library, &beside)).and_then(|_| fs::rename(&beside, place));
    put.map_err(|why| format!("{} can't become {}: {why}", library.display(), place.display()))
}
