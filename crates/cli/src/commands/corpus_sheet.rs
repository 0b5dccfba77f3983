//! A corpus on the terminal: its numbers, the spread of its values, and what its splits know of each other.

use tonewright_studio::ask::corpus::{Checked, Guess, Shown, Summary, Values};

use crate::voice::{Paint, Table, width};

/// How many values of a choice are told.
const MOST_VALUES: usize = 4;

/// A corpus in a few lines.
pub(super) fn summary(summary: &Summary) -> Vec<String> {
    let mut table = Table::default();
    let presets = format!(
        "{} of `{}`, {} exact duplicates merged, from {} files",
        summary.presets, summary.synth, summary.duplicates, summary.sources
    );
    let groups = format!(
        "{} by {}; {} presets are alone, the largest group has {}",
        summary.groups, summary.near, summary.alone, summary.largest_group
    );
    table.row(["presets", &presets]);
    table.row(["groups", &groups]);
    table.row(["split", &format!("{} with seed {}", summary.rule, summary.seed)]);
    for split in &summary.splits {
        let share = percent(split.presets, summary.presets);
        let words = format!("{} presets ({share}) in {} groups", split.presets, split.groups);
        table.row([format!("  {}", split.name), words]);
    }
    table.row(["fingerprint", &summary.fingerprint]);
    table.lines(width())
}

/// A corpus in full.
pub(super) fn shown(shown: &Shown) -> Vec<String> {
    let mut lines = summary(&shown.summary);
    let mut section = |title: &str, table: &Table| {
        lines.extend([String::new(), Paint::stdout().bold(title)]);
        lines.extend(table.lines(width()));
    };
    if !shown.largest.is_empty() {
        let mut table = Table::with_numbers(&[0]);
        for group in &shown.largest {
            table.row([group.presets.to_string(), format!("like {}", group.first)]);
        }
        section("largest groups", &table);
    }
    if !shown.statistics.is_empty() {
        let mut table = Table::default();
        for parameter in &shown.statistics {
            table.row([parameter.id.clone(), values(&parameter.values, shown.summary.presets)]);
        }
        section("values: shares of choices; least, quartiles and most of numbers", &table);
    }
    if let Some(guess) = shown.guess {
        let mut table = Table::default();
        guess_rows(guess).into_iter().for_each(|row| table.row(row));
        section("a guess that hears nothing", &table);
    }
    let mut table = Table::with_numbers(&[0]);
    for file in &shown.files {
        let hash = file.blake3.as_deref().map_or("", |hash| hash.get(..16).unwrap_or(hash));
        table.row([file.presets.to_string(), hash.to_owned(), file.path.clone()]);
    }
    section("files: presets, BLAKE3, path", &table);
    lines
}

fn values(values: &Values, presets: usize) -> String {
    match values {
        Values::Shares(shares) => {
            let told = shares.iter().take(MOST_VALUES);
            let mut told: Vec<String> =
                told.map(|(value, count)| format!("{value}: {}", percent(*count, presets))).collect();
            if let Some(more) = shares.len().checked_sub(MOST_VALUES).filter(|more| *more > 0) {
                told.push(format!("{more} more"));
            }
            told.join(", ")
        }
        Values::Quartiles([least, low, median, high, most]) => {
            format!("{least} | {low} | {median} | {high} | {most}")
        }
    }
}

fn guess_rows(guess: Guess) -> Vec<[String; 2]> {
    let right = guess.right.map(|right| {
        let words = format!("right for {:.1} % of {} choices", 100.0 * right, guess.choices);
        ["most frequent".to_owned(), words]
    });
    let off = guess.off.map(|off| {
        let words = format!("{off:.3} of a knob's way off, over {} numbers", guess.numbers);
        ["median".to_owned(), words]
    });
    right.into_iter().chain(off).collect()
}

/// What splits know of each other.
pub(super) fn checked(checked: &Checked) -> Vec<String> {
    let mut table = Table::with_numbers(&[1, 2, 3]);
    table.row(["", "presets", "same", "near", "nearest: parameters that differ, least to most"]);
    for pair in &checked.pairs {
        let nearest = match &pair.nearest {
            Some(nearest) => {
                let told: Vec<String> =
                    nearest.quartiles.iter().map(|share| format!("{:.1} %", 100.0 * share)).collect();
                let of = match nearest.presets {
                    all if all == pair.presets => String::new(),
                    some => format!(" (of {some} drawn)"),
                };
                told.join(" | ") + &of
            }
            None => "-".to_owned(),
        };
        table.row([
            format!("{} in {}", pair.of, pair.against),
            pair.presets.to_string(),
            pair.exact.to_string(),
            pair.near.to_string(),
            nearest,
        ]);
    }
    let verdict = match (checked.leaks, checked.pairs.is_empty()) {
        (_, true) => "there is one split only: nothing can leak".to_owned(),
        (true, _) => format!("it leaks: near is what has {} in common", checked.near),
        (false, _) => format!("nothing leaks: no two splits have presets with {} in common", checked.near),
    };
    let mut lines = if checked.pairs.is_empty() { Vec::new() } else { table.lines(width()) };
    lines.push(verdict);
    lines
}

fn percent(count: usize, of: usize) -> String {
    format!("{:.1} %", 100.0 * count as f64 / of.max(1) as f64)
}
