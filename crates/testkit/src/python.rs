//! The Python that tests compare with: the reference environment, where it is.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python of the reference environment: `TONEWRIGHT_PYTHON`, or the one that `cargo xtask setup` makes.
pub fn reference_python() -> Option<PathBuf> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/reference-venv/bin/python");
    let named = std::env::var_os("TONEWRIGHT_PYTHON").map_or_else(|| PathBuf::from(own), PathBuf::from);
    named.is_file().then_some(named)
}

/// The wheel of a package that tests read and don't install (`tests/reference/wheels.txt`); `None`, said aloud, where it is not.
pub fn wheel(test: &str, package: &str) -> Option<PathBuf> {
    let folder = reference_python().and_then(|python| Some(python.parent()?.parent()?.join("wheels")));
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let is_it = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{package}-")))
    };
    let found = files.map(|file| file.path()).find(is_it);
    if found.is_none() {
        eprintln!(
            "SKIPPED {test}: the wheel of `{package}` is not in the reference environment (`cargo xtask setup`)"
        );
    }
    found
}

/// The Python of the reference environment where it has all these modules; `None`, said aloud, where it has not.
pub fn python_with(test: &str, modules: &[&str]) -> Option<PathBuf> {
    let Some(python) = reference_python() else {
        eprintln!("SKIPPED {test}: no reference environment (`cargo xtask setup`)");
        return None;
    };
    let imports = format!("import {}", [&["sys"], modules].concat().join(", "));
    let has = Command::new(&python).args(["-c", &imports]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED {test}: the reference environment has not all of {}", modules.join(", "));
        return None;
    }
    Some(python)
}

/// What a Python program of the reference environment prints; `None`, said aloud, where the environment or one of its
/// modules is not there.
///
/// # Panics
/// When the program fails.
pub fn python_prints(test: &str, modules: &[&str], program: &str, args: &[&Path]) -> Option<String> {
    let python = python_with(test, modules)?;
    let output = Command::new(&python).arg("-c").arg(program).args(args).output();
    let output = output.expect("a Python that ran a moment ago runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{test}: the reference failed: {errors}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The library of ONNX Runtime in the reference environment; `None`, said aloud, where there is none.
pub fn onnx_runtime(test: &str) -> Option<PathBuf> {
    const PROGRAM: &str = "import pathlib, onnxruntime\n\
        print(*pathlib.Path(onnxruntime.__file__).parent.glob('capi/libonnxruntime.*'), sep='\\n')";
    let printed = python_prints(test, &["onnxruntime"], PROGRAM, &[])?;
    let library = printed.lines().next().map(PathBuf::from);
    if library.is_none() {
        eprintln!("SKIPPED {test}: the Python package of ONNX Runtime has no library of its own here");
    }
    library
}
