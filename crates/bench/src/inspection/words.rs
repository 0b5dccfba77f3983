//! An inspection in rows of words, for the terminal and for the page's first table.

use super::{Inspection, PROPERTIES};

/// What is told of data sets beside each other: the name of each row, then a cell for each data set.
pub fn summary_rows(all: &[Inspection]) -> Vec<Vec<String>> {
    let row = |name: &str, of: &dyn Fn(&Inspection) -> String| {
        std::iter::once(name.to_owned()).chain(all.iter().map(of)).collect::<Vec<String>>()
    };
    let mut rows = vec![
        row("", &|one| one.statistics.name.clone()),
        row("synth", &|one| one.synth.clone()),
        row("presets", &|one| one.priors.join("; ")),
        row("items", &|one| one.totals.items().to_string()),
        row("refused", &refused),
        row("silent sounds", &|one| {
            share(one.statistics.silent as f64, one.statistics.peak_db.total() as f64)
        }),
        row("peak above 0 dB", &|one| {
            let peaks = &one.statistics.peak_db;
            let first = ((0.0 - peaks.low) / (peaks.high - peaks.low) * peaks.counts.len() as f64) as usize;
            share(peaks.counts[first..].iter().sum::<u64>() as f64, peaks.total() as f64)
        }),
        row("RMS, dB", &|one| {
            let quantile = |share| one.statistics.rms_db.quantile(share);
            let quartiles: Option<Vec<f64>> = [0.0, 0.25, 0.5, 0.75, 1.0].map(quantile).into_iter().collect();
            quartiles.map_or_else(nothing, |quartiles| five(&quartiles))
        }),
        row("listened to", &|one| format!("{} sounds", one.facts.len())),
        row("without a pitch", &|one| {
            let without = one.facts.iter().filter(|facts| facts.pitch_note.is_none()).count();
            share(without as f64, one.facts.len() as f64)
        }),
    ];
    for property in PROPERTIES {
        rows.push(row(&format!("{}, {}", property.title, property.unit), &|one| {
            property.quartiles(&one.facts).map_or_else(nothing, |quartiles| five(&quartiles))
        }));
    }
    rows.push(row("bits a preset", &|one| match one.statistics.knobs.as_slice() {
        [] => nothing(),
        knobs => format!("{:.0}", knobs.iter().map(|knob| knob.entropy_bits()).sum::<f64>()),
    }));
    if all.iter().any(|one| one.nearest.is_some()) {
        rows.extend(nearest_rows(all, &row));
    }
    rows
}

/// Makes a row of its name and a cell for each data set.
type Row<'a> = &'a dyn Fn(&str, &dyn Fn(&Inspection) -> String) -> Vec<String>;

fn nearest_rows(all: &[Inspection], row: Row<'_>) -> Vec<Vec<String>> {
    let percent = |five: [f64; 5]| five_percent(&five);
    let mut rows = vec![
        row("parameters unlike the nearest real preset, %", &|one| {
            one.nearest.map_or_else(nothing, |nearest| percent(nearest.drawn.differ))
        }),
        row("way to the nearest real preset, %", &|one| {
            one.nearest.map_or_else(nothing, |nearest| percent(nearest.drawn.way))
        }),
    ];
    let among = all.iter().find_map(|one| Some((one.nearest?.real, one.nearest?.among_real?)));
    if let Some((real, among)) = among {
        let mut told = vec![format!("the same among {real} real presets, %")];
        told.push(format!("{}; way {}", percent(among.differ), percent(among.way)));
        told.resize(all.len() + 1, String::new());
        rows.push(told);
    }
    rows
}

/// What the gates refused and the synth failed on, of all draws.
fn refused(one: &Inspection) -> String {
    let totals = &one.totals;
    let by: Vec<String> = totals
        .refused_by
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(gate, count)| format!("{gate} {count}"))
        .collect();
    let refused: u64 = totals.refused_by.values().sum();
    let mut words = format!("{} of {} draws", refused, totals.draws);
    if !by.is_empty() {
        words.push_str(&format!(" ({})", by.join(", ")));
    }
    if totals.failed_draws > 0 {
        words.push_str(&format!("; {} failed", totals.failed_draws));
    }
    words
}

fn nothing() -> String {
    "-".to_owned()
}

fn share(part: f64, of: f64) -> String {
    if of > 0.0 { format!("{:.1} %", 100.0 * part / of) } else { nothing() }
}

/// The least, the quartiles and the most.
fn five(values: &[f64]) -> String {
    let told: Vec<String> = values.iter().map(|value| short(*value)).collect();
    told.join(" | ")
}

fn five_percent(values: &[f64; 5]) -> String {
    five(&values.map(|value| 100.0 * value))
}

fn short(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}
