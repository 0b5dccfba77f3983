//! The largest files and functions: a light, not a lock, except that no file passes 800 lines.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::cargo::root;

/// Past this a file does not answer one question any more.
const FILE_LIMIT: usize = 800;
/// Past this a function asks for a second look; it is printed.
const FUNCTION_ASKS: usize = 60;

/// Prints the ten largest files and functions.
pub(crate) fn run(_: &[String]) -> Outcome {
    let mut files = Vec::new();
    let mut functions = Vec::new();
    for path in rust_files(&root().join("crates")) {
        let source = std::fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        files.push((source.lines().count(), name.clone()));
        functions.extend(
            function_sizes(&source).into_iter().map(|(lines, what)| (lines, format!("{name}: {what}"))),
        );
    }
    files.sort_by(|a, b| b.cmp(a));
    functions.sort_by(|a, b| b.cmp(a));
    let median = files.get(files.len() / 2).map_or(0, |f| f.0);
    println!("sizes: {} files, median {median} lines; the largest:", files.len());
    files.iter().take(10).for_each(|(lines, name)| println!("  {lines:>5} {name}"));
    let long: Vec<_> = functions.iter().filter(|f| f.0 > FUNCTION_ASKS).take(10).collect();
    if !long.is_empty() {
        println!("functions over {FUNCTION_ASKS} lines:");
        long.iter().for_each(|(lines, name)| println!("  {lines:>5} {name}"));
    }
    let over: Vec<&str> = files.iter().filter(|f| f.0 > FILE_LIMIT).map(|f| f.1.as_str()).collect();
    if over.is_empty() { Ok(()) } else { Err(format!("over {FILE_LIMIT} lines: {}", over.join(", "))) }
}

/// All Rust files below a folder, sorted.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Lines of each function, judged by indentation (the sources are formatted).
fn function_sizes(source: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = source.lines().collect();
    let mut sizes = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some(name) = function_name(line.trim_start()) else { continue };
        let closes = |l: &&str| l.len() - l.trim_start().len() == indent && l.trim_start().starts_with('}');
        if let Some(len) = lines[start..].iter().position(closes) {
            sizes.push((len + 1, name.to_owned()));
        }
    }
    sizes
}

/// The name of the function that this line begins.
fn function_name(line: &str) -> Option<&str> {
    let words = ["pub(crate) ", "pub(super) ", "pub ", "const ", "async ", "unsafe "];
    let mut rest = line;
    while let Some(next) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = next;
    }
    rest.strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_head_to_closing_brace() {
        let source = "pub(crate) fn a(x: u8) {\n    b();\n}\nimpl X {\n    fn c<T>() {\n    }\n}\n";
        assert_eq!(function_sizes(source), [(3, "a".to_owned()), (2, "c".to_owned())]);
    }
}
