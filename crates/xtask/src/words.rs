//! Words that must not be in the sources: to-dos that nobody owns, and paths of somebody's machine.

use std::process::Command;

use crate::Outcome;
use crate::cargo::root;

/// Checks every tracked text file.
pub(crate) fn run(_: &[String]) -> Outcome {
    // Spelt in pieces, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("/tm", "p/t-")];
    let mut faults = Vec::new();
    for path in tracked()? {
        let Ok(source) = std::fs::read_to_string(root().join(&path)) else { continue };
        for (number, line) in source.lines().enumerate() {
            let unowned = marks.iter().any(|m| has_word(line, m) && !line.contains(&format!("{m}(")));
            if unowned || homes.iter().any(|h| line.contains(h)) {
                faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    if faults.is_empty() {
        println!("words: nothing unowned, no machine's paths");
        return Ok(());
    }
    Err(format!(
        "these lines must go (a to-do names its owner: `{}(name)`):\n  {}",
        marks[0],
        faults.join("\n  ")
    ))
}

/// Whether the mark stands in the line as a word of its own.
fn has_word(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + mark.len()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_letter(before) && !is_letter(after)
    })
}

/// Files under version control.
fn tracked() -> Result<Vec<String>, String> {
    let output = Command::new("git")
        .args(["ls-files"])
        .current_dir(root())
        .output()
        .map_err(|why| format!("`git ls-files` can't be started: {why}"))?;
    let skip = |name: &str| name.ends_with(".lock") || name.starts_with("LICENSE");
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter(|n| !skip(n)).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_only_as_a_word() {
        let mark = concat!("TO", "DO");
        assert!(has_word(&format!("// {mark}: mend"), mark));
        assert!(!has_word(&format!("let MY_{mark}S = 1;"), mark));
    }
}
